"""Intake from the alarms, endings that come back to them, and seals over what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian.ledger import kinds
from qingtian.ledger.merkle import check_inclusion, leaf_hash
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.alarms import worker as raising
from qingtian_platform.act.cases import api, calling, intake, rebuilding, rows, sealing, worker
from qingtian_platform.act.cases.models import Deed, Pending
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from support.alarming import HOUR, NOON, City, over, said

from .conftest import record


@pytest.fixture
def city(tmp_path, monkeypatch, db) -> City:
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    return City(places)


def handed(city: City) -> alarms.HandoverInfo:
    raising.step(city.places, NOON)
    [alarm] = alarms.alarms(now=NOON)
    return alarms.hand_over(alarm.id, city.person("duty"), "请核查", NOON)


def test_a_finding_that_is_handed_over_opens_one_matter(city: City):
    city.find(said(city.outlet))
    given = handed(city)
    assert worker.step(city.places, NOON + HOUR)
    worker.step(city.places, NOON + 2 * HOUR)
    [matter] = api.queue(city.person("administrator"), now=NOON).rows
    assert (matter.procedure, matter.origin) == (
        "falsification/1",
        api.Origin("alarm", f"handover-{given.id}"),
    )
    assert (matter.subject.thing_id, matter.division) == (city.outlet, "110108")
    assert api.deeds(matter.id)[0].reason == f"请核查\n复制历史数据 {given.hash}"


def test_an_exceedance_tells_medium_and_multiple(city: City):
    city.judge(over(city.outlet, value="75"))
    handed(city)
    worker.step(city.places, NOON + HOUR)
    [matter] = api.queue(city.person("administrator"), now=NOON).rows
    assert matter.procedure == "exceedance/1"
    assert api.deeds(matter.id)[0].facts == {"medium": "air", "multiple": "0.5"}


def test_an_alarm_that_tells_too_little_is_taken_up_by_the_next_row(city: City, monkeypatch):
    monkeypatch.setattr(intake, "_multiple", lambda _given: None)
    city.judge(over(city.outlet, value="75"))
    handed(city)
    worker.step(city.places, NOON + HOUR)
    [matter] = api.queue(city.person("administrator"), now=NOON).rows
    assert matter.kind.key == "penalty"


def test_what_is_found_to_be_nothing_counts_against_the_rule(city: City):
    city.find(said(city.outlet))
    handed(city)
    worker.step(city.places, NOON + HOUR)
    assert alarms.feedback("FD-111").false == 0
    [matter] = api.queue(city.person("administrator"), now=NOON).rows
    at = NOON + 5 * HOUR
    officer = city.person("enforcement")
    api.do(matter.id, officer, "clear", papers=(record(at),), reason="校准所致", now=at)
    assert api.matter(matter.id).state == "cleared"
    found = alarms.feedback("FD-111")
    assert (found.right, found.false) == (0, 1)


def test_an_ending_of_which_an_alarm_did_not_hear_is_found_again_by_a_rebuild(city, monkeypatch):
    city.find(said(city.outlet))
    handed(city)
    worker.step(city.places, NOON + HOUR)
    [matter] = api.queue(city.person("administrator"), now=NOON).rows

    def refused(*_args, **_more):
        raise api.MatterError("not now")

    tell, at = calling.telling.tell_alarm, NOON + 5 * HOUR
    monkeypatch.setattr(calling.telling, "tell_alarm", refused)
    officer = city.person("enforcement")
    api.do(matter.id, officer, "clear", papers=(record(at),), reason="校准所致", now=at)
    assert alarms.feedback("FD-111").false == 0
    seq = api.deeds(matter.id)[-1].seq
    assert waiting() == {(matter.id, str(Pending.Kind.TELL), seq)}

    Pending.objects.all().delete()
    rebuilding.rebuild()
    assert waiting() == {(matter.id, str(Pending.Kind.TELL), seq)}
    monkeypatch.setattr(calling.telling, "tell_alarm", tell)
    calling.settle(at + HOUR)
    assert alarms.feedback("FD-111").false == 1
    rebuilding.rebuild()
    assert waiting() == set(), "what an alarm has heard is not told again"


def waiting() -> set[tuple[int, str, int]]:
    return set(Pending.objects.values_list("matter_id", "kind", "seq"))


def test_deeds_are_sealed_in_the_log_and_each_can_be_shown(city: City):
    city.find(said(city.outlet))
    handed(city)
    worker.step(city.places, NOON + HOUR)
    [deed] = Deed.objects.all()
    proof = sealing.proof(deed)
    info = acts.act(proof.act, city.places)
    assert info.act.schema == kinds.DEEDS
    assert info.act.body["root"] == proof.root
    assert api.timeline(deed.matter_id, NOON + HOUR)[0].proof == proof.act
    leaf = leaf_hash(bytes.fromhex(rows.digest(deed.matter.number, deed)))
    path = [bytes.fromhex(each) for each in proof.path]
    check_inclusion(leaf, proof.index, proof.size, path, bytes.fromhex(proof.root))
    assert deed.reason not in str(info.act.body)


def test_seals_follow_each_other_and_wait_for_something_to_seal(city: City):
    subject = {"division": "110108", "party": "machine"}
    for number in range(3):
        at = NOON + number * HOUR
        api.open_matter(
            "penalty",
            "take",
            subject=api.Subject("firm", str(number), "甲"),
            origin=api.Origin("csv", str(number)),
            now=at,
            **subject,
        )
        assert sealing.seal(city.places, at)
        assert not sealing.seal(city.places, at + timedelta(minutes=2))
    first, second, third = sealing.Sealed.objects.order_by("number")
    assert (first.number, second.number, third.number) == (0, 1, 2)
    assert acts.act(third.act, city.places).act.body["previous"] == (
        acts.act(second.act, city.places).hash
    )
