"""Categories of the AQI with their statutory colours, and limits, as the law of a day has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from qingtian import law
from qingtian_platform.kit.colours import text_on


def english() -> bool:
    """Tell whether the reader's language is English."""
    return (get_language() or "").startswith("en")


@dataclass(frozen=True)
class Category:
    """One category of the AQI.

    Attributes
    ----------
    level
        1 to 6.
    first, last
        The indices it covers.
    zh, en
        Its name.
    colour, ink, ink_large
        The statutory colour, and the colours of text and large text that can be read on it, as CSS.
    """

    level: int
    first: int
    last: int
    zh: str
    en: str
    colour: str
    ink: str
    ink_large: str

    @property
    def name(self) -> str:
        """Name in the reader's language."""
        return self.en if english() else self.zh

    @property
    def range(self) -> str:
        """The indices it covers, as text."""
        return f"{self.first}–{self.last}" if self.last < CAP else f">{self.first - 1}"


#: Above this index there is no further category (HJ 633, table 2: `>300`).
CAP = 500


@lru_cache(maxsize=4096)  # a calendar asks for each day of a year
def categories(day: date) -> tuple[Category, ...]:
    """List the categories that hold on a day (HJ 633, table 2)."""
    found: list[Category] = []
    for row in law.at(day)["air.aqi.categories"].rows():
        first = found[-1].last + 1 if found else 0
        colour = f"rgb({row['rgb']})"
        level, last = int(row["level"]), int(row["to"])
        inks = text_on(colour), text_on(colour, large=True)
        found.append(Category(level, first, last, str(row["zh"]), str(row["en"]), colour, *inks))
    return tuple(found)


def category(aqi: int | None, day: date) -> Category | None:
    """Give the category of an index on a day; None where there is no index."""
    if aqi is None:
        return None
    steps = categories(day)
    return next((step for step in steps if aqi <= step.last), steps[-1])


@dataclass(frozen=True)
class Bound:
    """A limit of the law beside a value.

    Attributes
    ----------
    value, unit
        As the standard writes them.
    cite
        Standard and clause.
    standard
        The edition alone.
    weak
        True where the source must still be checked: the mark 依据待核 stands beside it.
    """

    value: str
    unit: str
    cite: str
    standard: str
    weak: bool


@lru_cache(maxsize=4096)
def bound(pollutant: str, averaging: str, day: date, level: int = 2) -> Bound | None:
    """Give the limit of a pollutant for an averaging time on a day (GB 3095, table 1).

    Parameters
    ----------
    pollutant
        Short name, as `PM2.5`.
    averaging
        `hour`, `day`, `mda8`, `year`.
    day
        Day of the data, Beijing time.
    level
        1 or 2: class of the area.

    Returns
    -------
    Bound or None
        None where the standard has no such limit, as for one hour of PM2.5.
    """
    path = f"air.limits.{pollutant.lower().replace('.', '')}.{averaging}"
    try:
        found = law.at(day)[path]
        quantity = found.level(level)
    except (law.LawError, LookupError):
        return None
    weak = found.evidence.weak or found.review
    return Bound(f"{quantity.value:f}", quantity.unit, found.cite, found.standard, weak)
