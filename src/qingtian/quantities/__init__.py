"""Quantities: units, rounding by GB/T 8170, periods, means with minimum data."""

from qingtian.quantities.averaging import Mean, mean, mean_rounded, percentile
from qingtian.quantities.gases import mass_concentration, volume_fraction
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
from qingtian.quantities.units import UNITS, UnitError, convert, factor

__all__ = [
    "BEIJING",
    "UNITS",
    "Interval",
    "Mean",
    "Quantity",
    "UnitError",
    "convert",
    "day_of",
    "divide_half_even",
    "factor",
    "gbt8170",
    "gbt8170_array",
    "hours_of_day",
    "mass_concentration",
    "mean",
    "mean_rounded",
    "natural_day",
    "one_hour",
    "percentile",
    "scaled",
    "unscaled",
    "volume_fraction",
]
