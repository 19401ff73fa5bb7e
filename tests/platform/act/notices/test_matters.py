"""Of matters each who must know is told once, in words that he may read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases import timers
from qingtian_platform.act.notices import api, hooks
from qingtian_platform.act.notices.matters import reminding
from qingtian_platform.act.notices.models import Message, Reminder
from qingtian_platform.kit.vault import Secret
from qingtian_platform.people import api as people
from support.matters import TEN, Desk, desk, record  # noqa: F401

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = Secret("a secret of the test, long")


@pytest.fixture(autouse=True)
def post(desk: Desk, settings):  # noqa: F811
    settings.QINGTIAN_MAIL = "console"
    for login in ("zhang", "qian", "zhou", "ju"):
        account = desk[login]
        account.email = f"{login}@example.org"
        account.save()


def told(what: str) -> list[str]:
    """Who was told of a kind of event, by which mail box."""
    rows = Message.objects.filter(topic="case", what=what, channel="mail").order_by("pk")
    return [row.address.partition("@")[0] for row in rows]


def test_who_is_given_a_matter_has_one_mail_in_two_languages(desk: Desk):  # noqa: F811
    matter = desk.dust()
    cases.assign(matter.id, desk["zhou"], "qian", now=TEN + HOUR)
    assert told("assigned") == ["qian"]
    [row] = Message.objects.filter(what="assigned")
    assert row.subject == f"[已交您承办] {matter.number} 工地s1"
    assert "待核验" in row.body
    assert "To be verified" in row.body


@pytest.mark.parametrize(("before", "count"), [(6 * HOUR, 1), (6 * HOUR + timedelta(seconds=1), 0)])
def test_a_limit_of_a_day_is_reminded_of_a_quarter_before_and_once(desk: Desk, before, count):  # noqa: F811
    matter = desk.dust()
    cases.assign(matter.id, desk["zhou"], "zhang", now=TEN)
    at = TEN + 24 * HOUR - before
    reminding.step(at)
    assert not reminding.step(at)
    assert len(told("soon")) == count


def test_what_was_done_is_not_reminded_of(desk: Desk):  # noqa: F811
    matter = desk.dust()
    desk.confirm(matter, TEN + 2 * HOUR)
    assert not Reminder.objects.exists()
    assert not reminding.step(TEN + 23 * HOUR)


def test_what_is_late_goes_to_holder_and_head_who_has_it_then(desk: Desk):  # noqa: F811
    matter = desk.dust()
    cases.assign(matter.id, desk["zhou"], "zhang", now=TEN)
    timers.ring(TEN + 25 * HOUR)
    timers.ring(TEN + 26 * HOUR)
    assert told("expired") == ["zhang", "zhou"]
    assert told("assigned") == ["zhang", "zhou"]
    last = Message.objects.filter(what="assigned").latest("pk")
    assert last.subject.startswith("[逾期，已上报您处理]")
    assert "城管执法部门应于2024-05-07 10:00前" in Message.objects.filter(what="expired")[0].body


def test_a_refused_act_tells_nobody(desk: Desk):  # noqa: F811
    matter = desk.dust()
    before = Message.objects.count()
    with pytest.raises(cases.ActRefusedError):
        desk.do(matter, "confirm", TEN + HOUR)
    assert Message.objects.count() == before


def test_a_hand_over_tells_the_unit_and_its_systems_alone(desk: Desk):  # noqa: F811
    unit = people.ensure_organisation("住建委", "authority")
    other = people.ensure_organisation("水务局", "authority")
    mine = desk.add("jian2", "enforcement", "110105", organisation=unit, mail="jian2@example.org")
    for name, organisation in (("own", unit), ("foreign", other), ("desk", None)):
        url = "https://example.org/in"
        hooks.register(name, url, secret=SECRET, organisation=organisation, topics=["case"])
    matter = desk.dust()
    cases.hand_over(matter.id, desk["zhou"], unit, now=TEN + HOUR)
    cases.receive(matter.id, mine, now=TEN + 2 * HOUR)
    assert told("handed") == ["jian2"]
    rows = Message.objects.filter(channel="hook")
    events = [(row.address, json.loads(row.body)["event"]) for row in rows.order_by("pk")]
    assert ("own", "handed") in events
    assert ("own", "received") in events
    assert "foreign" not in dict(events)
    assert "deed" not in [event for address, event in events if address == "own"]
    assert not any("工地" in row.body for row in rows), "a state, and no name of whom it is about"


def test_the_end_is_told_once_to_who_held_it(desk: Desk):  # noqa: F811
    matter = desk.dust()
    cases.assign(matter.id, desk["zhou"], "zhang", now=TEN)
    now = TEN + 2 * HOUR
    desk.do(matter, "reject", now, papers=(record(now),), reason="洒水已做")
    assert told("ended") == []
    desk.do(matter, "drop", now + HOUR)
    assert told("ended") == ["zhang", "zhou"]


def test_a_short_message_goes_by_the_wish_of_the_person(desk: Desk, settings, tmp_path):  # noqa: F811
    settings.QINGTIAN_SMS = "file"
    from qingtian_platform.act.notices import sending

    api.wish("qian", phone="13800138000")
    api.wish("zhang", quiet=["case"])
    matter = desk.dust()
    cases.assign(matter.id, desk["zhou"], "qian", now=TEN)
    cases.assign(matter.id, desk["zhou"], "zhang", now=TEN + HOUR)
    assert told("assigned") == ["qian"], "who wants to hear nothing of it, hears nothing"
    settings.QINGTIAN_MAIL = "off"
    Message.objects.filter(channel="mail").delete()
    assert sending.look(TEN + HOUR) == 1
    [file] = (tmp_path / "data" / "sms").glob("*.json")
    said = json.loads(file.read_text(encoding="utf-8"))
    assert (said["to"], matter.number in said["text"]) == ("13800138000", True)
    timers.ring(TEN + 25 * HOUR)
    settings.QINGTIAN_MAIL = "console"
    assert "zhang" not in told("expired")
