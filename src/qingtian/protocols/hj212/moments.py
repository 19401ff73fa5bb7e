"""Times as loggers write them: 14 digits, and what else was seen; all are Beijing time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
"""Official time of China, without summer time since 1991."""

_DIGITS = re.compile(r"[0-9]{14}")
_SEPARATED = re.compile(
    r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})"
)
_EPOCH = re.compile(r"1[0-9]{12}")
_YEARS = range(1970, 2200)


def moment(text: str) -> datetime | None:
    """Read a time.

    Parameters
    ----------
    text
        `YYYYMMDDhhmmss`; loosely also with digits or a second time behind it, with separators,
        or 13 digits of milliseconds since 1970.

    Returns
    -------
    datetime or None
        With the offset of Beijing, to the second; None where no such time exists.
    """
    digits = _DIGITS.match(text)
    if digits is None:
        separated = _SEPARATED.match(text)
        if separated is None:
            return _epoch(text)
        return _of("".join(separated.groups()))
    return _of(digits[0])


def _of(digits: str) -> datetime | None:
    parts = [int(digits[:4]), *(int(digits[i : i + 2]) for i in range(4, 14, 2))]
    if parts[0] not in _YEARS:
        return None
    try:
        return datetime(parts[0], *parts[1:], tzinfo=BEIJING)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text) is None:
        return None
    return datetime.fromtimestamp(int(text) // 1000, UTC).astimezone(BEIJING)


def is_exact(text: str) -> bool:
    """Say whether a time has exactly the form `YYYYMMDDhhmmss` and exists."""
    return _DIGITS.fullmatch(text) is not None and _of(text) is not None
