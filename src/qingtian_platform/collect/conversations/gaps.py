"""Which periods to ask for again: from what is there, what was asked, and the dated rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

BEIJING = timezone(timedelta(hours=8))
CODES = {"minute": "2051", "hour": "2061", "day": "2031"}
"""History request of each interval (HJ 212-2017 C.20 to C.22)."""
_ORIGIN = datetime(2000, 1, 1, tzinfo=BEIJING)


@dataclass(frozen=True)
class Asked:
    """Periods that were asked for before.

    Attributes
    ----------
    first, last
        Starts of the first and the last.
    tries, asked_at
        How often, and when last.
    """

    first: datetime
    last: datetime
    tries: int
    asked_at: datetime


@dataclass(frozen=True)
class Request:
    """Periods to ask for now: starts of the first and the last."""

    interval: str
    first: datetime
    last: datetime

    @property
    def code(self) -> str:
        """The command code."""
        return CODES[self.interval]

    @property
    def items(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """BeginTime and EndTime in Beijing time, the stamps of the first and the last period."""
        first, last = self.first.astimezone(BEIJING), self.last.astimezone(BEIJING)
        return ("BeginTime", f"{first:%Y%m%d%H%M%S}"), ("EndTime", f"{last:%Y%m%d%H%M%S}")


def floor(moment: datetime, step: timedelta) -> datetime:
    """Give the start of the period that a moment lies in, counted in Beijing time."""
    return (_ORIGIN + (moment - _ORIGIN) // step * step).astimezone(UTC)


def missing(present: Collection[datetime], step: timedelta, until: datetime) -> list[datetime]:
    """List the periods that are not there.

    Parameters
    ----------
    present
        Starts of those that are.
    step
        Their length.
    until
        Periods that end after this may still come by themselves.

    Returns
    -------
    list of datetime
        Starts from the first that is there on; nothing where none is, since then nobody knows
        that the logger sends such data at all.
    """
    there = {floor(moment, step) for moment in present}
    if not there:
        return []
    start, found = min(there), []
    while start + step <= until:
        if start not in there:
            found.append(start)
        start += step
    return found


def choose(
    interval: str,
    gaps: Iterable[datetime],
    asked: Collection[Asked],
    step: timedelta,
    now: datetime,
    rule: dict[str, Any],
) -> Request | None:
    """Choose the latest run of missing periods that may be asked for now.

    Parameters
    ----------
    interval
        `minute`, `hour` or `day`.
    gaps
        Starts of missing periods.
    asked
        What was asked before.
    step
        Length of a period.
    now
        The moment.
    rule
        The refill rule of the day.

    Returns
    -------
    Request or None
        None where nothing is missing, or everything was asked for as often as the rule allows,
        or too recently.
    """
    due = {gap for gap in gaps if _may_ask(gap, asked, now, rule["retry_hours"])}
    if not due:
        return None
    last = first = max(due)
    most = rule["most_periods"][interval]
    while first - step in due and (last - first) // step + 1 < most:
        first -= step
    return Request(interval, first, last)


def _may_ask(
    gap: datetime, asked: Collection[Asked], now: datetime, retry_hours: list[float]
) -> bool:
    """Say whether a period may be asked for: not at once again, and not for ever."""
    covering = [one for one in asked if one.first <= gap <= one.last]
    tries = sum(one.tries for one in covering)
    if not tries:
        return True
    if tries > len(retry_hours):
        return False
    pause = timedelta(hours=retry_hours[tries - 1])
    return max(one.asked_at for one in covering) + pause <= now
