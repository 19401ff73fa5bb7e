"""What evaluate offers: results of stations and the city, the latest, and where a number comes from."""

from __future__ import annotations

from datetime import date, datetime

from qingtian.standards.result import Given
from qingtian.standards.result import Result as Explanation
from qingtian_platform.evaluate import explain as _explain
from qingtian_platform.evaluate.apart import apart
from qingtian_platform.evaluate.export import air_rows, header
from qingtian_platform.evaluate.facts import CITY, CODES
from qingtian_platform.evaluate.rows import Dose, Result
from qingtian_platform.evaluate.store import Store
from qingtian_platform.evaluate.verdicts.editions import Edition, editions
from qingtian_platform.evaluate.verdicts.facts import packs as law_packs
from qingtian_platform.evaluate.verdicts.offers import (
    judge_again,
    last_verdict,
    latest_of,
    latest_verdicts,
    over_since,
    verdict,
    verdict_span,
    verdict_state,
    verdict_tree,
    verdict_versions,
    verdicts,
    verdicts_written,
)
from qingtian_platform.evaluate.verdicts.rows import Bounds, Verdict
from qingtian_platform.evaluate.verdicts.sampled import SampleLimit, SampleVerdict, judge_sample
from qingtian_platform.evaluate.verdicts.sections import colour as class_colour
from qingtian_platform.kit.places import Places

__all__ = [
    "CODES",
    "Bounds",
    "Dose",
    "Edition",
    "Explanation",
    "Result",
    "SampleLimit",
    "SampleVerdict",
    "Verdict",
    "air_rows",
    "apart",
    "city_days",
    "city_hours",
    "class_colour",
    "days",
    "editions",
    "evaluations",
    "explain",
    "header",
    "hours",
    "inputs",
    "judge_again",
    "judge_sample",
    "last_verdict",
    "latest",
    "latest_city",
    "latest_of",
    "latest_verdicts",
    "law_packs",
    "over_since",
    "span",
    "verdict",
    "verdict_span",
    "verdict_state",
    "verdict_tree",
    "verdict_versions",
    "verdicts",
    "verdicts_written",
    "version",
    "versions",
]


def _current(
    thing: int, period: str, start: datetime, end: datetime, places: Places | None
) -> list[Result]:
    with Store.reading(places or Places.current()) as store:
        return [] if store is None else store.current(thing, period, start, end)


def hours(
    thing_id: int, start: datetime, end: datetime, *, places: Places | None = None
) -> list[Result]:
    """List a station's hours that start in [start, end), current versions, by time.

    Parameters
    ----------
    thing_id
        Number of the station in the registry.
    start, end
        With a zone.
    places
        Where everything lives; as set for the process if left out.
    """
    return _current(thing_id, "hour", start, end, places)


def days(
    thing_id: int, start: datetime, end: datetime, *, places: Places | None = None
) -> list[Result]:
    """List a station's natural days that start in [start, end), current versions, by time."""
    return _current(thing_id, "day", start, end, places)


def city_hours(start: datetime, end: datetime, *, places: Places | None = None) -> list[Result]:
    """List the city's hours, from its assessment stations, that start in [start, end)."""
    return _current(CITY, "hour", start, end, places)


def city_days(start: datetime, end: datetime, *, places: Places | None = None) -> list[Result]:
    """List the city's natural days, from its assessment stations, that start in [start, end)."""
    return _current(CITY, "day", start, end, places)


def latest(*, places: Places | None = None) -> dict[int, Result]:
    """Give each station's hour that was measured last; when it came in stands beside it.

    Returns
    -------
    dict
        Thing to result. Ordered by the time of measurement, so a late back-fill of an old hour
        never stands for "now".
    """
    with Store.reading(places or Places.current()) as store:
        found = [] if store is None else store.latest()
    return {one.thing_id: one for one in found if one.thing_id is not None}


def latest_city(*, places: Places | None = None) -> Result | None:
    """Give the city's hour that was measured last; None where there is none."""
    with Store.reading(places or Places.current()) as store:
        return None if store is None else store.last(CITY, "hour")


def version(thing_id: int | str | None = None, *, places: Places | None = None) -> int:
    """Count the times that any result changed; what is the same has the same number. [1].

    Parameters
    ----------
    thing_id
        `city` counts the changes of its results alone, a station's number how often it was
        evaluated (why an hour has no value may change without a result); None = all results.
    places
        As elsewhere.
    """
    with Store.reading(places or Places.current()) as store:
        if store is None:
            return 0
        return store.version(None if thing_id is None else _number(thing_id))


def evaluations(
    thing_id: int | str, first: date, last: date, *, places: Places | None = None
) -> dict[date, int]:
    """Count how often the days of a station or the `city` were evaluated.

    What a result says, and what its explanation rests on, changes with the count of its day.

    Parameters
    ----------
    thing_id
        Number of the station, or `city`.
    first, last
        Days of Beijing, both included; those that never were evaluated are left out.
    places
        As elsewhere.
    """
    with Store.reading(places or Places.current()) as store:
        return {} if store is None else store.evaluations(_number(thing_id), first, last)


def _number(thing_id: int | str) -> int:
    return CITY if thing_id == "city" else int(thing_id)


def span(
    thing_id: int | None, period: str, *, places: Places | None = None
) -> tuple[datetime, datetime] | None:
    """Give the starts of the first and last result of a station, or of the city (None)."""
    with Store.reading(places or Places.current()) as store:
        thing = CITY if thing_id is None else thing_id
        return None if store is None else store.span(thing, period)


def versions(
    thing_id: int | None, period: str, start: datetime, *, places: Places | None = None
) -> list[Result]:
    """List every version of one result, the oldest first; None = the city."""
    with Store.reading(places or Places.current()) as store:
        thing = CITY if thing_id is None else thing_id
        return [] if store is None else store.versions(thing, period, start)


def explain(
    thing_id: int | str, period: str, start: datetime, *, places: Places | None = None
) -> Explanation:
    """Compute a result again in the form that explains itself, from what the stage evaluated last.

    Parameters
    ----------
    thing_id
        Number of the station, or `city`.
    period
        `hour` or `day`.
    start
        Start of the period, with a zone.
    places
        As elsewhere.

    Returns
    -------
    qingtian.standards.result.Result
        The tree: AQI, indices, concentrations with clause and steps, readings with batch and
        frame, and what was left out and why. `inputs` lists its leaves.

    Raises
    ------
    ValueError
        If the period is unknown, or the start has no zone.
    qingtian.law.NotInForceError
        If no edition is known for the day.
    """
    if period not in ("hour", "day"):
        raise ValueError(f"expected hour or day; got {period!r}")
    if start.tzinfo is None:
        raise ValueError("expected a start with a zone")
    where = places or Places.current()
    if thing_id == "city":
        return _explain.city(where, period, start)
    return _explain.station(where, int(thing_id), period, start)


def inputs(explanation: Explanation) -> list[tuple[Given, str]]:
    """List the readings at the leaves of an explanation, with the reason where one was left out.

    Parameters
    ----------
    explanation
        As of `explain`.

    Returns
    -------
    list of (Given, str)
        `Given.origin` has mn, code, start, batch, frame, received_at, flag; the reason is empty
        for what took part, else a key of `qingtian.standards.words.WORDS`.
    """
    found: list[tuple[Given, str]] = []
    for item in explanation.inputs:
        if isinstance(item, Explanation):
            found += inputs(item)
        elif item.origin:
            found.append((item, ""))
    for out in explanation.left_out:
        if out.given.origin:
            found.append((out.given, out.reason))
        if out.result is not None:
            found += [(given, reason or out.reason) for given, reason in inputs(out.result)]
    return found
