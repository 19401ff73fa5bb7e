"""What the computation needs of the law of water, in the shape that it needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.water.names import ITEMS, Body, class_of

FOLDERS = {
    "basic": "water.limits.",
    "source": "water.limits.source.",
    "specific": "water.limits.specific.",
}
"""Where the limits of tables 1, 2 and 3 stand, by the group of an item."""

PHOSPHORUS = "water.limits.tp."


@cache
def limit(key: str, body: Body, day: date) -> Provision:
    """Give the limits of an item on a day, by its key; those of total phosphorus by the body."""
    path = PHOSPHORUS + body if key == "tp" else FOLDERS[ITEMS[key].group] + key
    return law.at(day)[path]


@cache
def levels(key: str, body: Body, day: date) -> tuple[tuple[str, Decimal, Decimal | None], ...]:
    """List the limits of an item from class I: level, limit, and the upper end of a range."""
    found = limit(key, body, day)
    if found.bound == "within":
        ends = {level: found.ends(level) for level in found.value}
        return tuple((level, low.value, high.value) for level, (low, high) in ends.items())
    return tuple((level, found.level(level).value, None) for level in found.value)


@cache
def digits(key: str, day: date, table: str = "evaluation") -> tuple[int, Provision]:
    """Give the decimals of an item, for evaluation or of hourly on-line values.

    An item that the table does not know has those of its limits, or of on-line values.

    Raises
    ------
    ValueError
        If the law gives the item none.
    """
    for name in (table, "online"):
        found = law.at(day)[f"water.rounding.{name}"]
        row = next((row for row in found.rows() if row["item"] == key), None)
        if row is not None:
            return int(row["decimals"]), found
        if ITEMS[key].group != "other":
            own = limit(key, "river", day)
            return int(own.decimals or 0), own
    raise ValueError(f"expected decimals to round to; the law gives {ITEMS[key].symbol} none")


@cache
def listed(path: str, day: date) -> tuple[str, ...]:
    """List the items that a table of the law names, by key."""
    return tuple(row["item"] for row in law.at(day)[path].rows())


@cache
def first_pollutants(day: date) -> tuple[str, ...]:
    """List the items that come first among main pollutants when they exceed."""
    return listed("water.evaluation.main_first", day)


@cache
def grade(water_class: str, day: date) -> dict[str, str]:
    """Give condition and colour of a class, by language."""
    rows = law.at(day)["water.evaluation.grades"].rows()
    row = next(row for row in rows if row["class"] == water_class)
    return {key: row[key] for key in ("zh", "en", "colour_zh", "colour_en")}


def use_of(water_class: str, day: date) -> dict[str, str] | None:
    """Say what waters of a class are for, by language; None for what is worse than class V."""
    rows = law.at(day)["water.functions"].rows()
    row = next((row for row in rows if row["class"] == class_of(water_class)), None)
    return None if row is None else {key: row[key] for key in ("zh", "en")}


def colour_of(water_class: str, day: date) -> tuple[int, ...]:
    """Give the colour in common use for a class, as red, green and blue. [1]."""
    rows = law.at(day)["water.evaluation.colours"].rows()
    rgb = next(row["rgb"] for row in rows if row["class"] == class_of(water_class))
    return tuple(int(part) for part in rgb.split(","))
