"""What did not arrive stands at the desk, for an administrator alone, who lets it be sent again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qingtian_platform.act.notices import api
from qingtian_platform.act.notices.models import Message
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)


@pytest.fixture
def dead():
    letter = api.Letter("n", "case", 7, "late", "mail", "a@example.org", "[逾期] 7", "body-of-it")
    api.put([letter], NOON)
    Message.objects.update(state="given-up", attempts=7, error="DeliveryError: 503")
    return Message.objects.get()


def test_what_was_given_up_is_shown_without_its_body_and_sent_again_once(client, dead):
    client.force_login(Person.objects.create(username="admin", role="administrator"))
    text = client.get("/desk/outbox/").content.decode()
    assert "[逾期] 7" in text
    assert "DeliveryError: 503" in text
    assert "body-of-it" not in text
    client.post("/desk/outbox/", {"message": dead.pk})
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == ("waiting", 0)
    answer = client.post("/desk/outbox/", {"message": dead.pk}, follow=True)
    assert "该消息并未被放弃" in answer.content.decode()


@pytest.mark.parametrize("role", ["duty", "enforcement", "enterprise"])
def test_nobody_else_enters(client, dead, role):
    client.force_login(Person.objects.create(username="p", role=role))
    assert client.get("/desk/outbox/").status_code in (302, 403)
    client.post("/desk/outbox/", {"message": dead.pk})
    dead.refresh_from_db()
    assert dead.state == "given-up"
