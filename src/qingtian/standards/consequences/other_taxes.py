"""Environmental protection tax on solid waste and on industrial noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, at_least_zero, number
from qingtian.standards.consequences.money import yuan
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

PERIODS = {"day": {"zh": "昼间", "en": "day"}, "night": {"zh": "夜间", "en": "night"}}


def solid_tax(tonnes: Mapping[str, Number], day: date, *, reused: Sequence[str] = ()) -> Result:
    """Compute the tax on solid waste of a month.

    Parameters
    ----------
    tonnes
        Kind of waste to the amount that is discharged, that is neither stored nor disposed of as
        the law asks. [t]
    day
        A day of the month.
    reused
        Kinds that are reused as the state's standard asks: exempt.

    Returns
    -------
    Result
        The tax. [CNY]

    Raises
    ------
    ValueError
        If a kind is unknown, or an amount negative.
    """
    table, exempt = law.at(day)["consequences.tax.solid"], law.at(day)["consequences.tax.exempt"]
    total = Fraction(0)
    steps: list[Step] = []
    out: list[LeftOut] = []
    for name, amount in tonnes.items():
        row = _kind(name, table)
        weight = at_least_zero(amount, "t", "an amount")
        if name in reused:
            why = next(each for each in exempt.rows() if each["key"] == "reused solid waste")
            shown = {"zh": why["zh"], "en": why["en"]}
            out.append(LeftOut(Given(row["kind"], weight, "t"), "tax-exempt", shown))
            continue
        tax = Fraction(weight) * Fraction(row["rate"])
        shown = {
            "zh": row["zh"],
            "en": row["en"],
            "t": weight,
            "rate": row["rate"],
            "tax": yuan(tax),
        }
        steps.append(Step("tax-solid", shown))
        total += tax
    return Result(
        rule="CON-TAX-SOLID",
        subject="",
        value=yuan(total),
        unit="CNY",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table), *([Cite.of(exempt)] if out else [])),
        steps=tuple(steps),
        left_out=tuple(out),
        more={"accuses": False},
    )


def _kind(name: str, table: Provision) -> Mapping[str, str]:
    for row in table.rows():
        if name.strip().lower() in (row["kind"], row["zh"], row["en"]):
            return row
    kinds = ", ".join(row["kind"] for row in table.rows())
    raise ValueError(f"expected a kind of {kinds}; got {name!r}")


@dataclass(frozen=True)
class Noise:
    """Noise above the limit at one place in one month, by day or by night.

    Attributes
    ----------
    exceed
        By how much each point of the boundary is above its limit. [dB]
    days
        On how many days of the month. [d]
    boundary
        Length of the boundary; None = not known, one unit. [m]
    period
        `day` or `night`: they are computed apart and added.
    """

    exceed: Sequence[Number]
    days: int
    boundary: Number | None = None
    period: str = "day"


def _whole(decibels: Decimal, day: date) -> tuple[int, list[Provision]]:
    if decibels == decibels.to_integral_value():
        return int(decibels), []
    rule = law.at(day)["consequences.tax.noise_rounding"]
    return int(decibels.to_integral_value(rounding=ROUND_HALF_UP)), [rule]


def noise_tax(sources: Sequence[Noise], day: date) -> Result:
    """Compute the tax on the noise of a month: each place, day and night apart, then added.

    Parameters
    ----------
    sources
        One for each place, and for day and night.
    day
        A day of the month.

    Returns
    -------
    Result
        The tax. [CNY]

    Raises
    ------
    ValueError
        If days are outside 0 to 31, or there is no point.
    NotInForceError
        If decibels are broken and the rule for that was not yet in force.
    """
    each = [_noise(source, day) for source in sources]
    total = sum((Decimal(str(item.value)) for item in each), Decimal(0))
    table = law.at(day)["consequences.tax.noise"]
    return Result(
        rule="CON-TAX-NOISE",
        subject="",
        value=total,
        unit="CNY",
        valid=True,
        edition=table.standard,
        steps=(Step("apart", {"count": len(each)}),),
        inputs=tuple(each),
        more={"accuses": False},
    )


def _noise(source: Noise, day: date) -> Result:
    if not source.exceed or not 0 <= source.days <= 31:
        raise ValueError(f"expected points, and 0 to 31 days; got {source.exceed}, {source.days}")
    if source.period not in PERIODS:
        raise ValueError(f"expected day or night; got {source.period!r}")
    table, rules = (
        law.at(day)["consequences.tax.noise"],
        law.at(day)["consequences.tax.noise_rules"],
    )
    points = [number(each, "dB") for each in source.exceed]
    highest, more = _whole(max(points), day)
    row = next((r for r in reversed(table.rows()) if highest >= r["from"]), None)
    tax = Fraction(0) if row is None else Fraction(row["month"])
    steps = [Step("noise-highest", {"db": highest, "tax": yuan(tax), **PERIODS[source.period]})]
    factor, said = _noise_factor(source, points, rules)
    return Result(
        rule="CON-TAX-NOISE",
        subject=source.period,
        value=yuan(tax * factor),
        unit="CNY",
        valid=True,
        edition=table.standard,
        cites=tuple(Cite.of(p) for p in (table, rules, *more)),
        steps=(*steps, *said),
        inputs=tuple(Given(str(n), each, "dB") for n, each in enumerate(points, 1)),
    )


def _noise_factor(
    source: Noise, points: list[Decimal], rules: Provision
) -> tuple[Fraction, list[Step]]:
    rule, factor, steps = rules.value, Fraction(1), []
    beyond = sum(each > 0 for each in points)
    length = None if source.boundary is None else number(source.boundary, "m")
    if length is not None and length > rule["boundary_m"] and beyond >= rule["points_beyond"]:
        factor *= Fraction(rule["units_beyond"])
        steps.append(Step("noise-units", {"m": length, "points": beyond}))
    if source.days < rule["half_below_days"]:
        factor *= Fraction(rule["half"])
        steps.append(Step("noise-half", {"days": source.days}))
    return (Fraction(0), steps) if source.days == 0 else (factor, steps)
