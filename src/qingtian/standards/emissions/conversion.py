"""From what an analyser measures to the standard state, dry (HJ 75-2017, appendix C).

Everything is exact: fractions inside, rounded once at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, Result, Step

Number = Decimal | Fraction | int
DIGITS = 6
"""Digits of a number that no rule rounds. [1]"""


@dataclass(frozen=True)
class State:
    """The standard state of flue gas.

    Attributes
    ----------
    temperature
        Absolute temperature of the standard state. [K]
    zero
        Absolute temperature of 0 °C, as the text writes it. [K]
    pressure
        Pressure of the standard state. [Pa]
    rule
        Where it stands.
    """

    temperature: Decimal
    zero: Decimal
    pressure: Decimal
    rule: Provision


def standard_state(day: date, text: str = "273") -> State:
    """Give the standard state of flue gas on a day.

    Parameters
    ----------
    day
        Day of the data.
    text
        `273`, as HJ 75-2017 writes it, or `273.15`, as newer texts do.
    """
    names = {"273": "text", "273.15": "newer"}
    if text not in names:
        raise ValueError(f"expected 273 or 273.15; got {text!r}")
    found = law.at(day)[f"emissions.cems.state.{names[text]}"]
    value = found.value
    return State(value["temperature_K"], value["zero_K"], value["pressure_Pa"], found)


def exact_result(
    rule: str,
    subject: str,
    exact: Fraction | None,
    unit: str,
    provisions: tuple[Provision, ...],
    inputs: Mapping[str, tuple[Number, str]],
    steps: tuple[Step, ...],
    decimals: int,
) -> Result:
    """Give a result from an exact number, rounded here and nowhere before; None = there is none."""
    value = None if exact is None else mean_rounded(exact, decimals)
    return Result(
        rule=rule,
        subject=subject,
        value=value,
        unit=unit,
        valid=value is not None,
        edition=provisions[0].standard,
        cites=tuple(map(Cite.of, provisions)),
        steps=steps,
        inputs=tuple(Given(name, shown(number), u) for name, (number, u) in inputs.items()),
        more={"exact": None if exact is None else mean_rounded(exact, DIGITS)},
    )


def shown(number: Number) -> Decimal:
    """Write a number with at most nine digits after the point."""
    exact = number if isinstance(number, Decimal) else mean_rounded(Fraction(number), 9)
    plain = exact.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain


def to_standard(
    c: Number,
    day: date,
    *,
    temperature: Decimal,
    ambient: Decimal,
    static: Decimal,
    text: str = "273",
    decimals: int = 2,
) -> Result:
    """Bring a concentration from working conditions to the standard state; dry or wet stays so.

    Parameters
    ----------
    c
        Concentration at working conditions. [mg/m³]
    day
        Day of the data.
    temperature
        Of the flue gas. [°C]
    ambient
        Pressure of the air outside. [Pa]
    static
        Static pressure in the flue, negative under draught. [Pa]
    text
        `273` or `273.15`, as of `standard_state`.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        Concentration at the standard state. [mg/m³]

    Raises
    ------
    ValueError
        If the absolute temperature or pressure is not positive.
    """
    state = standard_state(day, text)
    exact = Fraction(c) * expansion(state, temperature, ambient, static)
    inputs = {
        "c": (c, "mg/m³"),
        "temperature": (temperature, "°C"),
        "ambient": (ambient, "Pa"),
        "static": (static, "Pa"),
    }
    step = Step("to-standard", {"kelvin": state.temperature, "pascal": state.pressure})
    return exact_result(
        "EM-STANDARD", "c", exact, "mg/m³", (state.rule,), inputs, (step,), decimals
    )


def expansion(state: State, temperature: Number, ambient: Number, static: Number) -> Fraction:
    """Say by how much a volume at working conditions is larger than at the standard state. [1]."""
    pressure = Fraction(ambient) + Fraction(static)
    kelvin = Fraction(state.zero) + Fraction(temperature)
    if pressure <= 0 or kelvin <= 0:
        raise ValueError(
            f"expected positive pressure and kelvin; got {float(pressure)} Pa, {float(kelvin)} K"
        )
    return Fraction(state.pressure) / pressure * kelvin / Fraction(state.temperature)


def to_dry(c: Number, day: date, *, moisture: Decimal, decimals: int = 2) -> Result:
    """Turn a wet concentration, or wet oxygen, into a dry one.

    Parameters
    ----------
    c
        Of wet flue gas. [mg/m³ or %vol]
    day
        Day of the data.
    moisture
        Volume of water in the flue gas, from 0 up to but not 100. [%]
    decimals
        Digits of the result. [1]

    Raises
    ------
    ValueError
        If the moisture is outside its range.
    """
    rule = law.at(day)["emissions.cems.state.text"]
    exact = Fraction(c) / dry_share(moisture)
    inputs = {"c": (c, ""), "moisture": (moisture, "%")}
    step = Step("to-dry", {"moisture": moisture})
    return exact_result("EM-DRY", "c", exact, "", (rule,), inputs, (step,), decimals)


def dry_share(moisture: Number) -> Fraction:
    """Give the share of dry gas. [1]."""
    if not 0 <= moisture < 100:
        raise ValueError(f"expected moisture from 0 to below 100 %; got {moisture}")
    return 1 - Fraction(moisture) / 100


def moisture_of_oxygen(wet: Decimal, dry: Decimal, day: date, *, decimals: int = 2) -> Result:
    """Compute the moisture from oxygen measured wet and dry.

    Parameters
    ----------
    wet, dry
        Oxygen of the wet and of the dried flue gas. [%vol]
    day
        Day of the data.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        Volume of water in the flue gas; none where dry oxygen is not above zero or the wet is
        above the dry. [%]
    """
    rule = law.at(day)["emissions.cems.state.text"]
    exact = 100 * (1 - Fraction(wet) / Fraction(dry)) if 0 <= wet <= dry and dry > 0 else None
    inputs = {"wet": (wet, "%vol"), "dry": (dry, "%vol")}
    step = Step("em-moisture", {"wet": wet, "dry": dry})
    return exact_result("EM-MOISTURE", "H2O", exact, "%", (rule,), inputs, (step,), decimals)


def of_ppm(
    fraction: Number,
    gas: str,
    day: date,
    *,
    molar_mass: Decimal | None = None,
    decimals: int = 2,
) -> Result:
    """Turn a volume fraction into a mass concentration at the standard state.

    Parameters
    ----------
    fraction
        Volume fraction. [µmol/mol, ppm]
    gas
        SO2, NO, NO2, NOx (as NO2), CO or HCl.
    day
        Day of the data.
    molar_mass
        Another molar mass than the rounded one of the standard; None = that one. [g/mol]
    decimals
        Digits of the result. [1]
    """
    table = law.at(day)["emissions.cems.molar"]
    row = next((each for each in table.rows() if each["gas"] == gas), None)
    if row is None:
        names = ", ".join(str(each["gas"]) for each in table.rows())
        raise ValueError(f"expected one of {names}; got {gas!r}")
    mass = row["molar_mass"] if molar_mass is None else molar_mass
    exact = Fraction(fraction) * Fraction(mass) / Fraction(row["molar_volume"])
    step = Step("of-ppm", {"mass": mass, "volume": row["molar_volume"]})
    inputs = {"fraction": (fraction, "ppm")}
    return exact_result("EM-PPM", gas, exact, "mg/m³", (table,), inputs, (step,), decimals)


def nox_as_no2(
    no: Number,
    no2: Number,
    day: date,
    *,
    unit: str = "mg/m³",
    masses: tuple[Decimal, Decimal] | None = None,
    decimals: int = 2,
) -> Result:
    """Count NO and NO2 together as NO2.

    Parameters
    ----------
    no, no2
        Concentrations. [unit]
    day
        Day of the data.
    unit
        `mg/m³`, or `ppm` for volume fractions.
    masses
        Molar masses of NO and NO2 other than those of the standard. [g/mol]
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        NOx as NO2. [mg/m³]
    """
    table = law.at(day)["emissions.cems.molar"]
    rows = {str(row["gas"]): row for row in table.rows()}
    mass = masses or (rows["NO"]["molar_mass"], rows["NO2"]["molar_mass"])
    if unit == "ppm":
        volume = Fraction(rows["NO2"]["molar_volume"])
        exact = (Fraction(no) + Fraction(no2)) * Fraction(mass[1]) / volume
    else:
        exact = Fraction(no) * Fraction(mass[1]) / Fraction(mass[0]) + Fraction(no2)
    step = Step("as-no2", {"no": mass[0], "no2": mass[1]})
    inputs = {"NO": (no, unit), "NO2": (no2, unit)}
    return exact_result("EM-NOX", "NOx", exact, "mg/m³", (table,), inputs, (step,), decimals)
