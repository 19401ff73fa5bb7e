"""Counts, blocks and broken chains of planted days, written and read back."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from qingtian_platform.check import api
from qingtian_platform.check.expect import moment
from qingtian_platform.check.present import look
from qingtian_platform.check.recount import Task, recount
from qingtian_platform.check.signals import Ear, Line
from qingtian_platform.check.store import Writer
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Shutdown

from .conftest import at

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
NOW = moment(at("2026-11-25 12:00"))


def outlet(mn="MN1", *, codes=("a34004", "a21026"), intervals=("realtime", "hour"), **more):
    thing = registry.ensure_thing(f"outlet {mn}", kind="outlet", key=mn.lower())
    more = {"st": "31", "password": "pw", "codes": codes, "intervals": intervals, **more}
    registry.ensure_logger(mn, thing_id=thing, opened=DAY, **more)
    return thing


def counted(places, db, mn="MN1", *, now=NOW, ear=None, first=DAY, last=DAY):
    writer = Writer(places)
    recount(writer, db, ear or Ear(), [Task(mn, "hour", first, last)], now)
    writer.close()


def hours(rows, fates, code="a34004", mn="MN1"):
    """Plant a day of 24 hours, a letter an hour."""
    for hour, fate in enumerate(fates):
        start = f"2026-11-23 {hour:02d}:00"
        if fate == "v":
            rows.put(mn, code, start)
        elif fate == "l":
            rows.put(mn, code, start, came="2026-11-24 10:00")
        elif fate != "-":
            rows.put(mn, code, start, flag=fate)


def chatter(rows, first, last, mn="MN1"):
    """Plant a real-time value every five minutes."""
    when = at(first)
    while when < at(last):
        text = when.strftime("%Y-%m-%d %H:%M")
        rows.put(mn, "a34004", text, interval="realtime", field="Rtd", came=text)
        when += timedelta(minutes=5)


def test_counts_and_rates_equal_what_was_planted(places, db, rows):
    outlet()
    hours(rows, "vvvv----llllDDvvvvvvvvvv")
    hours(rows, "v" * 24, code="a21026")
    counted(places, db)
    by_factor = {r.group.key: r for r in api.rates(by="factor", start=DAY, end=DAY, places=places)}
    pm = by_factor["a34004"].counts
    assert (pm.expected, pm.received, pm.valid, pm.refilled) == (24, 20, 18, 4)
    assert pm.invalid == {"D": 2}
    assert by_factor["a34004"].rates.both == Fraction(20, 24) * Fraction(18, 20)
    assert by_factor["a34004"].rates.passed is False
    assert by_factor["a21026"].rates.both == 1
    (row,) = api.rates(by="outlet", period="month", start=DAY, end=DAY, places=places)
    assert row.counts.expected == 48
    assert row.connection == 1
    letters = {r.code: r.letters for r in api.counts(DAY, DAY, "hour", places=places)}
    assert letters["a34004"] == "vvvv----lllliivvvvvvvvvv"


def test_counting_twice_changes_nothing(places, db, rows):
    outlet()
    hours(rows, "vv--llDDvvvvvvvvvvvvvvvv")
    counted(places, db)
    once = (api.counts(DAY, DAY, "hour", places=places), api.blocks(DAY, DAY, places=places))
    counted(places, db)
    assert once == (
        api.counts(DAY, DAY, "hour", places=places),
        api.blocks(DAY, DAY, places=places),
    )


def test_a_declared_shutdown_is_owed_no_hours(places, db, rows):
    thing = outlet()
    Shutdown(
        thing_id=thing,
        kind="production",
        start=at("2026-11-23 06:00"),
        end=at("2026-11-23 18:00"),
        declared_by="owner",
    ).save()
    hours(rows, "vvvvvv------------vvvvvv")
    hours(rows, "vvvvvv------------vvvvvv", code="a21026")
    counted(places, db)
    (row,) = api.rates(by="all", start=DAY, end=DAY, places=places)
    assert (row.counts.expected, row.counts.shutdown) == (24, 24)
    assert row.rates.both == 1
    assert api.blocks(DAY, DAY, places=places) == []


@pytest.mark.parametrize(
    ("heard", "line", "number", "link"),
    [
        (None, Line(), "CH-16", "network"),
        (("04:00", "08:00"), Line(), "CH-15", "logger"),
        (("04:00", "04:20"), Line(), "CH-16", "network"),
        (None, Line(restarts=(1763848800_000000,)), "CH-16", "network"),
    ],
)
def test_a_silence_of_all_properties_is_network_or_logger(
    places, db, rows, heard, line, number, link
):
    outlet()
    hours(rows, "vvvv----vvvvvvvvvvvvvvvv")
    hours(rows, "vvvv----vvvvvvvvvvvvvvvv", code="a21026")
    if heard:
        chatter(rows, f"2026-11-23 {heard[0]}", f"2026-11-23 {heard[1]}")
    counted(places, db, ear=Ear({"MN1": line}))
    (gap,) = api.blocks(DAY, DAY, places=places)
    assert (gap.rule.number, gap.rule.link) == (number, link)
    assert (gap.start, gap.end) == (at("2026-11-23 04:00"), at("2026-11-23 08:00"))
    assert set(gap.codes) == {"a34004", "a21026"}


def test_a_start_of_the_logger_names_the_logger(places, db, rows):
    outlet()
    for code in ("a34004", "a21026"):
        hours(rows, "vvvv----vvvvvvvvvvvvvvvv", code=code)
    restart = int(at("2026-11-23 07:55").timestamp() * 1e6)
    counted(places, db, ear=Ear({"MN1": Line(restarts=(restart,))}))
    (gap,) = api.blocks(DAY, DAY, places=places)
    assert gap.rule.number == "CH-12"


def test_one_silent_property_among_others_is_the_link(places, db, rows):
    outlet()
    hours(rows, "vvvv----vvvvvvvvvvvvvvvv")
    hours(rows, "v" * 24, code="a21026")
    counted(places, db)
    (gap,) = api.blocks(DAY, DAY, places=places)
    assert (gap.rule.link, gap.codes) == ("link", ("a34004",))


@pytest.mark.parametrize(
    ("edition", "flag", "link"),
    [
        ("2005", "F", "source"),
        ("2017", "F", "analyser"),
        ("2017", "B", "link"),
        ("2017", "D", "analyser"),
    ],
)
def test_a_mark_names_its_link_by_edition(places, db, rows, edition, flag, link):
    outlet(edition=edition)
    hours(rows, "vvvv" + flag * 4 + "v" * 16)
    hours(rows, "v" * 24, code="a21026")
    counted(places, db)
    (gap,) = api.blocks(DAY, DAY, places=places)
    assert (gap.rule.link, gap.kind, gap.slots) == (link, "invalid", 4)


def test_a_silence_over_midnight_is_one_block(places, db, rows):
    outlet(codes=["a34004"])
    hours(rows, "v" * 22 + "--")
    for hour in range(3, 24):
        rows.put("MN1", "a34004", f"2026-11-24 {hour:02d}:00")
    counted(places, db, last=DAY + timedelta(days=1))
    (gap,) = api.blocks(DAY, DAY + timedelta(days=1), places=places)
    assert (gap.start, gap.end, gap.slots) == (at("2026-11-23 22:00"), at("2026-11-24 03:00"), 5)


def test_a_series_that_goes_on_after_a_pause_owes_the_days_between(places, db, rows):
    outlet(codes=["a34004"])
    hours(rows, "v" * 24)
    counted(places, db)
    for hour in range(24):
        rows.put("MN1", "a34004", f"2026-11-27 {hour:02d}:00")
    later = DAY + timedelta(days=4)
    counted(places, db, first=later, last=later, now=moment(at("2026-11-28 12:00")))
    (row,) = api.rates(by="all", period="range", start=DAY, end=later, places=places)
    assert (row.counts.expected, row.counts.missing) == (120, 72)


def test_a_clock_that_stands_wrong_owes_no_decades(places, db, rows):
    outlet(codes=["a34004"])
    hours(rows, "v" * 24)
    counted(places, db)
    for wrong in ("1970-01-01 00:00", "2199-12-31 23:00"):
        rows.put("MN1", "a34004", wrong, came="2026-11-25 09:00")
        day = at(wrong).date()
        counted(places, db, first=day, last=day)
    early, late = date(1970, 1, 1), date(2199, 12, 31)
    assert {row.day for row in api.counts(early, late, "hour", places=places)} == {DAY}
    counted(places, db, first=early, last=late)
    days = {row.day for row in api.counts(early, late, "hour", places=places)}
    assert days <= {DAY + timedelta(days=n) for n in range(4)}
    (series,) = api.series(places=places)
    assert series.last < NOW.astype(int)


def test_replay_is_owed_between_its_ends_only_and_never_late(places, db, rows):
    outlet(codes=["a34004"], origin="replay")
    for hour in (0, 5):
        rows.put("MN1", "a34004", f"2026-11-23 {hour:02d}:00", came="2026-11-25 09:00")
    counted(places, db)
    (row,) = api.rates(by="all", start=DAY, end=DAY, places=places)
    assert (row.counts.expected, row.counts.received, row.counts.refilled) == (6, 2, 0)


def seen_now(places, db, now, ear=None):
    writer = Writer(places)
    look(writer, db, ear or Ear(), moment(at(now)))
    writer.close()
    return {(b.mn, b.code): b for b in api.broken(places=places)}


def test_a_chain_that_delivers_is_well_and_one_that_stops_is_broken_since_its_last_end(
    places, db, rows
):
    outlet()
    for code in ("a34004", "a21026"):
        hours(rows, "v" * 10 + "-" * 14, code=code)
    counted(places, db, now=moment(at("2026-11-23 11:00")))
    assert seen_now(places, db, "2026-11-23 11:00")["MN1", ""].well
    broken = seen_now(places, db, "2026-11-23 13:01")["MN1", ""]
    assert broken.rule.link == "network"
    assert broken.since == at("2026-11-23 10:00")
    assert broken.due == at("2026-11-24 10:00")
    connected = seen_now(places, db, "2026-11-23 13:01", Ear({"MN1": Line(connected=True)}))
    assert connected["MN1", ""].rule.number == "CH-14"


def test_one_property_with_a_fault_is_named_beside_its_logger(places, db, rows):
    outlet()
    hours(rows, "v" * 9 + "D" + "-" * 14)
    hours(rows, "v" * 10 + "-" * 14, code="a21026")
    counted(places, db, now=moment(at("2026-11-23 11:00")))
    found = seen_now(places, db, "2026-11-23 11:00")
    assert found["MN1", ""].well
    assert found["MN1", "a34004"].rule.number == "CH-04"


def test_when_most_are_silent_at_once_it_is_our_side(places, db, rows):
    for number in range(4):
        outlet(f"MN{number}", codes=["a34004"])
        hours(rows, "v" * 10 + "-" * 14, mn=f"MN{number}")
        counted(places, db, mn=f"MN{number}", now=moment(at("2026-11-23 11:00")))
    found = seen_now(places, db, "2026-11-23 15:00")
    assert {b.rule.number for b in found.values()} == {"CH-13"}
    assert {b.rule.who for b in found.values()} == {"platform"}


def test_a_wrong_clock_is_named(places, db, rows):
    outlet(codes=["a34004"])
    hours(rows, "v" * 10 + "-" * 14)
    counted(places, db, now=moment(at("2026-11-23 11:00")))
    found = seen_now(places, db, "2026-11-23 11:00", Ear({"MN1": Line(clock_seconds=-600.0)}))
    assert found["MN1", ""].rule.number == "CH-18"


def test_a_logger_that_never_spoke_is_silent_since_ever(places, db):
    outlet(codes=["a34004"])
    broken = seen_now(places, db, "2026-11-24 00:00")["MN1", ""]
    assert (broken.rule.link, broken.since, broken.last_received) == ("network", None, None)


def test_nothing_counted_yet_reads_as_nothing(places):
    assert api.rates(start=DAY, end=DAY, places=places) == []
    assert api.broken(places=places) == []
    assert api.span(places=places) is None


def test_a_mark_is_broken_since_the_first_hour_that_bears_it(places, db, rows):
    outlet()
    hours(rows, "v" * 6 + "DDDD" + "-" * 14)
    hours(rows, "v" * 10 + "-" * 14, code="a21026")
    counted(places, db, now=moment(at("2026-11-23 11:00")))
    found = seen_now(places, db, "2026-11-23 11:00")
    assert found["MN1", "a34004"].since == at("2026-11-23 06:00")


def test_a_logger_of_real_time_values_alone_is_watched_by_them(places, db, rows):
    outlet(codes=["a34004"], intervals=("realtime",))
    chatter(rows, "2026-11-23 08:00", "2026-11-23 10:00")
    writer = Writer(places)
    recount(writer, db, Ear(), [Task("MN1", "realtime", DAY, DAY)], moment(at("2026-11-23 10:30")))
    writer.close()
    assert seen_now(places, db, "2026-11-23 10:30")["MN1", ""].well
    assert not seen_now(places, db, "2026-11-23 11:30")["MN1", ""].well


def test_a_real_time_value_does_not_hide_since_when_hours_are_missing(places, db, rows):
    outlet()
    for code in ("a34004", "a21026"):
        hours(rows, "v" * 6 + "-" * 18, code=code)
    rows.put(
        "MN1",
        "a34004",
        "2026-11-23 14:58",
        interval="realtime",
        field="Rtd",
        came="2026-11-23 14:58",
    )
    writer = Writer(places)
    for interval in ("hour", "realtime"):
        recount(
            writer, db, Ear(), [Task("MN1", interval, DAY, DAY)], moment(at("2026-11-23 15:00"))
        )
    writer.close()
    broken = seen_now(places, db, "2026-11-23 15:00")["MN1", ""]
    assert broken.since == at("2026-11-23 06:00")
    assert broken.last_measured == at("2026-11-23 14:58")
