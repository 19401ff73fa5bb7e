"""A ruling that readings are false is proposed for withdrawal; once signed, what rests on them follows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from qingtian.cases import Handed, Officer
from qingtian.ledger import kinds
from qingtian.protocols.hj212 import build
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.alarms import worker as raising
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases import intake
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.verdicts import worker
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.models import Division
from qingtian_platform.publish.desk.dossier import rulings
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry
from support import signing
from support.alarming import HOUR, NOON, City, said
from support.receipts import received

START = NOON - timedelta(hours=10)
"""02:00 in Beijing on the day of the alarm."""


@pytest.fixture
def city(tmp_path, monkeypatch, db):
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    found = City(places)
    limit = registry.Bound("a21026", "mg/m³", high=Decimal(15), document="许可证1", clause="表3")
    registry.add_limit(found.outlet, limit, valid_from=date(2026, 1, 1))
    _send(places)
    return found


def _send(places):
    """Let the boiler's logger send five hours of sulphur dioxide; three of them are ruled false."""
    frames = []
    for n in range(5):
        stamp = f"{beijing(START + n * HOUR):%Y%m%d%H%M%S}"
        cp = f"DataTime={stamp};a21026-Avg={20 + n}.0,a21026-Flag=N"
        said_ = f"QN={stamp}000;ST=31;CN=2061;PW=123456;MN=O1;Flag=4;CP=&&{cp}&&"
        frames.append(build.frame(said_.encode()))
    received(places, frames, at=NOON - HOUR)
    record.drain(places)


def _handed(city):
    """Hand the alarm over, and let the matter be opened."""
    city.find(said(city.outlet, start=-10, hours=3))
    raising.step(city.places, NOON)
    [alarm] = alarms.alarms(now=NOON)
    given = alarms.hand_over(alarm.id, city.person("duty"), "请核查", NOON)
    [made] = intake_of(given)
    return made


def intake_of(given):
    intake.take(NOON)
    thing = registry.things()[given.thing_id]
    return cases.matters_of(cases.Subject("outlet", thing.key, thing.name, thing.id))


def _record(key):
    two = (Officer("张", "0108-1"), Officer("钱", "0108-2"))
    times = {"begin": NOON - 2 * HOUR, "end": NOON - HOUR}
    return Handed(key, two, party="signed", signature="张", seal=True, number="1", **times)


def _serve(city, made):
    """Confirm, grade and serve the penalty."""
    officer, head = city.person("enforcement"), city.person("head")
    cases.do(made.id, officer, "confirm", papers=(_record("inspection"),), now=NOON)
    no = dict.fromkeys(("crime", "official", "evades", "untaxed", "operator", "ordered"), False)
    cases.do(made.id, head, "grade", papers=(_record("report"),), facts=no, now=NOON)
    served = {"served": beijing(NOON).date()}
    papers = (_record("service"),)
    return cases.do(made.id, officer, "penalty-served", papers=papers, facts=served, now=NOON)


def test_nothing_is_proposed_before_the_decision_is_served(city):
    _handed(city)
    assert rulings.proposals(city.person("reviewer"), city.places) == []


def test_a_served_decision_proposes_the_readings_of_its_period_and_no_other(city):
    made = _handed(city)
    _serve(city, made)
    [found] = rulings.proposals(city.person("reviewer"), city.places)
    assert (found.ruling.matter.id, found.mn, found.code) == (made.id, "O1", "a21026")
    assert (found.start, found.end) == (START, START + 3 * HOUR)
    assert (found.count, found.done, found.next) == (3, 0, START)
    client = Client()
    client.force_login(city.person("reviewer", name="审核"))
    html = client.get("/desk/corrections/").content.decode()
    assert made.number in html
    assert "0 / 3" in html
    form = client.get(found.href).content.decode()
    assert "withdrawing-body" in form, "the link opens the form that a person signs"


def test_once_signed_value_verdict_and_counts_follow(city):
    _serve(city, _handed(city))
    run(city.places)
    before = evaluate.verdict(city.outlet, "hour", START, "a21026")
    assert (before.word, before.value) == ("over", 20)
    assert len(over(city)) == 5
    pen = signing.pen_of(city.places, who := signing.person("wang"))
    while (found := rulings.proposals(who, city.places)[0]).next is not None:
        row = _row(found.next)
        target = acts.target_of(city.places, row)
        body = {"basis": "", "reason": "instrument-failure", "target": target, "words": None}
        acts.submit(
            signing.signed(city.places, pen, kinds.RETRACTION, body), who, None, city.places
        )
    assert (found.count, found.done) == (3, 3)
    run(city.places)
    after = evaluate.verdict(city.outlet, "hour", START, "a21026")
    assert (after.value, after.word) == (None, "too-few")
    later = evaluate.verdict(city.outlet, "hour", START + 3 * HOUR, "a21026")
    assert later.value is not None, "what lies outside the period stands"
    assert len(over(city)) == 2, "what counted as exceedances is counted anew"
    versions = evaluate.verdict_versions(city.outlet, "hour", START, "a21026")
    assert [each.value for each in versions] == [before.value, None], "the old one stays beside it"


def test_an_officer_of_another_district_is_proposed_nothing(city):
    _serve(city, _handed(city))
    far = Division.objects.get(code="110111000000")
    assert rulings.proposals(city.person("reviewer", division=far), city.places) == []


def test_a_served_decision_counts_on_a_ladder_once_a_person_hands_it_in(city):
    made = _handed(city)
    assert accounts.proven(beijing(NOON).date()) == []
    _serve(city, made)
    [row] = accounts.proven(beijing(NOON).date())
    assert (row.kind, row.unit, row.source) == ("falsified", "110108000", made.number)
    assert not accounts.falsified(beijing(NOON).date()), "nothing counts by itself"
    accounts.hand_in([row], city.person("assessor", name="考核"), now=NOON)
    assert accounts.falsified(beijing(NOON).date())["110108000", 2026].total() == 1
    assert accounts.proven(beijing(NOON).date()) == []


def over(city):
    found = evaluate.verdicts(city.outlet, "hour", START, NOON)
    return [each for each in found if each.word == "over"]


def _row(start):
    found = record.observations(
        mn="O1", code="a21026", interval="hour", start=start, end=start + HOUR
    )
    return dict(found.to_pylist()[0])


def run(places):
    while worker.step(places):
        pass
