"""What is behind a computed figure: the days of its year, or its sections; and imported values of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.computing import api as computing
from qingtian_platform.assess.computing.api import CityDay
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.asked import as_of, asked_day
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding.tasks import READERS
from qingtian_platform.publish.desk.targets import one, wall, words
from qingtian_platform.publish.desk.words import english, said
from qingtian_platform.publish.dressing import number_href, slug

DAYS = ("day", "value", "AQI", "heavy", "stations with data", "stations", "from", "edition")
SECTIONS = ("section", "class", "months", "classed", "maintenance", "shutdown", "missing")


@desk_required(*READERS)
def year(request: HttpRequest, clause: str, number: int) -> HttpResponse:
    """Show the days or sections that a year's figure counts, or hand them out as a file."""
    known, day = policy(), as_of(request)
    if known is None or clause not in known.targets:
        raise Http404(clause)
    found = ledger.target(clause, day)
    each = next((f for f in found.figures if f.lineage and f.day.year == number), None)
    if each is None or each.lineage is None or each.lineage.series in ("connected", "checks"):
        raise Http404(f"{clause} {number}")
    context: dict[str, Any] = {
        "day": day,
        "row": wall.row(known, found, day),
        "name": said(found.target.name),
        "number": number,
        "figure": one.figure(clause, each, found, day),
        "pollutant": each.lineage.of,
    }
    if each.lineage.series == "water-share":
        return _sections(request, number, day, context)
    return _days(request, number, day, context)


def _days(request: HttpRequest, number: int, day: date, context: dict[str, Any]) -> HttpResponse:
    pollutant = context["pollutant"]
    rows = [_day(when, each, pollutant) for when, each in computing.city_days(number, day)]
    if export.asked(request):
        name = f"qingtian-target-{context['row']['clause']}-{number}"
        return export.table(request, name, DAYS, [[row[key] for key in KEYS] for row in rows])
    only = request.GET.get("only", "")
    shown = [row for row in rows if only == "" or row[only]] if only in ONLY else rows
    of = asked_day(request, "of", date.min)
    context |= {
        "rows": shown,
        "only": only if only in ONLY else "",
        "total": len(rows),
        "heavy": sum(row["heavy"] for row in rows),
        "none": sum(row["nothing"] for row in rows),
        "of": of if of != date.min else None,
        "values": [] if of == date.min else _values(of),
    }
    return page(request, "targets/days.html", "targets", context)


KEYS = ("day", "value", "aqi", "heavy_word", "with_data", "stations", "from", "edition")
ONLY = ("heavy", "nothing")


def _day(when: date, each: CityDay | None, pollutant: str) -> dict[str, Any]:
    """Give what the table says of a day; a day without an index is one that does not count."""
    if each is None:
        empty = dict.fromkeys(KEYS, "")
        return {**empty, "day": when, "heavy": False, "nothing": True, "href": "", "origin": ""}
    heavy = each.aqi is not None and computing.is_heavy(each.aqi, when)
    value = each.values.get(pollutant)
    code = slug(pollutant) if pollutant else "aqi"
    return {
        "day": when,
        "value": words.number(value),
        "aqi": "" if each.aqi is None else each.aqi,
        "heavy": heavy,
        "heavy_word": "1" if heavy else "",
        "nothing": (value is None) if pollutant else (each.aqi is None),
        "with_data": each.with_data,
        "stations": each.stations,
        "from": str(words.ORIGINS[each.origin]),
        "origin": each.origin,
        "edition": each.edition,
        "href": number_href("city", "day", midnight(when), code)
        if each.origin == "results"
        else "",
    }


def _values(of: date) -> list[dict[str, Any]]:
    return [
        {
            "station": each.name_en if english() else each.name,
            "what": f"{each.pollutant} {QUANTITIES.get(each.quantity, '')}".strip(),
            "text": each.text,
            "unit": each.unit,
            "href": reverse("portal:frame", args=[each.batch, each.frame]),
        }
        for each in computing.imported_values(of)
    ]


QUANTITIES = {"mda8": "8 h", "max_1h": "1 h"}


def _sections(
    request: HttpRequest, number: int, day: date, context: dict[str, Any]
) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "name": each.name_en if english() else each.name,
            "href": reverse("portal:station", args=[each.key]),
            "class": each.water_class or "",
            "months": each.months,
            **each.days,
        }
        for each in computing.sections(number, day)
    ]
    if export.asked(request):
        keys = ("name", "class", "months", "classed", "maintenance", "shutdown", "missing")
        name = f"qingtian-target-{context['row']['clause']}-{number}"
        return export.table(request, name, SECTIONS, [[row[key] for key in keys] for row in rows])
    return page(request, "targets/sections.html", "targets", {**context, "rows": rows})
