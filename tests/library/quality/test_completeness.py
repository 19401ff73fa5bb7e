"""Every slot has exactly one state, counts add up to what is known of a planted series."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.quality import Datastream, Flag, cycles, judge
from qingtian.quality import blocks as b
from qingtian.quality import completeness as c
from qingtian.quality import rates as r
from qingtian.quality import series as series_of
from qingtian.quality.letters import letters
from qingtian.quantities import BEIJING

HOUR = np.timedelta64(3600_000_000, "us")
GRACE = np.timedelta64(1800_000_000, "us")
TERMS = c.Terms(step=HOUR, grace=GRACE, valid_flags=frozenset({"N"}))


def utc(text: str) -> np.datetime64:
    """Read a time of Beijing's clock."""
    return np.datetime64(text, "us") - np.timedelta64(8, "h")


def series(rows: list[tuple[str, str, bool, str]]) -> c.Observed:
    """Rows of (start, received, number, flag) in Beijing time."""
    return c.Observed(
        np.array([utc(row[0]) for row in rows], dtype="datetime64[us]"),
        np.array([utc(row[1]) for row in rows], dtype="datetime64[us]"),
        np.array([row[2] for row in rows], dtype=bool),
        np.array([row[3] for row in rows], dtype=str),
    )


DAY = c.Span(utc("2026-11-23T00:00"), utc("2026-11-24T00:00"))
LATER = utc("2026-11-25T00:00")


def test_a_day_of_beijing_owes_24_hours_named_by_their_start():
    starts = c.grid(DAY, HOUR, LATER)
    assert len(starts) == 24
    assert starts[0] == utc("2026-11-23T00:00")
    assert {str(day) for day in c.days_of(starts)} == {"2026-11-23"}


def test_a_slot_that_does_not_lie_wholly_within_the_span_is_not_owed():
    span = c.Span(utc("2026-11-23T00:20"), utc("2026-11-23T03:40"))
    assert len(c.grid(span, HOUR, LATER)) == 2


def test_the_last_hour_before_midnight_belongs_to_the_day_that_ends():
    rows = series([("2026-11-23T23:00", "2026-11-24T00:01", True, "N")])
    counted = c.count(c.classify(c.grid(DAY, HOUR, LATER), rows, TERMS, LATER))
    assert counted[np.datetime64("2026-11-23")].received == 1


def test_in_time_ends_with_the_grace_and_not_a_microsecond_later():
    exactly = utc("2026-11-23T01:30")
    rows = series([("2026-11-23T00:00", "2026-11-23T01:30", True, "N")])
    slots = c.classify(c.grid(DAY, HOUR, LATER), rows, TERMS, LATER)
    assert not slots.late[0]
    rows.received_at[0] = exactly + np.timedelta64(1, "us")
    assert c.classify(c.grid(DAY, HOUR, LATER), rows, TERMS, LATER).late[0]


def test_a_late_value_counts_and_is_shown_apart():
    rows = series([("2026-11-23T00:00", "2026-11-23T09:00", True, "N")])
    counts = c.total(c.count(c.classify(c.grid(DAY, HOUR, LATER), rows, TERMS, LATER)).values())
    assert (counts.received, counts.refilled, counts.refilled_valid) == (1, 1, 1)
    assert counts.received_in_time == 0


def test_a_replayed_series_is_never_late():
    rows = series([("2026-11-23T00:00", "2026-12-23T09:00", True, "N")])
    terms = c.Terms(HOUR, GRACE, frozenset({"N"}), timely=False)
    counts = c.total(c.count(c.classify(c.grid(DAY, HOUR, LATER), rows, terms, LATER)).values())
    assert (counts.received, counts.refilled) == (1, 0)


@pytest.mark.parametrize(
    ("flag", "number", "unmarked", "valid", "mark"),
    [
        ("N", True, True, True, None),
        ("n", True, True, True, None),
        ("D", True, True, False, "D"),
        ("", True, True, True, None),
        ("", True, False, False, ""),
        ("N", False, True, False, c.NO_NUMBER),
        ("B", False, True, False, "B"),
    ],
)
def test_a_value_is_valid_by_its_mark_and_needs_a_number(flag, number, unmarked, valid, mark):
    rows = series([("2026-11-23T00:00", "2026-11-23T01:00", number, flag)])
    terms = c.Terms(HOUR, GRACE, frozenset({"N"}), unmarked=unmarked)
    counts = c.total(c.count(c.classify(c.grid(DAY, HOUR, LATER), rows, terms, LATER)).values())
    assert counts.valid == int(valid)
    assert counts.invalid == ({} if mark is None else {mark: 1})


def test_what_is_not_yet_due_is_neither_missing_nor_expected():
    now = utc("2026-11-23T10:29")
    starts = c.grid(DAY, HOUR, LATER)
    counts = c.total(c.count(c.classify(starts, series([]), TERMS, now)).values())
    assert counts.expected == 9  # 08:00-09:00 is due at 09:30, 09:00-10:00 only at 10:30
    assert counts.missing == 9


def test_where_nothing_is_owed_any_more_no_day_is_counted():
    slots = c.classify(c.grid(DAY, HOUR, DAY.start), series([]), TERMS, LATER)
    assert (c.count(slots), letters(slots), b.blocks(slots)) == ({}, {}, [])


def test_a_declared_shutdown_owes_nothing_whatever_came_in_it():
    rows = series([("2026-11-23T05:00", "2026-11-23T06:01", True, "N")])
    stop = c.Span(utc("2026-11-23T04:30"), utc("2026-11-23T08:00"))
    slots = c.classify(c.grid(DAY, HOUR, LATER), rows, TERMS, LATER, [stop])
    counts = c.total(c.count(slots).values())
    assert counts.shutdown == 3  # 05, 06, 07; 04:00-05:00 is shut in part only and still owed
    assert counts.expected == 21
    assert counts.received == 0


planted = st.lists(
    st.sampled_from(["valid", "late", "D", "B", "none", "missing"]), min_size=24, max_size=24
)


@given(planted, st.lists(st.booleans(), min_size=24, max_size=24))
def test_counts_equal_what_was_planted(fates, shut):
    rows = []
    for hour, fate in enumerate(fates):
        start = np.datetime64("2026-11-23T00:00", "us") + hour * HOUR
        came = start + HOUR + (np.timedelta64(5, "h") if fate == "late" else np.timedelta64(1, "m"))
        if fate != "missing":
            flag = fate if fate in "DB" else "N"
            rows.append((str(start), str(came), fate != "none", flag))
    spans = [
        c.Span(DAY.start + hour * HOUR, DAY.start + (hour + 1) * HOUR)
        for hour, closed in enumerate(shut)
        if closed
    ]
    slots = c.classify(c.grid(DAY, HOUR, LATER), series(rows), TERMS, LATER, spans)
    counts = c.total(c.count(slots).values())
    owed = [fate for fate, closed in zip(fates, shut, strict=True) if not closed]
    assert counts.shutdown == sum(shut)
    assert counts.expected == len(owed)
    assert counts.missing == owed.count("missing")
    assert counts.valid == owed.count("valid") + owed.count("late")
    assert counts.refilled == owed.count("late")
    known = {"D": owed.count("D"), "B": owed.count("B"), c.NO_NUMBER: owed.count("none")}
    assert counts.invalid == {mark: number for mark, number in known.items() if number}
    (text,) = letters(slots).values()
    assert len(text) == 24
    assert text.count("-") == counts.missing
    assert text.count("l") == counts.refilled
    assert text.count("s") == counts.shutdown
    assert text.count("i") == sum(counts.invalid.values())
    runs = b.blocks(slots)
    assert sum(run.missing for run in runs) == counts.missing
    assert sum(run.refilled for run in runs) == counts.refilled
    assert sum(run.slots for run in runs if run.kind == b.MARKED) == sum(counts.invalid.values())


def test_a_silence_filled_in_part_is_one_block_with_its_back_fill():
    rows = series(
        [
            ("2026-11-23T00:00", "2026-11-23T01:01", True, "N"),
            ("2026-11-23T02:00", "2026-11-23T09:30", True, "N"),
            ("2026-11-23T03:00", "2026-11-23T09:31", True, "N"),
            ("2026-11-23T04:00", "2026-11-23T05:01", True, "N"),
        ]
    )
    span = c.Span(utc("2026-11-23T00:00"), utc("2026-11-23T05:00"))
    (run,) = b.blocks(c.classify(c.grid(span, HOUR, LATER), rows, TERMS, LATER))
    assert (run.start, run.end) == (utc("2026-11-23T01:00"), utc("2026-11-23T04:00"))
    assert (run.slots, run.refilled, run.missing) == (3, 2, 1)
    assert run.refilled_at == utc("2026-11-23T09:31")


def test_equal_silences_of_two_properties_are_one_and_midnight_is_undone():
    span = c.Span(utc("2026-11-22T22:00"), utc("2026-11-23T02:00"))
    slots = c.classify(c.grid(span, HOUR, LATER), series([]), TERMS, LATER)
    runs = b.joined({"a21026": b.blocks(slots), "a34004": b.blocks(slots)})
    assert [run.codes for run in runs] == [("a21026", "a34004")] * 2
    (whole,) = b.merged(runs)
    assert (whole.start, whole.end, whole.slots) == (span.start, span.end, 4)


FORMULA = r.Formula(
    valid_from=date(2016, 1, 1),
    transmission=r.Ratio("received", "expected"),
    validity=r.Ratio("valid", "received"),
    interval="hour",
    pass_mark=Decimal("0.90"),
    source={"en": "a test"},
    evidence="own",
    requires_review=True,
)


def test_the_product_is_exact_and_the_mark_itself_passes():
    counts = c.Counts(expected=20, received=20, valid=18)
    rates = r.rates(counts, FORMULA)
    assert rates.both == Fraction(9, 10)
    assert rates.passed is True
    assert r.rates(c.Counts(expected=20, received=19, valid=17), FORMULA).passed is False


def test_nothing_sent_is_zero_and_nothing_owed_is_no_rate():
    silent = r.rates(c.Counts(expected=24), FORMULA)
    assert (silent.transmission, silent.validity, silent.both) == (0, None, 0)
    assert silent.passed is False
    idle = r.rates(c.Counts(shutdown=24), FORMULA)
    assert (idle.transmission, idle.both, idle.passed) == (None, None, None)


def test_a_formula_names_known_counts_only():
    with pytest.raises(ValueError, match="expected one of"):
        r.Ratio("lost", "expected")


def test_the_formula_is_that_of_the_day_of_the_data():
    assert r.in_force((FORMULA,), date(2016, 1, 1)) is FORMULA
    with pytest.raises(LookupError, match="2015-12-31"):
        r.in_force((FORMULA,), date(2015, 12, 31))


TWO = c.Terms(step=2 * HOUR, grace=GRACE, valid_flags=frozenset({"N"}), cycle=2)


def samples(hours: list[int], flag: str = "N") -> c.Observed:
    """Hourly values that come a minute after their hour."""
    day = "2026-11-23T"
    return series([(f"{day}{h:02d}:00", f"{day}{h:02d}:59", True, flag) for h in hours])


def of_two_hours(observed: c.Observed) -> c.Slots:
    return c.classify(c.grid(DAY, TWO.step, LATER), observed, TWO, LATER)


@pytest.mark.parametrize("phase", [0, 1])
def test_an_analyser_of_two_hours_that_sent_its_twelve_samples_is_complete(phase):
    slots = of_two_hours(samples(list(range(phase, 24, 2))))
    (counts,) = c.count(slots).values()
    assert (counts.expected, counts.received, counts.valid, counts.missing) == (12, 12, 12, 0)
    assert list(letters(slots).values()) == ["v" * 24]


def test_an_analyser_of_two_hours_that_missed_one_sample_has_eleven_of_twelve():
    slots = of_two_hours(samples([h for h in range(1, 24, 2) if h != 7]))
    (counts,) = c.count(slots).values()
    assert r.rates(counts, FORMULA).transmission == Fraction(11, 12)
    assert list(letters(slots).values()) == ["v" * 6 + "--" + "v" * 16]
    (run,) = b.blocks(slots)
    assert (run.start, run.end) == (utc("2026-11-23T06:00"), utc("2026-11-23T08:00"))
    assert (run.slots, run.missing) == (1, 1)


def test_an_analyser_that_repeats_its_sample_each_hour_owes_no_more_for_it():
    (counts,) = c.count(of_two_hours(samples(list(range(24))))).values()
    assert (counts.expected, counts.received) == (12, 12)


def test_of_the_hours_of_a_sample_a_valid_one_stands_and_no_number_makes_it_missing():
    day = "2026-11-23T"
    rows = series(
        [
            (f"{day}00:00", f"{day}00:59", True, "M"),
            (f"{day}01:00", f"{day}01:59", True, "N"),
            (f"{day}02:00", f"{day}02:59", True, "D"),
            (f"{day}03:00", f"{day}03:59", True, "D"),
        ]
    )
    slots = of_two_hours(rows)
    assert slots.state[:3].tolist() == [c.State.VALID, c.State.INVALID, c.State.MISSING]
    assert slots.flag[:2].tolist() == ["N", "D"]


def test_a_sample_is_late_after_the_grace_of_its_cycle_and_not_of_its_hour():
    rows = series([("2026-11-23T00:00", "2026-11-23T02:30", True, "N")])
    assert not of_two_hours(rows).late[0]
    rows.received_at[0] += np.timedelta64(1, "us")
    assert of_two_hours(rows).late[0]


@pytest.mark.parametrize(
    ("hour", "cycle", "own"), [(7, 1, [7]), (7, 2, [6, 7]), (6, 2, [6, 7]), (7, 4, [4, 5, 6, 7])]
)
def test_the_hours_of_a_sample_are_counted_from_midnight_in_beijing(hour, cycle, own):
    at = datetime(2026, 11, 23, hour, tzinfo=BEIJING)
    assert [each.hour for each in cycles.sample_hours(at, cycle)] == own
    assert cycles.sample_hours(at.astimezone(UTC), cycle) == cycles.sample_hours(at, cycle)


@pytest.mark.parametrize(
    ("cycle", "count", "least"), [(1, 17, 18), (1, 18, None), (2, 8, 9), (2, 9, None), (4, 4, 5)]
)
def test_a_day_is_short_of_values_by_the_cycle_of_its_analyser(cycle, count, least):
    times = utc("2026-11-23T00:00") + np.arange(count) * cycle * HOUR
    one = series_of(times, np.full(count, 30.0))
    (found,) = judge(one, Datastream("water", "cod", cycle=cycle), rules=["QC-135"])
    if least is None:
        assert set(found.judged.flags.tolist()) == {Flag.VALID}
    else:
        assert set(found.judged.flags.tolist()) == {Flag.PART}
        assert found.judged.evidence["least"].tolist() == [least] * count


def test_two_values_of_one_sample_do_not_stand_for_two():
    times = utc("2026-11-23T00:00") + np.arange(16) * HOUR
    one = series_of(times, np.full(16, 30.0))
    (found,) = judge(one, Datastream("water", "cod", cycle=2), rules=["QC-135"])
    assert set(found.judged.flags.tolist()) == {Flag.PART}, "eight samples of twelve"
