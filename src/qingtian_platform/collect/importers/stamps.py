"""Stamps: what a file writes for a time, and the interval that it means."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from .errors import EdgeError, StampError
from .mapping import Mapping

BEIJING = timezone(timedelta(hours=8))
DATE, DATE_HOUR, PARTS = 1, 2, 4


def interval_start(cells: dict[str, str], mapping: Mapping) -> datetime:
    """Give the start of the interval that a row stands for.

    Parameters
    ----------
    cells
        The row, as text by column.
    mapping
        Which columns hold the stamp, which end it names, and in which zone.

    Returns
    -------
    datetime
        Beijing time.

    Raises
    ------
    RowRefusedError
        The stamp cannot be read, or is not where such an interval begins or ends.
    """
    texts = [cells.get(name, "") for name in mapping.time]
    try:
        start = _start(_stamp(texts, mapping.format), mapping)
    except (ValueError, OverflowError):
        expected = mapping.format or "a time such as 2015-01-31 14:00"
        raise StampError(f"time {' '.join(texts)[:40]!r} is not {expected}") from None
    _require_edge(start, mapping)
    return start


def _start(stamp: datetime, mapping: Mapping) -> datetime:
    zoned = stamp if stamp.tzinfo else stamp.replace(tzinfo=mapping.zone)
    length = timedelta(minutes=mapping.minutes)
    return (zoned - length if mapping.label == "end" else zoned).astimezone(BEIJING)


def _stamp(texts: list[str], form: str | None) -> datetime:
    if len(texts) >= PARTS:
        year, month, day, hour, *rest = (int(text) for text in texts)
        return _at(datetime(year, month, day), hour, *rest)  # noqa: DTZ001 - zoned by the caller
    if len(texts) == DATE_HOUR:
        return _at(_date(texts[0]), int(float(texts[1])))
    if form is not None:
        return datetime.strptime(texts[0], form)  # noqa: DTZ007 - zoned by the caller
    return _loose(texts[0])


def _at(day: datetime, hour: int, minute: int = 0) -> datetime:
    """Add the hour; 24 is midnight at the end of the day, as bulletins write it."""
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        raise ValueError(hour)
    return day + timedelta(hours=hour, minutes=minute)


def _date(text: str) -> datetime:
    digits = text.replace("-", "").replace("/", "")
    return datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007 - zoned by the caller


def _loose(text: str) -> datetime:
    """Read ISO 8601, also with slashes, without leading zeros, or with 24:00."""
    day, _, clock = text.strip().replace("/", "-").replace("T", " ").partition(" ")
    if clock.startswith("24:00"):
        return datetime.fromisoformat(_padded(day)) + timedelta(days=1)
    hour, colon, rest = clock.partition(":")
    padded = f" {hour.zfill(2)}{colon}{rest}" if clock else ""
    return datetime.fromisoformat(_padded(day) + padded)


def _padded(day: str) -> str:
    year, month, date = day.split("-")
    return f"{year}-{month.zfill(2)}-{date.zfill(2)}"


def _require_edge(start: datetime, mapping: Mapping) -> None:
    """Refuse an interval that begins where none can, so that a shifted column is noticed."""
    minutes = start.hour * 60 + start.minute
    if mapping.interval == "realtime":
        return
    step = 1440 if mapping.interval == "day" else mapping.minutes
    if minutes % step or start.second or start.microsecond:
        raise EdgeError(f"no {mapping.interval} begins at {start:%Y-%m-%d %H:%M:%S}")
