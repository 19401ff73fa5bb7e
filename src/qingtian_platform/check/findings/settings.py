"""Dated settings of how findings are made; thresholds are law of the area `quality`, not these."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings as django_settings

from qingtian import law

FILE = Path(__file__).parents[1] / "settings" / "findings.yaml"


@cache
def _read() -> dict[str, dict[date, dict[str, Any]]]:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise TypeError(f"{FILE.name} must be a mapping at its top")
    return content


def setting(name: str, day: date) -> dict[str, Any]:
    """Give the row of a setting in force on a day.

    Parameters
    ----------
    name
        `flagging`, `detection`, `neighbours` or `sources`.
    day
        A day in Beijing.

    Raises
    ------
    LookupError
        If no row is in force.
    """
    rows = _read()[name]
    known = [first for first in rows if first <= day]
    if not known:
        raise LookupError(f"setting {name} has no row in force on {day}; add one to {FILE.name}")
    return rows[max(known)]


def packs() -> tuple[str, ...]:
    """Name the packs whose thresholds go before the library's: `QINGTIAN_PACKS`, or all installed."""
    chosen = getattr(django_settings, "QINGTIAN_PACKS", None)
    return tuple(law.known_packs()) if chosen is None else tuple(chosen)
