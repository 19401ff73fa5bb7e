"""Deadlines as the clauses state them: a day, a period from a day, a cycle, a limit after an event.

2020-12-31            by that day
2019-01-01/..         in force from that day on
2018-06-21/P5Y        within a period that begins on that day
P1M                   every month
R/2019-01-20/P1Y      every year, on that day
T+PT24H               within 24 hours of an event
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

Kind = Literal["by", "from", "within", "every", "yearly", "after"]
Moment = TypeVar("Moment", date, datetime)
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?")


@dataclass(frozen=True)
class Period:
    """A length of calendar time, as ISO 8601 writes it.

    Attributes
    ----------
    months, days, hours
        Its parts; years are twelve months, weeks seven days.
    """

    months: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def read(cls, text: str) -> Period:
        """Read `P1Y`, `P3M`, `P1W`, `P30D`, `PT24H` or a mixture.

        Raises
        ------
        ValueError
            If it is no such period, or one without length other than `P0D`.
        """
        found = _PERIOD.fullmatch(text)
        if found is None or not any(found.groups()):
            raise ValueError(f"expected a period as P1M, P1W or PT24H; got {text!r}")
        years, months, weeks, days, hours = (int(each or 0) for each in found.groups())
        return cls(12 * years + months, 7 * weeks + days, hours)

    @property
    def at_most(self) -> int:
        """How many days it has at most. [d]."""
        return 31 * self.months + self.days + -(-self.hours // 24)

    def after(self, start: Moment, times: int = 1) -> Moment:
        """Give the moment that lies so many periods after a start.

        A month later is the same day of the month, or the month's last where it has none: a month
        after 31 January is 28 or 29 February, and two months after it 31 March.

        Parameters
        ----------
        start
            A day, or a moment; hours ask for a moment.
        times
            How many periods; counted from the start itself, so that months do not drift.

        Raises
        ------
        ValueError
            If a period of hours is added to a day.
        """
        if self.hours and not isinstance(start, datetime):
            raise ValueError(f"expected a moment to add {self.hours} hours to; got a day")
        later = _months_after(start, self.months * times)
        return later + timedelta(days=self.days * times, hours=self.hours * times)


def _months_after(start: Moment, months: int) -> Moment:
    if not months:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


@dataclass(frozen=True)
class Deadline:
    """When something is due, as a clause says.

    Attributes
    ----------
    kind
        `by` a day, `from` a day, `within` a period from a day, `every` period, `yearly` on a day,
        `after` an event.
    day
        The day that it names; None for a cycle and a limit after an event.
    period
        The period that it names; None for a day.
    text
        As written.
    """

    kind: Kind
    day: date | None
    period: Period | None
    text: str

    @classmethod
    def read(cls, text: str) -> Deadline:
        """Read one of the forms above.

        Raises
        ------
        ValueError
            If it is none of them.
        """
        parts = text.split("/")
        if text.startswith("T+"):
            return cls("after", None, Period.read(text[2:]), text)
        if len(parts) == 3 and parts[0] == "R":
            return cls("yearly", _day(parts[1]), Period.read(parts[2]), text)
        if len(parts) == 2 and parts[1] == "..":
            return cls("from", _day(parts[0]), None, text)
        if len(parts) == 2:
            return cls("within", _day(parts[0]), Period.read(parts[1]), text)
        if text.startswith("P"):
            return cls("every", None, Period.read(text), text)
        return cls("by", _day(text), None, text)

    @property
    def last_day(self) -> date | None:
        """The day on which it has passed when it ends; None where it does not end by itself."""
        if self.kind == "by":
            return self.day
        if self.kind == "within" and self.day is not None and self.period is not None:
            return self.period.after(self.day) - timedelta(days=1)
        return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a day as 2018-07-12; got {text!r}") from None
