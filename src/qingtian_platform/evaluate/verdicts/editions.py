"""What the law has asked of an outlet over time: the editions that a verdict can be held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from qingtian import law
from qingtian.quantities import BEIJING
from qingtian.standards import emissions
from qingtian.standards.emissions import Limit, UnclearKindError
from qingtian_platform.evaluate.verdicts import facts
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.held import of_law
from qingtian_platform.evaluate.verdicts.rows import SECTION, Bounds, Verdict

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Edition:
    """A stretch of time in which the law asked the same of an outlet's factor.

    Attributes
    ----------
    bounds
        The strictest limit of the law in it.
    since, until
        First and last day; no end = still.
    as_of
        Day whose law stands for it: where it can be, of the season of the data.
    holds
        Whether the day of the data lies in it.
    """

    bounds: Bounds
    unit: str
    since: date
    until: date | None
    as_of: date
    holds: bool


def editions(verdict: Verdict) -> list[Edition]:
    """List what the law has asked of the factor of a verdict, by time; empty of a section."""
    source = facts.read().get(verdict.thing_id)
    if source is None or verdict.code == SECTION:
        return []
    try:
        item = emissions.item_of(verdict.code)
    except LookupError:
        return []
    when = verdict.start.astimezone(BEIJING).date()
    found: list[Edition] = []
    for since, until in stretches(item):
        day = same_season(when, since, until)
        limit = strictest(source, item.name, verdict.period, day, when)
        if limit is None:
            continue
        one = Edition(bounds(limit), limit.unit, since, until, day, holds(when, since, until))
        if found and _same(found[-1].bounds, one.bounds) and found[-1].until == since - DAY:
            last = found.pop()
            both = holds(when, last.since, until)
            one = Edition(
                one.bounds,
                one.unit,
                last.since,
                until,
                one.as_of if one.holds else last.as_of,
                both,
            )
        found.append(one)
    return found


def _same(a: Bounds, b: Bounds) -> bool:
    return (a.document, a.low, a.high) == (b.document, b.low, b.high)


def stretches(item: emissions.Item) -> Iterator[tuple[date, date | None]]:
    """Cut time at each day on which a limit of an item, or what it applies to, begins or ends."""
    cuts: set[date] = set()
    for path, stages in law.provisions(facts.packs()).items():
        if path.startswith("emissions.") and {item.file, "applies"} & set(path.split(".")):
            for stage in stages:
                cuts |= {stage.since} | ({stage.until + DAY} if stage.until else set())
    ordered = sorted(cuts)
    yield from ((first, after - DAY) for first, after in pairwise(ordered))
    if ordered:
        yield ordered[-1], None


def holds(day: date, since: date, until: date | None) -> bool:
    """Say whether a day lies in a stretch."""
    return since <= day and (until is None or day <= until)


def same_season(day: date, since: date, until: date | None) -> date:
    """Choose the day of a stretch that is nearest to the data's day of the year."""
    if holds(day, since, until):
        return day
    for year in (since.year, since.year + 1):
        try:
            found = day.replace(year=year)
        except ValueError:  # 29 February
            found = date(year, 2, 28)
        if holds(found, since, until):
            return found
    return since


def strictest(source: Source, item: str, period: str, law_day: date, when: date) -> Limit | None:
    """Give the strictest limit of the law on a day for what the source is when the data are of."""
    try:
        found = of_law(source, item, law_day, when)
    except UnclearKindError:
        return None
    return next((each for each in found if each.averaging == period), None)


def bounds(limit: Limit) -> Bounds:
    """Put a limit of the law into the form of a verdict's."""
    return Bounds(
        limit.low,
        limit.high,
        "standard",
        limit.cite.standard,
        limit.cite.clause,
        limit.cite.path,
        limit.cite.review or bool(limit.unknown),
    )
