"""Deviations of parallels and recoveries of spikes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.borders import Number, at_least_zero, number
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

PERCENT = 100
DIGITS = 1
"""Per cents are reported to one digit: a choice of this library. [1]"""
SPELLINGS = {"codmn": "CODMn", "高锰酸盐指数": "CODMn", "imn": "CODMn", "codcr": "COD"}
SPELLINGS |= {"cod": "COD", "化学需氧量": "COD"}


def _spread(a: Number, b: Number, unit: str) -> tuple[Decimal, Decimal, Fraction]:
    x, y = at_least_zero(a, unit, "a result"), at_least_zero(b, unit, "a result")
    if x + y == 0:
        raise ValueError("expected results of which one at least is above zero; both are zero")
    return x, y, abs(Fraction(x) - Fraction(y)) / (Fraction(x) + Fraction(y)) * PERCENT


def relative_deviation(a: Number, b: Number, unit: str = "mg/L") -> Fraction:
    """Compute the relative deviation of two results: |a-b|/(a+b)·100.

    Parameters
    ----------
    a, b
        The parallels. [unit]
    unit
        Unit of bare numbers.

    Returns
    -------
    Fraction
        Exact; half the relative difference. [%]

    Raises
    ------
    ValueError
        If both are zero, or one is negative.
    """
    return _spread(a, b, unit)[2]


def relative_difference(a: Number, b: Number, unit: str = "mg/L") -> Fraction:
    """Compute the relative difference of two results: |a-b|/((a+b)/2)·100; twice the deviation.

    Parameters
    ----------
    a, b, unit
        As for `relative_deviation`.

    Returns
    -------
    Fraction
        Exact. [%]
    """
    return 2 * relative_deviation(a, b, unit)


def _rows(item: str, mean: Fraction, day: date) -> tuple[list[Decimal], Provision]:
    """Find what is allowed; two numbers where the text leaves the mean between its stretches."""
    if item in ("CODMn", "COD"):
        table = law.at(day)[f"quality.parallels{'' if item == 'CODMn' else '_cod'}"]
        rows = [row for row in table.rows() if row["item"] == item]
        fit = [
            row
            for row in rows
            if (row["above"] is None or mean >= Fraction(row["above"]))
            and (row["below"] is None or mean <= Fraction(row["below"]))
        ]
        return [row["percent"] for row in fit], table
    table = law.at(day)["quality.parallels_magnitude"]
    # 1 mg/L is 1e-6 g/mL.
    order, gram = -6, mean
    while gram >= 10:
        gram, order = gram / 10, order + 1
    while 0 < gram < 1:
        gram, order = gram * 10, order - 1
    return [row["percent"] for row in table.rows() if row["order"] == order], table


def lab_parallel(item: str, a: Number | None, b: Number | None, day: date) -> Result:
    """Judge two parallels of a laboratory by their relative deviation.

    CODMn and COD have limits of their own; other items take those by order of magnitude, which are
    weak and ask for review.

    Parameters
    ----------
    item
        The item, as CODMn, COD, NH3-N.
    a, b
        The parallels; None = missing. [mg/L]
    day
        Day of the analysis.

    Returns
    -------
    Result
        Whether they pass; None where a result is missing, no limit is known, or the text leaves
        the mean between its stretches and the answer hangs on it.

    Raises
    ------
    ValueError
        If both are zero, or one is negative.
    """
    name = SPELLINGS.get(item.strip().lower(), item.strip())
    common: dict[str, Any] = {"rule": "QC-PARALLEL", "subject": name, "unit": ""}
    if a is None or b is None:
        out = tuple(
            LeftOut(Given(k, None), "no-number") for k, v in (("a", a), ("b", b)) if v is None
        )
        return Result(**common, value=None, valid=False, edition="-", left_out=out)
    x, y, percent = _spread(a, b, "mg/L")
    allowed, table = _rows(name, (Fraction(x) + Fraction(y)) / 2, day)
    verdicts = {percent <= Fraction(each) for each in allowed}
    shown = {
        "percent": mean_rounded(percent, DIGITS),
        "allowed": " / ".join(map(str, allowed)) or "-",
    }
    key = "parallel" if allowed else "parallel-no-limit"
    return Result(
        **common,
        value=verdicts.pop() if len(verdicts) == 1 else None,
        valid=bool(allowed),
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(Step(key, shown),),
        inputs=(Given("a", x, "mg/L"), Given("b", y, "mg/L")),
        more={**shown, "accuses": False},
    )


def recovery(
    native: Number,
    spiked: Number,
    added: Number,
    day: date,
    *,
    volume: Number | None = None,
    spike_volume: Number | None = None,
    kind: str = "general",
) -> Result:
    """Compute the recovery of a spike: (spiked - native)/added·100.

    Parameters
    ----------
    native, spiked, added
        Concentration before, after, and what the spike adds in the volume of the sample. [mg/L]
    day
        Day of the analysis.
    volume, spike_volume
        Volumes of sample and of spike solution; with both, `spiked` is brought back to the volume
        of the sample. None = the spike takes no room. [one unit for both]
    kind
        `general` or `organic`, for the usual range, which is weak.

    Returns
    -------
    Result
        The recovery to one digit; `more["usual"]` says whether it lies in the usual range. [%]

    Raises
    ------
    ValueError
        If nothing was added.
    """
    a, s, d = (at_least_zero(each, "mg/L", "a concentration") for each in (native, spiked, added))
    if d == 0:
        raise ValueError("expected something added; a recovery of nothing has no value")
    table = law.at(day)["quality.recovery"]
    row = next(each for each in table.rows() if each["kind"] == kind)
    exact = (Fraction(s) * _dilution(volume, spike_volume) - Fraction(a)) / Fraction(d) * PERCENT
    found = mean_rounded(exact, DIGITS)
    shown = {"native": a, "spiked": s, "added": d, "percent": found}
    span = {"low": row["low"], "high": row["high"]}
    usual = Fraction(row["low"]) <= exact <= Fraction(row["high"])
    return Result(
        rule="QC-RECOVERY",
        subject="",
        value=found,
        unit="%",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=(Step("recovery", shown), Step("recovery-usual" if usual else "recovery-not", span)),
        inputs=(Given("native", a, "mg/L"), Given("spiked", s, "mg/L"), Given("added", d, "mg/L")),
        more={"usual": usual, "accuses": False},
    )


def _dilution(volume: Number | None, spike: Number | None) -> Fraction:
    if volume is None or spike is None:
        return Fraction(1)
    v, extra = number(volume, "L"), at_least_zero(spike, "L", "a volume")
    if v <= 0:
        raise ValueError(f"expected a volume above zero; got {v}")
    return (Fraction(v) + Fraction(extra)) / Fraction(v)
