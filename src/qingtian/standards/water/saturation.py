"""Dissolved oxygen at saturation, and how far a value is from it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, Result, Step
from qingtian.standards.water.samples import Number, sample_of


def saturated_exact(temperature: Number, day: date) -> Fraction:
    """Give the oxygen at saturation, DOf = 468/(31.6+T), not rounded. [mg/L]."""
    rule = law.at(day)["water.saturation.formula"].value
    degrees = sample_of(temperature, "°C").value
    if degrees is None:
        raise ValueError("expected a temperature; got none")
    return Fraction(rule["numerator"]) / Fraction(rule["offset"] + degrees)


def saturation(oxygen: Number, temperature: Number, day: date) -> Result:
    """Say how much of the oxygen at saturation there is.

    Parameters
    ----------
    oxygen
        Dissolved oxygen. [mg/L]
    temperature
        Of the water. [°C]
    day
        Day of the data, which decides the edition of HJ 2.3.

    Returns
    -------
    Result
        DO/DOf, with one decimal. [%]
    """
    rule = law.at(day)["water.saturation.formula"]
    value = sample_of(oxygen, "mg/L").value
    if value is None:
        raise ValueError("expected dissolved oxygen; got none")
    full = saturated_exact(temperature, day)
    percent = mean_rounded(Fraction(value) / full * 100, 1)
    degrees = sample_of(temperature, "°C").value
    shown = {"temperature": degrees, "full": f"{float(full):.4g}", "value": value}
    return Result(
        rule="WATER-SATURATION",
        subject="DO",
        value=percent,
        unit="%",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("water-saturation", shown),),
        inputs=(Given("DO", value, "mg/L"), Given("T", degrees, "°C")),
        more={"saturated": mean_rounded(full, 2)},
    )
