"""The six levels of the AQI with their names, colours and advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from qingtian import law


@dataclass(frozen=True)
class Category:
    """A level of the AQI.

    Attributes
    ----------
    level
        1 to 6, and 一级 … as `level_name`.
    to
        The largest AQI that belongs to it. [1]
    name, colour, effect, advice
        By language (`zh`, `en`); effect and advice are our own short wording.
    rgb, cmyk
        The colour as the standard gives it.
    standard
        The edition.
    """

    level: int
    level_name: str
    to: int
    name: Mapping[str, str]
    colour: Mapping[str, str]
    rgb: tuple[int, ...]
    cmyk: tuple[int, ...]
    effect: Mapping[str, str]
    advice: Mapping[str, str]
    standard: str


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


@cache
def categories(day: date) -> tuple[Category, ...]:
    """List the levels in force on a day, from the best."""
    table = law.at(day)["air.aqi.categories"]
    health = {int(row["level"]): row for row in law.at(day)["air.aqi.health"].rows()}
    return tuple(
        Category(
            level=int(row["level"]),
            level_name=row["level_zh"],
            to=int(row["to"]),
            name={"zh": row["zh"], "en": row["en"]},
            colour={"zh": row["colour_zh"], "en": row["colour_en"]},
            rgb=_numbers(row["rgb"]),
            cmyk=_numbers(row["cmyk"]),
            effect={key: health[int(row["level"])][f"effect_{key}"] for key in ("zh", "en")},
            advice={key: health[int(row["level"])][f"advice_{key}"] for key in ("zh", "en")},
            standard=table.standard,
        )
        for row in table.rows()
    )


def category(aqi: int, day: date) -> Category:
    """Find the level of an AQI.

    Parameters
    ----------
    aqi
        0 to 500. [1]
    day
        Day of the data.

    Raises
    ------
    ValueError
        If the AQI is outside that range.
    """
    if aqi >= 0:
        for each in categories(day):
            if aqi <= each.to:
                return each
    raise ValueError(f"expected an AQI of 0 to 500; got {aqi}")
