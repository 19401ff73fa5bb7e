"""Rows of checks as a file has them, made into checks or refused by the row that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qingtian_platform.assess.inspections.errors import ChecksRefusedError

COLUMNS = ("number", "subject", "day", "object", "found", "penalised")
"""Columns that a file of checks must have; `withdrawn` may stand beside them."""
YES = frozenset({"1", "是", "yes", "true"})
NO = frozenset({"0", "否", "no", "false", ""})
MOST = 200_000
"""Rows of one file. [1]"""
Cells = Mapping[str, str]


@dataclass(frozen=True)
class CheckRow:
    """One check.

    Attributes
    ----------
    number
        Its number, once in the whole city; a later row of the same number stands before an earlier one.
    subject
        Code of the place that it counts for.
    day
        When it was made.
    object
        What was checked.
    found, penalised
        Whether a violation was found, and whether it was penalised.
    withdrawn
        Whether the check is taken back.
    """

    number: str
    subject: str
    day: date
    object: str
    found: bool
    penalised: bool
    withdrawn: bool


def read(
    rows: Iterable[Cells], places: Mapping[str, str], since: date, until: date
) -> list[CheckRow]:
    """Read the rows of a file: all of them, or none.

    Parameters
    ----------
    rows
        Cells by column.
    places
        Code of each place by the words that a file may use for it.
    since, until
        First and last day on which a check may have been made.

    Raises
    ------
    ChecksRefusedError
        If a row is wrong; rows are counted from 1 below the head.
    """
    found: list[CheckRow] = []
    seen: dict[str, int] = {}
    for at, cells in enumerate(rows, 1):
        if at > MOST:
            raise ChecksRefusedError(
                _("Expected at most %(n)s rows; divide the file.") % {"n": MOST}
            )
        row = _row(cells, places, since, until, at)
        if seen.setdefault(row.number, at) != at:
            raise wrong(at, "number", _("a number that stands once"), row.number, seen[row.number])
        found.append(row)
    if not found:
        raise ChecksRefusedError(_("Expected rows below the head; got none."))
    return found


def _row(cells: Cells, places: Mapping[str, str], since: date, until: date, at: int) -> CheckRow:
    number, thing = cells["number"], cells["object"]
    if not 0 < len(number) <= 60:
        raise wrong(at, "number", _("1 to 60 characters"), number)
    if not 0 < len(thing) <= 80:
        raise wrong(at, "object", _("1 to 80 characters"), thing)
    subject = places.get(cells["subject"])
    if subject is None:
        raise wrong(at, "subject", _("a place that is ranked, by code or name"), cells["subject"])
    found = _flag(cells, "found", at)
    penalised = _flag(cells, "penalised", at)
    if penalised and not found:
        raise wrong(at, "penalised", _("no penalty where nothing was found"), cells["penalised"])
    day = day_of(cells["day"], since, until, at)
    return CheckRow(number, subject, day, thing, found, penalised, _flag(cells, "withdrawn", at))


def _flag(cells: Cells, column: str, at: int) -> bool:
    word = cells.get(column, "").lower()
    if word in YES:
        return True
    if word in NO and (word or column == "withdrawn"):
        return False
    raise wrong(at, column, _("1 or 0 (是 or 否)"), word)


def day_of(text: str, since: date, until: date, at: int, column: str = "day") -> date:
    """Read a day that lies between two.

    Raises
    ------
    ChecksRefusedError
        If it is none.
    """
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise wrong(at, column, _("a day as 2026-11-25"), text) from None
    if not since <= day <= until:
        words = _("a day from %(first)s to %(last)s") % {"first": since, "last": until}
        raise wrong(at, column, words, text)
    return day


def wrong(at: int, column: str, expected: str, got: str, first: int = 0) -> ChecksRefusedError:
    """Say which cell of which row is wrong, and what was expected; `first` is the row it repeats."""
    words = _("Row %(n)s, %(column)s: expected %(expected)s; got “%(got)s”.") % {
        "n": at,
        "column": column,
        "expected": expected,
        "got": got[:60],
    }
    if first:
        words += " " + _("It stands in row %(n)s too.") % {"n": first}
    return ChecksRefusedError(words)
