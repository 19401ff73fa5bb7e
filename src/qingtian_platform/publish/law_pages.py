"""The law that pages show: limits of a day with edition, clause and how well we know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qingtian import law
from qingtian.standards.air import POLLUTANTS
from qingtian_platform.kit.categories import Bound, bound

AVERAGES = ("hour", "mda8", "day", "year")


@dataclass(frozen=True)
class LimitRow:
    """The limits of one pollutant, by averaging time; None where there is none."""

    name: str
    unit: str
    bounds: tuple[Bound | None, ...]
    cite: str


def limit_rows(day: date) -> list[LimitRow]:
    """List the limits of class II that hold on a day."""
    rows = []
    for name in POLLUTANTS:
        found = tuple(bound(name, averaging, day) for averaging in AVERAGES)
        known = [one for one in found if one]
        rows.append(LimitRow(name, known[0].unit, found, known[0].cite))
    return rows


def methods_says(day: date) -> tuple[str, str]:
    """Answer by which editions figures of a day are made."""
    editions = {
        "limits": law.at(day)["air.limits.pm25.day"].standard,
        "index": law.at(day)["air.aqi.categories"].standard,
        "day": day.isoformat(),
    }
    first = _("Figures of %(day)s are compared with %(limits)s; the index follows %(index)s.")
    return first % editions, _(
        "Each value is judged by the edition in force on the day it was measured."
    )
