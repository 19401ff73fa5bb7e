"""What the figures of townships offer: the month of a township, and of each station why it counts or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.quantities import mean_rounded
from qingtian_platform.assess.closing.figures import FigureRow
from qingtian_platform.assess.policies import policy, required
from qingtian_platform.assess.townships import counting, daily, hourly, lying, water
from qingtian_platform.assess.townships.errors import TownshipRefusedError
from qingtian_platform.assess.townships.kinds import KINDS, Kind
from qingtian_platform.assess.townships.lying import Lying, Said, said
from qingtian_platform.assess.townships.models import Lies
from qingtian_platform.assess.townships.reckoned import NOTHING, TOO_FEW, Reckoned
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import Person
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

__all__ = [
    "NOTHING",
    "TOO_FEW",
    "Month",
    "Said",
    "StationMonth",
    "TownshipRefusedError",
    "computes",
    "lie",
    "lying_on",
    "month",
    "said",
]

NO_STATION = "no station lies in it"
NONE_COUNTS = "none of its stations counts"
KEPT = 24
"""Periods whose figures are kept until something changes. [1]"""


@dataclass(frozen=True)
class StationMonth:
    """What a station, or section, has to do with the figure of a township.

    Attributes
    ----------
    thing
        The station.
    township
        Code of the township that it lies in; empty where none is known.
    counts
        Whether its readings go into the figure.
    reason
        Why not; empty where they do.
    reckoned
        Its period; None where its readings do not count whatever they are.
    value
        Its mean or index with the digits of the indicator. [unit of the indicator]
    """

    thing: ThingInfo
    township: str
    counts: bool
    reason: str
    reckoned: Reckoned | None
    value: Decimal | None


@dataclass(frozen=True)
class Month:
    """The figures of a period, and of each station why it counts or not.

    Attributes
    ----------
    indicator, first, last
        Of what, and which period.
    stations
        Every station that sends such readings, by township and name.
    rows
        One figure a township that is assessed.
    """

    indicator: str
    first: date
    last: date
    stations: tuple[StationMonth, ...]
    rows: tuple[FigureRow, ...]


def computes(indicator: str) -> bool:
    """Tell whether an indicator is computed for townships."""
    return indicator in KINDS


def month(indicator: str, first: date, last: date, *, places: Places | None = None) -> Month:
    """Compute an indicator of every township for a period, from what the archive holds now.

    Parameters
    ----------
    indicator
        One of `KINDS` that the pack has.
    first, last
        Days of the period, in Beijing.
    places
        Where everything lives; None = of this process.

    Returns
    -------
    Month
        A township without a station that counts has no figure, with the reason.

    Raises
    ------
    TownshipRefusedError
        If the city has no policy, or its pack no such indicator.
    ValueError
        If days of stations are asked for over a period that is not of whole months.
    """
    known = policy()
    if known is None or indicator not in known.indicators or indicator not in KINDS:
        raise TownshipRefusedError(
            _("Expected an indicator of townships; got %(x)s.") % {"x": indicator}
        )
    where = places or Places.current()
    return _month(known, indicator, first, last, where, _stamp(where))


def _stamp(places: Places) -> tuple[object, ...]:
    """Name the state of all that a figure rests on: what is the same gives the same figures."""
    return (
        *record.counts(places).values(),
        evaluate.version(places=places),
        registry.version(),
        len(acts.roll(places).acts),
        Lies.objects.count(),
        evaluate.verdict_state(places=places),
    )


@lru_cache(maxsize=KEPT)
def _month(
    known: Policy,
    indicator: str,
    first: date,
    last: date,
    places: Places,
    _state: tuple[object, ...],
) -> Month:
    kind, lies = KINDS[indicator], Lying(known, last)
    digits = known.measure(indicator).digits
    things = _things(kind, first, last)
    out = {t.id: counting.left_out(known, t, lies.township(t), last) for t in things}
    own = [thing for thing in things if not out[thing.id]]
    reckoned = _reckon(known, kind, own, (first, last), places)
    stations = [
        _station(thing, lies.township(thing), out[thing.id], reckoned.get(thing.id), digits)
        for thing in things
    ]
    stations.sort(key=lambda each: (each.township, each.thing.name))
    rows = [
        _row(indicator, code, first, stations, digits) for code in _subjects(known, indicator, last)
    ]
    return Month(indicator, first, last, tuple(stations), tuple(rows))


def _things(kind: Kind, first: date, last: date) -> list[ThingInfo]:
    """List the stations that send such readings, and were open in the period."""
    wanted = "section" if kind.way == "water" else "station"
    codes = {kind.what} if kind.way == "hourly" else _codes(kind)
    sending = {each.thing_id for each in registry.datastreams() if not codes or each.code in codes}
    return [
        thing
        for thing in registry.things().values()
        if thing.kind == wanted
        and thing.id in sending
        and (thing.opened is None or thing.opened <= last)
        and (thing.closed is None or thing.closed >= first)
    ]


def _codes(kind: Kind) -> set[str]:
    return {code for code, name in evaluate.CODES.items() if name == kind.what}


def _reckon(
    known: Policy,
    kind: Kind,
    things: Sequence[ThingInfo],
    days: tuple[date, date],
    places: Places,
) -> dict[int, Reckoned]:
    first, last = days
    if kind.way == "daily":
        return daily.reckon([t.id for t in things], kind.what, first, last, places)
    if kind.way == "hourly":
        demand = hourly.Demand.of(known.numbers(kind.valid, last))
        streams = hourly.streams_of(kind.what, {t.id for t in things}, last)
        return hourly.reckon(streams, kind.what, first, last, demand, places)
    bodies = {t.id: _body(t, last) for t in things}
    return water.reckon(bodies, known.decided(kind.valid, last)["items"], first, last, places)


def _body(thing: ThingInfo, day: date) -> str:
    standing = thing.standing(day)
    return (standing.body if standing else None) or "river"


def _station(
    thing: ThingInfo, township: str, out: str, found: Reckoned | None, digits: int
) -> StationMonth:
    exact = found.exact if found else None
    reason = out or (found.reason if found else NOTHING)
    value = None if exact is None else mean_rounded(exact, digits)
    return StationMonth(thing, township, not reason and exact is not None, reason, found, value)


def _subjects(known: Policy, indicator: str, day: date) -> list[str]:
    """List the places that some ranking assesses by an indicator."""
    using = {indicator} | {
        key
        for key, each in known.assessments.items()
        if any(indicator in part.indicators for part in each.parts)
    }
    found = {
        code
        for key, ranking in known.rankings.items()
        if ranking.indicator in using or ranking.then in using
        for code in known.assessed(key, day)
    }
    return sorted(found)


def _row(
    indicator: str, code: str, first: date, stations: Iterable[StationMonth], digits: int
) -> FigureRow:
    """Give the mean of the stations of a township that count, rounded once."""
    own = [each for each in stations if each.township == code]
    counted = [each for each in own if each.counts and each.reckoned is not None]
    exact = [e.reckoned.exact for e in counted if e.reckoned and e.reckoned.exact is not None]
    if not exact:
        reason = NONE_COUNTS if own else NO_STATION
        return FigureRow(indicator, code, first, "", reason, _source(own))
    value = mean_rounded(sum(exact, Fraction(0)) / len(exact), digits)
    return FigureRow(indicator, code, first, format(value, "f"), "", _source(own))


def _source(stations: Sequence[StationMonth]) -> str:
    """Name the stations by their keys, with what of them counts, and the edition."""
    parts = [f"{each.thing.key} {_told(each)}" for each in stations]
    editions = sorted({e.reckoned.edition for e in stations if e.reckoned and e.reckoned.edition})
    return "; ".join([*parts, *editions])


def _told(each: StationMonth) -> str:
    if each.reckoned is None:
        return "-"
    hours = f"{each.reckoned.hours} h " if each.reckoned.hours else ""
    return f"{hours}{each.reckoned.days}/{each.reckoned.need} d" + ("" if each.counts else " -")


def lie(
    thing: str,
    township: str,
    since: date,
    reason: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> None:
    """Say in which township a station lies from a day on; see `lying.lie`.

    Raises
    ------
    TownshipRefusedError
        If the city has no policy, or what is said cannot be.
    """
    known = required(TownshipRefusedError)
    lying.lie(known, thing, township, since, reason, person, now=now)


def lying_on(day: date) -> Callable[[ThingInfo], str]:
    """Give what says in which township a station lies on a day, as its code; empty where unknown.

    A city without a policy has what the registry says.
    """
    known = policy()
    if known is None:
        return lambda thing: thing.township or ""
    return Lying(known, day).township
