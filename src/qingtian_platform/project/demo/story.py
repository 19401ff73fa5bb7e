"""The steps of the story, as data: printed by the demo, walked by the browser tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from qingtian.protocols.hj212.moments import BEIJING


@dataclass(frozen=True)
class Words:
    """A step in one language: what to do, what must be on the page, and what must not."""

    do: str
    see: tuple[str, ...]
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of the tour.

    Attributes
    ----------
    chapter
        Chapter of the story. [-]
    who
        Login; `citizen` for none.
    path
        Address of the page below the portal's.
    zh, en
        The step in both languages.
    press
        What is pressed on the page before that is seen, one after the other: selectors.
    write
        What is written into its fields before, by their names; of a choice, which one.
    leads
        Whether that is seen on the page to which pressing leads.
    waits
        Whether it comes by itself, after what was done before.
    """

    chapter: int
    who: str
    path: str
    zh: Words
    en: Words
    press: tuple[str, ...] = ()
    write: Mapping[str, str] = field(default_factory=dict)
    leads: bool = False
    waits: bool = False


def steps(today: date | None = None) -> list[Step]:
    """Read the story in order.

    Parameters
    ----------
    today
        Beijing day on which it is told; the present one where left out.
    """
    present = today or datetime.now(BEIJING).date()
    day, (month, _last) = present - timedelta(days=1), month_before(present)
    names = {"{day}": f"{day}", "{stamp}": f"{day:%Y%m%d}", "{month}": f"{month}"}
    text = (Path(__file__).parent / "tour.yaml").read_text(encoding="utf-8")
    for name, value in names.items():
        text = text.replace(name, value)
    return [_step(entry) for entry in yaml.safe_load(text)]


def month_before(day: date) -> tuple[date, date]:
    """Give the first and last day of the last month that has ended."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _step(entry: dict[str, Any]) -> Step:
    return Step(
        entry["chapter"],
        entry["who"],
        entry["path"],
        _words(entry["zh"]),
        _words(entry["en"]),
        press=_pressed(entry.get("press", [])),
        write=entry.get("write", {}),
        leads=entry.get("leads", False),
        waits=entry.get("waits", False),
    )


def _pressed(said: str | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _words(said: dict[str, Any]) -> Words:
    return Words(said["do"], tuple(said["see"]), tuple(said.get("unseen", ())))
