"""What the registry said of data loggers at a moment that is past, undone change by change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db.models import Max
from django.utils import timezone

from .infos import LoggerInfo
from .models import Change, Logger
from .snapshot import holding, info_of, version

_UNDONE = ("st", "minute_step")
"""Of a data logger itself, what its frames are read by; how it speaks stands in dated rows."""


def loggers_known(moment: datetime) -> dict[str, LoggerInfo]:
    """Give every data logger as it was known at a moment, by MN.

    Parameters
    ----------
    moment
        With its zone. What was recorded later, also for days before, is left out; secrets are
        those of today, for no history keeps them.
    """
    last = Change.objects.filter(recorded_at__lte=moment).aggregate(last=Max("pk"))["last"]
    key = (last, timezone.localdate(moment), version())
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = _known(moment)
    return _KEPT[key]


_KEPT: Final[dict[tuple[int | None, date, int], dict[str, LoggerInfo]]] = {}
"""What was read last, until a question falls beyond a change or a day."""


def _known(moment: datetime) -> dict[str, LoggerInfo]:
    day = timezone.localdate(moment)
    rows = {row.mn: row for row in Logger.objects.prefetch_related("terms")}
    later = Change.objects.filter(table="logger", recorded_at__gt=moment).order_by("-pk")
    for change in later.iterator():
        row = rows.get(change.key)
        for name in _UNDONE:
            if row is not None and name in change.before:
                setattr(row, name, change.before[name])
    return {
        mn: info_of(row, holding([t for t in row.terms.all() if t.recorded_at <= moment], day))
        for mn, row in rows.items()
    }
