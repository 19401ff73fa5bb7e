"""Dated settings of the conversations: files in `settings`, one rule a date of force."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from qingtian_platform.collect.errors import SettingError

FOLDER = Path(__file__).parents[1] / "settings"
KEYS: dict[str, frozenset[str]] = {
    "clock": frozenset(
        {
            "active",
            "threshold_seconds",
            "implausible_seconds",
            "looks",
            "agree_seconds",
            "look_seconds",
            "pause_seconds",
            "answer_1013",
            "origins",
        }
    ),
    "refill": frozenset(
        {
            "active",
            "editions",
            "origins",
            "look_back_days",
            "settle_seconds",
            "most_periods",
            "pause_seconds",
            "check_seconds",
            "retry_hours",
            "refusals",
            "refusal_codes",
        }
    ),
    "first_contact": frozenset({"active", "origins", "commands"}),
    "timing": frozenset({"timeout_seconds", "retries"}),
}
ALWAYS = frozenset({"from", "source", "verified"})


def rule(name: str, day: date) -> dict[str, Any]:
    """Give the rule of a day; before the first, the first.

    Parameters
    ----------
    name
        `clock`, `refill`, `first_contact` or `timing`.
    day
        The day it is to hold on, Beijing time.
    """
    known = rules(name)
    return next((one for one in reversed(known) if one["from"] <= day), known[0])


@lru_cache(maxsize=8)
def rules(name: str) -> list[dict[str, Any]]:
    """Read a file of rules, by date of force.

    Raises
    ------
    SettingError
        A rule has a key too few or too many.
    """
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    read: list[dict[str, Any]] = yaml.safe_load(text)
    for one in read:
        wrong = set(one) ^ (KEYS[name] | ALWAYS)
        if wrong:
            raise SettingError(f"settings/{name}.yaml: missing or unknown: {', '.join(wrong)}")
    return sorted(read, key=lambda one: one["from"])


def title(name: str, one: dict[str, Any]) -> str:
    """Name a rule as it stands beside a command that it sent: `clock 2026-01-01`."""
    return f"{name} {one['from']}"
