"""The state of a gas that a concentration refers to, and the way from one state to another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qingtian.quantities.gases import ZERO_CELSIUS, molar_volume
from qingtian.quantities.quantity import Quantity


def kelvin(temperature: Quantity) -> Quantity:
    """Express a temperature in kelvin; degrees Celsius are shifted by 273.15.

    Raises
    ------
    UnitError
        If it is no temperature.
    """
    if temperature.unit == "°C":
        return Quantity(temperature.value + ZERO_CELSIUS, "K")
    return temperature.to("K")


@dataclass(frozen=True)
class ReferenceState:
    """Absolute temperature and pressure of a gas.

    Attributes
    ----------
    temperature
        In kelvin, or in degrees Celsius, which become kelvin. [K]
    pressure
        Converts to hectopascal. [hPa]

    Raises
    ------
    UnitError
        If one of them measures something else.
    ValueError
        If one of them is not above zero.
    """

    temperature: Quantity
    pressure: Quantity

    def __post_init__(self) -> None:
        object.__setattr__(self, "temperature", kelvin(self.temperature))
        object.__setattr__(self, "pressure", self.pressure.to("hPa"))
        if self.temperature.value <= 0 or self.pressure.value <= 0:
            raise ValueError(f"expected kelvin and hectopascal above zero; got {self}")

    @property
    def molar_volume(self) -> Decimal:
        """Volume of a mole of an ideal gas in this state. [L/mol]."""
        return molar_volume(self.temperature.value, self.pressure.value)

    def __str__(self) -> str:
        """Write temperature and pressure."""
        return f"{self.temperature}, {self.pressure}"


def restate(concentration: Decimal, source: ReferenceState, target: ReferenceState) -> Decimal:
    """Express a mass in a volume of gas at another state: c·(T/T')·(p'/p).

    Parameters
    ----------
    concentration
        At the state of the source. [any mass in a volume]
    source, target
        The two states.

    Returns
    -------
    Decimal
        At the state of the target; a hotter or thinner gas holds less. [as the concentration]
    """
    warmer = source.temperature.value / target.temperature.value
    return concentration * warmer * target.pressure.value / source.pressure.value
