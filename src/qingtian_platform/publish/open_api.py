"""The open interface: the portal's figures as JSON, in the words of SensorThings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query
from ninja.errors import HttpError
from ninja.openapi.docs import Swagger

from qingtian_platform.kit.categories import category
from qingtian_platform.kit.context import demo_text, is_demo, publisher
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish import figures
from qingtian_platform.publish.figures import CITY, Figure
from qingtian_platform.publish.interface.problems import handle
from qingtian_platform.publish.interface.service import router as cases
from qingtian_platform.publish.names import city_origin
from qingtian_platform.publish.open_schemas import (
    Datastreams,
    Figures,
    Observations,
    Thing,
    Things,
)
from qingtian_platform.publish.reviewed import Standing, standing
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

#: No answer spans more than a month: pages and programs share one machine.
MOST = timedelta(days=31)
STATE = "real-time, not reviewed by a person"
REVIEWED = "reviewed"


class Description(Swagger):
    """The interactive description, from this host alone."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **named: Any) -> HttpResponse:  # noqa: ANN401
        """Show it."""
        shown = self.settings | {"url": self.get_openapi_url(api, named)}
        context = {"swagger_settings": json.dumps(shown), "api": api}
        return render(request, self.template, context)


api = NinjaAPI(
    title="Qingtian open interface",
    version="1",
    docs=Description(),
    description="Times are ISO 8601 with zone; intervals name both ends; null has a reason.",
    urls_namespace="openapi",
)


def _around(value: list[Any]) -> dict[str, Any]:
    notice = demo_text() if is_demo() else None
    return {"publisher": publisher(), "notice": notice, "count": len(value), "value": value}


def _thing(key: str) -> ThingInfo:
    info = registry.thing(key)
    if info is None:
        raise HttpError(404, f"expected the key of a thing (see /api/things); got {key!r}")
    return info


FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Times beyond are mistakes; a zone could push them out of the calendar."""


def _span(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """Read an interval; without an end it is a day, and it never exceeds a month."""
    if any(each is not None and not FIRST_YEAR <= each.year <= LAST_YEAR for each in (start, end)):
        raise HttpError(422, f"expected times between the years {FIRST_YEAR} and {LAST_YEAR}")
    if start is None:
        end = end or datetime.now(UTC)
        start = end - timedelta(days=1)
    end = end or start + timedelta(days=1)
    if start.tzinfo is None or end.tzinfo is None:
        raise HttpError(422, "expected times with their zone, as 2026-11-01T00:00:00+08:00")
    if end - start > MOST or end < start:
        raise HttpError(422, "expected end after start and at most 31 days later; ask in parts")
    return start, end


Reviewed = dict[date, Standing]


def _review(one: Standing) -> dict[str, Any]:
    received = one.found.received
    return {
        "issued_at": beijing(one.at),
        "act": one.href,
        "open_again": one.open_again,
        "rejected_hours": len(one.found.rejected),
        "real_time": {"aqi": received.aqi, "primary": list(received.primary)},
    }


def _evaluated(
    info: ThingInfo | None, period: str, one: Figure, reviewed: Reviewed | None = None
) -> dict[str, Any]:
    start = beijing(one.start)
    step = category(one.aqi, start.date())
    key = info.key if info else CITY
    review = (reviewed or {}).get(start.date())
    return {
        "thing": key,
        "phenomenon_time": {"start": start, "end": beijing(one.end)},
        "aqi": one.aqi,
        "category": step.zh if step else None,
        "category_en": step.en if step else None,
        "primary": list(one.primary),
        "concentrations": [
            {
                "observed_property": dose.name,
                "value": None if dose.value is None else float(dose.value),
                "unit": dose.unit,
                "iaqi": dose.iaqi,
                "why": dose.why or None,
                "act": dose.acted or None,
            }
            for dose in one.doses.values()
        ],
        "edition": one.edition,
        "state": REVIEWED if review and not review.open_again else STATE,
        "review": _review(review) if review and period == "day" else None,
        "origin": info.origin if info else city_origin() or "real",
        "where_from": reverse("portal:number", args=[key, period, f"{start:%Y%m%dT%H%M}", "aqi"]),
    }


@api.get("/things", response=Things, summary="Stations, outlets, building sites, sections")
def things(request: HttpRequest, kind: str | None = None) -> dict[str, Any]:
    """List things; never their secrets or addresses."""
    del request
    found = [t for t in registry.things().values() if kind is None or t.kind == kind]
    return _around(
        [
            {
                **{name: getattr(t, name) for name in Thing.model_fields if hasattr(t, name)},
                "longitude": t.lon,
                "latitude": t.lat,
            }
            for t in found
        ]
    )


@api.get("/datastreams", response=Datastreams, summary="Observed properties with units")
def datastreams(request: HttpRequest, thing: str) -> dict[str, Any]:
    """List what a thing measures."""
    del request
    info = _thing(thing)
    return _around(
        [
            {
                "thing": info.key,
                "observed_property": s.code,
                "name": s.name,
                "name_en": s.name_en,
                "unit": s.unit,
                "intervals": list(s.intervals),
                "fields": list(s.fields),
            }
            for s in registry.datastreams(info.id)
        ]
    )


@api.get("/latest", response=Figures, summary="The last hour of the city and of each station")
def latest(request: HttpRequest) -> dict[str, Any]:
    """Give the last evaluated hours."""
    del request
    city = figures.city_now()
    known = registry.things()
    rows = [_evaluated(None, "hour", city)] if city else []
    rows += [
        _evaluated(known[number], "hour", one)
        for number, one in figures.all_now().items()
        if number in known
    ]
    return _around(rows)


def _list(
    period: Literal["hour", "day"], thing: str, start: datetime | None, end: datetime | None
) -> dict[str, Any]:
    info = None if thing == CITY else _thing(thing)
    first, last = _span(start, end)
    found = figures.between(info.id if info else CITY, period, first, last)
    reviewed = standing(info.key, beijing(first).date(), beijing(last).date()) if info else {}
    return _around([_evaluated(info, period, one, reviewed) for one in found])


Start = Annotated[datetime | None, Query(description="first start, with zone")]
End = Annotated[datetime | None, Query(description="not included; at most 31 days on")]


@api.get("/hours", response=Figures, summary="Evaluated hours of a station or the city")
def hours(
    request: HttpRequest, thing: str = CITY, start: Start = None, end: End = None
) -> dict[str, Any]:
    """Give hours; `thing` is a key or `city`."""
    del request
    return _list("hour", thing, start, end)


@api.get("/days", response=Figures, summary="Evaluated days of a station or the city")
def days(
    request: HttpRequest, thing: str = CITY, start: Start = None, end: End = None
) -> dict[str, Any]:
    """Give days; `thing` is a key or `city`."""
    del request
    return _list("day", thing, start, end)


@api.get("/observations", response=Observations, summary="Values that hold, with frame, and act")
def observations(  # - the parameters of a query
    request: HttpRequest,
    thing: str,
    interval: Literal["realtime", "minute", "hour", "day"] = "hour",
    observed_property: str | None = None,
    start: Start = None,
    end: End = None,
) -> dict[str, Any]:
    """Give current observations of a thing."""
    del request
    info = _thing(thing)
    first, last = _span(start, end)
    table = record.observations(
        mn=sorted({s.mn for s in registry.datastreams(info.id)}),
        code=observed_property,
        interval=interval,
        start=first,
        end=last,
    )
    return _around([_observation(row) for row in table.to_pylist()])


def _observation(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "observed_property": row["code"],
        "field": row["field"],
        "interval": row["interval"],
        "phenomenon_time": {"start": beijing(row["start"]), "end": beijing(row["end"])},
        "result": row["value"],
        "text": row["text"],
        "flag": row["flag"],
        "received_at": beijing(row["received_at"]),
        "frame": reverse("portal:frame", args=[row["batch"], row["frame"]]),
        "act": None if row["act"] is None else reverse("portal:act", args=[row["act"]]),
    }


api.add_router("/cases", cases)
handle(api)


@dataclass(frozen=True)
class Address:
    """A line of the page that describes the interface."""

    path: str
    href: str
    what: str
    parameters: str


def addresses() -> list[Address]:
    """List the addresses for the page."""
    known = registry.things().values()
    key = next((t.key for t in known if t.kind == "station"), "")
    example = f"?thing={key}" if key else ""
    span = "thing, start, end"
    rows = [
        ("things", "", _("stations, outlets, building sites, sections"), "kind"),
        ("datastreams", example, _("observed properties with units"), "thing"),
        ("latest", "", _("the last hour of the city and of each station"), ""),
        ("hours", "?thing=city", _("evaluated hours of a station or the city"), span),
        ("days", "?thing=city", _("evaluated days of a station or the city"), span),
        (
            "observations",
            example,
            _("values as sent, with their frames"),
            "thing, interval, observed_property, start, end",
        ),
    ]
    return [Address(f"/api/{p}", f"/api/{p}{x}", what, args) for p, x, what, args in rows]
