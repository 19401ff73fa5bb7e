"""Follow the archive: make the reports of months in which something came, and make them again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from qingtian.policy import Policy
from qingtian_platform.check import months
from qingtian_platform.check.comparability import reports
from qingtian_platform.check.comparability.models import Followed
from qingtian_platform.check.comparability.pairs import INTERVAL, Pair, pairs
from qingtian_platform.check.comparability.settings import policy, setting
from qingtian_platform.check.instruments.due import version as records_version
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

LOOK = timedelta(seconds=20)
"""Between two looks for what came."""
MICRO = timedelta(microseconds=1)
AT_ONCE = 8
"""Reports that one step makes. [1]"""

Owed = dict[str, str]
"""By pair and month (`key 2026-10-01`), when the last value came that it does not know yet."""


def step(places: Places, now: datetime | None = None) -> bool:
    """Look what came, and make the reports that are due.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present.

    Returns
    -------
    bool
        Whether a report was made.
    """
    at = now or datetime.now(UTC)
    known = policy()
    if known is None or not record.ready(places) or not _looks(at):
        return False
    owed = _owed()
    _follow(owed, places, at)
    made = _make(owed, known, places, at)
    _set("owed", json.dumps(owed, sort_keys=True))
    return made


def _looks(at: datetime) -> bool:
    """Tell whether it is time to look again, and note that it is done."""
    before = _get("looked")
    if before and at - datetime.fromisoformat(before) < LOOK:
        return False
    _set("looked", at.isoformat())
    return True


def _get(name: str) -> str:
    row = Followed.objects.filter(pk=name).first()
    return "" if row is None else row.value


def _set(name: str, value: str) -> None:
    Followed.objects.update_or_create(name=name, defaults={"value": value})


def _owed() -> Owed:
    found: Owed = json.loads(_get("owed") or "{}")
    return found


def _follow(owed: Owed, places: Places, at: datetime) -> None:
    """Note which reports do not know what came since the last look."""
    state = f"{registry.version()} {records_version()}"
    anew = state != _get("state")
    after = record.Cursor() if anew else record.Cursor.read(_get("cursor"))
    cursor, changes = record.changed(after, places)
    touched: dict[str, set[date]] = {}
    for mn, interval, first, last in changes:
        if interval == INTERVAL:
            span = (beijing(first).date(), beijing(max(first, last - MICRO)).date())
            touched.setdefault(mn, set()).update(months.months(*span))
    for month in sorted(set().union(*touched.values())):
        for pair in pairs(_day(month, at)):
            if any(month in touched.get(side.mn, ()) for side in pair.sides):
                owed[f"{pair.key} {month.isoformat()}"] = at.isoformat()
    _set("cursor", str(cursor))
    _set("state", state)


def _day(month: date, at: datetime) -> date:
    """Give the day of a month on which its pairs are those that are compared."""
    return min(months.end_of(month), beijing(at).date())


def _make(owed: Owed, known: Policy, places: Places, at: datetime) -> bool:
    made = 0
    for name in sorted(owed):
        key, text = name.rsplit(" ", 1)
        month = date.fromisoformat(text)
        if made < AT_ONCE and _due(key, month, datetime.fromisoformat(owed[name]), known, at):
            del owed[name]
            pair = _find(key, _day(month, at))
            made += pair is not None and reports.make(pair, month, known, places, at) is not None
    return made > 0


def _find(key: str, day: date) -> Pair | None:
    return next((pair for pair in pairs(day) if pair.key == key), None)


def _due(key: str, month: date, came: datetime, known: Policy, at: datetime) -> bool:
    """Tell whether a report is due: a running month's each day, an older one's once it is quiet."""
    rule = setting(known, "reports", month)
    last = reports.report(key, month)
    if months.end_of(month) >= beijing(at).date():
        again = timedelta(hours=float(rule["again_hours"]))
        return last is None or at - last.made_at >= again
    return at - came >= timedelta(minutes=float(rule["quiet_minutes"]))
