"""The stage raises what was found and judged, joins it, lets it go, and opens it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qingtian_platform.act.alarms import api, worker
from qingtian_platform.registry import api as registry
from support.alarming import HOUR, NOON, over, said

pytestmark = pytest.mark.django_db


def _run(city, now=NOON):
    while worker.step(city.places, now):
        pass
    return api.alarms(now=now)


def test_what_is_found_and_judged_is_raised_the_gravest_first(city):
    city.find(said(city.outlet), said(city.other, "O2", "QC-131", hours=2))
    city.judge(over(city.other, 5))
    found = _run(city)
    assert [(a.thing_id, a.kind, a.severity, a.row) for a in found] == [
        (city.other, "exceedance", 2, "AL-05"),
        (city.outlet, "copied_history", 2, "AL-06"),
        (city.other, "missing", 4, "AL-14"),
    ]
    assert worker.step(city.places, NOON) is False, "nothing is left to do"


def test_findings_of_several_detectors_on_one_stretch_are_one_item(city):
    numbers = city.find(
        said(city.outlet, hours=3),
        said(city.outlet, rule="FD-101", start=1, hours=4, score=0.95),
        said(city.outlet, rule="FD-101", start=2, hours=1, code="a21002"),
    )
    (alarm,) = _run(city)
    assert alarm.members == tuple(("finding", number) for number in numbers)
    assert (alarm.kind, alarm.count, alarm.codes) == ("constant", 3, ("a21026", "a21002"))
    assert (alarm.start, alarm.end) == (NOON, NOON + 5 * HOUR)


def test_a_run_of_hours_over_the_limit_is_one_item_of_all_factors(city):
    city.judge(*(over(city.outlet, n) for n in (0, 1, 4)), over(city.outlet, 2, "a21002"))
    city.judge(over(city.outlet, 9))
    found = _run(city)
    assert [(a.count, a.again, a.row) for a in found] == [(1, 2, "AL-04"), (4, 1, "AL-05")]
    what = found[1].line("en").what
    assert what.startswith("Limit exceeded · ")
    assert what.endswith(" · 72.5 over 50 mg/m³")


def test_an_exceedance_nearby_makes_a_suspicion_the_gravest_and_its_end_takes_that_back(city):
    city.find(said(city.outlet, score=0.6))
    assert _run(city)[0].severity == 3
    city.judge(over(city.outlet, 10))
    (first, _second) = _run(city)
    assert (first.cause, first.severity, first.row) == ("falsification", 1, "AL-01")
    city.judge(over(city.outlet, 10, word="within"))
    (alone,) = _run(city)
    assert (alone.cause, alone.severity) == ("falsification", 3)


def test_a_verdict_that_ceases_closes_its_item_and_one_that_returns_opens_it_again(city):
    city.judge(over(city.outlet))
    (alarm,) = _run(city)
    city.judge(over(city.outlet, word="marked"))
    assert _run(city) == []
    closed = api.alarm(alarm.id)
    assert (closed.state, closed.closing, closed.count, closed.due) == (
        "closed",
        "withdrawn",
        0,
        None,
    )
    city.judge(over(city.outlet, value="80"))
    (again,) = _run(city, NOON + HOUR)
    assert (again.id, again.state, again.again) == (alarm.id, "open", 1)
    assert [e.what for e in api.history(alarm.id)] == ["raised", "withdrawn", "reopened"]


def test_a_finding_that_grows_stays_the_same_item_and_is_never_closed_between(city, monkeypatch):
    monkeypatch.setattr(worker, "PIECE", 1)
    (first,) = city.find(said(city.outlet, rule="QC-124", hours=6))
    (alarm,) = _run(city)
    (second,) = city.find(said(city.outlet, rule="QC-124", hours=9))
    city.end(first, second)
    (grown,) = _run(city)
    assert (grown.id, grown.end, grown.members) == (
        alarm.id,
        NOON + 9 * HOUR,
        (("finding", second),),
    )
    assert {e.what for e in api.history(alarm.id)} == {"raised", "grew", "shrank"}


def test_two_items_that_turn_out_to_be_one_are_joined(city):
    city.find(said(city.outlet, hours=2))
    city.find(said(city.outlet, start=5, hours=2))
    first, second = sorted(_run(city), key=lambda a: a.id)
    city.find(said(city.outlet, rule="FD-101", start=1, hours=6))
    (joined,) = _run(city)
    assert (joined.id, joined.count) == (first.id, 3)
    gone = api.alarm(second.id)
    assert (gone.state, gone.closing, gone.into) == ("closed", "joined", first.id)
    with pytest.raises(api.AlarmError, match=str(first.id)):
        api.close(second.id, city.person("duty"), "done")


def test_what_comes_again_after_a_person_closed_it_opens_it_as_the_second_time(city):
    (number,) = city.find(said(city.outlet, hours=3))
    (alarm,) = _run(city)
    api.close(alarm.id, city.person("duty"), "looked at")
    city.find(said(city.outlet, rule="FD-101", hours=2))
    assert _run(city) == [], "nothing that the officer had not seen"
    city.find(said(city.outlet, rule="FD-101", start=2, hours=4))
    (again,) = _run(city)
    assert (again.id, again.again, again.state) == (alarm.id, 2, "open")
    assert "again, time 2" in again.line("en").what
    assert number in {key for _, key in again.members}


def test_a_finding_of_months_is_an_item_beside_those_of_hours(city):
    city.find(said(city.outlet, rule="FD-105", start=-24 * 30, hours=24 * 31), said(city.outlet))
    assert [a.count for a in _run(city)] == [1, 1]


def test_what_is_found_late_is_owed_by_nobody(city):
    city.find(said(city.outlet, start=-24 * 40, hours=3), said(city.other, "O2", start=-24))
    late, new = sorted(_run(city), key=lambda a: a.start)
    assert late.due is None
    assert new.due == NOON + timedelta(days=1)


def test_own_stations_owe_nothing_and_their_suspicions_stand_first(city):
    city.find(said(city.station, "S1", "FD-116", code="a34004", score=0.2), said(city.outlet))
    (first, _) = _run(city)
    assert (first.thing_id, first.severity, first.due) == (city.station, 1, None)


def test_a_limit_that_must_still_be_checked_accuses_nobody(city):
    city.judge(over(city.outlet, review=True))
    (alarm,) = _run(city)
    assert (alarm.row, alarm.severity, alarm.due) == ("AL-10", 3, None)


def test_a_step_cut_short_goes_on_where_it_was(city, monkeypatch):
    monkeypatch.setattr(worker, "PIECE", 2)
    monkeypatch.setattr(worker, "PIECES", 2)
    city.find(*(said(city.outlet, start=-30 * n, hours=1) for n in range(9)))
    taken = worker.raising.take
    calls = []

    def cut(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return taken(*args)

    monkeypatch.setattr(worker.raising, "take", cut)
    with pytest.raises(KeyboardInterrupt):
        _run(city)
    assert len(_run(city)) == 9
    assert sum(a.count for a in api.alarms(open=False)) == 9


def test_an_enterprise_reads_neither_kind_nor_score_of_a_suspicion(city):
    city.find(said(city.outlet))
    (alarm,) = _run(city)
    own = " ".join(alarm.line("zh", "enterprise"))
    assert "数据异常" in own
    assert "次日" not in own
    assert "2026-11-26 12:00" in own
    for word in ("复制", "造假", "0.9", "核查"):
        assert word not in own
    assert "复制历史数据" in alarm.line("zh").what


def test_what_a_replay_repeats_calls_nobody(city):
    past = registry.ensure_thing("回放站", kind="station", key="replayed", origin="replay")
    city.find(said(past), said(past, rule="QC-131", hours=2))
    assert _run(city) == []
