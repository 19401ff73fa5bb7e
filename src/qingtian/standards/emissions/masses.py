"""Flow and mass of what a stack emits; mass comes from measured dry concentrations, never 折算."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.emissions.conversion import (
    DIGITS,
    Number,
    dry_share,
    expansion,
    shown,
    standard_state,
)
from qingtian.standards.result import Cite, Given, Result, Step


def flow(
    area: Number,
    velocity: Number,
    day: date,
    *,
    temperature: Decimal,
    ambient: Decimal,
    static: Decimal,
    moisture: Decimal,
    field_factor: Decimal = Decimal(1),
    text: str = "273",
    decimals: int = 0,
) -> Result:
    """Compute the flow of dry flue gas at the standard state.

    Parameters
    ----------
    area
        Cross-section where the velocity is measured. [m²]
    velocity
        Mean velocity at working conditions. [m/s]
    day
        Day of the data.
    temperature, ambient, static
        As of `to_standard`. [°C], [Pa], [Pa]
    moisture
        Volume of water in the flue gas. [%]
    field_factor
        Velocity field coefficient Kv: mean of the section over what is measured. [1]
    text
        `273` or `273.15`.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        Dry flow at the standard state; `more["working"]` is the wet flow at working conditions.
        [m³/h]
    """
    state = standard_state(day, text)
    working = 3600 * Fraction(area) * Fraction(velocity) * Fraction(field_factor)
    exact = working / expansion(state, temperature, ambient, static) * dry_share(moisture)
    values = {"area": shown(area), "velocity": shown(velocity), "factor": field_factor}
    given = {
        "area": (area, "m²"),
        "velocity": (velocity, "m/s"),
        "temperature": (temperature, "°C"),
        "ambient": (ambient, "Pa"),
        "static": (static, "Pa"),
        "moisture": (moisture, "%"),
    }
    return Result(
        rule="EM-FLOW",
        subject="Q",
        value=mean_rounded(exact, decimals),
        unit="m³/h",
        valid=True,
        edition=state.rule.standard,
        cites=(Cite.of(state.rule),),
        steps=(
            Step("em-flow", {**values, "working": shown(mean_rounded(working, 3))}),
            Step("flow-dry", {"moisture": moisture, "kelvin": state.temperature}),
        ),
        inputs=tuple(Given(name, shown(number), u) for name, (number, u) in given.items()),
        more={"working": mean_rounded(working, 3), "exact": mean_rounded(exact, DIGITS)},
    )


def mass_hour(c: Number, flow: Number, day: date, *, item: str = "", decimals: int = 3) -> Result:
    """Compute the mass emitted in an hour.

    Parameters
    ----------
    c
        Measured, dry, at the standard state; never the converted one. [mg/m³]
    flow
        Dry flow at the standard state. [m³/h]
    day
        Day of the data.
    item
        What it is, for the result.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        C·Q·10⁻⁶. [kg/h]
    """
    rule = law.at(day)["emissions.cems.state.text"]
    exact = Fraction(c) * Fraction(flow) / 10**6
    return Result(
        rule="EM-MASS-HOUR",
        subject=item,
        value=mean_rounded(exact, decimals),
        unit="kg/h",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("em-mass", {"c": shown(c), "flow": shown(flow)}),),
        inputs=(Given("c", shown(c), "mg/m³"), Given("flow", shown(flow), "m³/h")),
        more={"exact": mean_rounded(exact, DIGITS)},
    )


def mass_sum(
    hours: Sequence[Decimal | None], day: date, *, item: str = "", decimals: int = 3
) -> Result:
    """Add hourly masses up to a day, a month or a year.

    Parameters
    ----------
    hours
        Mass of each hour, substituted ones included; None = missing and not substituted. [kg/h]
    day
        Last day of the period.
    item
        What it is, for the result.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        Valid if no hour is missing; `more` has the counts. [t]
    """
    rule = law.at(day)["emissions.cems.state.text"]
    there = [hour for hour in hours if hour is not None]
    exact = sum(map(Fraction, there), Fraction(0)) / 1000
    return Result(
        rule="EM-MASS",
        subject=item,
        value=mean_rounded(exact, decimals),
        unit="t",
        valid=bool(there) and len(there) == len(hours),
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("mass-sum", {"count": len(there), "missing": len(hours) - len(there)}),),
        more={"hours": len(there), "missing": len(hours) - len(there)},
    )
