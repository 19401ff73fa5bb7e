"""Emissions: stacks, waste water, incineration and dust, measured, converted and judged by the law.

`judge_hour` and `judge_day` judge an outlet; `limits` finds what it is held to; the rest is the
arithmetic beneath, each piece a result that explains itself.
"""

from qingtian.standards.emissions.conversion import (
    moisture_of_oxygen,
    nox_as_no2,
    of_ppm,
    standard_state,
    to_dry,
    to_standard,
)
from qingtian.standards.emissions.days import judge_day
from qingtian.standards.emissions.dust import dustfall, tsp_monitor
from qingtian.standards.emissions.incineration import (
    furnace_count,
    furnace_month,
    furnace_year,
    judge_furnace_day,
    judge_temperature,
)
from qingtian.standards.emissions.instruments import (
    acceptance,
    accuracy,
    drift,
    overdue,
    standard_sample,
    water_acceptance,
    water_comparison,
)
from qingtian.standards.emissions.judging import judge_hour, warn_minutes
from qingtian.standards.emissions.kinds import UnclearKindError, kind_text
from qingtian.standards.emissions.limits import Limit, limits
from qingtian.standards.emissions.masses import flow, mass_hour, mass_sum
from qingtian.standards.emissions.names import ITEMS, Item, item_of
from qingtian.standards.emissions.observing import Mark, Reading, marking_sectors
from qingtian.standards.emissions.online import water_gap, water_manual, water_month
from qingtian.standards.emissions.oxygen import converted, excess_air
from qingtian.standards.emissions.validity import capture_rate, enough, substituted, window
from qingtian.standards.emissions.verdict import Outcome

__all__ = [
    "ITEMS",
    "Item",
    "Limit",
    "Mark",
    "Outcome",
    "Reading",
    "UnclearKindError",
    "acceptance",
    "accuracy",
    "capture_rate",
    "converted",
    "drift",
    "dustfall",
    "enough",
    "excess_air",
    "flow",
    "furnace_count",
    "furnace_month",
    "furnace_year",
    "item_of",
    "judge_day",
    "judge_furnace_day",
    "judge_hour",
    "judge_temperature",
    "kind_text",
    "limits",
    "marking_sectors",
    "mass_hour",
    "mass_sum",
    "moisture_of_oxygen",
    "nox_as_no2",
    "of_ppm",
    "overdue",
    "standard_sample",
    "standard_state",
    "substituted",
    "to_dry",
    "to_standard",
    "tsp_monitor",
    "warn_minutes",
    "water_acceptance",
    "water_comparison",
    "water_gap",
    "water_manual",
    "water_month",
    "window",
]
