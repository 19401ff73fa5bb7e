"""Twins of a rule: `tests/forgeries/<number>/{forged,honest}.yaml`, series that a person can read.

Times are Beijing's; `hours` places rows where they are not one a step, `received_h` counts hours from
the end of the period to the receipt; lists of what was done to the instrument count hours as `h`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from qingtian.quality import Datastream, Flag, Series, from_marks, series
from qingtian.quality.checks.instruments import (
    Calibration,
    Control,
    Outcome,
    of_limits,
    water_comparison,
)
from qingtian.quality.checks.traced import Traced

FOLDER = Path(__file__).parents[1] / "forgeries"
HOUR = np.timedelta64(1, "h")
LISTS = ("checks", "comparisons", "calibrations", "controls", "chains")
BEIJING = np.timedelta64(8, "h")


@dataclass(frozen=True)
class Twin:
    """A series, its datastream, and what the rule must say of its rows."""

    what: str
    series: Series
    stream: Datastream
    flagged: Mapping[int, Flag]


def _done(name: str, each: Mapping[str, Any], start: np.datetime64) -> Any:
    time = start + np.timedelta64(int(each["h"] * 3600), "s")
    if name == "calibrations":
        return Calibration(time, each["error"])
    if name == "controls":
        return Control(time, each["score"])
    if name == "chains":
        until = (
            start + np.timedelta64(int(each["until_h"] * 3600), "s") if "until_h" in each else None
        )
        return Traced(time, until, each.get("reason", ""), each.get("link", ""))
    if name == "comparisons":
        lab, online = (Decimal(str(each[key])) for key in ("lab", "online"))
        outcome = water_comparison(time, each["item"], lab, online, time.astype(datetime).date())
        assert isinstance(outcome, Outcome)
        return outcome
    return of_limits(time, each["what"], each["error"], each["first"], each["control"])


def twin(number: str, which: str) -> Twin:
    """Read one twin of a rule."""
    given = yaml.safe_load((FOLDER / number / f"{which}.yaml").read_text(encoding="utf-8"))
    start = np.datetime64(str(given["start"]).replace(" ", "T"), "us") - BEIJING
    step = np.timedelta64(int(given["step"].removesuffix("h")), "h").astype("timedelta64[us]")
    values = np.array([np.nan if v is None else v for v in given["values"]], float)
    hours = np.array(given.get("hours", np.arange(len(values)) * (step / HOUR)), float)
    times = start + np.round(hours * 3600).astype("timedelta64[s]")
    beside: dict[str, Any] = {key: given[key] for key in ("whole", "load") if key in given}
    if "neighbours" in given:
        beside["neighbours"] = np.array(given["neighbours"], float).T
    if "received_h" in given:
        later = np.round(np.array(given["received_h"]) * 3600).astype("timedelta64[s]")
        beside["received_at"] = times + step + later
    marks = from_marks(given["marks"]) if "marks" in given else None
    lists = {n: [_done(n, each, start) for each in given[n]] for n in LISTS if n in given}
    return Twin(
        given["what"],
        series(times, values, marks, step=step, companions=beside),
        Datastream(**given["stream"], lists=lists),
        {row: Flag[name] for name, rows in given["flagged"].items() for row in rows},
    )
