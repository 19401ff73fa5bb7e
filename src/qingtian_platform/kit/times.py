"""Times as a reader sees them: Beijing time, with both ends of an interval."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

BEIJING = ZoneInfo("Asia/Shanghai")
YEARS = range(1970, 2200)
"""Years that a page may be asked for; beyond, no midnight of Beijing may exist in UTC."""


def beijing(moment: datetime) -> datetime:
    """Give an aware moment in Beijing time."""
    return moment.astimezone(BEIJING)


def plain_day(text: str) -> date:
    """Read a day like 2026-11-25 from an address or a form.

    Raises
    ------
    ValueError
        For anything else, also for a year in which nothing can have been measured.
    """
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"expected a year from {YEARS[0]} to {YEARS[-1]}, got {day.year}")
    return day


def midnight(day: date) -> datetime:
    """Give the start of a day of Beijing time."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def moment_text(moment: datetime, *, seconds: bool = False) -> str:
    """Write a moment as `2026-11-23 14:00`."""
    return beijing(moment).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def clock_end(end: datetime) -> str:
    """Write the end of an interval; midnight ends the day before and is written 24:00."""
    text = beijing(end).strftime("%H:%M")
    return "24:00" if text == "00:00" else text


def span_text(start: datetime, end: datetime, *, with_day: bool = True) -> str:
    """Write an interval with both ends, as `2026-11-23 13:00—14:00`.

    Parameters
    ----------
    start, end
        Aware; a whole day of Beijing time is written as the day alone.
    with_day
        Whether the day stands before the clock.
    """
    first, last = beijing(start), beijing(end)
    dash = _("–")
    if first == last:
        return moment_text(start)
    if first.time() == last.time() == datetime.min.time():
        days = (last.date() - timedelta(days=1)).isoformat()
        whole = first.date().isoformat()
        return whole if whole == days else f"{whole}{dash}{days}"
    clock = f"{first:%H:%M}{dash}{clock_end(end)}"
    if not with_day:
        return clock
    if (last - timedelta(microseconds=1)).date() == first.date():
        return f"{first:%Y-%m-%d} {clock}"
    return f"{first:%Y-%m-%d %H:%M}{dash}{last:%Y-%m-%d %H:%M}"


def days_text(first: date, last: date) -> str:
    """Write a stretch of whole days, both counted, as `2026-11-16–11-22`."""
    end = "%m-%d" if first.year == last.year else "%Y-%m-%d"
    return f"{first:%Y-%m-%d}{_('–')}{last:{end}}"


def age_text(age: timedelta) -> str:
    """Write how long ago something was, in its largest whole unit."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
