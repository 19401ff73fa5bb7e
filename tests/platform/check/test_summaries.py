"""Months and summaries equal the days, flags and findings that they are made of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quality.completeness import Counts, total
from qingtian.quality.flags import Flag
from qingtian_platform.check import months, summaries, tallies
from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.findings.flagstore import FlagStore
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.findings.runs import Statement
from qingtian_platform.check.findings.store import Store
from qingtian_platform.check.rows import CountRow
from qingtian_platform.check.store import Reader, Writer
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry

from .conftest import at

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = 3_600_000_000
numbers = st.integers(0, 24)
days = st.dates(date(2026, 10, 25), date(2026, 12, 5))
counted = st.builds(
    Counts,
    *[numbers] * 6,
    invalid=st.dictionaries(st.sampled_from(["D", "B", "no number"]), numbers),
)
written = st.lists(
    st.tuples(st.sampled_from(["MN1", "MN2"]), st.sampled_from("ab"), days, counted), max_size=25
)


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path).make()


@given(written)
def test_a_month_is_the_sum_of_its_days_in_whatever_order_they_were_counted(tmp_path_factory, rows):
    places = Places(tmp_path_factory.mktemp("months")).make()
    held = {}
    writer = Writer(places)
    for mn, code, day, counts in rows:
        held.update({(mn, each, day): None for each in "ab"} | {(mn, code, day): counts})
        row = CountRow(mn, code, "hour", day, counts, "")
        with writer.transaction():
            writer.replace_counts(mn, "hour", (day, day), [row])
    writer.close()
    with Reader(places) as reader:
        for month in months.months(date(2026, 10, 1), date(2026, 12, 1)):
            last = months.end_of(month)
            for codes in (True, False):
                expected: dict[tuple[str, str], list[Counts]] = {}
                for (mn, code, day), counts in held.items():
                    if counts is not None and month <= day <= last:
                        expected.setdefault((mn, code if codes else ""), []).append(counts)
                found = {(r.mn, r.code): r.counts for r in reader.month(month, "hour", codes=codes)}
                assert found == {key: total(each) for key, each in expected.items()}
                assert reader.summed(month, last, "hour", codes=codes) == reader.month(
                    month, "hour", codes=codes
                )


def flagged(store: Store, code: str, first: str, hours: int, flag: Flag, source: str) -> None:
    """Let a source say a flag of some hours."""
    start = micros(moment(at(first)))
    run = (start, start + (hours - 1) * HOUR, HOUR, int(flag))
    FlagStore(store).make().append(("MN1", code, "hour"), [((Statement(source, 1, ""),), run)], NOW)


def test_flags_are_counted_by_day_and_month_and_again_when_more_is_said(places):
    with Store.writing(places) as store:
        flagged(store, "a34004", "2026-10-31 22:00", 6, Flag.SUSPECT, "QC-121")
        flagged(store, "a34004", "2026-11-02 05:00", 2, Flag.CALIBRATION, "mark")
        flagged(store, "a21026", "2026-11-02 05:00", 5, Flag.LATE, "QC-104")
    assert tallies.step(places)
    assert not tallies.step(places)
    november = tallies.read(places, FIRST, LAST, "hour", codes=True)
    assert {(t.code, t.source): t.number for t in november} == {
        ("a34004", "QC-121"): 4, ("a34004", "mark"): 2,
    }, "what came late counts, and is no flag of this table"  # fmt: skip
    both = tallies.read(places, FIRST - timedelta(days=1), FIRST, "hour", codes=False)
    assert [(t.code, t.source, t.number) for t in both] == [("", "QC-121", 6)]
    with Store.writing(places) as store:
        flagged(store, "a34004", "2026-11-01 00:00", 4, Flag.VALID, "QC-121")
    assert tallies.step(places)
    again = {t.source: t.number for t in tallies.read(places, FIRST, LAST, "hour", codes=False)}
    assert again == {"mark": 2}
    october = tallies.read(places, date(2026, 10, 1), date(2026, 10, 31), "hour", codes=False)
    assert [(t.source, t.number) for t in october] == [("QC-121", 2)]


def test_flags_of_another_format_are_counted_again(places):
    with Store.writing(places) as store:
        flagged(store, "a34004", "2026-11-02 05:00", 3, Flag.SUSPECT, "QC-121")
    assert tallies.step(places)
    db = apsw.Connection(str(places.tallies))
    db.execute("UPDATE state SET value = '0' WHERE name = 'format'; DELETE FROM months")
    db.close()
    assert tallies.step(places)
    (row,) = tallies.read(places, FIRST, LAST, "hour", codes=False)
    assert row.number == 3


@pytest.mark.django_db
def test_a_table_says_of_each_group_what_was_counted_flagged_and_found(places):
    things = {}
    for mn, owner in (("MN1", "甲厂"), ("MN2", "甲厂"), ("MN3", "乙厂")):
        things[mn] = registry.ensure_thing(
            f"outlet {mn}", kind="outlet", key=mn.lower(), parties=registry.Parties(owner=owner)
        )
        registry.ensure_logger(
            mn, thing_id=things[mn], st="31", password="pw", codes=("a34004",), intervals=("hour",)
        )
    writer = Writer(places)
    for mn, received in (("MN1", 20), ("MN2", 0), ("MN3", 24)):
        row = CountRow(mn, "a34004", "hour", FIRST, Counts(24, 0, received, received), "")
        writer.replace_counts(mn, "hour", (FIRST, FIRST), [row])
    writer.close()
    with Store.writing(places) as store:
        flagged(store, "a34004", "2026-11-01 05:00", 3, Flag.SUSPECT, "QC-121")
        said = [
            Said("FD-111", "MN1", "a34004", "hour", at("2026-11-01 00:00"), at("2026-11-01 09:00")),
            Said("FD-101", "MN1", "a34004", "hour", at("2026-11-01 00:00"), at("2026-11-01 09:00")),
        ]
        numbers = [store.say("detection", each, NOW) for each in said]
        store.end(numbers[1], "late data", None, NOW)
    tallies.step(places)

    def table(by, seen=lambda _thing: True, start=FIRST, end=LAST):
        found = summaries.summaries(
            by=by, start=start, end=end, interval="hour", seen=seen, places=places
        )
        return {row.group.name: row for row in found}

    owners = table("enterprise")
    assert owners["甲厂"].counts == Counts(48, 0, 20, 20)
    assert (owners["甲厂"].connected, owners["甲厂"].registered) == (1, 2)
    assert owners["甲厂"].flags == {"QC-121": 3}
    assert owners["甲厂"].findings == {"FD-111": 1}, "what was withdrawn is not counted"
    assert owners["甲厂"].things == {things["MN1"], things["MN2"]}
    assert owners["乙厂"].findings == {}
    streams = table("datastream")
    assert [row.stream for row in streams.values()] == [
        (mn, "a34004") for mn in ("MN1", "MN2", "MN3")
    ]
    assert table("month", start=date(2026, 10, 1), end=LAST).keys() == {"2026-11"}
    assert table("outlet", seen=lambda thing: thing.owner == "乙厂").keys() == {"outlet MN3"}
    with pytest.raises(ValueError, match="datastream, outlet"):
        table("colour")
