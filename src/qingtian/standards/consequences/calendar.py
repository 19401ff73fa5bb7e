"""Days a number of months or years on, where the month may be shorter."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_on(day: date, months: int) -> date:
    """Go on by months; a day that the month lacks becomes its last.

    Parameters
    ----------
    day
        Where to start.
    months
        How many. [month]
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
