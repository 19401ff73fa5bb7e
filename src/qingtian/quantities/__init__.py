"""Quantities: units, rounding by GB/T 8170, periods, means with minimum data."""

from qingtian.quantities.averaging import Mean, mean, mean_rounded, percentile
from qingtian.quantities.gases import mass_concentration, volume_fraction
from qingtian.quantities.labels import Domain
from qingtian.quantities.periods import (
    BEIJING,
    Interval,
    day_of,
    hours_of_day,
    natural_day,
    one_hour,
)
from qingtian.quantities.quantity import Quantity
from qingtian.quantities.rounding import divide_half_even, gbt8170, gbt8170_array, scaled, unscaled
from qingtian.quantities.states import ReferenceState, kelvin, restate
from qingtian.quantities.units import UNITS, UnitError, convert, factor

__all__ = [
    "BEIJING",
    "UNITS",
    "Domain",
    "Interval",
    "Mean",
    "Quantity",
    "ReferenceState",
    "UnitError",
    "convert",
    "day_of",
    "divide_half_even",
    "factor",
    "gbt8170",
    "gbt8170_array",
    "hours_of_day",
    "kelvin",
    "mass_concentration",
    "mean",
    "mean_rounded",
    "natural_day",
    "one_hour",
    "percentile",
    "restate",
    "scaled",
    "unscaled",
    "volume_fraction",
]
