"""The catalogue and one data set, as everybody sees them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.publish.desk.feeds.words import period, things
from qingtian_platform.registry import api as registry


def found(key: str) -> feeds.AgreementInfo:
    """Give what is agreed under a name today.

    Raises
    ------
    Http404
        Nothing is.
    """
    for one in feeds.agreements(timezone.localdate()):
        if one.key == key:
            return one
    raise Http404(_("The catalogue has no data set of this name."))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is, from whom, how often, from when to when."""
    there = {each["dct:identifier"]: each for each in feeds.catalogue()["dcat:dataset"]}
    rows = [_row(one, there[one.key]) for one in feeds.agreements(timezone.localdate())]
    context = {
        "rows": rows,
        "departments": len({row["department"] for row in rows}),
        "filled": sum(row["begin"] is not None for row in rows),
        "section": "download",
    }
    return render(request, "portal/catalogue/index.html", context)


def _row(one: feeds.AgreementInfo, entry: dict[str, Any]) -> dict[str, Any]:
    spans = entry.get("dct:temporal", {})
    end = _moment(spans.get("dcat:endDate"))
    return {
        "one": one,
        "name": feeds.named(one.name),
        "department": feeds.named(one.department_name),
        "every": period(one.terms.period),
        "licence": feeds.named(one.terms.licence),
        "begin": _moment(spans.get("dcat:startDate")),
        "end": None if end is None else end - timedelta(seconds=1),  # the day that it lies in
        "modified": _moment(entry.get("dct:modified")),
    }


def _moment(value: dict[str, str] | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value["@value"])


@require_safe
def dataset(request: HttpRequest, key: str) -> HttpResponse:
    """Show one data set: its things and properties, and where its data is."""
    one = found(key)
    entry = next(e for e in feeds.catalogue()["dcat:dataset"] if e["dct:identifier"] == key)
    context = {
        **_row(one, entry),
        "terms": one.terms,
        "things": things(one.terms),
        "properties": _properties(one),
        "contact": feeds.named(one.terms.contact),
        "section": "download",
    }
    return render(request, "portal/catalogue/dataset.html", context)


def _properties(one: feeds.AgreementInfo) -> list[tuple[str, registry.DatastreamInfo | None]]:
    """Give each observed property of a data set with its datastream; None before the first batch."""
    mns = {each.mn for each in one.terms.things.values()}
    streams = {each.code: each for each in registry.datastreams() if each.mn in mns}
    return [(each.code, streams.get(each.code)) for each in one.terms.columns.values()]
