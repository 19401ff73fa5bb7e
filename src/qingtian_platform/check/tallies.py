"""The file `tallies.sqlite3`: how many values bear which flag, by datastream, day and month.

Derived of the flags of the stage, from a cursor of its own; may go at any time and is made again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import apsw
import numpy as np

from qingtian.quality.completeness import BEIJING
from qingtian.quality.flags import Flag
from qingtian_platform.check import months
from qingtian_platform.check.expect import aware, day_span, micros
from qingtian_platform.check.findings.flagstore import FlagStore, Key
from qingtian_platform.check.findings.runs import Standing, spoken
from qingtian_platform.check.findings.store import Store
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing

FORMAT: Final = "1"
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS days (
    interval TEXT NOT NULL, day TEXT NOT NULL, mn TEXT NOT NULL, code TEXT NOT NULL,
    source TEXT NOT NULL, flag INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (mn, code, interval, day, source, flag)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_day ON days (interval, day);
CREATE TABLE IF NOT EXISTS months (
    interval TEXT NOT NULL, month TEXT NOT NULL, mn TEXT NOT NULL, code TEXT NOT NULL,
    source TEXT NOT NULL, flag INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (interval, month, mn, code, source, flag)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
AT_ONCE: Final = 20_000
"""Runs that one step reads."""


@dataclass(frozen=True)
class Tally:
    """Values of a datastream, or of a whole data logger, that a source flags.

    Attributes
    ----------
    mn, code
        Data logger; observed property, empty where all of it are counted together.
    source
        `mark`, `ruling` or the number of a rule.
    number
        How many values.
    """

    mn: str
    code: str
    source: str
    number: int


def step(places: Places) -> bool:
    """Count again what the flags said since the last step touch.

    Returns
    -------
    bool
        Whether there was anything to do.
    """
    with Store.reading(places) as store:
        if store.db is None:
            return False
        with closing(_writing(places)) as db:
            cursor = int(_state(db, "cursor") or 0)
            rows = store.rows(
                "SELECT r.number, s.mn, s.code, s.interval, r.first, r.last FROM runs r"
                " JOIN streams s ON r.stream = s.id WHERE r.number > ? ORDER BY r.number LIMIT ?",
                (cursor, AT_ONCE),
            )
            if not rows:
                return False
            flags = FlagStore(store)
            for key, spans in _touched(rows).items():
                for first, last in spans:
                    with db:
                        _count(db, flags, key, first, last)
            db.execute("INSERT OR REPLACE INTO state VALUES ('cursor', ?)", (str(rows[-1][0]),))
    return True


def _writing(places: Places) -> apsw.Connection:
    db = apsw.Connection(str(places.tallies))
    db.set_busy_timeout(20_000)
    db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    db.execute(SCHEMA)
    if _state(db, "format") not in (None, FORMAT):
        db.execute("DELETE FROM days; DELETE FROM months; DELETE FROM state;")
    db.execute("INSERT OR REPLACE INTO state VALUES ('format', ?)", (FORMAT,))
    return db


def _state(db: apsw.Connection, name: str) -> str | None:
    row = db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _touched(rows: Iterable[Sequence[Any]]) -> dict[Key, list[tuple[date, date]]]:
    """List the stretches of Beijing days that new runs of each datastream touch, a month at most."""
    days: dict[Key, set[date]] = {}
    for _, mn, code, interval, first, last in rows:
        begin, end = (beijing(aware(at)).date() for at in (first, last))
        for month in months.months(begin, end):
            here, until = max(month, begin), min(months.end_of(month), end)
            span = range((until - here).days + 1)
            days.setdefault((mn, code, interval), set()).update(
                here + timedelta(days=n) for n in span
            )
    return {key: _stretches(sorted(found)) for key, found in days.items()}


def _stretches(days: list[date]) -> list[tuple[date, date]]:
    """Put days together that follow each other within a month."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1) and day.day != 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _count(db: apsw.Connection, flags: FlagStore, key: Key, first: date, last: date) -> None:
    """Count the flags of some days of a datastream, and of their month."""
    window = day_span(first, last)
    assert window.end is not None
    runs = flags.runs(key, micros(window.start), micros(window.end))
    times = spoken(runs)
    times = times[(times >= window.start) & (times < window.end)]
    counts = _sorted(Standing(times, runs))
    mn, code, interval = key
    where = "mn = ? AND code = ? AND interval = ?"
    db.execute(
        f"DELETE FROM days WHERE {where} AND day BETWEEN ? AND ?",  # noqa: S608 - names are ours
        (*key, first.isoformat(), last.isoformat()),
    )
    db.executemany(
        "INSERT INTO days VALUES (?,?,?,?,?,?,?)",
        [
            (interval, day, mn, code, source, flag, number)
            for (day, source, flag), number in counts.items()
        ],
    )
    month = f"{first:%Y-%m}"
    db.execute(f"DELETE FROM months WHERE {where} AND month = ?", (*key, month))  # noqa: S608
    db.execute(
        "INSERT INTO months SELECT interval, ?, mn, code, source, flag, sum(number) FROM days"  # noqa: S608
        f" WHERE {where} AND day BETWEEN ? AND ? GROUP BY source, flag",
        (month, *key, f"{month}-01", f"{month}-31"),
    )


def _sorted(standing: Standing) -> Counter[tuple[str, str, int]]:
    """Count what stands of some times by Beijing day, source and flag; what is valid is left out."""
    days = (standing.times + BEIJING).astype("datetime64[D]")
    found: Counter[tuple[str, str, int]] = Counter()
    for source in standing.sources:
        says = standing.says(source)
        for place in np.flatnonzero(says > Flag.VALID):
            found[str(days[place]), source, int(says[place])] += 1
    return found


def read(places: Places, first: date, last: date, interval: str, *, codes: bool) -> list[Tally]:
    """List how many values are flagged so that they do not count, and by what.

    Parameters
    ----------
    places
        Where everything lives.
    first, last
        Beijing days, both included; a whole month is read from what is kept by month.
    interval
        Which interval is counted.
    codes
        A row a datastream and source; otherwise a row a data logger and source.
    """
    if not places.tallies.exists():
        return []
    whole = first.day == 1 and last == months.end_of(first)
    table, when = ("months", "month = ?") if whole else ("days", "day BETWEEN ? AND ?")
    times = (f"{first:%Y-%m}",) if whole else (first.isoformat(), last.isoformat())
    code = "code" if codes else "''"
    with closing(apsw.Connection(str(places.tallies), flags=apsw.SQLITE_OPEN_READONLY)) as db:
        db.set_busy_timeout(20_000)
        try:
            rows: list[Any] = db.execute(
                f"SELECT mn, {code}, source, sum(number) FROM {table}"  # noqa: S608
                f" WHERE interval = ? AND {when} AND flag >= ?"
                f" GROUP BY mn, {code}, source ORDER BY source",
                (interval, *times, int(Flag.SUSPECT)),
            ).fetchall()
        except apsw.SQLError:
            return []  # the writer has not made its tables yet
    return [Tally(*row) for row in rows]
