"""The steps of the story, as data: printed by the demo, walked by the browser tests."""

from __future__ import annotations

from dataclasses import dataclass
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
    """

    chapter: int
    who: str
    path: str
    zh: Words
    en: Words


def steps(today: date | None = None) -> list[Step]:
    """Read the story in order.

    Parameters
    ----------
    today
        Beijing day on which it is told; the present one where left out.
    """
    day = (today or datetime.now(BEIJING).date()) - timedelta(days=1)
    text = (Path(__file__).parent / "tour.yaml").read_text(encoding="utf-8")
    return [
        Step(
            entry["chapter"],
            entry["who"],
            entry["path"].replace("{day}", f"{day}").replace("{stamp}", f"{day:%Y%m%d}"),
            *(_words(entry[side]) for side in ("zh", "en")),
        )
        for entry in yaml.safe_load(text)
    ]


def _words(said: dict[str, Any]) -> Words:
    return Words(said["do"], tuple(said["see"]), tuple(said.get("unseen", ())))
