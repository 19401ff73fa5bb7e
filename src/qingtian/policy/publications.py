"""Publications: what must be made public, by whom, when, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources.abc import Traversable

from qingtian.policy.clocks import AT_ITS_END, Grace, grace
from qingtian.policy.deadlines import Period
from qingtian.policy.rows import Row, mapped
from qingtian.policy.settings import Setting

WORDS = ("event", "continuous", "real time")
_AGAIN = re.compile(r"(P\w+) from (\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Publication:
    """One item that must be public.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    by
        Keys of the organisations that owe it; empty where the text names nobody.
    clauses
        Where that stands.
    day
        By when, where it is owed once.
    cycle, since
        How often and from which day, where it is owed again and again.
    word
        `event`, `continuous` or `real time`, where it has no day.
    live
        Page of the platform on which it stands by itself; empty where it must be entered.
    each
        Who owes it for itself, as of a clock; empty where those of `by` owe it together.
    grace
        How long after the end of a period it is owed.
    """

    key: str
    name: Mapping[str, str]
    by: tuple[str, ...]
    clauses: tuple[str, ...]
    day: date | None = None
    cycle: Period | None = None
    since: date | None = None
    word: str = ""
    live: str = ""
    each: tuple[str, ...] = ()
    grace: Grace = AT_ITS_END

    def owed(self, today: date) -> tuple[date, ...]:
        """List the days by which it was owed, up to a day.

        Returns
        -------
        tuple of date
            Empty for what is owed on events or continuously; else of each period its last day, or
            the day that the grace gives.
        """
        if self.day is not None:
            return (self.day,) if self.day <= today else ()
        if self.cycle is None or self.since is None:
            return ()
        found: list[date] = []
        while True:
            last = self.cycle.after(self.since, len(found) + 1) - timedelta(days=1)
            found.append(self.grace.after(last))
            if last > today:
                return tuple(due for due in found if due <= today)


def publications(folder: Traversable, settings: Mapping[str, Setting]) -> dict[str, Publication]:
    """Read `publications.yaml`."""
    rows = mapped(folder, "publications.yaml", "publications")
    return {row.name: _publication(row, settings) for row in rows}


def _publication(row: Row, settings: Mapping[str, Setting]) -> Publication:
    row.only(["name", "by", "when", "clauses"], ["live", "each", "due"])
    common = (row.name, row.words("name"), row.texts("by"), row.texts("clauses", empty=False))
    live, when = row.text("live", ""), row.values["when"]
    each = row.texts("each")
    if when in WORDS:
        return Publication(*common, word=str(when), live=live, each=each)
    again = _AGAIN.fullmatch(str(when))
    if again is None:
        return Publication(*common, day=row.day("when"), live=live, each=each)
    try:
        cycle, since = Period.read(again[1]), date.fromisoformat(again[2])
    except ValueError as problem:
        raise row.error("when", str(problem)) from None
    after = grace(row, "due", settings) if "due" in row.values else AT_ITS_END
    return Publication(*common, cycle=cycle, since=since, live=live, each=each, grace=after)
