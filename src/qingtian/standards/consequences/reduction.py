"""Reduction of the tax for discharging well below the standard (EPTL article 13, IR article 10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.standards.borders import Number, at_least_zero, number
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


def reduction(
    mean: Number | None,
    limit: Number,
    day: date,
    *,
    any_exceed: bool | None,
    equal_counts: bool | None = None,
    unit: str = "mg/m³",
) -> Result:
    """Find the share of the tax that is paid for one pollutant of one outlet in a month.

    Parameters
    ----------
    mean
        Monthly mean: of hourly means for air, of daily means for water; None = not known. [unit]
    limit
        The limit of the standard that applies. [unit]
    day
        A day of the month.
    any_exceed
        Whether any hourly (air) or daily (water) mean of the month was above the limit; None = not
        known, and then nothing is reduced.
    equal_counts
        Whether exactly 30 % (50 %) below earns it; None = as the law file has it, with a weak mark.
    unit
        Unit of bare numbers.

    Returns
    -------
    Result
        1, 0.75 or 0.5; None where the mean is not known. [1]

    Raises
    ------
    ValueError
        If the limit is not above zero.
    """
    the = law.at(day)
    table, condition = (
        the["consequences.tax.reduction"],
        the["consequences.tax.reduction_condition"],
    )
    border = the["consequences.tax.reduction_border"]
    bound = number(limit, unit)
    if bound <= 0:
        raise ValueError(f"expected a limit above zero [{unit}]; got {bound}")
    cites = [table, condition]
    equal = border.value["equal_counts"] if equal_counts is None else equal_counts
    common: dict[str, Any] = {
        "rule": "CON-REDUCTION",
        "subject": "",
        "unit": "",
        "edition": table.standard,
    }
    given = Given("limit", bound, unit)
    if mean is None:
        absent = (LeftOut(Given("mean", None, unit), "no-number"),)
        cited = tuple(Cite.of(each) for each in cites)
        return Result(**common, value=None, valid=False, cites=cited, left_out=absent)
    value = at_least_zero(mean, unit, "a mean")
    lower = (1 - Fraction(value) / Fraction(bound)) * 100
    if equal_counts is None and any(lower == Fraction(row["lower_by"]) for row in table.rows()):
        cites.append(border)
    factor, steps = _factor(lower, table.rows(), equal=equal)
    if any_exceed is None or any_exceed:
        key = "reduction-unknown" if any_exceed is None else "reduction-exceeded"
        factor, steps = Decimal(1), [*steps[:1], Step(key, {})]
    return Result(
        **common,
        value=factor,
        valid=any_exceed is not None,
        cites=tuple(Cite.of(each) for each in cites),
        steps=tuple(steps),
        inputs=(Given("mean", value, unit), given),
        more={"lower_by": Decimal(f"{float(lower):.4f}"), "equal_counts": equal, "accuses": False},
    )


def _factor(
    lower: Fraction, rows: tuple[object, ...], *, equal: bool
) -> tuple[Decimal, list[Step]]:
    said = [Step("reduction-lower", {"lower": f"{float(lower):.2f}"})]
    for row in rows:
        assert isinstance(row, dict)
        least = Fraction(row["lower_by"])
        if lower > least or (equal and lower == least):
            shown = {"least": row["lower_by"], "factor": row["factor"]}
            return Decimal(row["factor"]), [*said, Step("reduction-step", shown)]
    return Decimal(1), [*said, Step("reduction-none", {})]
