"""An analyser that takes hours for a sample owes one value a cycle, from the day that is entered."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from qingtian_platform.check import api
from qingtian_platform.check.expect import moment
from qingtian_platform.check.worker import _fingerprint
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Datastream, DatastreamTerm

from .conftest import at
from .test_recount import DAY, counted, hours, outlet, seen_now

pytestmark = pytest.mark.django_db
COD, FLOW = "w01018", "w00000"
TWO = "v-" * 12


def works(**more):
    return outlet(codes=(COD, FLOW), st="32", **more)


def cycle(hours, since=DAY, code=COD, mn="MN1"):
    stream = Datastream.objects.get(logger__mn=mn, code=code)
    DatastreamTerm(datastream=stream, valid_from=since, unit="mg/L", cycle=hours).save()


def by_code(places, first=DAY, last=DAY):
    rows = api.rates(by="factor", period="range", start=first, end=last, places=places)
    return {row.group.key: row for row in rows}


def test_its_twelve_samples_are_a_whole_day_beside_an_hourly_meter(places, db, rows):
    works()
    cycle(2)
    hours(rows, TWO, code=COD)
    hours(rows, "v" * 24, code=FLOW)
    counted(places, db)
    found = by_code(places)
    assert (found[COD].counts.expected, found[COD].rates.both) == (12, 1)
    assert (found[FLOW].counts.expected, found[FLOW].rates.both) == (24, 1)
    assert api.blocks(DAY, DAY, places=places) == []
    letters = {r.code: r.letters for r in api.counts(DAY, DAY, "hour", places=places)}
    assert letters == {COD: "v" * 24, FLOW: "v" * 24}


def test_without_a_cycle_each_hour_is_owed_as_before(places, db, rows):
    works()
    hours(rows, TWO, code=COD)
    counted(places, db)
    found = by_code(places)[COD]
    assert (found.counts.expected, found.rates.both) == (24, Fraction(1, 2))


def test_one_sample_of_twelve_that_is_lost_is_one_of_twelve(places, db, rows):
    works()
    cycle(2)
    hours(rows, "v-" * 3 + "--" + "v-" * 8, code=COD)
    hours(rows, "v" * 24, code=FLOW)
    counted(places, db)
    assert by_code(places)[COD].rates.both == Fraction(11, 12)
    (gap,) = api.blocks(DAY, DAY, places=places)
    assert (gap.start, gap.end) == (at("2026-11-23 06:00"), at("2026-11-23 08:00"))
    assert (gap.slots, gap.still_missing, gap.rule.link) == (1, 1, "link")


def test_a_cycle_holds_from_its_day_and_not_before(places, db, rows):
    works()
    second = DAY + timedelta(days=1)
    cycle(2, second)
    cycle(4, second + timedelta(days=1))
    for day in range(3):
        for hour in range(0, 24, (1, 2, 4)[day]):
            rows.put("MN1", COD, f"2026-11-{23 + day} {hour:02d}:00")
    last = DAY + timedelta(days=2)
    counted(places, db, last=last, now=moment(at("2026-11-27 12:00")))
    counts = {
        r.day: r.counts for r in api.counts(DAY, last, "hour", places=places) if r.code == COD
    }
    assert [(counts[day].expected, counts[day].received) for day in sorted(counts)] == [
        (24, 24), (12, 12), (6, 6)
    ]  # fmt: skip


def test_a_silence_of_the_line_is_no_fault_of_the_analyser_of_two_hours(places, db, rows):
    works()
    cycle(2)
    hours(rows, "v-v-----" + "v-" * 8, code=COD)
    hours(rows, "vvvv---v" + "v" * 16, code=FLOW)
    counted(places, db)
    gaps = {gap.codes: gap for gap in api.blocks(DAY, DAY, places=places)}
    assert gaps[FLOW,].rule.link == gaps[COD,].rule.link == "network"
    assert (gaps[COD,].slots, gaps[FLOW,].slots) == (2, 3)


def test_the_line_is_whole_between_two_samples_and_broken_when_the_next_is_overdue(
    places, db, rows
):
    works()
    cycle(4)
    hours(rows, "v---v---" + "-" * 16, code=COD)
    hours(rows, "v" * 24, code=FLOW)
    counted(places, db, now=moment(at("2026-11-23 13:00")))
    assert ("MN1", COD) not in seen_now(places, db, "2026-11-23 13:59")
    assert seen_now(places, db, "2026-11-23 14:01")["MN1", COD].rule.number == "CH-17"


def test_a_replayed_series_owes_the_cycles_of_its_first_and_last_value(places, db, rows):
    works(origin="replay")
    cycle(2)
    hours(rows, "---v-v-v" + "-" * 16, code=COD)
    counted(places, db)
    counts = by_code(places)[COD].counts
    assert (counts.expected, counts.received) == (3, 3)


def test_the_days_of_a_logger_are_counted_again_when_a_cycle_is_entered():
    works()
    before = _fingerprint(registry.logger("MN1"))
    cycle(1, date(2026, 11, 25))
    assert _fingerprint(registry.logger("MN1")) == before, "as each hour was owed already"
    cycle(2, date(2026, 11, 26))
    assert _fingerprint(registry.logger("MN1")) != before
