"""What holds of any series: order leaves no trace, values stay, a part is judged as the whole is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingtian.quality import (
    CHECKS,
    Datastream,
    Flag,
    Series,
    SeriesError,
    findings,
    flags_of,
    judge,
    judge_again,
    rules_of,
    series,
)
from qingtian.quality.checks.instruments import Calibration, Control, of_limits
from qingtian.quality.checks.kernels import trailing

HOUR = np.timedelta64(3600, "s").astype("timedelta64[us]")
ORIGIN = np.datetime64("2024-02-27T16:00", "us")
ODD = [0.0, -0.0, 1.0, -5.0, 1e15, 1e308, -1e308, 5e-324, np.inf, -np.inf, np.nan, 64.0, 64.0]
STREAMS = [
    Datastream("air", "pm25", bottom=0, top=1000, lod=3),
    Datastream("air", "co"),
    Datastream("cems", "o2", top=25),
    Datastream("water", "nh3n", lod=0.05, whole="tn"),
    Datastream("water", "ph"),
    Datastream("space", "unheard"),
]


def at(hours: Any) -> Any:
    return ORIGIN + np.asarray(hours, np.int64) * HOUR


def lists(rng: np.random.Generator, hours: int) -> dict[str, list[Any]]:
    when = at(np.sort(rng.integers(0, hours, 6)))
    return {
        "checks": [
            of_limits(t, "zero", e, 5, 10) for t, e in zip(when, rng.normal(0, 8, 6), strict=True)
        ],
        "comparisons": [
            of_limits(t, "x", e, 5, 5) for t, e in zip(when, rng.normal(0, 6, 6), strict=True)
        ],
        "calibrations": [
            Calibration(t, e) for t, e in zip(when[:3], rng.normal(0, 9, 3), strict=True)
        ],
        "controls": [Control(t, e) for t, e in zip(when, rng.normal(0, 2, 6), strict=True)],
    }


def process(seed: int, hours: int) -> dict[str, Any]:
    """Give a series of changing levels, runs, spikes, gaps, marks and repeats, as raw arrays."""
    rng = np.random.default_rng(seed)
    level = np.repeat(rng.choice([0.04, 3, 8, 40, 90, 400], hours // 20 + 1), 20)[:hours]
    values = np.round(level * np.exp(rng.normal(0, rng.choice([0.01, 0.05, 0.5]), hours)), 1)
    start = int(rng.integers(0, hours))
    values[start : start + int(rng.integers(0, 15))] = values[start]
    for place in rng.integers(0, hours, 5):
        values[place] = rng.choice([900, np.nan, np.inf, -40, 6000, 0])
    kept = np.flatnonzero(rng.random(hours) > rng.choice([0, 0.02, 0.2]))
    again = np.sort(np.concatenate([kept, rng.choice(kept, 3)]))
    values = values[again]
    values[rng.random(len(again)) < 0.01] *= 1000
    marks = rng.choice([0, 10, 10, 10, 10, 10, 10, 50, 58], len(again)).astype(np.int8)
    beside = values[:, None] * np.exp(rng.normal(0, 0.3, (len(again), 4)))
    beside[rng.random(beside.shape) < 0.1] = np.nan
    received = (
        at(again) + HOUR + (rng.exponential(0.5, len(again)) * 3.6e9).astype("timedelta64[us]")
    )
    return {
        "times": at(again),
        "values": values,
        "marks": marks,
        "companions": {
            "neighbours": beside,
            "whole": beside[:, 0],
            "load": rng.random(len(again)),
            "received_at": received,
        },
    }


def made(raw: dict[str, Any], rows: Any = slice(None)) -> Series:
    companions = {key: each[rows] for key, each in raw["companions"].items()}
    return series(
        raw["times"][rows],
        raw["values"][rows],
        raw["marks"][rows],
        step=HOUR,
        companions=companions,
    )


def by_rule(one: Series, judgements: Any) -> dict[tuple[str, str, int], int]:
    """Give the flag of each row that each rule says, by rule, time and place at that time."""
    said = {}
    for each in judgements:
        times = each.series.times.astype(str)
        places = np.arange(len(times)) - np.searchsorted(each.series.times, each.series.times)
        for time, place, flag in zip(times, places, each.judged.flags, strict=True):
            key = (each.number, str(time), int(place))
            assert key not in said
            said[key] = int(flag)
    return said


def known(stream: Datastream, seed: int, hours: int) -> Datastream:
    done = lists(np.random.default_rng(seed), hours)
    return Datastream(**{**vars(stream), "lists": done})


@given(st.integers(0, 2**32 - 1), st.sampled_from(STREAMS), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_rows_leaves_no_trace(seed: int, stream: Datastream, random: Any) -> None:
    raw, stream = process(seed, 120), known(stream, seed, 120)
    order = list(range(len(raw["times"])))
    random.shuffle(order)
    one, other = made(raw), made(raw, np.array(order))
    assert by_rule(one, judge(one, stream)) == by_rule(other, judge(other, stream))
    flags = flags_of(one, judge(one, stream))
    shuffled = flags_of(other, judge(other, stream))
    times = raw["times"]
    assert sorted(zip(times[order].tolist(), shuffled.tolist(), strict=True)) == sorted(
        zip(times.tolist(), flags.tolist(), strict=True)
    )


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(STREAMS),
    st.integers(0, 300),
    st.integers(0, 60),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
@example(seed=1, stream=STREAMS[0], since=299, length=1, dropped=True)
def test_what_is_judged_again_is_what_the_whole_would_be(
    seed: int, stream: Datastream, since: int, length: int, dropped: bool
) -> None:
    """A series was judged; then [since, since + length) came or changed, and is judged again."""
    stream = known(stream, seed, 300)
    now = process(seed, 300)
    inside = (now["times"] >= at(since)) & (now["times"] < at(since + length))
    before = {**now, "values": np.where(inside, now["values"] * 1.7 + 3, now["values"])}
    one = made(before, ~inside if dropped else slice(None))
    whole = made(now)
    said = by_rule(one, judge(one, stream))
    again = by_rule(whole, judge_again(whole, stream, at(since), at(since + length)))
    fresh = by_rule(whole, judge(whole, stream))
    touched = {key[1] for key in fresh} - {key[1] for key in said}
    assert touched <= {str(time) for time in now["times"][inside]}
    assert {key: flag for key, flag in again.items() if fresh[key] != flag} == {}
    untold = {key: flag for key, flag in fresh.items() if key not in again}
    assert {key: flag for key, flag in untold.items() if said.get(key) != flag} == {}


@given(st.integers(0, 2**32 - 1), st.sampled_from(STREAMS))
@settings(max_examples=25, deadline=None)
def test_no_check_touches_a_value(seed: int, stream: Datastream) -> None:
    raw, stream = process(seed, 100), known(stream, seed, 100)
    kept = {key: raw[key].tobytes() for key in ("times", "values", "marks")}
    one = made(raw)
    inner = one.values.tobytes(), one.marks.tobytes()
    findings(judge(one, stream))
    assert kept == {key: raw[key].tobytes() for key in kept}
    assert inner == (one.values.tobytes(), one.marks.tobytes())


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.sampled_from(ODD) | st.floats(allow_nan=True, allow_infinity=True),
            st.sampled_from(sorted(map(int, Flag))),
        ),
        max_size=40,
    ),
    st.sampled_from(STREAMS),
    st.sampled_from([None, HOUR]),
)
@settings(max_examples=80, deadline=None)
@example(rows=[], stream=STREAMS[0], step=None)
@example(rows=[(3, np.nan, 0)] * 3, stream=STREAMS[0], step=None)
@example(rows=[(3, 7.0, 10)], stream=STREAMS[0], step=None)
@example(rows=[(h, np.inf, 10) for h in range(9)], stream=STREAMS[0], step=HOUR)
@example(rows=[(h, 1e308 * (-1) ** h, 10) for h in range(30)], stream=STREAMS[1], step=HOUR)
def test_any_series_has_an_answer(rows: Any, stream: Datastream, step: Any) -> None:
    """Empty, all missing, one value, unsorted, doubled, gigantic, infinite."""
    hours, values, marks = ([row[n] for row in rows] for n in range(3))
    one = series(
        at(hours),
        values,
        marks,
        step=step,
        companions={
            "whole": values,
            "load": values,
            "neighbours": np.array([values, values, values], float).T,
            "received_at": at(hours),
        },
    )
    found = judge(one, known(stream, 0, 40))
    flags = flags_of(one, found)
    assert len(flags) == len(rules_of(one, found)) == len(rows)
    for flag, value, mark in zip(flags, values, marks, strict=True):
        assert int(flag) in set(map(int, Flag))
        assert flag >= mark
        assert np.isfinite(value) or flag >= Flag.WRONG
    for each in findings(found, "s"):
        assert "nan" not in each.say("en")


@pytest.mark.parametrize(
    ("times", "values", "more", "told"),
    [
        ([1, 2], [1.0, 2.0], {}, "expected times"),
        (at([1, 2]), [1.0], {}, "expected 2 values"),
        (at([1, 2]), ["a", "b"], {}, "expected numbers"),
        (at([1, 2]), np.array([1j, 2]), {}, "expected numbers"),
        (at([1, 2]), [1, 2], {"marks": [3, 10]}, "see from_marks"),
        (at([1, 2]), [1, 2], {"step": np.timedelta64(0, "s")}, "step above zero"),
        (np.array(["NaT", "2024-01-01"], "datetime64[us]"), [1, 2], {}, "one has none"),
        (np.array(["9999999-01-01"], "datetime64[s]"), [1], {}, "year 1 to 9999"),
        (at([[1], [2]]), [1, 2], {}, "one axis"),
        (at([1, 2]), [1, 2], {"companions": {"whole": [1.0]}}, "2 whole"),
    ],
)
def test_what_is_no_series_is_refused_with_a_reason(
    times: Any, values: Any, more: Any, told: str
) -> None:
    with pytest.raises(SeriesError, match=told):
        series(times, values, **more)


@given(st.lists(st.integers(-50, 50), max_size=60), st.integers(1, 12), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_the_kernel_is_the_plain_median_of_the_values_before(
    whole: list[int], window: int, seed: int
) -> None:
    values = np.array(whole, np.float64)
    breaks = np.random.default_rng(seed).random(len(values)) < 0.1
    starts = np.maximum.accumulate(np.where(breaks, np.arange(len(values)), 0))
    medians, deviations, counts = trailing(starts.astype(np.int64), values, window)
    for i in range(len(values)):
        before = values[max(starts[i], i - window) : i]
        assert counts[i] == len(before)
        if len(before):
            assert medians[i] == np.median(before)
            assert deviations[i] == np.median(np.abs(before - medians[i]))
        else:
            assert np.isnan(medians[i])


def test_a_number_without_a_check_is_refused() -> None:
    with pytest.raises(LookupError, match="QC-999"):
        judge(made(process(1, 30)), STREAMS[0], rules=["QC-999"])
    assert "QC-999" not in CHECKS


def test_hour_by_hour_gives_what_the_whole_gives() -> None:
    """Runs just too short, just long enough, and a step: each hour is judged as it comes."""
    rng = np.random.default_rng(7)
    noise = rng.choice([38.0, 41.0, 43.0], 20)
    quiet = np.tile([20.0, 21.0], 8)
    values = [*noise, *[50.0] * 5, *noise[:3], *[51.0] * 6, *noise[:3], *quiet, *(quiet + 300)]
    raw = {"times": at(range(len(values))), "values": np.array(values), "companions": {}}
    raw["marks"] = np.zeros(len(values), np.int8)
    rules = ["QC-121", "QC-122", "QC-123", "QC-124", "QC-135"]
    said: dict[tuple[str, str, int], int] = {}
    for count in range(1, len(values) + 1):
        one = made(raw, slice(count))
        again = judge_again(one, STREAMS[0], at(count - 1), rules=rules)
        said |= by_rule(one, again)
        assert max(len(each.series) for each in again) <= 50
    whole = made(raw)
    fresh = by_rule(whole, judge(whole, STREAMS[0], rules=rules))
    assert said == fresh
    doubted = {number for (number, _, _), flag in fresh.items() if flag == Flag.SUSPECT}
    assert doubted == {"QC-122", "QC-123", "QC-124"}
    assert sum(flag == Flag.SUSPECT for (n, _, _), flag in fresh.items() if n == "QC-124") == 6
