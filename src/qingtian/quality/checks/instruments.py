"""Checks of how well an instrument measures (QC-161 to QC-165): from what was done to it.

What was done comes as lists in any order; what a failed check says of the data reaches back to the
last one that passed, or on to the next, never further.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from qingtian import law
from qingtian.quality.checks.judged import Judged, objected
from qingtian.quality.checks.settings import provisions_of
from qingtian.quality.flags import Flag
from qingtian.quality.stream import HOUR, Series, Truths
from qingtian.standards.emissions import instruments as standards
from qingtian.standards.quality_control import westgard_array
from qingtian.standards.result import Result

GOOD, BEYOND, OUT = 0, 1, 2
"""A check passed, was beyond its first limit, or was out of control."""


@dataclass(frozen=True)
class Outcome:
    """One check, comparison or control sample, judged.

    Attributes
    ----------
    time
        When it was done. [UTC]
    state
        `GOOD`, `BEYOND` or `OUT`.
    error, limit
        What was found and what is allowed. [unit of the check]
    what
        What was done, as `zero`, `relative error`, or the rule of a chart that was met.
    """

    time: np.datetime64
    state: int
    error: float
    limit: float
    what: str = ""


@dataclass(frozen=True)
class Calibration:
    """One calibration: what the instrument showed too much just before it.

    Attributes
    ----------
    time
        When it was done. [UTC]
    error
        Reading minus standard, as found. [unit of the datastream]
    """

    time: np.datetime64
    error: float


@dataclass(frozen=True)
class Control:
    """One result of a control sample.

    Attributes
    ----------
    time
        When it was measured. [UTC]
    score
        Standard deviations off the centre line; NaN = missing. [1]
    """

    time: np.datetime64
    score: float


def of_limits(
    time: np.datetime64, check: str, error: float, first: float, control: float
) -> Outcome:
    """Judge a check by two limits, both of which are still within.

    Parameters
    ----------
    time
        When it was done. [UTC]
    check
        What it was, as `zero` or `span`.
    error
        What was found, either sign. [unit of the check]
    first, control
        Limit that asks for an adjustment, and the one beyond which data are lost.
        [unit of the check]

    Raises
    ------
    ValueError
        If nothing was found: a check without a result is none that passed.
    """
    if np.isnan(error):
        raise ValueError(f"expected the error of a {check} check; got none")
    state = int(abs(error) > first) + int(abs(error) > control)
    return Outcome(time, state, error, control if state == OUT else first, check)


def air_check(
    time: np.datetime64, kind: str, check: str, error: float, day: date
) -> Outcome | None:
    """Judge a zero or span check of an air station by its control limits (HJ 818-2018).

    Parameters
    ----------
    time
        When it was done. [UTC]
    kind
        `so2`, `no2`, `o3`, `co`.
    check
        `zero` or `span`.
    error
        What was found, either sign. [nmol/mol, CO µmol/mol; span: %]
    day
        Day of the check.

    Returns
    -------
    Outcome or None
        None where no limit is known on the day.
    """
    for provision in provisions_of("quality.checks.zero_span", day):
        for row in provision.rows():
            if (row["property"], row["check"]) == (kind, check):
                return of_limits(time, check, error, float(row["first"]), float(row["control"]))
    return None


def of_result(time: np.datetime64, result: Result) -> Outcome | None:
    """Take over what a standard says of a check or a comparison.

    Parameters
    ----------
    time
        When it was done. [UTC]
    result
        Of `standards.emissions.instruments`: `drift`, `standard_sample`, `water_comparison`,
        `accuracy`.

    Returns
    -------
    Outcome or None
        None where the standard gives no verdict.
    """
    states = {"within": GOOD, "beyond index": BEYOND, "out of control": OUT}
    states |= {"True": GOOD, "False": OUT}
    state = states.get(str(result.value))
    if state is None:
        return None
    limit = result.more.get("limit", result.more.get("beyond" if state == OUT else "index", 0))
    given = result.inputs[0] if result.inputs else None
    error = result.more.get("error", getattr(given, "value", None))
    what = str(result.more.get("measure", result.subject))
    return Outcome(time, state, float(error or 0), float(limit), what)


def water_comparison(
    time: np.datetime64, item: str, lab: Decimal, online: Decimal, day: date
) -> Outcome | None:
    """Judge a comparison of a water analyser with a laboratory by HJ 355-2019, table 1.

    Parameters
    ----------
    time
        When the sample was taken. [UTC]
    item, lab, online, day
        As of `standards.emissions.instruments.water_comparison`. [unit of the item]
    """
    return of_result(time, standards.water_comparison(item, lab, online, day))


class _Telling:
    """Flags as they are told by outcomes in the order of time, each row by one of them."""

    def __init__(self, series: Series, outcomes: Iterable[Outcome]) -> None:
        self.ordered = sorted(outcomes, key=lambda each: (each.time, each.state, each.error))
        self.series = series
        self.flags = np.zeros(len(series), np.int8)
        self.by = np.full(len(series), -1, np.int64)
        if self.ordered:
            self.flags[self._rows(self.ordered[0].time, self.ordered[-1].time)] = Flag.VALID

    def _rows(self, since: np.datetime64, until: np.datetime64 | None) -> Truths:
        rows = (self.series.times >= since) & ~np.isnan(self.series.values)
        return rows if until is None else rows & (self.series.times < until)

    def since_good(self, n: int) -> np.datetime64:
        """Give the last good outcome before one; that one itself where there is none."""
        before = (each.time for each in self.ordered[:n] if each.state == GOOD)
        return max(before, default=self.ordered[n].time)

    def until_good(self, n: int) -> np.datetime64 | None:
        """Give the next good outcome after one; None where there is none."""
        return next((each.time for each in self.ordered[n:] if each.state == GOOD), None)

    def object(self, n: int, since: np.datetime64, flag: Flag) -> None:
        """Flag what lies between, unless it has a worse flag."""
        rows = self._rows(since, self.until_good(n)) & (self.flags < flag)
        self.flags[rows] = flag
        self.by[rows] = n

    def judged(self) -> Judged:
        """Give the flags, each with the outcome that told it."""
        told = np.flatnonzero(self.by >= 0)
        by = [self.ordered[n] for n in self.by[told]]
        numbers = {
            name: self.series.spread(told, [getattr(each, name) for each in by])
            for name in ("error", "limit")
        }
        what = np.full(len(self.series), "", object)
        what[told] = [each.what for each in by]
        return Judged(self.flags, numbers, {"what": what})


def zero_span(series: Series, *, checks: Sequence[Outcome]) -> Judged:
    """Say what checks with zero, span or standard sample tell of the data (QC-161).

    Parameters
    ----------
    series
        What was measured between them.
    checks
        The checks, in any order.

    Returns
    -------
    Judged
        `WRONG` from the last good check before one out of control to the next good one; `SUSPECT`
        from a check beyond the first limit to the next good one. Nothing is judged before the
        first check, nor after a last one that is good.
    """
    telling = _Telling(series, checks)
    for n, each in enumerate(telling.ordered):
        if each.state == OUT:
            telling.object(n, telling.since_good(n), Flag.WRONG)
        elif each.state == BEYOND:
            telling.object(n, each.time, Flag.SUSPECT)
    return telling.judged()


def comparison(series: Series, *, comparisons: Sequence[Outcome]) -> Judged:
    """Say what comparisons with a reference method or a laboratory tell of the data (QC-164).

    Parameters
    ----------
    series
        What was measured between them.
    comparisons
        Their outcomes, in any order.

    Returns
    -------
    Judged
        `SUSPECT` from a failed comparison until one passes.
    """
    telling = _Telling(series, comparisons)
    for n, each in enumerate(telling.ordered):
        if each.state != GOOD:
            telling.object(n, each.time, Flag.SUSPECT)
    return telling.judged()


def chart(series: Series, *, controls: Sequence[Control], day: date) -> Judged:
    """Say what a control chart tells of the data (QC-165), by the rules of Westgard.

    Parameters
    ----------
    series
        What was measured between the control samples.
    controls
        The control samples, in any order.
    day
        Day whose rules apply.

    Returns
    -------
    Judged
        `SUSPECT` from a control sample at which a rejecting rule is met until one at which none is;
        one that is missing ends nothing.
    """
    ordered = sorted(controls, key=lambda each: (each.time, each.score))
    z = np.array([each.score for each in ordered], np.float64)
    rejects = {
        row["rule"] for row in law.at(day)["quality.westgard.rules"].rows() if row["rejects"]
    }
    met = {rule: at for rule, at in westgard_array(z, day).items() if rule in rejects}
    names = [[rule for rule, at in met.items() if at[n]] for n in range(len(z))]
    outcomes = [
        Outcome(each.time, OUT if said else GOOD, each.score, 0.0, ", ".join(said))
        for each, said in zip(ordered, names, strict=True)
        if not np.isnan(each.score)
    ]
    return comparison(series, comparisons=outcomes)


def scored(times: Sequence[np.datetime64], results: Sequence[float], day: date) -> list[Control]:
    """Make a control chart of its own first results: their centre and deviation.

    Parameters
    ----------
    times, results
        Of a control sample, in order of time. [UTC], [unit of the sample]
    day
        Day whose law says how many results set up a chart; none of these is judged.

    Returns
    -------
    list of Control
        The results after them; none while there are too few, or if those do not scatter.
    """
    least = int(law.at(day)["quality.checks.chart"].number())
    values = np.asarray(results, np.float64)
    if len(values) <= least:
        return []
    centre, deviation = np.mean(values[:least]), np.std(values[:least], ddof=1)
    if not deviation > 0:
        return []
    return [
        Control(time, float((value - centre) / deviation))
        for time, value in zip(times[least:], values[least:], strict=True)
    ]


def overdue(series: Series, *, checks: Sequence[Outcome], interval_h: float) -> Judged:
    """Mark what was measured too long after the last check (QC-163).

    Parameters
    ----------
    series
        What was measured.
    checks
        The checks, good ones or not, in any order.
    interval_h
        Longest time between two. [h]

    Returns
    -------
    Judged
        `SUSPECT` from then until the next check; nothing is judged before the first.
    """
    there = ~np.isnan(series.values)
    if not checks:
        return Judged(series.flags(there & False))
    times = np.sort(np.array([each.time for each in checks], "datetime64[us]"))
    last = np.searchsorted(times, series.times, side="right") - 1
    judged = there & (last >= 0)
    since = (series.times - times[np.maximum(last, 0)]) / HOUR
    bad = np.flatnonzero(judged & (since > interval_h))
    return Judged(objected(series, judged, bad))


def drift(
    series: Series, *, calibrations: Sequence[Calibration], limit: float, share: float
) -> Judged:
    """Spread what a calibration took away over the time in which it grew (QC-162).

    Parameters
    ----------
    series
        What was measured between calibrations; no value is changed.
    calibrations
        Each with the error as found, in any order.
    limit, share
        An error is doubted above limit + share·(value in size). [unit of the datastream], [1]

    Returns
    -------
    Judged
        `SUSPECT` where the error that grew evenly since the calibration before is larger; judged
        between the first calibration and the last.
    """
    ordered = sorted(calibrations, key=lambda each: (each.time, each.error))
    if len(ordered) < 2:
        return Judged(series.flags(series.usable[:0]))
    times = np.array([each.time for each in ordered], "datetime64[us]")
    errors = np.array([each.error for each in ordered], np.float64)
    rows = series.usable
    at = np.searchsorted(times, series.times[rows], side="right")
    rows, at = rows[(at > 0) & (at < len(times))], at[(at > 0) & (at < len(times))]
    grown = (series.times[rows] - times[at - 1]) / (times[at] - times[at - 1]) * errors[at]
    bad = np.abs(grown) > limit + share * np.abs(series.values[rows])
    flags = objected(series, rows, rows[bad])
    return Judged(flags, {"error": series.spread(rows[bad], errors[at][bad])})
