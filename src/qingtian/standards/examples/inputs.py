"""What the examples of all areas read alike: days, editions, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian import law

Inputs = Mapping[str, Any]
Outputs = dict[str, Any]


class UnsupportedError(LookupError):
    """The library has no rule for the row, or not for this input."""


def edition(text: str) -> date:
    """Give a day on which an edition named as `HJ633-2026` is in force."""
    plain = text.replace(" ", "").upper()
    for name, force in law.documents().items():
        if name.replace(" ", "").upper() == plain:
            return force.until or max(force.since, date(2026, 3, 1))
    raise UnsupportedError(f"edition {text}")


def day_of(given: Inputs, default: str = "2025-12-31") -> date:
    """Give the day of a row: in force of its edition, or its date, or a default."""
    if "edition" in given:
        return edition(given["edition"])
    return date.fromisoformat(given.get("date", given.get("day", default)))


def number(value: Any) -> Decimal | None:  # noqa: ANN401 - as JSON gives it
    """Read a number of a row exactly; None stays None."""
    return None if value is None else Decimal(str(value))
