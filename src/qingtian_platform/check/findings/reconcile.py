"""Compare what is found now with what stands: say what is new, end what is gone, name successors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from qingtian_platform.check.findings.rows import FindingRow, Said
from qingtian_platform.check.findings.store import Store, written

Same = Callable[[FindingRow, Said], bool]
"""Tells whether a finding that stands says what is found now, its stretch and rule being equal."""


def alike(row: FindingRow, said: Said) -> bool:
    """Tell whether score and evidence are equal."""
    return row.score == said.score and written(row.evidence) == written(said.evidence)


def reconcile(
    store: Store,
    source: str,
    standing: Iterable[FindingRow],
    found: Iterable[Said],
    now: datetime,
    same: Same = alike,
) -> int:
    """Write the difference; to be called in a transaction.

    Parameters
    ----------
    store
        Open to write.
    source
        Which part of the stage says it.
    standing
        Findings of that part that stand and that are looked at again: each that is not found is
        ended.
    found
        What is found now.
    now
        When.
    same
        When a finding of equal rule and stretch needs no successor.

    Returns
    -------
    int
        How many findings were said or ended. [1]
    """
    left = {row.id: row for row in standing}
    by_key = {_key_of(row): row for row in left.values()}
    new: list[Said] = []
    for said in found:
        row = by_key.get(_key(said))
        if row is not None and row.id in left and same(row, said):
            del left[row.id]
        else:
            new.append(said)
    numbers = [store.say(source, said, now) for said in new]
    for row in left.values():
        successor = _successor(row, new, numbers)
        store.end(row.id, "gone" if successor is None else "changed", successor, now)
    return len(numbers) + len(left)


def _key(said: Said) -> tuple[object, ...]:
    stretch = (said.interval, said.start, said.end, said.evidence.get("field"))
    return (said.rule, said.mn, said.code, said.touched, *stretch)


def _key_of(row: FindingRow) -> tuple[object, ...]:
    stretch = (row.interval, row.start, row.end, row.evidence.get("field"))
    return (row.rule, row.mn, row.code, row.streams, *stretch)


def _successor(row: FindingRow, new: Sequence[Said], numbers: Sequence[int]) -> int | None:
    """Choose what stands in the place of a finding: the same datastream, the same rule first."""
    best, chosen = (False, 0.0), None
    for said, number in zip(new, numbers, strict=True):
        if (said.mn, said.code, said.interval) != (row.mn, row.code, row.interval):
            continue
        shared = (min(said.end, row.end) - max(said.start, row.start)).total_seconds()
        if shared > 0 and (said.rule == row.rule, shared) > best:
            best, chosen = (said.rule == row.rule, shared), number
    return chosen
