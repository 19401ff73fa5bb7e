"""Counting: rows of checks and readings become the figures of each turn of a cycle.

A row of checks is one check: the subject it counts for, its day, what was checked, whether a
violation was found and whether it was penalised. The tables may be pandas, Polars, PyArrow, DuckDB or
anything else that narwhals takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import narwhals as nw
import numpy as np

from qingtian.policy.assessments import rounded
from qingtian.policy.clocks import Instance
from qingtian.policy.indicators import Value
from qingtian.policy.placing import Figure

COLUMNS = ("subject", "day", "object", "found", "penalised")
Match = Literal["penalised/found", "penalised/checked"]


@dataclass(frozen=True)
class Tally:
    """What was done for one subject in one turn.

    Attributes
    ----------
    checks, objects
        Checks, and how many different objects they were of. [1]
    found, penalised
        Checks that found a violation, and that led to a penalty. [1]
    """

    checks: int
    objects: int
    found: int
    penalised: int

    def match(self, how: Match) -> Decimal | None:
        """Give the rate of violations dealt with (违法查处率), as a setting has it computed.

        Returns
        -------
        Decimal or None
            None where it would divide by nothing. [%]
        """
        whole = self.found if how == "penalised/found" else self.checks
        return rounded(Fraction(100 * self.penalised, whole), 6) if whole else None

    def rate(self, registered: int) -> Decimal | None:
        """Give the share of registered objects that were checked (执法检查率). [%]."""
        return rounded(Fraction(100 * self.objects, registered), 6) if registered else None


NOTHING = Tally(0, 0, 0, 0)


def tallies(checks: Any, turns: Sequence[Instance]) -> dict[tuple[int, str], Tally]:  # noqa: ANN401
    """Count checks by turn and subject.

    Parameters
    ----------
    checks
        A table with `COLUMNS`; `day` is a date, `found` and `penalised` are booleans.
    turns
        Turns of a cycle that touch, in order.

    Returns
    -------
    dict
        By number of the turn and subject; what had no check is absent. Checks outside all turns do
        not count.

    Raises
    ------
    ValueError
        If a column is missing, or holds no value somewhere.
    """
    table = nw.from_native(checks)
    lacking = [name for name in COLUMNS if name not in table.collect_schema().names()]
    if lacking:
        raise ValueError(f"expected the columns {', '.join(COLUMNS)}; {', '.join(lacking)} missing")
    counted = (
        table.lazy()
        .with_columns(nw.col("found", "penalised").cast(nw.Int64))
        .group_by("subject", "day")
        .agg(nw.len().alias("checks"), nw.col("found", "penalised").sum())
        .collect()
    )
    objects = table.lazy().select("subject", "day", "object").unique().collect()
    if counted.null_count().to_numpy().sum() or objects.null_count().to_numpy().sum():
        raise ValueError("expected a subject, day and object in each row of checks")
    return _tallies(counted, objects, turns)


def _tallies(counted: Any, objects: Any, turns: Sequence[Instance]) -> dict[tuple[int, str], Tally]:  # noqa: ANN401
    sums: dict[tuple[int, str], list[int]] = {}
    numbers = _turn_of(counted["day"], turns)
    columns = [counted[name].to_list() for name in ("subject", "checks", "found", "penalised")]
    for number, subject, *values in zip(numbers, *columns, strict=True):
        if number >= 0:
            before = sums.setdefault((number, str(subject)), [0, 0, 0])
            sums[number, str(subject)] = [a + int(b) for a, b in zip(before, values, strict=True)]
    seen: dict[tuple[int, str], set[Any]] = {}
    days = _turn_of(objects["day"], turns)
    for number, subject, thing in zip(
        days, objects["subject"].to_list(), objects["object"].to_list(), strict=True
    ):
        seen.setdefault((number, str(subject)), set()).add(thing)
    return {
        key: Tally(checks, len(seen[key]), found, penalised)
        for key, (checks, found, penalised) in sums.items()
    }


def _turn_of(days: Any, turns: Sequence[Instance]) -> list[int]:  # noqa: ANN401
    """Tell the number of the turn of each day; -1 where it lies in none."""
    when = np.array(days.to_list(), dtype="datetime64[D]")
    if not len(turns):
        return [-1] * len(when)
    starts = np.array([turn.first for turn in turns], dtype="datetime64[D]")
    at = np.searchsorted(starts, when, side="right") - 1
    inside = (at >= 0) & (when <= np.datetime64(turns[-1].last))
    numbers = np.array([turn.number for turn in turns])[np.maximum(at, 0)]
    found: list[int] = np.where(inside, numbers, -1).tolist()
    return found


def figures(
    tallied: Mapping[tuple[int, str], Tally],
    turn: int,
    subjects: Iterable[str],
    value: Value,
    *,
    then: Value | Literal[""] = "",
    how: Match = "penalised/checked",
    registered: Mapping[str, int] | None = None,
) -> list[Figure]:
    """Make the figures of one turn, one a subject.

    Parameters
    ----------
    tallied
        What was counted.
    turn
        Number of the turn.
    subjects
        Who is ranked; who did nothing has 0 checks.
    value, then
        What is ranked, and what parts ties; empty = nothing.
    how
        How the rate of violations dealt with is computed.
    registered
        Registered objects of each subject, for the rate of checks.
    """
    known = registered or {}

    def one(which: str, tally: Tally, subject: str) -> Decimal | None:
        if which == "match":
            return tally.match(how)
        if which == "rate":
            return tally.rate(known.get(subject, 0))
        return Decimal(getattr(tally, which))

    found = []
    for subject in subjects:
        tally = tallied.get((turn, subject), NOTHING)
        main = one(value, tally, subject)
        reason = "" if main is not None else "nothing to divide by"
        found.append(Figure(subject, main, one(then, tally, subject) if then else None, reason))
    return found


def means(
    readings: Any,  # noqa: ANN401 - whatever narwhals takes
    turns: Sequence[Instance],
    *,
    decimals: int,
    least: Mapping[int, int] | int = 1,
) -> dict[tuple[int, str], Decimal | None]:
    """Average the daily values of each subject by turn, from exact sums.

    Parameters
    ----------
    readings
        A table of `subject`, `day`, `value`; a missing value is null.
    turns
        Turns of a cycle that touch, in order.
    decimals
        Digits after the point of the values; they are summed as whole numbers. [1]
    least
        Daily values that a mean needs, of each turn or of all. [d]

    Returns
    -------
    dict
        By number of the turn and subject; None where there are too few.
    """
    table = nw.from_native(readings).lazy().drop_nulls("value").collect()
    scale = 10**decimals
    sums: dict[tuple[int, str], list[int]] = {}
    numbers = _turn_of(table["day"], turns)
    values = np.rint(table["value"].to_numpy() * scale).astype(np.int64).tolist()
    for number, subject, value in zip(numbers, table["subject"].to_list(), values, strict=True):
        if number >= 0:
            total = sums.setdefault((number, str(subject)), [0, 0])
            total[0] += value
            total[1] += 1
    return {
        key: _mean(total, count, scale, least if isinstance(least, int) else least[key[0]])
        for key, (total, count) in sums.items()
    }


def _mean(total: int, count: int, scale: int, least: int) -> Decimal | None:
    return rounded(Fraction(total, count * scale), 6) if count >= least else None
