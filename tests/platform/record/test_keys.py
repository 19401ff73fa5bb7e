"""Rows compared many at once are judged as they would be one by one, in the order of receipt."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingtian_platform.record import keys
from qingtian_platform.record.keys import PAST, Archive, Keys, Slot
from qingtian_platform.record.marks import rows_of
from qingtian_platform.record.rows import RowList

HOUR = 3_600_000_000
slots = st.sampled_from([("A", "hour", 0), ("A", "hour", 1), ("B", "hour", 0), ("A", "day", 0)])
values = [(1.0, None), (2.0, None), (-0.0, None), (0.0, None), (float("nan"), None)]
values += [(None, "NA"), (None, None), (None, "x")]
stated = st.tuples(
    st.sampled_from(["a34004", "a34002"]),
    st.sampled_from(["Avg", "Min"]),
    st.integers(0, 1),
    st.sampled_from(values),
    st.sampled_from(["N", "D", ""]),
)
rows = st.lists(stated, max_size=4, unique_by=lambda row: row[:3])
frames = st.tuples(st.integers(0, 1), slots, rows)
batches = st.lists(st.lists(frames, min_size=1, max_size=5), min_size=1, max_size=4)


class Memory(Archive):
    """An archive that is a list, in the order of receipt."""

    def __init__(self):
        self.rows: list[dict] = []

    def beginnings(self, pages):
        wanted = set(pages)
        slots = {Slot(r["mn"], r["interval"], r["start"]) for r in self.rows if r["current"]}
        return [slot for slot in slots if keys._page(slot) in wanted]

    def past(self, slots):
        wanted = set(slots)
        found = [r for r in self.rows if Slot(r["mn"], r["interval"], r["start"]) in wanted]
        return pa.Table.from_pylist(found, PAST)

    def take(self, table, judged, batch, received):
        for row, kept in zip(table.to_pylist(), judged.keep.tolist(), strict=True):
            if kept:
                at = received[row["frame"]]
                self.rows.append(row | {"batch": batch, "received_at": at, "current": True})
        for gone in rows_of(judged.marks()):
            (row,) = [
                r
                for r in self.rows
                if (r["batch"], r["frame"], r["code"], r["field"], r["place"]) == gone[:5]
                and (r["interval"], r["start"]) == gone[5:7]
            ]
            assert row["current"]
            row["current"] = False


def table(batch) -> pa.Table:
    rows = RowList()
    for frame, (_, (mn, interval, start), stated) in enumerate(batch):
        for code, field, place, (value, text), flag in stated:
            values = (frame, mn, "22", code, interval, start * HOUR, start * HOUR, field, place)
            for name, item in zip(vars(rows), (*values, value, 1, text, flag), strict=True):
                getattr(rows, name).append(item)
    return rows.table()


def judged(sent) -> list:
    """Judge batches one after the other; a frame's number says whose bytes it has."""
    archive = Memory()
    seen = Keys({}, archive)
    outcome = []
    for number, batch in enumerate(sent):
        rows = table(batch)
        received = [1_000 * number + (7 * frame) % 5 for frame in range(len(batch))]

        def is_replay(frame, earlier_batch, earlier, batch=batch):
            return batch[frame][0] == sent[earlier_batch][earlier][0]

        result = seen.judge(rows, number, received, is_replay)
        archive.take(rows, result, number, received)
        seen.accept(rows, result)
        outcome.append((result.keep.tolist(), sorted(rows_of(result.marks())), result.watermarks))
    return outcome


def nothing_settled(new, old) -> keys.compare.Settled:
    none = np.zeros(0, np.int64)
    return keys.compare.Settled(
        np.zeros(len(new), np.bool_),
        none,
        none,
        np.ones(len(new), np.bool_),
        np.ones(len(old), np.bool_),
    )


SLOT = ("A", "hour", 0)


def frame(number, value, flag="N"):
    return (number, SLOT, [("a34004", "Avg", 0, (value, None), flag)])


@settings(max_examples=200, deadline=None)
@given(batches)
@example([[frame(0, 1.0)], [frame(1, 2.0)], [frame(0, 1.0)], [frame(1, 1.0)]])
@example([[frame(0, 1.0), frame(1, 2.0), frame(0, 1.0)], [frame(1, 2.0), frame(1, 2.0)]])
@example([[frame(0, 1.0)], [frame(1, 2.0), frame(1, 2.0)], [frame(0, 1.0), frame(1, 1.0)]])
@example([[frame(0, float("nan"))], [frame(0, float("nan")), frame(0, float("nan"))]])
def test_at_once_is_as_one_by_one(sent):
    at_once = judged(sent)
    whole, keys.compare.settle = keys.compare.settle, nothing_settled
    try:
        assert at_once == judged(sent)
    finally:
        keys.compare.settle = whole


def test_what_needs_no_history_is_settled_at_once(monkeypatch):
    """Repeats and corrections of many frames never come to the comparison one by one."""

    def one_by_one(self, runs, past):
        raise AssertionError(runs)

    monkeypatch.setattr(keys._Contest, "_run", one_by_one)
    first, again, corrected = frame(0, 1.0), frame(0, 1.0), frame(1, 2.0)
    outcome = judged([[first, again], [again, again], [corrected, corrected], [corrected]])
    assert [kept for kept, _, _ in outcome] == [[True, False], [False] * 2, [True, False], [False]]
    assert [len(superseded) for _, superseded, _ in outcome] == [0, 0, 1, 0]
