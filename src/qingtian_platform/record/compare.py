"""Compare a batch's rows with those of the archive, many at once: what needs no history to judge.

A key that the batch states once, or several times alike, is settled by one comparison with the
archive's current row: new, a repeat, or a correction. What is left is judged one by one
(`keys`): keys of which the batch holds different versions, and values that were superseded before
and come again, as a replay or as a new statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Marks = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
KEY: Final = ("mn", "interval", "start", "code", "field", "place")
_ROOM: Final = 2**62


@dataclass(frozen=True)
class Settled:
    """What one comparison could tell.

    Attributes
    ----------
    repeats
        Over the batch's rows: whether the row changes nothing.
    newer, older
        Pairs of places: the batch's row that supersedes, the archive's that is superseded.
    open_new, open_old
        Over both sides' rows: whether the row belongs to a key that is left open.
    """

    repeats: Marks
    newer: Numbers
    older: Numbers
    open_new: Marks
    open_old: Marks


def settle(new: pa.Table, old: pa.Table) -> Settled:
    """Settle what one comparison can tell.

    Parameters
    ----------
    new
        Rows of the batch, in the order of receipt: `KEY`, value, text and flag.
    old
        Every row that the archive holds of these moments, superseded ones too: the same columns,
        and `current`.

    Returns
    -------
    Settled
        As `keys` would judge the rows one by one.
    """
    key = _numbered([_together(new, old, name) for name in KEY])
    said = _Said(new, old)
    count, keys = len(new), int(key.max(initial=-1)) + 1
    mine, theirs = key[:count], key[count:]
    first = np.full(keys, -1, np.int64)
    first[mine[::-1]] = np.arange(count)[::-1]
    is_open = np.zeros(keys, np.bool_)
    is_open[mine[~said.same(np.arange(count), first[mine])]] = True
    current = old["current"].to_numpy().astype(np.bool_)
    latest = np.full(keys, -1, np.int64)
    latest[theirs[current]] = np.flatnonzero(current)
    asked = latest >= 0
    repeated = np.zeros(keys, np.bool_)
    asked &= first >= 0
    repeated[asked] = said.same(first[asked], count + latest[asked])
    # A value that was superseded and comes again: whether it is a replay, its frame tells.
    past = np.flatnonzero(~current & (first[theirs] >= 0))
    again = past[said.same(first[theirs[past]], count + past)]
    is_open[theirs[again]] |= ~repeated[theirs[again]]
    corrected = np.flatnonzero(asked & ~repeated & ~is_open)
    corrected = corrected[np.argsort(latest[corrected])]  # in the order of the manifest's table
    not_first = first[mine] != np.arange(count)
    return Settled(
        repeats=(repeated[mine] | not_first) & ~is_open[mine],
        newer=first[corrected],
        older=latest[corrected],
        open_new=is_open[mine],
        open_old=is_open[theirs],
    )


class _Said:
    """What rows state, the batch's first, then the archive's; for comparing any two."""

    def __init__(self, new: pa.Table, old: pa.Table) -> None:
        value = pa.chunked_array([*new["value"].chunks, *old["value"].chunks], pa.float64())
        self._missing = value.is_null().to_numpy()
        self._value = value.fill_null(0.0).to_numpy()
        self._words = _numbered([_together(new, old, name) for name in ("text", "flag")])

    def same(self, one: Numbers, other: Numbers) -> Marks:
        equal = self._value[one] == self._value[other]
        equal &= self._missing[one] == self._missing[other]
        return cast("Marks", equal & (self._words[one] == self._words[other]))


def _together(new: pa.Table, old: pa.Table, name: str) -> Numbers:
    """Give both sides' values of a column numbers: equal ones for equal values, null too."""
    columns: list[Any] = []
    for column in (new[name], old[name]):
        kind = column.type
        columns += (
            column.cast(kind.value_type).chunks if pa.types.is_dictionary(kind) else column.chunks
        )
    joined = pa.chunked_array(columns, columns[0].type if columns else pa.string())
    encoded = joined.dictionary_encode("encode").combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().chunk(0)
    return cast("Numbers", encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64))


def _numbered(columns: list[Numbers]) -> Numbers:
    """Give equal rows of all columns one number, without gaps."""
    number, room = columns[0], int(columns[0].max(initial=0)) + 1
    for column in columns[1:]:
        size = int(column.max(initial=0)) + 1
        if room * size >= _ROOM:
            number = np.unique(number, return_inverse=True)[1]
            room = int(number.max(initial=0)) + 1
        number, room = number * size + column, room * size
    return np.unique(number, return_inverse=True)[1]
