"""Indicators: what is counted or measured, which way is better, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast, get_args

from qingtian.policy.rows import Row, mapped
from qingtian.quantities.units import UnitError, unit

SOURCES = ("archive", "platform", "entered")
Value = Literal["checks", "objects", "found", "penalised", "match", "rate"]
VALUES = get_args(Value)
SERIES = {
    "annual-mean": ("pollutant",),
    "heavy-days": (),
    "water-share": ("classes",),
    "connected": ("kinds",),
}
"""Series that the platform can compute, each with what must be said beside it."""


@dataclass(frozen=True)
class Counted:
    """How an indicator is counted from rows of checks.

    Attributes
    ----------
    of
        Name of the stream of checks.
    value
        Checks, different objects, checks that found a violation or led to a penalty; the rate of
        violations dealt with, or of registered objects that were checked.
    how
        Setting that says how a rate is computed; empty where nothing is open.
    """

    of: str
    value: Value
    how: str


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
    counted
        How it is counted from rows of checks; None where it is not.
    computed
        Which of `SERIES` makes its figures, under `series`, and what of; empty where none does.
    goal
        Setting that gives what must be reached where the clause gives no number; empty where none.
    """

    key: str
    name: Mapping[str, str]
    unit: str
    better: str
    digits: int
    source: str
    clauses: tuple[str, ...]
    counted: Counted | None = None
    computed: Mapping[str, Any] = field(default_factory=dict)
    goal: str = ""


def indicators(folder: Traversable) -> dict[str, Indicator]:
    """Read `indicators.yaml`."""
    return {row.name: _indicator(row) for row in mapped(folder, "indicators.yaml", "indicators")}


def _indicator(row: Row) -> Indicator:
    row.only(
        ["name", "unit", "better", "digits", "from", "clauses"], ["counted", "computed", "goal"]
    )
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
        _counted(row),
        _computed(row),
        row.text("goal", ""),
    )


def _computed(row: Row) -> Mapping[str, Any]:
    """Read which series makes its figures: `{series: annual-mean, pollutant: PM2.5}`."""
    found = row.mapping("computed")
    if not found:
        return {}
    series = found.get("series")
    if series not in SERIES:
        raise row.error("computed", f"expected a series of {', '.join(SERIES)}; got {series!r}")
    wanted = ("series", *SERIES[series])
    if set(found) != set(wanted):
        raise row.error("computed", f"expected {', '.join(wanted)}; got {', '.join(found)}")
    if row.text("from") == "entered":
        raise row.error("computed", "what is entered is not computed; strike one of the two")
    return dict(found)


def _counted(row: Row) -> Counted | None:
    value = row.values.get("counted")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise row.error("counted", f"expected of and value; got {value!r}")
    part = Row(row.file, row.lines["counted"], row.name, value, {})
    part.only(["of", "value"], ["how"])
    return Counted(
        part.text("of"), cast("Value", part.choice("value", VALUES)), part.text("how", "")
    )
