"""Indicators: what is counted or measured, which way is better, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from qingtian.policy.rows import Row, mapped
from qingtian.quantities.units import UnitError, unit

SOURCES = ("archive", "platform", "entered")


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    unit
        Of its values; `1` where it counts.
    better
        `high` or `low`.
    digits
        Digits after the point that are published; figures are ranked as published. [1]
    source
        `archive`: computed from readings; `platform`: from what the platform records; `entered`:
        by a person, with source and signature.
    clauses
        Whose indicator it is.
    """

    key: str
    name: Mapping[str, str]
    unit: str
    better: str
    digits: int
    source: str
    clauses: tuple[str, ...]


def indicators(folder: Traversable) -> dict[str, Indicator]:
    """Read `indicators.yaml`."""
    return {row.name: _indicator(row) for row in mapped(folder, "indicators.yaml", "indicators")}


def _indicator(row: Row) -> Indicator:
    row.only(["name", "unit", "better", "digits", "from", "clauses"])
    try:
        symbol = unit(row.text("unit")).symbol
    except UnitError as problem:
        raise row.error("unit", str(problem)) from None
    return Indicator(
        row.name,
        row.words("name"),
        symbol,
        row.choice("better", ("high", "low")),
        row.whole("digits"),
        row.choice("from", SOURCES),
        row.texts("clauses", empty=False),
    )
