"""The catalogue as JSON-LD, and each data set as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qingtian.policy.feeds import Shared
from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.kit.context import demo_text, is_demo
from qingtian_platform.kit.sheets import number_text
from qingtian_platform.kit.tables import BOM, Cell, csv_lines
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.catalogue.pages import found
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

LONGEST: Final = timedelta(days=366)
"""Of one file."""
HEAD: Final = ("thing", "mn", "property", "code", "start", "end", "value", "unit", "mark")
_COLUMNS: Final = ("mn", "code", "start", "end", "value", "text", "flag", "batch", "frame")
_PIECE: Final = 2_000


@require_safe
def linked(request: HttpRequest) -> HttpResponse:
    """Give the catalogue as DCAT-AP 3 in JSON-LD."""
    base = request.build_absolute_uri("/").rstrip("/")
    entry = feeds.catalogue(base=base)
    if is_demo():
        entry["dct:description"] = [
            *entry["dct:description"],
            {"@language": "zh", "@value": demo_text()},
        ]
    text = json.dumps(entry, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/ld+json; charset=utf-8")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def table(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """Give the values of a data set: those of the last 31 days, or from `from` to `to`, a year at most."""
    one = found(key)
    today = timezone.localdate()
    last = asked_day(request, "to", today)
    first = max(asked_day(request, "from", last - timedelta(days=31)), last - LONGEST)
    answer = StreamingHttpResponse(
        _lines(one, midnight(first), midnight(last) + timedelta(days=1)),
        content_type="text/csv; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return answer


def _lines(one: feeds.AgreementInfo, start: datetime, end: datetime) -> Iterator[str]:
    """Write a head, and a row a value, each with the sealed frame that it came in."""
    things = {each.mn: each for each in one.terms.things.values()}
    streams = {(s.mn, s.code): s for s in registry.datastreams() if s.mn in things}
    head = [*HEAD, "batch", "frame", *(["notice"] if is_demo() else [])]
    rows = record.observations(
        mn=list(things), interval=one.terms.interval, start=start, end=end, columns=_COLUMNS
    )
    pieces = rows.sort_by([("mn", "ascending"), ("start", "ascending")]).to_batches(_PIECE)
    notice: list[Cell] = [demo_text()] if is_demo() else []
    lines = csv_lines(
        head,
        (_row(row, things, streams) + notice for piece in pieces for row in piece.to_pylist()),
    )
    yield BOM
    while text := "".join(islice(lines, _PIECE)):
        yield text


def _row(
    row: Mapping[str, Any],
    things: Mapping[str, Shared],
    streams: Mapping[tuple[str, str], registry.DatastreamInfo],
) -> list[Cell]:
    stream = streams.get((row["mn"], row["code"]))
    value = row["text"] or ("" if row["value"] is None else number_text(row["value"]))
    return [
        things[row["mn"]].name["zh"],
        row["mn"],
        stream.name if stream else "",
        row["code"],
        beijing(row["start"]).isoformat(),
        beijing(row["end"]).isoformat(),
        value,
        stream.unit if stream else "",
        row["flag"],
        row["batch"],
        row["frame"],
    ]
