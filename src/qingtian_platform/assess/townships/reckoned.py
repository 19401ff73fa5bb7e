"""The mean of a station's period, exact, with how much data it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

NOTHING = "no reading of the period counts"
TOO_FEW = "too few days of the period count"


@dataclass(frozen=True)
class Reckoned:
    """What a station, or section, came to.

    Attributes
    ----------
    exact
        Its mean or index, not rounded; None where there is none. [unit of the indicator]
    days, need
        Days that count, and how many are needed. [d]
    hours
        Hours that count. [h]
    edition
        The standard that was applied.
    reason
        Why it has none; empty where it has.
    more
        What else is told: the class of a section, items that lack.
    """

    exact: Fraction | None
    days: int
    need: int
    hours: int
    edition: str
    reason: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


def lacking(edition: str, need: int) -> Reckoned:
    """Give what stands where nothing of the period counts."""
    return Reckoned(None, 0, need, 0, edition, NOTHING)
