"""Thresholds of the detectors: dated, with a reason each, from `settings.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import yaml

Settings = Mapping[str, float]
FILE = Path(__file__).with_name("settings.yaml")


@cache
def settings(day: date | None = None) -> Settings:
    """Read the thresholds in force on a day.

    Parameters
    ----------
    day
        Day of the run; None for the latest.

    Returns
    -------
    mapping
        Number by name, as `constant.hours`.
    """
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = {}
    for name, entry in known.items():
        days = [since for since in entry["values"] if day is None or since <= day]
        if not days:
            days = [min(entry["values"])]
        found[name] = float(entry["values"][max(days)])
    return found
