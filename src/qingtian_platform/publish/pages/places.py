"""All places, and those of one district."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian_platform.kit.categories import english
from qingtian_platform.publish import figures
from qingtian_platform.publish.drawing import district_map
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.names import KINDS, Place, district_names
from qingtian_platform.publish.names import places as all_places
from qingtian_platform.publish.rows import Row, current_rows, spots


def _matches(one: Place, kind: str, words: str) -> bool:
    text = f"{one.name} {one.district} {one.key} {one.owner}".lower()
    return (not kind or one.kind == kind) and all(w in text for w in words.lower().split())


@remembered()
def places(request: HttpRequest) -> HttpResponse:
    """List every place, with a search that works without a script."""
    found = all_places()
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    shown = [one for one in found if _matches(one, kind, words)]
    counts = [(k, str(word), sum(one.kind == k for one in found)) for k, word in KINDS.items()]
    first = ngettext(
        "%(n)s place measures and reports here.",
        "%(n)s places measure and report here.",
        len(found),
    ) % {"n": len(found)}
    parts = (", " if not first.endswith("。") else "，").join(
        f"{w} {n}" for _k, w, n in counts if n
    )
    stop = "。" if first.endswith("。") else "."
    context = {
        "places": sorted(shown, key=lambda one: (one.kind != "station", one.kind, one.name)),
        "kinds": [entry for entry in counts if entry[2]],
        "chosen": kind,
        "q": words,
        "say": (first, parts + stop if parts else ""),
        "section": "places",
    }
    return render(request, "portal/places.html", context)


@remembered()
def district(request: HttpRequest, code: str) -> HttpResponse:
    """Show one district: its stations, sites and outlets."""
    names = district_names()
    if code not in names:
        raise Http404(_("Expected the code of a district; got %(code)s.") % {"code": code})
    here = [one for one in all_places() if one.district_code == code]
    stations = current_rows([one for one in here if one.kind == "station"], figures.city_now())
    context = {
        "district": {"code": code, "name": names[code]},
        "stations": stations,
        "others": [one for one in here if one.kind != "station"],
        "map": district_map(code, spots(stations), names),
        "say": _says(names[code], stations),
        "section": "places",
    }
    return render(request, "portal/district.html", context)


def _says(name: str, stations: list[Row]) -> tuple[str, str]:
    known = [row for row in stations if row.current and row.aqi is not None]
    if not known:
        first = _("%(name)s: no station has an index this hour.") % {"name": name}
        return first, _("Real-time data, not reviewed by a person.")
    worst = known[0]
    values = {
        "name": name,
        "station": worst.place.name,
        "aqi": worst.aqi,
        "word": worst.category,
        "n": len(known),
    }
    first = _("%(name)s: highest AQI %(aqi)s (%(word)s) at %(station)s.") % values
    second = ngettext("%(n)s station with an index.", "%(n)s stations with an index.", len(known))
    glue = " " if english() else ""
    return first, f"{second % values}{glue}{_('Real-time data, not reviewed by a person.')}"
