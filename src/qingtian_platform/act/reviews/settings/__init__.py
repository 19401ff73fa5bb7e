"""Dated settings of the review (`review.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qingtian.quantities import BEIJING

_FILE = Path(__file__).with_name("review.yaml")
EVER = date(1970, 1, 1)
"""First day of what holds from the start: it stands in the file, and is the date of nothing."""


@dataclass(frozen=True)
class Reason:
    """Why a value is kept, rejected, or asked about on site.

    Attributes
    ----------
    key
        As acts name it.
    mark
        Data mark that the value gets; empty where it keeps its own.
    zh, en
        In words.
    """

    key: str
    mark: str
    zh: str
    en: str


@dataclass(frozen=True)
class Source:
    """What a setting rests on: text in Chinese and English, and how well it is known."""

    zh: str
    en: str
    evidence: str


@cache
def _read() -> dict[str, dict[date, Any]]:
    found: dict[str, dict[date, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def _on(name: str, day: date) -> tuple[date, Mapping[str, Any]]:
    since = max(each for each in _read()[name] if each <= day)
    return since, _read()[name][since]


def source(name: str, day: date) -> Source:
    """Tell what a setting rests on, on a day.

    Parameters
    ----------
    name
        `own`, `due`, `neighbours`, `reject`, `keep` or `visit`.
    day
        Of the data.
    """
    row = _on(name, day)[1]
    return Source(row["source"]["zh"], row["source"]["en"], row["evidence"])


def reviewed(day: date) -> tuple[frozenset[str], frozenset[str]]:
    """Give the kinds of things, and the levels that operate them, whose days are reviewed."""
    row = _on("own", day)[1]
    return frozenset(row["kinds"]), frozenset(row["levels"])


def authority(day: date) -> str:
    """Give the organisation of the pack that reviews, by its key."""
    return str(_on("own", day)[1]["authority"])


def due(day: date) -> datetime:
    """Give the moment before which a day is to be issued."""
    row = _on("due", day)[1]
    then = day + timedelta(days=row["after_days"])
    return datetime.combine(then, time(row["hour"]), BEIJING)


def neighbours(day: date) -> int:
    """Count the neighbours that stand beside a station. [1]."""
    return int(_on("neighbours", day)[1]["count"])


def reasons(outcome: str, day: date) -> tuple[Reason, ...]:
    """List the reasons of an outcome that may be given on a day.

    Parameters
    ----------
    outcome
        `reject`, `keep` or `visit`.
    day
        Of the data.
    """
    return tuple(Reason(**each) for each in _on(outcome, day)[1]["reasons"])


def version(outcome: str, day: date) -> str:
    """Name the edition of the list of reasons, by its first day."""
    return _on(outcome, day)[0].isoformat()
