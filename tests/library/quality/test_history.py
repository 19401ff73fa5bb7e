"""Flags keep their history: entries are appended, the current flag is computed, none is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.quality import MARK, RULING, Datastream, Entry, Flag, History, judge, series

ORIGIN = np.datetime64("2024-03-01T00:00", "us")
HOUR = np.timedelta64(1, "h")
TIMES = ORIGIN + np.arange(12) * HOUR
AUTOMATIC = ["QC-102", "QC-121", MARK]


def entry(source: str, places: Any, flag: int | list[int], **more: Any) -> Entry:
    places = sorted(places)
    flags = np.broadcast_to(np.array(flag, np.int8), len(places)).copy()
    return Entry(source, TIMES[places], flags, **more)


entries = st.builds(
    entry,
    st.sampled_from(AUTOMATIC),
    st.sets(st.integers(0, 11), min_size=1),
    st.sampled_from([0, 10, 20, 40, 70, 90]),
)


@given(st.lists(entries, max_size=8))
@settings(max_examples=80, deadline=None)
def test_the_current_flag_is_the_worst_of_what_each_rule_said_last(said: list[Entry]) -> None:
    history = History()
    for each in said:
        longer = history.append(each)
        assert longer.entries[: len(history.entries)] == history.entries
        history = longer
    for n, time in enumerate(TIMES):
        last = {e.source: int(f) for e, f in history.of(time)}
        assert history.current(TIMES)[n] == max(last.values(), default=0)
    for count in range(len(history.entries) + 1):
        assert history.as_of(count).entries == history.entries[:count]


@given(st.lists(entries, max_size=5), entries)
@settings(max_examples=60, deadline=None)
def test_to_say_the_same_again_adds_nothing(said: list[Entry], last: Entry) -> None:
    history = History()
    for each in [*said, last]:
        history = history.append(each)
    assert history.append(last) is history
    other = Entry(last.source, last.times, last.flags, version=last.version + 1)
    assert len(history.append(other).entries) == len(history.entries) + 1


def test_a_ruling_stands_until_a_rule_says_something_worse() -> None:
    history = History().append(entry("QC-121", [3, 4], 40))
    kept = entry(RULING, [3], Flag.KEPT, author="reviewer", arguments={"reason": "fireworks"})
    history = history.append(kept)
    assert history.current(TIMES)[[3, 4]].tolist() == [Flag.KEPT, Flag.SUSPECT]
    again = history.append(entry("QC-121", [3, 4], 40, version=2))
    assert again.current(TIMES)[3] == Flag.KEPT
    worse = again.append(entry("QC-102", [3], 70))
    assert worse.current(TIMES)[3] == Flag.WRONG
    assert worse.reopened(TIMES).tolist() == TIMES[[3]].tolist()
    assert again.reopened(TIMES).tolist() == []
    anew = worse.append(entry(RULING, [3], Flag.REJECTED, author="second reviewer"))
    assert anew.current(TIMES)[3] == Flag.REJECTED
    withdrawn = anew.append(entry(RULING, [3], Flag.UNKNOWN, author="second reviewer"))
    assert withdrawn.current(TIMES)[3] == Flag.WRONG
    assert [each.author for each, _ in withdrawn.of(TIMES[3])][-2:] == ["second reviewer"] * 2


def test_a_rule_that_has_no_more_objection_clears_its_flag_and_keeps_the_trace() -> None:
    history = History().append(entry("QC-121", [3], 40)).append(entry("QC-121", [3], 10))
    assert history.current(TIMES)[3] == Flag.VALID
    assert [flag for _, flag in history.of(TIMES[3])] == [Flag.SUSPECT, Flag.VALID]


@pytest.mark.parametrize(
    "make",
    [
        lambda: entry("QC-999", [1], 40),
        lambda: entry(RULING, [1], Flag.KEPT),
        lambda: entry(RULING, [1], Flag.SUSPECT, author="a"),
        lambda: Entry("QC-121", TIMES[[2, 1]], np.array([10, 10], np.int8)),
        lambda: Entry("QC-121", TIMES[[1, 1]], np.array([10, 10], np.int8)),
        lambda: Entry("QC-121", TIMES[:2], np.array([10], np.int8)),
    ],
)
def test_an_entry_without_rule_author_or_order_is_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        make()


def test_what_judging_says_goes_into_the_history_one_flag_a_time() -> None:
    one = series(
        [*TIMES[:3], TIMES[2]], [41.0, 900.0, 40.0, 44.0], step=HOUR.astype("timedelta64[us]")
    )
    history = History()
    for each in judge(one, Datastream("air", "pm25")):
        history = history.append(each.entry())
    assert history.current(TIMES[:3]).tolist() == [Flag.PART, Flag.SUSPECT, Flag.SUSPECT]
    said = {e.source: dict(e.arguments) for e, f in history.of(TIMES[1]) if f == Flag.SUSPECT}
    assert said["QC-102"]["high"] == 700
    assert said["QC-102"]["law"] == "quality.checks.plausible of 1990-01-01"
    assert all(e.version == 1 and e.author == "" for e, _ in history.of(TIMES[1]))
