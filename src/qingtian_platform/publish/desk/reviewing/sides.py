"""A day on both sides: as received in real time, and as reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.kit.categories import category
from qingtian_platform.kit.words import unit_text
from qingtian_platform.publish.figures import ORDER


@dataclass(frozen=True)
class Value:
    """A pollutant on both sides; None = no valid value. Hours that count beside it. [1]."""

    name: str
    unit: str
    received: str | None
    reviewed: str | None
    hours_received: int | None
    hours_reviewed: int | None

    @property
    def differs(self) -> bool:
        """Whether the review changed it."""
        return (self.received, self.hours_received) != (self.reviewed, self.hours_reviewed)


@dataclass(frozen=True)
class Sides:
    """Both sides of a day.

    Attributes
    ----------
    issued
        Whether it is what was issued; else what would be, were it issued now.
    """

    found: reviews.Issued
    values: tuple[Value, ...]
    issued: bool

    @property
    def words(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Category and colour of the index, received and reviewed."""
        return _step(self.found.received, self.found.day), _step(
            self.found.reviewed, self.found.day
        )


def _step(side: reviews.Side, day: date) -> tuple[str, str]:
    found = category(side.aqi, day)
    return (found.name, found.colour) if found else ("", "")


def of(now: reviews.DayState) -> Sides | None:
    """Give both sides of a day: as it was issued, or as it would be; None = nothing is computed.

    Parameters
    ----------
    now
        How the day stands.
    """
    issued = reviews.issued(now.issued.hash) if now.state == "issued" and now.issued else None
    found = issued or reviews.drafted(now.thing, now.day)
    return None if not found.edition else shown(found, issued=issued is not None)


def shown(found: reviews.Issued, *, issued: bool) -> Sides:
    """Lay both sides of a day out by pollutant."""
    values = tuple(
        _value(name, found)
        for name in ORDER
        if name in {*found.received.doses, *found.reviewed.doses}
    )
    return Sides(found, values, issued)


def _value(name: str, found: reviews.Issued) -> Value:
    received, reviewed = found.received.doses.get(name), found.reviewed.doses.get(name)
    unit = str((reviewed or received or {}).get("unit", ""))
    return Value(
        name,
        unit_text(unit),
        _of(received, "value"),
        _of(reviewed, "value"),
        _of(received, "count"),
        _of(reviewed, "count"),
    )


def _of(dose: dict[str, Any] | None, key: str) -> Any:  # noqa: ANN401 - what was kept as JSON
    return None if dose is None else dose[key]
