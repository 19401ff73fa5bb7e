"""Appeals: against a closed line within the limit, answered once, and granted only by a new edition."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.appeals import api as appeals
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.kit import attachments
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 1)
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
TOWNS = policy().assessed("bare-land", date(2026, 10, 31))


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


@pytest.fixture
def closed(assessor):
    rows = [
        closing.FigureRow("bare-land-done", who, FIRST, str(n), "", "遥感通报")
        for n, who in enumerate(TOWNS[:30])
    ]
    closing.hand_in(rows, assessor, now=NOON)
    return closing.close("bare-land", FIRST, assessor, now=NOON)


def opened(person, subject=TOWNS[0], **more):
    given = {"reason": "影像日期早于整治", "now": NOON, **more}
    return appeals.open_appeal("bare-land", FIRST, subject, given.pop("reason"), person, **given)


RIGHT = appeals.Correction("bare-land-done", "99", "", "复核影像 2026-11-03")


def test_a_granted_appeal_is_a_new_edition_with_its_reason_and_the_old_one_stays(closed, assessor):
    file = SimpleUploadedFile("影像.pdf", b"%PDF-1.7 x")
    one = opened(assessor, files=[file], on_behalf="东华门街道来函")
    assert attachments.content(one.files[0][0]) == b"%PDF-1.7 x"
    done = appeals.answer_appeal(
        one.number, "granted", "经核属实", assessor, correction=RIGHT, now=NOON
    )
    newest, before = closing.editions("bare-land", FIRST)
    assert (done.answer.edition, newest.number) == (2, 2)
    assert str(one.number) in newest.reason
    assert TOWNS[0] in before.content["named"]
    assert TOWNS[0] not in newest.content["named"]
    assert before.digest == closed.digest
    assert appeals.appeals("bare-land", FIRST) == [done]
    assert appeals.appeals("bare-land", date(2026, 9, 1)) == []


def test_a_refused_appeal_leaves_the_list_and_stands_in_the_log(closed, assessor):
    one = opened(assessor)
    appeals.answer_appeal(one.number, "refused", "影像日期无误", assessor, now=NOON)
    assert [e.digest for e in closing.editions("bare-land", FIRST)] == [closed.digest]
    assert appeals.appeal(one.number).answer.reason == "影像日期无误"
    with pytest.raises(appeals.AppealRefusedError):
        appeals.answer_appeal(one.number, "refused", "再答", assessor, now=NOON)


def test_a_grant_that_corrects_nothing_changes_nothing(closed, assessor):
    one = opened(assessor)
    same = appeals.Correction("bare-land-done", "0", "", "复核")
    with pytest.raises(appeals.AppealRefusedError):
        appeals.answer_appeal(one.number, "granted", "属实", assessor, correction=same, now=NOON)
    assert appeals.appeal(one.number).answer is None
    found = closing.figures("bare-land-done", FIRST, date(2026, 10, 31))[TOWNS[0]]
    assert found.stands.source == "遥感通报"


def test_the_last_day_of_the_limit_is_in_time_and_the_next_is_not(closed, assessor):
    last = appeals.until(closed)
    assert last == date(2026, 11, 12)
    at = datetime(2026, 11, 12, 15, 59, tzinfo=UTC)
    with pytest.raises(appeals.AppealRefusedError, match="2026"):
        opened(assessor, now=at + timedelta(minutes=1))
    assert opened(assessor, now=at).answer is None


@pytest.mark.parametrize(
    "wrong",
    [{"subject": "110199999"}, {"reason": "  "}, {"reason": "长" * 2001}],
)
def test_what_is_no_appeal_is_refused(closed, assessor, wrong):
    with pytest.raises(appeals.AppealRefusedError):
        opened(assessor, **wrong)


def test_one_line_has_one_open_appeal_and_an_open_turn_none(closed, assessor):
    opened(assessor)
    with pytest.raises(appeals.AppealRefusedError):
        opened(assessor)
    with pytest.raises(appeals.AppealRefusedError):
        appeals.open_appeal("bare-land", date(2026, 9, 1), TOWNS[0], "x", assessor, now=NOON)


def test_what_may_be_corrected_are_the_figures_that_make_the_list():
    assert appeals.correctable("bare-land") == ("bare-land-done",)
    assert set(appeals.correctable("township-air")) == {"township-pm25", "township-tsp", "air-work"}
