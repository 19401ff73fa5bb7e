"""Figures of a turn: computed from what the platform holds, or handed in by a person; the latter stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qingtian.policy.placing import Figure
from qingtian_platform.assess.closing.models import HandedIn
from qingtian_platform.assess.closing.port import (
    computed_by,
    computed_otherwise,
    computing,
    is_computed,
)

__all__ = [
    "FigureInfo",
    "FigureRow",
    "computed_by",
    "computed_otherwise",
    "computing",
    "figures",
    "is_computed",
]


@dataclass(frozen=True)
class FigureRow:
    """One figure as it is handed in, or computed.

    Attributes
    ----------
    indicator, subject, first
        Which indicator, whose, and the first day of the turn.
    value
        The figure as text; empty where there is none.
    reason
        Why there is none, or why it does not count.
    source
        Where it comes from.
    """

    indicator: str
    subject: str
    first: date
    value: str
    reason: str
    source: str


@dataclass(frozen=True)
class FigureInfo:
    """What is known of a subject's figure.

    Attributes
    ----------
    computed
        What the platform computes; None where it computes none of this kind.
    handed
        What was handed in last; None where nothing was.
    name, at
        Who handed it in, and when.
    """

    computed: FigureRow | None
    handed: FigureRow | None
    name: str = ""
    at: datetime | None = None

    @property
    def stands(self) -> FigureRow:
        """The one that counts: what a person handed in, else what is computed."""
        found = self.handed or self.computed
        if found is None:
            raise ValueError("expected a figure that is computed or handed in; got neither")
        return found

    @property
    def figure(self) -> Figure:
        """The one that counts, as it is ranked."""
        row = self.stands
        value = Decimal(row.value) if row.value else None
        return Figure(row.subject, value, reason=row.reason)


def figures(indicator: str, first: date, last: date) -> dict[str, FigureInfo]:
    """Give what is known of an indicator for a turn, by subject.

    Parameters
    ----------
    indicator
        Of the pack.
    first, last
        Days of the turn.
    """
    compute = computing(indicator)
    found = {
        row.subject: FigureInfo(row, None) for row in (compute(first, last) if compute else ())
    }
    for row in HandedIn.objects.filter(indicator=indicator, first=first).order_by("at", "id"):
        computed = found[row.subject].computed if row.subject in found else None
        found[row.subject] = FigureInfo(computed, _row(row), row.name, row.at)
    return found


def _row(row: HandedIn) -> FigureRow:
    return FigureRow(row.indicator, row.subject, row.first, row.value, row.reason, row.source)
