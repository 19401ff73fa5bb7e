"""What the oxygen of flue gas says: its dilution, and the correction to a reference oxygen (折算)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.emissions.conversion import DIGITS, Number, exact_result, shown
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


def excess_air(oxygen: Number, day: date, *, decimals: int = 3) -> Result:
    """Compute the coefficient of excess air from dry oxygen.

    Parameters
    ----------
    oxygen
        Of dry flue gas. [%vol]
    day
        Day of the data.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        21/(21-O2); none where the guard forbids it. [1]
    """
    guard = guarded(oxygen, day)
    air = law.at(day)["emissions.cems.oxygen.air"]
    inputs = {"oxygen": (oxygen, "%vol")}
    if guard is not None:
        return unconverted("EM-ALPHA", "alpha", "1", Given("oxygen", shown(oxygen), "%vol"), guard)
    full = Fraction(air.number())
    step = Step("excess-air", {"air": air.number(), "oxygen": shown(oxygen)})
    exact = full / (full - Fraction(oxygen))
    return exact_result("EM-ALPHA", "alpha", exact, "1", (air,), inputs, (step,), decimals)


def guarded(
    oxygen: Number, day: date, *, low_flow: bool = False
) -> tuple[str, dict[str, object], Provision] | None:
    """Say why nothing is converted at this oxygen: the key of a sentence, its parts, the rule.

    Parameters
    ----------
    oxygen
        Of dry flue gas. [%vol]
    day
        Day of the data.
    low_flow
        Whether the flow is that of an idle plant.
    """
    rule = law.at(day)["emissions.cems.oxygen.guard"]
    top, low = rule.value["not_from"], rule.value["low_flow_above"]
    if oxygen >= top:
        return "oxygen-air", {"oxygen": shown(oxygen), "top": top}, rule
    if low_flow and oxygen > low:
        return "oxygen-idle", {"oxygen": shown(oxygen), "top": low}, rule
    if oxygen < 0:
        return "oxygen-negative", {"oxygen": shown(oxygen)}, rule
    return None


def unconverted(
    rule: str,
    subject: str,
    unit: str,
    given: Given,
    guard: tuple[str, dict[str, object], Provision],
) -> Result:
    """Give the result of a conversion that is refused: no value, the abnormal state and why."""
    key, values, provision = guard
    return Result(
        rule=rule,
        subject=subject,
        value=None,
        unit=unit,
        valid=False,
        edition=provision.standard,
        cites=(Cite.of(provision),),
        steps=(Step("not-converted"),),
        left_out=(LeftOut(given, key, values),),
        more={"flag": "工况异常", "reason": key, "exact": None},
    )


def factor(oxygen: Number, reference: Number, air: Number) -> Fraction:
    """Give what a concentration is multiplied by: (21-O2s)/(21-O2). [1]."""
    return (Fraction(air) - Fraction(reference)) / (Fraction(air) - Fraction(oxygen))


def converted(
    c: Number,
    oxygen: Number,
    reference: Number,
    day: date,
    *,
    low_flow: bool = False,
    subject: str = "c",
    unit: str = "mg/m³",
    decimals: int = 2,
) -> Result:
    """Convert a measured concentration to the reference oxygen (折算).

    Parameters
    ----------
    c
        Dry, at the standard state. [unit]
    oxygen
        Of the dry flue gas, of the same period. [%vol]
    reference
        Reference oxygen of the standard that applies. [%vol]
    day
        Day of the data.
    low_flow
        Whether the flow is that of an idle plant.
    subject, unit
        What it is, for the result.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        C·(21-O2s)/(21-O2); none, with `more["flag"]` 工况异常, where oxygen reaches 21 %, lies
        above 19 % with a flow of an idle plant, or below zero. [unit]

    Examples
    --------
    >>> converted(Decimal(30), Decimal(8), Decimal(6), date(2026, 1, 1)).value
    Decimal('34.62')
    """
    guard = guarded(oxygen, day, low_flow=low_flow)
    if guard is not None:
        return unconverted(
            "EM-CONVERT", subject, unit, Given("oxygen", shown(oxygen), "%vol"), guard
        )
    air = law.at(day)["emissions.cems.oxygen.air"]
    exact = Fraction(c) * factor(oxygen, reference, air.number())
    values = {"air": air.number(), "reference": shown(reference), "oxygen": shown(oxygen)}
    step = Step(
        "em-convert", {**values, "c": shown(c), "exact": shown(mean_rounded(exact, DIGITS))}
    )
    inputs = {"c": (c, unit), "oxygen": (oxygen, "%vol")}
    return exact_result("EM-CONVERT", subject, exact, unit, (air,), inputs, (step,), decimals)
