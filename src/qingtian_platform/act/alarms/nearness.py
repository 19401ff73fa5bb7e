"""Exceedances beside a suspicion: they make it graver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from qingtian_platform.act.alarms import rules
from qingtian_platform.act.alarms.models import Alarm


class Exceedances:
    """The exceedances of some units, read in one question."""

    def __init__(self, units: Iterable[int | None]) -> None:
        self._over: dict[int | None, list[tuple[datetime, datetime]]] = defaultdict(list)
        rows = Alarm.objects.filter(
            cause=rules.EXCEEDANCE, thing_id__in=set(units) - {None}, count__gt=0, into=None
        )
        for unit, start, end in rows.values_list("thing_id", "start", "end"):
            self._over[unit].append((start, end))

    def near(self, unit: int | None, start: datetime, end: datetime) -> bool:
        """Say whether one of a unit lies near a stretch [start, end)."""
        reach = rules.grouping().near
        first, last = start - reach, end + reach
        return any(s < last and e > first for s, e in self._over.get(unit, ()))
