"""Data to download: months of results, each file with version, source and state."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.kit.times import midnight
from qingtian_platform.publish import exports, figures, reviewed
from qingtian_platform.publish.figures import CITY
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import Place, places
from qingtian_platform.publish.pages.station import find

ALL = "all"


@dataclass(frozen=True)
class File:
    """One file of a set."""

    href: str
    word: str


@dataclass(frozen=True)
class Set:
    """One month of results."""

    month: str
    what: str
    version: int
    files: tuple[File, ...]


def _set(month: str, version: int) -> Set:
    words = {"hour": _("Hours"), "day": _("Days")}
    files = tuple(
        File(
            reverse("portal:file", args=[key, period, month, form]),
            f"{who} {word} {form.upper() if form == 'csv' else 'Parquet'}",
        )
        for key, who in ((ALL, _("Stations")), (CITY, _("Whole city")))
        for period, word in words.items()
        for form in ("csv", "parquet")
    )
    return Set(month, _("Concentrations, IAQI, AQI, primary pollutant, category"), version, files)


@remembered()
def download(request: HttpRequest) -> HttpResponse:
    """List the data sets, the newest first."""
    every = {month for station in figures.all_now() for month in figures.months(station)}
    months, version = sorted(every), figures.version()
    first = ngettext(
        "%(n)s month of evaluated figures can be downloaded.",
        "%(n)s months of evaluated figures can be downloaded.",
        len(months),
    ) % {"n": len(months)}
    second = _("CSV and Parquet; each row names both ends of its interval, edition and origin.")
    context = {
        "sets": [_set(month, version) for month in reversed(months)],
        "say": (first, second),
        "sources": sorted({one.source for one in places() if one.source}),
        "origin": request.build_absolute_uri("/").rstrip("/"),
        "section": "download",
    }
    return render(request, "portal/download.html", context)


def _state(**_named: str) -> tuple[int, int]:
    """Give the state of all results, and of the reviews of their days."""
    return figures.version(), reviewed.version()


@remembered(seconds=0, of=_state)
def file(_request: HttpRequest, key: str, period: str, month: str, form: str) -> HttpResponse:
    """Hand out one month of a station, of the city, or of all stations."""
    try:
        first, after = exports.month_ends(month)
    except ValueError as error:
        raise Http404(_("Expected a month like 2026-11; got %(x)s.") % {"x": month}) from error
    if form not in exports.WRITERS or period not in {"hour", "day"}:
        raise Http404(_("Expected hour or day, and csv or parquet."))
    version = figures.version()
    start, end = midnight(first), midnight(after)
    rows = [
        exports.row(source, figure)
        for source in (
            exports.Source.of(one, period, version, (first, after)) for one in _whose(key)
        )
        for figure in figures.between(source.one.id if source.one else CITY, period, start, end)
    ]
    response = HttpResponse(exports.WRITERS[form](rows), content_type=exports.TYPES[form])
    name = f"qingtian-{key}-{period}-{month}-v{version}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _whose(key: str) -> list[Place | None]:
    if key == CITY:
        return [None]
    return list(places(["station"])) if key == ALL else [find(key)]
