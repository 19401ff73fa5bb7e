"""Units of the field and the factors between them.

A dimension is a word; two units convert where they share it. Volume fractions (ppb) and masses in
a volume (µg/m³) do not: that needs the gas and the reference state (`gases`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


class UnitError(ValueError):
    """A unit is unknown, or two units measure different things."""


@dataclass(frozen=True)
class Unit:
    """One unit: its dimension, and how many of the dimension's first unit it holds."""

    symbol: str
    dimension: str
    factor: Decimal


def _units(dimension: str, factors: dict[str, str]) -> dict[str, Unit]:
    return {name: Unit(name, dimension, Decimal(value)) for name, value in factors.items()}


UNITS: dict[str, Unit] = {
    **_units(
        "mass concentration", {"ng/m³": "1e-9", "µg/m³": "1e-6", "mg/m³": "1e-3", "g/m³": "1"}
    ),
    **_units("mass concentration in water", {"µg/L": "1e-6", "mg/L": "1e-3", "g/L": "1"}),
    **_units("toxicity equivalent concentration", {"ng TEQ/m³": "1"}),
    **_units("number concentration in water", {"1/L": "1"}),
    **_units("volume fraction", {"ppb": "1e-9", "ppm": "1e-6", "µmol/mol": "1e-6", "%vol": "0.01"}),
    **_units("pressure", {"Pa": "1", "hPa": "1e2", "mbar": "1e2", "kPa": "1e3", "MPa": "1e6"}),
    **_units("temperature", {"K": "1"}),
    **_units("Celsius temperature", {"°C": "1"}),
    **_units("time", {"s": "1", "min": "60", "h": "3600", "d": "86400"}),
    **_units("mass", {"g": "1e-3", "kg": "1", "t": "1e3"}),
    **_units("volume", {"L": "1e-3", "m³": "1"}),
    **_units(
        "flow",
        {
            "L/min": "0.00001666666666666666666666666667",
            "L/s": "1e-3",
            "m³/h": "0.0002777777777777777777777777778",
            "m³/s": "1",
        },
    ),
    **_units("speed", {"m/s": "1"}),
    **_units("ratio", {"1": "1", "%": "0.01"}),
    **_units("angle", {"°": "1"}),
    **_units("length", {"mm": "1e-3", "cm": "1e-2", "m": "1", "km": "1e3"}),
    **_units("area", {"cm²": "1e-4", "m²": "1", "km²": "1e6"}),
    **_units("potential", {"mV": "1e-3", "V": "1"}),
    **_units("power", {"kW": "1e3"}),
    **_units("sound level", {"dB": "1"}),
    **_units("mass flow", {"kg/h": "1", "t/d": "41.66666666666666666666666667"}),
    **_units("money", {"CNY": "1", "10⁴ CNY": "1e4"}),
    **_units("price of a mass", {"CNY/t": "1", "CNY/kg": "1e3"}),
    **_units("price of a volume", {"CNY/m³": "1"}),
    **_units("dust deposition", {"t/(km²·30d)": "1"}),
    **_units("fluoride deposition", {"µg/(dm²·d)": "1"}),
}
"""Every unit that the library accepts, by symbol."""

SPELLINGS: dict[str, str] = {
    "ug/m3": "µg/m³",
    "μg/m3": "µg/m³",
    "μg/m³": "µg/m³",
    "µg/m3": "µg/m³",
    "ug/m³": "µg/m³",
    "mg/m3": "mg/m³",
    "ng/m3": "ng/m³",
    "g/m3": "g/m³",
    "mg/l": "mg/L",
    "ug/L": "µg/L",
    "ug/l": "µg/L",
    "m3": "m³",
    "m3/h": "m³/h",
    "m3/s": "m³/s",
    "l/s": "L/s",
    "degC": "°C",
    "℃": "°C",
    "": "1",
}
"""Other ways of writing them, as met in frames, files and papers."""


def unit(symbol: str) -> Unit:
    """Find a unit by its symbol or another spelling of it.

    Raises
    ------
    UnitError
        If no such unit is known; the message lists those that are.
    """
    found = UNITS.get(SPELLINGS.get(symbol, symbol))
    if found is None:
        raise UnitError(f"expected one of {', '.join(UNITS)}; got {symbol!r}")
    return found


def factor(source: str, target: str) -> Decimal:
    """Give the number to multiply by to go from one unit to another.

    Raises
    ------
    UnitError
        If the two measure different things; the message says how to bridge them where it can.
    """
    a, b = unit(source), unit(target)
    if a.dimension == b.dimension:
        return a.factor / b.factor
    hint = ""
    if {a.dimension, b.dimension} == {"volume fraction", "mass concentration"}:
        hint = "; use mass_concentration() with the gas and the reference state"
    raise UnitError(
        f"expected a {a.dimension} like {a.symbol}; got {b.symbol}, a {b.dimension}{hint}"
    )


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """Express a number in another unit, exactly where the factor is a power of ten.

    Parameters
    ----------
    value
        The number. [source]
    source, target
        Units by symbol.

    Returns
    -------
    Decimal
        The same quantity. [target]
    """
    return value * factor(source, target)
