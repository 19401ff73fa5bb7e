"""The review desk's pages: three persons sign on them; no source can be opened there."""

from __future__ import annotations

import json
import os
import re

import pytest
from django.urls import reverse

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.registry import api as registry
from support import signing

from .conftest import DAY, LOGINS

pytestmark = pytest.mark.django_db
ISO = DAY.isoformat()
PAGE = f"/desk/review/place-1/{ISO}/"
LANGUAGES = ("zh-hans", "en")


@pytest.fixture(autouse=True)
def here(desk, monkeypatch):
    from qingtian_platform.kit.places import Places

    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: desk.places))


def read(client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def body_of(text: str, name: str) -> dict:
    return json.loads(re.search(rf'id="{name}"[^>]*>(.*?)</script>', text)[1])


def send(client, desk, who: str, schema: str, body: dict, words: str = "") -> None:
    """Sign as the browser does and hand it in."""
    salt = os.urandom(32)
    kept = {"salt": salt.hex(), "text": words} if words else None
    said = body | {"words": words_hash(salt, words) if words else None}
    entry = signing.signed(desk.places, desk.pens[who], schema, said).decode()
    answer = client.post(
        reverse("desk:act"), json.dumps({"entry": entry, "words": kept}), "application/json"
    )
    assert answer.status_code == 200, answer.content


def test_three_persons_review_a_day_on_its_page(client, desk):
    key = desk.reading(hour=5).key
    client.force_login(desk.people["li"])
    said = {"reading": [key], "outcome": "reject", "reason": "instrument"}
    made = client.post(f"{PAGE}decisions", said).json()["bodies"]
    assert [(one["outcome"], one["after"]) for one in made] == [("rejected", "D")]
    send(client, desk, "li", kinds.DECISION, made[0], "零点异常")
    for who, owed in zip(LOGINS, ("first review", "second review", "issue"), strict=True):
        client.force_login(desk.people[who])
        text = read(client, PAGE)
        assert f"owed next: {owed}" in text
        send(client, desk, who, kinds.REVIEW, body_of(text, "signing-body"))
        if owed == "second review":
            assert "are of three persons" in read(client, PAGE)
    text = read(client, PAGE, "zh-hans")
    assert "审核后" in text
    for name in ("Li", "Wang", "Zhao"):
        assert name in text
    report = read(client, f"/desk/review/report/{ISO}/", "zh-hans")
    for what in ("零点异常", "仪器故障", "Li", "Wang", "Zhao", "143", "PM"):
        assert what in report, what
    printed = client.get(f"/desk/review/report/{ISO}.pdf", headers={"accept-language": "zh-hans"})
    assert printed.content.startswith(b"%PDF")
    assert f"qingtian-reviewed-{ISO}-zh.pdf" in printed.headers["Content-Disposition"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_says_what_is_owed_and_how_late(client, desk, language):
    client.force_login(desk.people["li"])
    reviews.ask_visit(desk.state(), [desk.reading()], "look", "读数偏高", desk.people["li"])
    desk.sign("li", "first")
    text = read(client, f"/desk/review/?day={ISO}", language)
    assert "Place 1" in text or "站1" in text
    assert ("first review done" if language == "en" else "已初审") in text
    assert ("days late" if language == "en" else "逾期") in text
    assert "Li" in text
    assert "place-3" not in text
    assert "place-4" not in text


def test_a_visit_is_asked_for_and_answered_on_the_page(client, desk):
    client.force_login(desk.people["li"])
    key = desk.reading().key
    client.post(PAGE, {"reading": [key], "reason": "look", "words": "读数偏高"})
    assert desk.state().visits == 1
    (visit,) = reviews.visits(desk.state())
    client.post(PAGE, {"visit": visit.number, "words": "采样管脱落"})
    assert "采样管脱落" in read(client, PAGE)
    client.post(PAGE, {"reason": "look", "words": "no hour chosen"})
    assert len(reviews.visits(desk.state())) == 1


@pytest.mark.parametrize("key", ["place-3", "place-4", "nowhere"])
def test_a_reviewer_opens_no_source_and_nobody_elses_station(client, desk, key):
    client.force_login(desk.people["li"])
    for address in (f"/desk/review/{key}/{ISO}/", f"/desk/review/{key}/{ISO}/decisions"):
        assert client.get(address).status_code in {404, 405}
        assert client.post(address, {}).status_code == 404


def test_days_that_are_not_over_and_no_days_are_not_found(client, desk):
    client.force_login(desk.people["li"])
    for day in ("2999-01-01", "2026-02-30", "x"):
        assert client.get(f"/desk/review/place-1/{day}/").status_code == 404
        assert client.get(f"/desk/review/?day={day}").status_code == 404
        assert client.get(f"/desk/review/report/{day}.pdf").status_code == 404


def test_only_reviewers_come_in(client, desk):
    client.force_login(signing.person("duty", "duty"))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}decisions").status_code == 403
    assert client.get(f"/desk/review/report/{ISO}/").status_code == 200
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_an_administrator_reads_the_day_and_is_offered_nothing_that_the_log_would_refuse(
    client, desk
):
    client.force_login(desk.people["li"])
    assert "data-sign-many" in read(client, PAGE)
    assert 'data-schema="qingtian.review/1"' in read(client, PAGE)
    client.force_login(signing.person("root", "administrator"))
    for who in ("", *LOGINS):
        if who:
            desk.sign(who, dict(zip(LOGINS, ("first", "second", "issued"), strict=True))[who])
        text = read(client, PAGE)
        assert "data-sign" not in text, who
        assert "have signed a step" not in text


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "审核"), ("en", "review")])
def test_pages_of_sources_say_nothing_of_a_review(client, desk, language, word):
    """But for the sentence that nobody audits them."""
    registry.ensure_thing("工地", key="site-1", kind="site", name_en="Site", origin="simulated")
    said = ("不作有效性审核", "does not review their validity")
    for address in ("/places/place-3/", "/places/site-1/", "/gate/site-1/"):
        page = read(client, address, language)
        text = re.sub(r"<script.*?</script>|<[^>]+>", "", page, flags=re.DOTALL)
        for sentence in said:
            text = text.replace(sentence, "")
        assert word not in text.lower(), address
