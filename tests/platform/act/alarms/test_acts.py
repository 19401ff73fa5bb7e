"""What the desk does to an item: look, close, call false, hand over, command; and who may not."""

from __future__ import annotations

import hashlib
import json

import pytest

from qingtian_platform.act.alarms import api, packaging, wishes, worker
from qingtian_platform.act.alarms.models import Handover
from qingtian_platform.collect import api as collect
from qingtian_platform.people.api import find_district
from support.alarming import HOUR, NOON, over, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(city):
    city.find(said(city.outlet), said(city.outlet, rule="FD-101", start=1))
    worker.step(city.places, NOON)
    return api.alarms(now=NOON)[0]


def test_looking_at_it_is_kept(city, alarm):
    officer = city.person("duty", name="钱值")
    api.see(alarm.id, officer, NOON)
    (_raised, seen) = api.history(alarm.id)
    assert (seen.what, seen.person, seen.at) == ("seen", "钱值", NOON)


@pytest.mark.parametrize("outcome", ["explained", "confirmed", "settled"])
def test_it_is_closed_once_with_a_reason(city, alarm, outcome):
    officer = city.person("duty")
    with pytest.raises(api.AlarmError):
        api.close(alarm.id, officer, "  ", outcome)
    closed = api.close(alarm.id, officer, "went there", outcome, NOON)
    assert (closed.state, closed.closing, closed.due) == ("closed", outcome, None)
    with pytest.raises(api.AlarmError):
        api.close(alarm.id, officer, "again")
    assert api.alarms(now=NOON) == []


def test_an_outcome_that_is_none_is_refused(city, alarm):
    with pytest.raises(api.AlarmError):
        api.close(alarm.id, city.person("duty"), "well", "forgotten")


def test_who_is_not_of_the_desk_or_of_another_district_may_not(city, alarm):
    elsewhere = city.person("duty", division=find_district("110111"))
    for person in (elsewhere, city.person("enterprise", city.outlet), city.person("reviewer")):
        for act in (api.close, api.false_alarm, api.hand_over):
            with pytest.raises(api.ForbiddenError):
                act(alarm.id, person, "reason")
    with pytest.raises(api.ForbiddenError):
        api.see(alarm.id, city.person("enterprise", city.other))
    closed_account = city.person("duty", is_active=False)
    with pytest.raises(api.ForbiddenError):
        api.close(alarm.id, closed_account, "reason")
    assert api.alarm(alarm.id, NOON).state == "open"


def test_there_is_no_item_of_that_number(city):
    with pytest.raises(api.AlarmError):
        api.close(99, city.person("duty"), "reason")
    assert api.alarm(99) is None


def test_false_alarms_are_counted_by_rule_and_unit(city, alarm):
    officer = city.person("duty")
    city.find(said(city.other, "O2"), said(city.other, "O2", start=50))
    worker.step(city.places, NOON)
    second, third = (a for a in api.alarms(now=NOON) if a.thing_id == city.other)
    api.false_alarm(alarm.id, officer, "the boiler was on hot standby", NOON)
    api.close(second.id, officer, "seen on site", "confirmed", NOON)
    api.close(third.id, officer, "nobody knows", "settled", NOON)
    tally = api.feedback("FD-111")
    assert (tally.items, tally.right, tally.false, tally.precision) == (3, 1, 1, 0.5)
    assert tally.things == {city.outlet: (0, 1), city.other: (1, 0)}
    assert [(t.rule, t.items, t.false) for t in api.feedback()] == [
        ("FD-101", 1, 1),
        ("FD-111", 3, 1),
    ]
    assert api.feedback("FD-111", city.other).false == 0
    assert api.feedback("QC-101").precision is None


def test_a_case_gets_a_package_that_never_changes(city, alarm):
    person, officer = city.person("enterprise", city.outlet), city.person("enforcement")
    api.answer(alarm.id, person, "calibration", "span check with old gas", now=NOON)
    handed = api.hand_over(alarm.id, officer, "please visit", NOON + HOUR)
    text = Handover.objects.get().package
    assert hashlib.sha256(text.encode()).hexdigest() == handed.hash
    assert json.loads(text) == handed.package
    assert packaging.canonical(handed.package) == text
    assert [m["kind"] for m in handed.package["members"]] == ["copied_history", "constant"]
    assert handed.package["members"][0]["evidence"]["lag_h"] == 24
    assert "24" in handed.package["members"][0]["said"]["zh"]
    assert handed.package["answers"][0]["cause"] == "calibration"
    assert handed.package["alarm"]["things"][0]["name"] == "锅炉一"
    city.find(said(city.outlet, rule="FD-102", start=2, hours=3))
    worker.step(city.places, NOON + HOUR)
    now = api.alarm(alarm.id, NOON + HOUR)
    assert (now.state, now.count) == ("handed", 3), "the case goes on; nobody opens a second one"
    (kept,) = api.handovers()
    assert (kept.hash, kept.note, kept.thing_id) == (handed.hash, "please visit", city.outlet)
    assert api.handovers(alarm.id + 1) == []


def test_the_duty_to_explain_outlives_the_hand_over(city, alarm):
    api.hand_over(alarm.id, city.person("duty"), now=NOON)
    assert api.alarm(alarm.id, alarm.due + HOUR).overdue is True
    person = city.person("enterprise", city.outlet)
    api.answer(alarm.id, person, "calibration", "span check", now=alarm.due + HOUR)
    now = api.alarm(alarm.id, alarm.due + HOUR)
    assert (now.state, now.overdue) == ("handed", False)


def test_the_package_of_an_exceedance_has_the_values_and_the_limit(city):
    city.judge(over(city.outlet))
    worker.step(city.places, NOON)
    (alarm,) = api.alarms(now=NOON)
    (member,) = api.hand_over(alarm.id, city.person("duty"), now=NOON).package["members"]
    assert (member["facts"]["value"], member["facts"]["limit"]) == ("72.5", "50")
    assert member["facts"]["document"] == "GB 13223"


def test_a_command_is_proposed_and_sent_by_an_officer_alone(city):
    city.find(said(city.outlet, rule="QC-131", hours=2))
    worker.step(city.places, NOON)
    (alarm,) = api.alarms(now=NOON)
    (wish,) = api.wishes(alarm.id)
    period = (("BeginTime", "20261125120000"), ("EndTime", "20261125140000"))
    assert (wish.mn, wish.code, wish.items, wish.moves) == ("O1", "2061", period, False)
    assert collect.commands() == [], "none is sent by itself"
    with pytest.raises(api.ForbiddenError):
        api.command(alarm.id, wish, city.person("enterprise", city.outlet))
    number = api.command(alarm.id, wish, city.person("duty"), NOON)
    sent = collect.command(number)
    assert (sent.mn, sent.code, sent.items) == ("O1", "2061", period)
    assert str(alarm.id) in sent.reason
    assert api.history(alarm.id)[-1].more["command"] == number
    with pytest.raises(api.AlarmError):
        api.command(alarm.id, wishes.Wish("O1", "3012", (), "sample", moves=True), sent_by(city))


def sent_by(city):
    return city.person("duty")


def test_parameters_are_read_and_a_sample_is_taken_only_where_it_is_wished(city, alarm):
    found = {(w.code, dict(w.items).get("InfoId"), w.moves) for w in api.wishes(alarm.id)}
    assert found == {
        ("3020", "i13001", False),
        ("3020", "i13007", False),
        ("3020", "i13008", False),
        ("3012", None, True),
    }
