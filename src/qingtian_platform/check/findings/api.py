"""What the stage tells the desk of findings and flags; nothing of it is for the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from qingtian.quality.flags import Flag, Flags
from qingtian.quality.stream import Times
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.findings.flagstore import FlagStore
from qingtian_platform.check.findings.rows import FindingRow
from qingtian_platform.check.findings.runs import Standing, Statement, spoken
from qingtian_platform.check.findings.store import Asked, Store
from qingtian_platform.kit.places import Places

__all__ = [
    "FindingRow",
    "FlagSaid",
    "finding",
    "finding_changes",
    "findings",
    "flag_history",
    "flags",
]


def findings(
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    thing: int | None = None,
    mn: str | None = None,
    code: str | None = None,
    rule: str | None = None,
    category: str | None = None,
    standing: bool = True,
    places: Places | None = None,
) -> list[FindingRow]:
    """List findings by their start.

    Parameters
    ----------
    start, end
        Those that touch [start, end); None = open. [with zone]
    thing
        Number of a thing.
    mn, code
        Those that touch a data logger, or one of its properties.
    rule, category
        Number of a rule; `quality` or `falsification`.
    standing
        Only those that still hold; otherwise also those withdrawn or succeeded.
    places
        Where everything lives; the current directory where left out.
    """
    asked = Asked().add("f.end > ?", start).add("f.start < ?", end).add("f.thing = ?", thing)
    asked.add("f.rule = ?", rule).add("f.category = ?", category).standing(only=standing)
    touching = [(name, value) for name, value in (("mn", mn), ("code", code)) if value is not None]
    if touching:
        where = " AND ".join(f"{name} = ?" for name, _ in touching)
        asked.texts.append(f"f.id IN (SELECT finding FROM touches WHERE {where})")  # noqa: S608
        asked.values += [value for _, value in touching]
    with Store.reading(places or Places.current()) as store:
        return store.asked(asked)


def finding(number: int, places: Places | None = None) -> FindingRow | None:
    """Give one finding, standing or not; None where there is none of that number."""
    with Store.reading(places or Places.current()) as store:
        return next(iter(store.asked(Asked().add("f.id = ?", number))), None)


def finding_changes(after: int, places: Places | None = None) -> tuple[int, list[int]]:
    """Tell which findings were said, or ceased to stand, since a cursor.

    Parameters
    ----------
    after
        The cursor of the last call; 0 at first.
    places
        Where everything lives.

    Returns
    -------
    int, list of int
        The new cursor; numbers of findings, each once, in the order of the first change.
    """
    with Store.reading(places or Places.current()) as store:
        return store.changes(after)


@dataclass(frozen=True)
class FlagSaid:
    """One entry of the history of a value's flag.

    Attributes
    ----------
    statements
        Who says it: a rule with version and arguments, a mark, a ruling; several where all of them
        were asked and none objects.
    flag
        What is said.
    said_at
        When. [UTC]
    """

    statements: tuple[Statement, ...]
    flag: Flag
    said_at: datetime


def flags(
    mn: str,
    code: str,
    interval: str,
    start: datetime,
    end: datetime,
    places: Places | None = None,
) -> tuple[Times, Flags, list[tuple[str, ...]]]:
    """Give the flags of a datastream as they stand.

    Parameters
    ----------
    mn, code, interval
        The datastream.
    start, end
        Values whose period begins in [start, end). [with zone]
    places
        Where everything lives.

    Returns
    -------
    times, flags, rules
        Starts of the periods that were judged, ascending [datetime64[us], UTC]; the flag of each;
        and the sources that say more than that it is valid: numbers of rules, `mark`, `ruling`.
    """
    first, after = moment(start), moment(end)
    with Store.reading(places or Places.current()) as store:
        runs = FlagStore(store).runs((mn, code, interval), micros(first), micros(after))
    times = spoken(runs)
    times = times[(times >= first) & (times < after)]
    standing = Standing(times, runs)
    return times, standing.current(), standing.remarks()


def flag_history(
    mn: str, code: str, interval: str, time: datetime, places: Places | None = None
) -> tuple[FlagSaid, ...]:
    """List what was said of one value, in the order in which it was said."""
    at = micros(moment(time))
    with Store.reading(places or Places.current()) as store:
        runs = FlagStore(store).runs((mn, code, interval), at, at + 1)
    return tuple(
        FlagSaid(run.statements, Flag(run.flag), aware(run.said_at))
        for run in runs
        if np.isin(moment(time), run.times)
    )
