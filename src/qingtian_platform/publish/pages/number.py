"""Where a number comes from: value, rule and clause, inputs, and the frame as sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingtian.standards.air import POLLUTANTS
from qingtian.standards.result import Result
from qingtian_platform.evaluate.api import CODES
from qingtian_platform.kit.categories import Bound, Category, bound, category
from qingtian_platform.kit.templatetags.kit import figure as digits
from qingtian_platform.kit.times import BEIJING, beijing, plain_day, span_text
from qingtian_platform.publish import corrections, figures, other_edition
from qingtian_platform.publish.dressing import number_href, slug
from qingtian_platform.publish.figures import CITY, Figure
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place, city_origin, place
from qingtian_platform.publish.pages.frame import view
from qingtian_platform.publish.pages.station import find
from qingtian_platform.publish.provenance import (
    Input,
    Node,
    below,
    came,
    ends,
    marked,
    node,
    sources,
)
from qingtian_platform.publish.sentences import quality_text
from qingtian_platform.publish.steps import way
from qingtian_platform.registry import api as registry

LENGTH = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
#: Pollutants as addresses write them; the codes of HJ 212 stand for them too.
NAMES = {slug(name): name for name in POLLUTANTS} | CODES


@dataclass(frozen=True)
class Part:
    """Another number of the same hour or day."""

    name: str
    href: str
    value: object
    decimals: int = 0


@dataclass(frozen=True)
class Version:
    """What the figure was from a moment on."""

    number: int
    value: object
    decimals: int
    computed_at: datetime | None


@dataclass(frozen=True)
class Amount:
    """One pollutant of a station that the city's figure is made of."""

    value: object
    decimals: int
    why: str
    href: str


@dataclass(frozen=True)
class Member:
    """A station that the city's figure is made of."""

    place: Place
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Number:
    """The number that the page is about."""

    what: str
    start: datetime
    end: datetime
    value: object
    unit: str
    decimals: int
    why: str
    edition: str
    limit: Bound | None
    limit_word: str
    aqi_category: Category | None
    others: tuple[Part, ...]
    top: Node
    inputs: tuple[Input, ...]
    members: tuple[Member, ...]
    columns: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    key: str
    place: Place | None
    period: str
    start: datetime
    name: str

    @property
    def end(self) -> datetime:
        """End of the interval."""
        return self.start + LENGTH[self.period]

    @property
    def whose(self) -> str:
        """The place, or the city."""
        return self.place.name if self.place else _("the city")


def _start(text: str) -> datetime:
    try:
        plain_day(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
        return datetime.strptime(text, "%Y%m%dT%H%M").replace(tzinfo=BEIJING).astimezone(UTC)
    except ValueError as error:
        raise Http404(_("Expected a start like 20261125T1300; got %(x)s.") % {"x": text}) from error


def asked(key: str, period: str, start: str, code: str) -> Asked:
    """Read an address.

    Raises
    ------
    Http404
        If any part of it is unknown; the message says what was expected.
    """
    name = "AQI" if code == "aqi" else NAMES.get(code, "")
    if period not in LENGTH or not name:
        raise Http404(_("Expected hour or day, and aqi or one of six pollutants."))
    whose = None if key == CITY else find(key)
    if whose is not None and whose.kind != "station":
        raise Http404(_("Only stations have evaluated figures."))
    return Asked(key, whose, period, _start(start), name)


def state(key: str, period: str, start: str, code: str) -> object:
    """Give the state of the day that an address names, and of what persons corrected."""
    ask = asked(key, period, start, code)
    return figures.evaluations(ask.place.id if ask.place else CITY, ask.start), corrections.state()


@remembered(seconds=0, of=state)
def number(request: HttpRequest, key: str, period: str, start: str, code: str) -> HttpResponse:
    """Show where a number comes from."""
    ask = asked(key, period, start, code)
    whole = figures.explain(ask.place.id if ask.place else CITY, ask.period, ask.start)
    if whole is None:
        raise Http404(_("Nothing was evaluated for this interval; nothing was received."))
    figure = figures.one(ask.place.id if ask.place else CITY, ask.period, ask.start)
    result = whole if ask.name == "AQI" else below(whole, ask.name)
    shown = _number(ask, result or whole, figure)
    frames = sources(shown.inputs)
    context: dict[str, Any] = {
        "number": shown,
        "corrections": corrections.among(shown.inputs),
        "way": way(
            shown.inputs,
            "station" if ask.place else CITY,
            ask.key,
            ask.period,
            ask.start,
        ),
        "place": ask.place,
        "origin": ask.place.origin if ask.place else city_origin(),
        "say": _says(ask, shown, figure),
        "sealed": view(*frames[0], _factor(shown))[0]
        if len(frames) == 1 and not shown.members
        else None,
        "editions": (
            other_edition.editions(whole, beijing(ask.start).date())
            if (ask.period, ask.name) == ("day", "AQI")
            else []
        ),
        "section": "home",
    }
    return render(request, "portal/number.html", context)


def _factor(shown: Number) -> str:
    codes = [one.code for one in shown.inputs if one.used] or [one.code for one in shown.inputs]
    return next((code for code in codes if code), "")


def _number(ask: Asked, result: Result, figure: Figure | None) -> Number:
    top = node(result)
    day = beijing(ask.start).date()
    dose = figure.doses.get(ask.name) if figure else None
    limit, word = _limit(ask)
    aqi = figure.aqi if figure else None
    return Number(
        what=_what(ask),
        start=ask.start,
        end=ask.end,
        value=aqi if ask.name == "AQI" else (dose.value if dose else None),
        unit="" if ask.name == "AQI" else (dose.unit if dose else ""),
        decimals=dose.decimals if dose else 0,
        why="" if (dose and dose.value is not None) else ((dose.why if dose else "") or "missing"),
        edition=figure.edition if figure else result.edition,
        limit=limit,
        limit_word=word,
        aqi_category=category(aqi, day) if ask.name == "AQI" else None,
        others=_others(ask, figure),
        top=top,
        inputs=(*_ends(ask, top), *_marked(ask, figure)),
        members=_members(ask),
        columns=_columns(ask),
        versions=_versions(ask),
    )


def _ends(ask: Asked, top: Node) -> list[Input]:
    """List what the number was computed from; of a pollutant without a value nothing was."""
    found = [one for one in ends(top) if one.start]
    if ask.place is None:
        members = [one.place.id for one in _members(ask)]
        return came(members, _columns(ask), ask.start, ask.end)
    if ask.name != "AQI" and top.subject != ask.name:
        return [one for one in found if one.name == ask.name]
    return found


def _versions(ask: Asked) -> tuple[Version, ...]:
    """List what the figure was before; a version that left it as it was is not shown."""
    found: list[Version] = []
    for one in figures.editions(ask.place.id if ask.place else CITY, ask.period, ask.start):
        dose = one.figure.doses.get(ask.name)
        value = one.figure.aqi if ask.name == "AQI" else (dose.value if dose else None)
        if not found or found[-1].value != value:
            digits_kept = dose.decimals if dose else 0
            found.append(Version(one.figure.version, value, digits_kept, one.computed_at))
    return tuple(found)


def _marked(ask: Asked, figure: Figure | None) -> list[Input]:
    """List what came for an hour and did not count, where the hour has no value for it."""
    if ask.place is None or ask.period != "hour":
        return []
    doses = figure.doses if figure else {}
    names = [n for n in _columns(ask) if n not in doses or doses[n].value is None]
    return marked(ask.place.id, names, ask.start, ask.end) if names else []


def _columns(ask: Asked) -> tuple[str, ...]:
    return figures.ORDER if ask.name == "AQI" else (ask.name,)


def _members(ask: Asked) -> tuple[Member, ...]:
    """List the stations of the city's figure, as they stood on its day; none for a station."""
    if ask.place is not None:
        return ()
    day = beijing(ask.start).date()
    found = []
    for info in registry.things().values():
        standing = info.standing(day)
        if standing is not None and standing.station_kind == "assessment":
            one = figures.one(info.id, ask.period, ask.start)
            amounts = tuple(_amount(ask, info.key, one, name) for name in _columns(ask))
            found.append(Member(place(info), amounts))
    return tuple(found)


def _amount(ask: Asked, key: str, one: Figure | None, name: str) -> Amount:
    dose = one.doses.get(name) if one else None
    href = number_href(key, ask.period, ask.start, slug(name))
    if dose is None:
        return Amount(None, 0, "missing", href)
    return Amount(dose.value, dose.decimals, dose.why or "missing", href)


def _limit(ask: Asked) -> tuple[Bound | None, str]:
    if ask.name == "AQI":
        return None, ""
    averaging = "hour" if ask.period == "hour" else ("mda8" if ask.name == "O3" else "day")
    words = {"hour": _("1-h limit"), "day": _("24-h limit"), "mda8": _("8-h limit")}
    return bound(ask.name, averaging, beijing(ask.start).date()), words[averaging]


def _what(ask: Asked) -> str:
    if ask.name == "AQI":
        words = {"hour": _("hourly AQI of %(whose)s"), "day": _("daily AQI of %(whose)s")}
    else:
        words = {
            "hour": _("hourly mean of %(name)s, %(whose)s"),
            "day": _("daily value of %(name)s, %(whose)s"),
        }
    return words[ask.period] % {"name": ask.name, "whose": ask.whose}


def _others(ask: Asked, figure: Figure | None) -> tuple[Part, ...]:
    if figure is None:
        return ()
    parts = [
        Part(
            name, number_href(ask.key, ask.period, ask.start, slug(name)), dose.value, dose.decimals
        )
        for name, dose in figure.doses.items()
        if name != ask.name
    ]
    if ask.name == "AQI":
        return tuple(parts)
    return (Part("AQI", number_href(ask.key, ask.period, ask.start, "aqi"), figure.aqi), *parts)


def _says(ask: Asked, shown: Number, figure: Figure | None) -> tuple[str, str]:
    span = span_text(ask.start, ask.end)
    used = sum(one.used for one in shown.inputs)
    frames = len(sources(shown.inputs))
    second = _("Values used: %(n)s; sealed frames: %(m)s. Each step is below.") % {
        "n": used,
        "m": frames,
    }
    if shown.members:
        second = _("Stations in it: %(n)s. Each of their figures leads on to its own frame.") % {
            "n": len(shown.members)
        }
    values = {"whose": ask.whose, "span": span, "name": ask.name, "unit": shown.unit}
    if figure is None:
        return _("%(whose)s, %(span)s: not evaluated yet; what came stands below.") % values, second
    if ask.name == "AQI":
        values["quality"] = quality_text(figure)
        return _("%(whose)s, %(span)s: %(quality)s.") % values, second
    if shown.value is None:
        return _("%(whose)s, %(span)s: there is no valid value of %(name)s.") % values, second
    values["value"] = digits(shown.value, shown.decimals)
    return _("%(whose)s, %(span)s: %(name)s %(value)s %(unit)s.") % values, second
