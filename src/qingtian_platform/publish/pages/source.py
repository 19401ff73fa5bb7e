"""What an outlet, a building site or a section sent last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from qingtian_platform.publish.names import Place
from qingtian_platform.publish.readings import Reading, last_readings

BACK = timedelta(hours=48)
INTERVALS = ("realtime", "minute", "hour")
Group = tuple[str, list[tuple[Reading, bool, bool]]]
Figures = Mapping[tuple[str, str], Decimal]
"""Upper limit of the hour by code and field, above which a shorter value warns."""


def reading_groups(one: Place, now: datetime, figures: Figures | None = None) -> list[Group]:
    """List the last readings of a place by interval: whether each is recent, and whether it warns."""
    known = figures or {}
    found = last_readings(one.id, INTERVALS, BACK)
    found.sort(key=lambda r: (r.code, r.field))
    words = {
        "realtime": _("Real-time values"),
        "minute": _("Minute means"),
        "hour": _("Hourly means"),
    }
    groups = [
        (
            words[interval],
            [(r, r.fresh(now), _warns(r, known)) for r in found if r.interval == interval],
        )
        for interval in INTERVALS
    ]
    return [(word, rows) for word, rows in groups if rows]


def _warns(reading: Reading, figures: Figures) -> bool:
    """Say whether a minute or real-time value is above the figure of the hour; it judges nothing."""
    high = figures.get((reading.code, reading.field.replace("Rtd", "Avg")))
    shorter = reading.interval in ("realtime", "minute")
    return shorter and high is not None and reading.value is not None and reading.value > high
