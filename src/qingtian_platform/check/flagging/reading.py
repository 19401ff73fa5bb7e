"""Values of the archive as the checks take them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from qingtian.quality import Series, from_marks, series
from qingtian.quality.flags import Flags, counting
from qingtian.quality.stream import Floats, Times
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.flagging.known import Known, Where
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

COLUMNS = ("mn", "code", "field", "start", "value", "flag", "received_at")


@dataclass(frozen=True)
class Rows:
    """Values of one datastream as they hold, in order of time.

    Attributes
    ----------
    times, received
        Start of the period, and receipt. [UTC]
    values
        As sent, or as an act says; NaN = no number. [unit as registered]
    marks
        Data marks as sent, or as decided.
    """

    times: Times
    values: Floats
    marks: npt.NDArray[np.object_]
    received: Times


Held = dict[Where, list[tuple[int, str, int]]]
"""By datastream: time of a value, mark that a person decided, number of the act. [µs UTC]"""


class Values(Protocol):
    """Where values come from."""

    def read(
        self, mns: Collection[str], interval: str, start: int, end: int
    ) -> Mapping[Where, Rows]:
        """Give the values of some data loggers whose period begins in [start, end). [µs UTC]."""

    def held(self, interval: str, start: int, end: int) -> Held:
        """Give what persons decided of the values whose period begins in [start, end)."""


@dataclass(frozen=True)
class Archive:
    """Values of the archive."""

    places: Places

    def read(
        self, mns: Collection[str], interval: str, start: int, end: int
    ) -> Mapping[Where, Rows]:
        """Give the mean values of some data loggers, as they hold."""
        return read(self.places, mns, interval, start, end)["Avg"]

    def held(self, interval: str, start: int, end: int) -> Held:
        """Give what persons decided of mean values by acts that stand."""
        found: Held = {}
        for row in record.held(self.places, aware(start), aware(end)).to_pylist():
            if row["flag"] is not None and (row["interval"], row["field"]) == (interval, "Avg"):
                said = (micros(moment(row["start"])), row["flag"], row["act"])
                found.setdefault((row["mn"], row["code"]), []).append(said)
        return found


def read(
    places: Places,
    mns: Collection[str],
    interval: str,
    start: int,
    end: int,
    *,
    fields: Collection[str] = ("Avg",),
) -> dict[str, dict[Where, Rows]]:
    """Read the values of some data loggers by one question.

    Parameters
    ----------
    places
        Where everything lives.
    mns
        Data loggers.
    interval
        Length of period.
    start, end
        Values whose period begins in [start, end). [µs UTC]
    fields
        Which: the mean of the period, or that converted to the reference oxygen (`ZsAvg`).

    Returns
    -------
    dict
        By field, each of those asked for, and by datastream.
    """
    found: dict[str, dict[Where, Rows]] = {field: {} for field in fields}
    table = record.observations(
        mn=sorted(mns),
        interval=interval,
        field=sorted(fields),
        start=aware(start),
        end=aware(end),
        columns=COLUMNS,
        places=places,
    )
    if not table.num_rows:
        return found
    columns = {name: table[name].combine_chunks() for name in COLUMNS}
    times, received = (_micros(columns[name]) for name in ("start", "received_at"))
    values = columns["value"].to_numpy(zero_copy_only=False).astype(np.float64)
    marks = columns["flag"].to_numpy(zero_copy_only=False)
    for rows in _apart([columns[name] for name in ("field", "mn", "code")]):
        field, mn, code = (columns[name][int(rows[0])].as_py() for name in ("field", "mn", "code"))
        found[field][mn, code] = Rows(times[rows], values[rows], marks[rows], received[rows])
    return found


def _apart(names: Iterable[Any]) -> list[npt.NDArray[np.int64]]:
    """Part rows by what they are named; each part in the order of the rows."""
    which: Any = 0
    for name in names:
        words = name.dictionary_encode()
        which = which * len(words.dictionary) + _numbers(words.indices)
    order = np.argsort(which, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(which[order])) + 1)


def _numbers(indices: Any) -> npt.NDArray[np.int64]:  # noqa: ANN401 - an array of Arrow
    found: npt.NDArray[np.int64] = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _micros(column: Any) -> Times:  # noqa: ANN401 - an array of Arrow
    found: Times = column.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    return found


def scaled(known: Known, rows: Rows) -> Floats:
    """Give the values in the unit of the thresholds, by the unit registered for their time."""
    if len(known.terms) == 1:
        return rows.values * known.terms[0].factor
    since = np.array([max(each.since, -(2**61)) for each in known.terms], np.int64)
    place = np.searchsorted(since, rows.times.astype(np.int64), side="right") - 1
    factors = np.array([each.factor for each in known.terms])
    found: Floats = rows.values * factors[np.maximum(place, 0)]
    return found


def marks_of(known: Known, rows: Rows) -> Flags:
    """Read the marks as flags, by the edition that the data logger speaks."""
    return from_marks(rows.marks, edition=known.edition)


Of = Callable[[str, str], Known]


def series_of(
    known: Known, rows: Mapping[Where, Rows], step: np.timedelta64, of: Of
) -> Series | None:
    """Put a datastream together with what stands beside it; None where it has no row.

    Parameters
    ----------
    known
        Of the datastream.
    rows
        As of `read`, also of what it is compared with.
    step
        Length of a period.
    of
        Gives what is known of other datastreams.
    """
    own = rows.get((known.mn, known.code))
    if own is None:
        return None
    beside: dict[str, Any] = {"received_at": own.received}
    if known.whole is not None:
        beside["whole"] = _beside(known.whole, own.times, rows, of)
    if known.neighbours:
        beside["neighbours"] = np.column_stack(
            [_beside(where, own.times, rows, of) for where in known.neighbours]
        )
    return series(own.times, scaled(known, own), marks_of(known, own), step=step, companions=beside)


def _beside(where: Where, times: Times, rows: Mapping[Where, Rows], of: Of) -> Floats:
    """Give the values of another stream at some times, as far as their marks let them count."""
    other = rows.get(where)
    found = np.full(len(times), np.nan)
    if other is None:
        return found
    known = of(*where)
    values = np.where(counting(marks_of(known, other)), scaled(known, other), np.nan)
    at = np.searchsorted(other.times, times, side="right") - 1
    there = (at >= 0) & (other.times[np.maximum(at, 0)] == times)
    found[there] = values[at[there]]
    return found
