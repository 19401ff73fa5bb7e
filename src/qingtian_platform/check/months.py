"""Counts of whole Beijing months in `completeness.sqlite3`, kept by whoever writes the days.

A month's page reads these: a row a datastream instead of one a day, marks in a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import apsw

from qingtian.quality.completeness import Counts

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS months (
    month TEXT NOT NULL, interval TEXT NOT NULL, mn TEXT NOT NULL, code TEXT NOT NULL,
    expected INTEGER NOT NULL, shutdown INTEGER NOT NULL, received INTEGER NOT NULL,
    valid INTEGER NOT NULL, refilled INTEGER NOT NULL, refilled_valid INTEGER NOT NULL,
    PRIMARY KEY (month, interval, mn, code)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS month_marks (
    month TEXT NOT NULL, interval TEXT NOT NULL, mn TEXT NOT NULL, code TEXT NOT NULL,
    mark TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (month, interval, mn, code, mark)
) WITHOUT ROWID;
"""
TABLES: Final = ("months", "month_marks")
_WHERE: Final = "month = ? AND interval = ? AND mn = ?"
_DAYS: Final = "mn = ? AND interval = ? AND day BETWEEN ? AND ?"
_SUMS: Final = ", ".join(
    f"sum({name})"
    for name in ("expected", "shutdown", "received", "valid", "refilled", "refilled_valid")
)

Ask = Callable[[str, tuple[Any, ...]], list[Any]]
"""Asks the file a question."""


@dataclass(frozen=True)
class MonthRow:
    """Counts of one datastream in one month.

    Attributes
    ----------
    mn, code
        Data logger; observed property, empty where all of it are counted together.
    counts
        The counts.
    """

    mn: str
    code: str
    counts: Counts


def sum_up(db: apsw.Connection, mn: str, interval: str, days: tuple[date, date]) -> None:
    """Add up the months that some days of a data logger lie in.

    Parameters
    ----------
    db
        The file, within a transaction.
    mn, interval
        Whose counts were written.
    days
        First and last day that were.
    """
    for first in months(*days):
        last = end_of(first)
        span = (mn, interval, first.isoformat(), last.isoformat())
        key = (f"{first:%Y-%m}", interval, mn)
        for table in TABLES:
            db.execute(f"DELETE FROM {table} WHERE {_WHERE}", key)  # noqa: S608 - names are ours
        db.execute(
            f"INSERT INTO months SELECT ?,?,?, code, {_SUMS} FROM counts WHERE {_DAYS} GROUP BY code",  # noqa: S608
            (*key, *span),
        )
        db.execute(
            "INSERT INTO month_marks SELECT ?,?,?, code, j.key, sum(j.value)"  # noqa: S608
            f" FROM counts, json_each(counts.invalid) j WHERE {_DAYS} AND invalid != '{{}}'"
            " GROUP BY code, j.key",
            (*key, *span),
        )


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month that [first, last] touches."""
    begin = first.replace(day=1)
    while begin <= last:
        yield begin
        begin = end_of(begin) + timedelta(days=1)


def end_of(day: date) -> date:
    """Give the last day of a month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def read(ask: Ask, month: date, interval: str, *, codes: bool) -> list[MonthRow]:
    """List the counts of a month.

    Parameters
    ----------
    ask
        Asks the file.
    month
        Any day of it.
    interval
        Which interval is counted.
    codes
        A row a datastream; otherwise a row a data logger.
    """
    return _rows(ask, "months", "month_marks", "month = ?", (f"{month:%Y-%m}",), interval, codes)


def between(ask: Ask, first: date, last: date, interval: str, *, codes: bool) -> list[MonthRow]:
    """List the counts of [first, last], both included, as `read` does those of a month."""
    marks = (
        "(SELECT interval, day, mn, code, j.key AS mark, j.value AS number"
        " FROM counts, json_each(counts.invalid) j WHERE invalid != '{}')"
    )
    days = (first.isoformat(), last.isoformat())
    return _rows(ask, "counts", marks, "day BETWEEN ? AND ?", days, interval, codes)


def _rows(
    ask: Ask,
    sums: str,
    marks: str,
    when: str,
    times: tuple[str, ...],
    interval: str,
    codes: bool,  # noqa: FBT001
) -> list[MonthRow]:
    """Add up by datastream or data logger."""
    by = "mn, code" if codes else "mn"
    code = "code" if codes else "''"
    where, values = f"{when} AND interval = ? GROUP BY {by}", (*times, interval)
    invalid: dict[tuple[str, str], dict[str, int]] = {}
    for mn, name, mark, number in ask(
        f"SELECT mn, {code}, mark, sum(number) FROM {marks} WHERE {where}, mark ORDER BY mark",  # noqa: S608
        values,
    ):
        invalid.setdefault((mn, name), {})[mark] = number
    return [
        MonthRow(mn, name, Counts(*[*numbers, invalid.get((mn, name), {})]))
        for mn, name, *numbers in ask(
            f"SELECT mn, {code}, {_SUMS} FROM {sums} WHERE {where}",  # noqa: S608
            values,
        )
    ]
