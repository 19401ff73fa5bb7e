"""Working days of a place: weekdays but for holidays, and the weekend days on which one works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from qingtian.policy.rows import Row, a_day

DAY = timedelta(days=1)
WEEKEND = 5


@dataclass(frozen=True)
class Workdays:
    """Which days are worked.

    Attributes
    ----------
    years
        The years that are known; in others Monday to Friday count.
    holidays, worked
        Weekdays that are not worked, weekend days that are.
    source
        Where that was read.
    """

    years: frozenset[int]
    holidays: frozenset[date]
    worked: frozenset[date]
    source: str

    def known(self, day: date) -> bool:
        """Tell whether the notice of that year is known."""
        return day.year in self.years

    def is_worked(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        if day in self.worked:
            return True
        return day.weekday() < WEEKEND and day not in self.holidays

    def worked_near(self, day: date, step: timedelta) -> date:
        """Give the day itself where it is worked, else the next in the direction of the step."""
        while not self.is_worked(day):
            day += step
        return day

    def after(self, day: date, count: int) -> date:
        """Give the working day that is so many working days after a day.

        Parameters
        ----------
        day
            The day of the event, which does not count itself.
        count
            Working days. [d]

        Returns
        -------
        date
            The day itself for a count of 0.

        Raises
        ------
        ValueError
            If the count is negative.
        """
        if count < 0:
            raise ValueError(f"expected a count of working days from 0; got {count}")
        while count:
            day += DAY
            count -= self.is_worked(day)
        return day


def workdays(row: Row) -> Workdays:
    """Take the file `calendar.yaml`."""
    row.only(["source", "evidence", "years"])
    holidays: set[date] = set()
    worked: set[date] = set()
    years = set()
    for year in row.rows("years"):
        year.only(["holidays", "workdays"])
        years.add(year.whole_name())
        holidays |= _days(year, "holidays", weekend=False)
        worked |= _days(year, "workdays", weekend=True)
    return Workdays(frozenset(years), frozenset(holidays), frozenset(worked), row.text("source"))


def _days(row: Row, key: str, *, weekend: bool) -> set[date]:
    found: set[date] = set()
    for value in _listed(row, key):
        try:
            day = a_day(value)
        except ValueError as problem:
            raise row.error(key, str(problem)) from None
        if day.year != row.whole_name():
            raise row.error(key, f"expected days of {row.name}; got {day}")
        if (day.weekday() >= WEEKEND) != weekend:
            which = "weekend" if weekend else "week"
            raise row.error(key, f"expected days of the {which}; got {day}, which is none")
        found.add(day)
    return found


def _listed(row: Row, key: str) -> Iterable[object]:
    value = row.values[key]
    if not isinstance(value, list):
        raise row.error(key, f"expected a list of days; got {value!r}")
    return value
