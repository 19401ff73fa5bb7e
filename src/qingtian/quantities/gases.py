"""Between the volume fraction of a gas and its mass in a volume of air."""

from __future__ import annotations

from decimal import Decimal

MOLAR_MASS: dict[str, Decimal] = {
    "SO2": Decimal("64.06"),
    "NO2": Decimal("46.01"),
    "NO": Decimal("30.01"),
    "CO": Decimal("28.01"),
    "O3": Decimal("48.00"),
    "H2S": Decimal("34.08"),
    "NH3": Decimal("17.03"),
    "HCl": Decimal("36.46"),
    "CO2": Decimal("44.01"),
    "CH4": Decimal("16.04"),
    "O2": Decimal("32.00"),
}
"""Molar masses; nitrogen oxides together are counted as NO2. [g/mol]"""

MOLAR_VOLUME = Decimal("22.414")
"""Of an ideal gas at 273.15 K and 1013.25 hPa, as the standards print it. [L/mol]"""

GAS_CONSTANT = Decimal("8.31446261815324")
"""Molar gas constant R, exact since 2019; the molar volume above is R·T/p rounded. [J/(mol·K)]"""

ZERO_CELSIUS = Decimal("273.15")
STANDARD_PRESSURE = Decimal("1013.25")


def molar_volume(temperature: Decimal, pressure: Decimal) -> Decimal:
    """Give the volume of a mole of an ideal gas.

    Parameters
    ----------
    temperature
        Absolute temperature. [K]
    pressure
        Pressure of the gas. [hPa]

    Returns
    -------
    Decimal
        24.465 at 298.15 K and 1013.25 hPa. [L/mol]
    """
    if temperature <= 0 or pressure <= 0:
        raise ValueError(f"expected positive kelvin and hPa; got {temperature} K, {pressure} hPa")
    return MOLAR_VOLUME * temperature / ZERO_CELSIUS * STANDARD_PRESSURE / pressure


def _mass(gas: str) -> Decimal:
    if gas not in MOLAR_MASS:
        raise ValueError(f"expected one of {', '.join(MOLAR_MASS)}; got {gas!r}")
    return MOLAR_MASS[gas]


def mass_concentration(
    fraction: Decimal, gas: str, temperature: Decimal, pressure: Decimal
) -> Decimal:
    """Turn a volume fraction into a mass in a cubic metre at a reference state.

    Parameters
    ----------
    fraction
        Volume fraction. [ppb]
    gas
        A gas of `MOLAR_MASS`, as SO2, NO2, CO or O3; NOx is counted as NO2.
    temperature, pressure
        The reference state, from the law of the day. [K], [hPa]

    Returns
    -------
    Decimal
        The mass concentration; from ppm it comes in mg/m³. [µg/m³]
    """
    return fraction * _mass(gas) / molar_volume(temperature, pressure)


def volume_fraction(mass: Decimal, gas: str, temperature: Decimal, pressure: Decimal) -> Decimal:
    """Turn a mass in a cubic metre into a volume fraction; undoes `mass_concentration`.

    Parameters
    ----------
    mass
        Mass concentration at the reference state. [µg/m³]
    gas, temperature, pressure
        As there.

    Returns
    -------
    Decimal
        The volume fraction. [ppb]
    """
    return mass * molar_volume(temperature, pressure) / _mass(gas)
