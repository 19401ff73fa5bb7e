"""The steps of the story, as data: printed by the demo, walked by the browser tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Words:
    """A step in one language: what to do, and what must be on the page."""

    do: str
    see: tuple[str, ...]


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


def steps() -> list[Step]:
    """Read the story in order."""
    text = (Path(__file__).parent / "tour.yaml").read_text(encoding="utf-8")
    return [
        Step(
            entry["chapter"],
            entry["who"],
            entry["path"],
            *(Words(entry[side]["do"], tuple(entry[side]["see"])) for side in ("zh", "en")),
        )
        for entry in yaml.safe_load(text)
    ]
