"""One datastream as arrays: sorted, checked, with what its values may be compared with.

The order of the rows that were given does not matter: they are sorted by time, ties by everything
else, and `restored` puts results back into the order given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from qingtian.quality.flags import Flag, Flags, counting

Times = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

HOUR = np.timedelta64(3_600_000_000, "us")
LARGEST = 1e15
"""Sizes from which a float64 keeps no digit after the point: no check computes with them. [1]"""


class SeriesError(ValueError):
    """What was given is no series; the message says what was expected and what came."""


@dataclass(frozen=True)
class Series:
    """One datastream.

    Attributes
    ----------
    times
        Start of the period of each value, ascending. [datetime64[us], UTC]
    values
        As sent; NaN = no number. [unit of the datastream]
    marks
        Flags that the marks sent with the values mean.
    step
        Length of a period; None where the stream keeps none.
    companions
        Arrays beside the values, their first axis along it: `received_at`, `whole`, `load`,
        `neighbours`.
    order
        Place of each row among the rows given.
    """

    times: Times
    values: Floats
    marks: Flags
    step: np.timedelta64 | None
    companions: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    order: Integers = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.times)

    @cached_property
    def once(self) -> bool:
        """Whether no two rows have the same time."""
        return bool(np.all(self.times[1:] > self.times[:-1]))

    @cached_property
    def same_as_before(self) -> Truths:
        """Whether a row repeats time, value and mark of the one before it."""
        found = np.zeros(len(self), np.bool_)
        if not self.once:
            equal = self.values[1:] == self.values[:-1]
            equal |= np.isnan(self.values[1:]) & np.isnan(self.values[:-1])
            found[1:] = equal & (self.times[1:] == self.times[:-1])
            found[1:] &= self.marks[1:] == self.marks[:-1]
        return found

    @cached_property
    def contested(self) -> Truths:
        """Whether another number, or another mark, stands at the same time."""
        if self.once:
            return np.zeros(len(self), np.bool_)
        there = np.flatnonzero(~np.isnan(self.values) & ~self.same_as_before)
        times = self.times[there]
        twice = times[1:][times[1:] == times[:-1]]
        found: Truths = np.isin(self.times, twice) & ~np.isnan(self.values)
        return found

    @cached_property
    def usable(self) -> Integers:
        """Rows that tell of the process: a number of possible size, whose mark counts, once a time."""
        # What is no number is not smaller than any.
        told = (np.abs(self.values) < LARGEST) & counting(self.marks)
        if not self.once:
            told &= ~self.contested & ~self.same_as_before
        return np.flatnonzero(told).astype(np.int64, copy=False)

    @cached_property
    def process(self) -> Floats:
        """What the usable rows say."""
        return self.values if len(self.usable) == len(self) else self.values[self.usable]

    @cached_property
    def numbers(self) -> Truths:
        """Rows that hold a number and count by their mark, repeated ones among them."""
        return ~np.isnan(self.values) & counting(self.marks)

    def flags(self, of: Truths | Integers, flag: Flag = Flag.VALID) -> Flags:
        """Begin the flags of a check: what it can judge is valid, the rest unknown.

        Parameters
        ----------
        of
            Rows that the check can judge, in order.
        flag
            What they are unless it objects.
        """
        found = np.zeros(len(self), np.int8)
        if of.dtype != np.bool_ and len(of) and of[-1] - of[0] == len(of) - 1:
            found[of[0] : of[-1] + 1] = flag
        else:
            found[of] = flag
        return found

    def spread(self, places: Integers, numbers: npt.ArrayLike) -> Floats:
        """Lay numbers out along the rows; NaN where there is none."""
        found = np.full(len(self), np.nan)
        found[places] = numbers
        return found

    def restored(self, flags: Flags) -> Flags:
        """Put flags of the sorted rows into the order of the rows given."""
        found = np.empty_like(flags)
        found[self.order] = flags
        return found

    def between(self, first: np.datetime64 | None, after: np.datetime64 | None) -> Series:
        """Cut out the rows of [first, after), in UTC; None = open."""
        low = 0 if first is None else int(np.searchsorted(self.times, first))
        high = len(self) if after is None else int(np.searchsorted(self.times, after))
        if low == 0 and high == len(self):
            return self
        part = slice(low, max(high, low))
        return replace(
            self,
            times=self.times[part],
            values=self.values[part],
            marks=self.marks[part],
            companions={key: each[part] for key, each in self.companions.items()},
            order=self.order[part],
        )


def series(
    times: npt.ArrayLike,
    values: npt.ArrayLike,
    marks: npt.ArrayLike | None = None,
    *,
    step: np.timedelta64 | None = None,
    companions: Mapping[str, npt.ArrayLike] | None = None,
) -> Series:
    """Make a series of arrays, in any order.

    Parameters
    ----------
    times : array-like
        Start of the period of each value; datetime64, or plain datetimes in UTC.
    values : array-like
        Numbers; NaN or None = missing; infinite ones are kept, and flagged by QC-103.
    marks : array-like of int, optional
        Flags, as `from_marks` reads them; none = unmarked.
    step
        Length of a period; where none is given, the commonest distance of two times, which a part
        of a series may see otherwise: give it where parts are checked.
    companions
        Arrays of the same length, as `Series` names them.

    Returns
    -------
    Series
        Also of no row, of one, of none but missing ones.

    Raises
    ------
    SeriesError
        If lengths differ, a time is missing or out of reach, or a value is no number.
    """
    when, numbers = _times(times), _numbers(values)
    flags = np.zeros(len(when), np.int8) if marks is None else np.asarray(marks).astype(np.int8)
    beside = {key: np.asarray(each) for key, each in (companions or {}).items()}
    lengths: dict[str, npt.NDArray[Any]] = {"values": numbers, "marks": flags, **beside}
    for name, each in lengths.items():
        if each.shape[:1] != when.shape or each.ndim > 2:
            raise SeriesError(f"expected {len(when)} {name}, one a time; got shape {each.shape}")
    if unknown := set(np.unique(flags).tolist()) - set(map(int, Flag)):
        raise SeriesError(f"expected flags of this house; got {sorted(unknown)}: see from_marks")
    order = _order(when, numbers, flags, beside)
    return Series(
        when[order],
        numbers[order],
        flags[order],
        _step(when[order]) if step is None else _positive(step),
        {key: each[order] for key, each in beside.items()},
        order,
    )


def _order(when: Times, numbers: Floats, flags: Flags, beside: Mapping[str, Any]) -> Integers:
    """Sort by time, then by all that a row holds, so that the order given leaves no trace."""
    if np.all(when[1:] > when[:-1]):
        return np.arange(len(when))
    keys = [column for key in sorted(beside) for column in _columns(beside[key])]
    return np.lexsort((*keys, flags, numbers, when)).astype(np.int64)


def _columns(each: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    return [each] if each.ndim == 1 else list(each.T)


def _times(times: npt.ArrayLike) -> Times:
    given = np.asarray(times)
    if given.ndim != 1:
        raise SeriesError(f"expected times along one axis; got shape {given.shape}")
    if not len(given):
        return np.zeros(0, "datetime64[us]")
    if given.dtype.kind not in "MO":
        raise SeriesError(f"expected times (datetime64); got {given.dtype}: convert them first")
    try:
        found: Times = given.astype("datetime64[us]")
    except (ValueError, TypeError, OverflowError) as error:
        raise SeriesError(f"expected times (datetime64, UTC); {error}") from None
    years = found.astype("datetime64[Y]").astype(np.int64) + 1970
    if np.isnat(found).any() or years.min() < 1 or years.max() > 9999:
        raise SeriesError("expected a time from year 1 to 9999 in each row; one has none")
    return found


def _numbers(values: npt.ArrayLike) -> Floats:
    given = np.asarray(values)
    if given.dtype.kind not in "iufO" and given.size:
        raise SeriesError(f"expected numbers; got {given.dtype}: NaN or None stand for missing")
    try:
        return given.astype(np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise SeriesError(f"expected numbers, NaN or None for missing; {error}") from None


def _positive(step: np.timedelta64) -> np.timedelta64:
    found = np.timedelta64(step, "us")
    if found <= np.timedelta64(0, "us"):
        raise SeriesError(f"expected a step above zero; got {step}")
    return found


def _step(times: Times) -> np.timedelta64 | None:
    """Take the commonest distance; the shortest of several."""
    apart = np.diff(times)
    apart = apart[apart > np.timedelta64(0, "us")]
    if not len(apart):
        return None
    lengths, counts = np.unique(apart, return_counts=True)
    found: np.timedelta64 = lengths[np.argmax(counts)]
    return found
