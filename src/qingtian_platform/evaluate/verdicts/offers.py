"""Questions to the verdicts: what pages read, the tree of one, and the same under another edition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from qingtian.quantities import BEIJING
from qingtian_platform.evaluate.verdicts import facts, judging, reading
from qingtian_platform.evaluate.verdicts.rows import OVER, Verdict
from qingtian_platform.evaluate.verdicts.store import Store
from qingtian_platform.kit.places import Places

LENGTH = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
Tree = dict[str, Any]


def verdicts(
    thing_id: int, period: str, start: datetime, end: datetime, *, places: Places | None = None
) -> list[Verdict]:
    """List the current verdicts of a source or section that start in [start, end).

    Parameters
    ----------
    thing_id
        Number in the registry.
    period
        `hour` or `day`.
    start, end
        With a zone.
    places
        Where everything lives; as set for the process if left out.

    Returns
    -------
    list of Verdict
        By time and code; of a section one each, of code `class`.
    """
    with Store.reading(places or Places.current()) as store:
        return [] if store is None else store.current(thing_id, period, start, end)


def verdict(
    thing_id: int, period: str, start: datetime, code: str, *, places: Places | None = None
) -> Verdict | None:
    """Give one current verdict; None where nothing was judged."""
    found = verdicts(thing_id, period, start, start + timedelta(seconds=1), places=places)
    return next((each for each in found if each.code == code), None)


def verdict_versions(
    thing_id: int, period: str, start: datetime, code: str, *, places: Places | None = None
) -> list[Verdict]:
    """List every version of a verdict, the oldest first; nothing is overwritten."""
    with Store.reading(places or Places.current()) as store:
        return [] if store is None else store.versions(thing_id, period, start, code)


def latest_verdicts(thing_id: int, period: str, *, places: Places | None = None) -> list[Verdict]:
    """List the verdicts of the last hour, or the last day, that has any."""
    return latest_of([thing_id], period, places=places)[thing_id]


def latest_of(
    things: Iterable[int], period: str, *, places: Places | None = None
) -> dict[int, list[Verdict]]:
    """List for each source the verdicts of its last hour or day; none where it has none."""
    with Store.reading(places or Places.current()) as store:
        return {thing: _latest(store, thing, period) for thing in things}


def _latest(store: Store | None, thing: int, period: str) -> list[Verdict]:
    last = None if store is None else store.newest(thing, period)
    if store is None or last is None:
        return []
    return store.current(thing, period, last, last + timedelta(seconds=1))


def last_verdict(
    thing_id: int, period: str, code: str, *, over: bool = False, places: Places | None = None
) -> Verdict | None:
    """Give the last verdict of a factor within the last week that has any.

    Parameters
    ----------
    thing_id, period, code
        Whose, of which length, of what.
    over
        Whether one over its limit is wanted, if there is any; else one that compared a value is.
    places
        As elsewhere.
    """
    with Store.reading(places or Places.current()) as store:
        last = None if store is None else store.newest(thing_id, period)
        if store is None or last is None:
            return None
        found = store.current(thing_id, period, last - 7 * LENGTH["day"], last + LENGTH[period])
    own = [each for each in reversed(found) if each.code == code]
    wanted = [each for each in own if each.word == OVER] if over else []
    return next(iter([*wanted, *(each for each in own if each.judged), *own]), None)


def verdict_state(*, places: Places | None = None) -> int:
    """Count the times that any verdict changed; what is the same has the same number. [1]."""
    with Store.reading(places or Places.current()) as store:
        return 0 if store is None else store.version()


def verdicts_written(
    things: Iterable[int],
    period: str,
    start: datetime,
    end: datetime,
    *,
    places: Places | None = None,
) -> int:
    """Count every version ever written of what starts in [start, end).

    What is the same has the same number, since nothing is overwritten. [1]
    """
    with Store.reading(places or Places.current()) as store:
        return 0 if store is None else store.written(things, period, start, end)


def verdict_span(
    things: Iterable[int], *, places: Places | None = None
) -> tuple[datetime, datetime] | None:
    """Give the starts of the first and the last day of some things that was judged."""
    with Store.reading(places or Places.current()) as store:
        return None if store is None else store.day_span(things)


def over_since(
    after: int, *, limit: int = 500, places: Places | None = None
) -> tuple[int, list[Verdict]]:
    """List the verdicts that came to be over a limit, or ceased to be, since a cursor.

    Parameters
    ----------
    after
        The cursor of the last call; 0 at first.
    limit
        At most so many. [1]
    places
        As elsewhere.

    Returns
    -------
    int, list of Verdict
        The new cursor; versions in the order in which they were written. A verdict may come more
        than once: its last version stands.
    """
    with Store.reading(places or Places.current()) as store:
        return (after, []) if store is None else store.over_since(after, limit)


def verdict_tree(
    thing_id: int, period: str, start: datetime, code: str, *, places: Places | None = None
) -> Tree | None:
    """Give the tree of a current verdict, as `Result.to_json` writes it.

    What the stage kept is given at once; an older one is computed again from the archive.
    """
    where = places or Places.current()
    with Store.reading(where) as store:
        kept = None if store is None else store.tree(thing_id, period, start, code)
    if kept is not None:
        found: Tree = kept
        return found
    again = judge_again(thing_id, period, start, code, places=where)
    return None if again is None else again[1]


def judge_again(
    thing_id: int,
    period: str,
    start: datetime,
    code: str,
    *,
    as_of: date | None = None,
    places: Places | None = None,
) -> tuple[Verdict, Tree] | None:
    """Judge once more from the archive, by the law of its day or of another one.

    Parameters
    ----------
    thing_id, period, start, code
        Which verdict.
    as_of
        Day whose law is applied instead; None = that of the data.
    places
        Where everything lives.

    Returns
    -------
    (Verdict, tree) or None
        Nothing of it is kept. None where there is nothing to judge.
    """
    source = facts.read().get(thing_id)
    if source is None:
        return None
    begin = start.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    read = reading.read(places or Places.current(), source.mns, begin, begin + timedelta(days=1))
    samples = reading.merged(read[mn] for mn in source.mns if mn in read)
    if period == "hour":
        found = judging.hour(source, samples, start, as_of)
    else:
        found = judging.day(source, samples, begin.date(), as_of)
    return next((each for each in found if each[0].code == code), None)
