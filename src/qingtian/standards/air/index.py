"""The individual air quality index of one concentration (HJ 633, equation 1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from qingtian.quantities import Quantity, gbt8170
from qingtian.standards.air.names import series_of
from qingtian.standards.air.rules import Breakpoints, breakpoints
from qingtian.standards.result import Cite, Given, Result, Step

Number = Decimal | int | str | Quantity


def _number(value: Number, unit: str) -> Decimal:
    if isinstance(value, Quantity):
        return value.to(unit).value
    if isinstance(value, float):
        raise TypeError("expected a Decimal, an int or text; got a float; pass it as text")
    return Decimal(value)


def iaqi(series: str, concentration: Number, day: date) -> Result:
    """Compute the individual index of a concentration.

    The concentration is first rounded as the edition says; the index is rounded up after exact
    arithmetic, so that a concentration at a breakpoint has exactly the breakpoint's index.

    Parameters
    ----------
    series
        Which breakpoints, as `pm25_24h` or `PM2.5_24h`.
    concentration
        A `Quantity`, or a number in the unit of the law; below zero counts as zero.
        [µg/m³, CO mg/m³]
    day
        Day of the data, which decides the edition.

    Returns
    -------
    Result
        0 to 500; None where the edition gives no index. [1]

    Examples
    --------
    >>> iaqi("PM2.5_24h", 75, date(2026, 2, 28)).value, iaqi("PM2.5_24h", 75, date(2026, 3, 1)).value
    (100, 114)
    """
    table = breakpoints(series_of(series), day)
    given = _number(concentration, table.unit)
    rounded = max(gbt8170(given, table.decimals), Decimal(0))
    index, steps = _index(rounded, table)
    if rounded != given:
        note = {"decimals": table.decimals, "before": given, "after": rounded}
        steps = (Step("round", note), *steps)
    return Result(
        rule="AIR-IAQI",
        subject=table.pollutant,
        value=index,
        unit="",
        valid=index is not None,
        edition=table.cites[0].standard,
        cites=tuple(Cite.of(each) for each in table.cites),
        steps=steps,
        inputs=(Given(series_of(series), given, table.unit),),
        more={"series": table.series, "concentration": rounded},
    )


def _index(c: Decimal, table: Breakpoints) -> tuple[int | None, tuple[Step, ...]]:
    points = table.concentrations
    if c > points[-1]:
        key = "above-none" if table.above is None else "above"
        return table.above, (Step(key, {"c": c, "high": points[-1], "iaqi": table.above}),)
    n = next(n for n in range(1, len(points)) if c <= points[n])
    low, high, ilow, ihigh = points[n - 1], points[n], table.indices[n - 1], table.indices[n]
    exact = Fraction(ihigh - ilow) / Fraction(high - low) * Fraction(c - low) + ilow
    shown = str(exact) if exact.denominator == 1 else f"{float(exact):.4f}"
    values = {"c": c, "low": low, "high": high, "ilow": ilow, "ihigh": ihigh}
    index = ceil(exact)
    return index, (
        Step("segment", values),
        Step("linear", {**values, "exact": shown, "iaqi": index}),
    )
