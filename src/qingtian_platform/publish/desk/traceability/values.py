"""Values that were measured without a chain, or that rest on one certificate: counted, listed, as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.check.findings import api as findings
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.alarms.guard import WATCHING
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

RULE = "QC-166"
SHOWN = 200
FIELD = "Avg"


def _end(each: instruments.Spoilt) -> datetime:
    """Give the end of a stretch; what has not ended ends with the present hour."""
    now = timezone.now() + timedelta(hours=1)
    return min(each.until, now) if each.until else now


def _read(each: instruments.Spoilt, columns: list[str]) -> Any:  # noqa: ANN401 - an Arrow table
    return record.observations(
        mn=each.mn, code=each.code, interval="hour", field=FIELD, start=each.since, end=_end(each),
        columns=columns,
    )  # fmt: skip


def begun(spoilt: Iterable[instruments.Spoilt]) -> list[instruments.Spoilt]:
    """Leave out the stretches that have not begun: a certificate on record ends some day."""
    now = timezone.now()
    return [each for each in spoilt if each.since <= now]


def counted(spoilt: Sequence[instruments.Spoilt]) -> list[tuple[instruments.Spoilt, int]]:
    """Count the hourly values of each stretch; those without any stay, with 0."""
    if not record.ready(Places.current()):
        return [(each, 0) for each in spoilt]
    return [(each, _read(each, ["start"]).num_rows) for each in spoilt]


def mine(request: HttpRequest, spoilt: Iterable[instruments.Spoilt]) -> list[instruments.Spoilt]:
    """Keep the stretches of things that the person may see."""
    loggers, things, holds = registry.all_loggers(None), registry.things(), seen(request)
    return [
        each
        for each in spoilt
        if (logger := loggers.get(each.mn))
        and (thing := things.get(logger.thing_id))
        and holds(thing)
    ]


@desk_required(*instruments.WATCHERS)
def values(request: HttpRequest) -> HttpResponse:
    """List the values without a chain of one instrument, of one certificate, or of all."""
    key, number = request.GET.get("key", ""), request.GET.get("number", "")
    try:
        every = instruments.affected(number) if number else instruments.untraced()
    except KeyError:
        raise Http404(_("There is no such certificate.")) from None
    spoilt = [each for each in begun(mine(request, every)) if key in ("", each.key)]
    if export.asked(request):
        columns = [
            _("Unit"), "MN", _("Factor"), _("Instrument"), _("Hour"), _("Value"), _("Flagged"),
            _("Batch"), _("Frame"),
        ]  # fmt: skip
        return export.table(request, "qingtian-untraced", columns, _cells(spoilt))
    counts = counted(spoilt)
    context = {
        "key": key,
        "number": number,
        "total": sum(n for _each, n in counts),
        "spans": [(each, n, *_names(each)) for each, n in counts if n],
        "rows": list(_first(spoilt)),
        "rule": RULE,
        "may_read_rule": people.may_enter(request.user, WATCHING),
        "shown": SHOWN,
    }
    return page(request, "traceability/values.html", "traceability", context)


def _names(each: instruments.Spoilt) -> tuple[str, str]:
    thing = registry.things()[registry.all_loggers(None)[each.mn].thing_id]
    return desk_words.name(thing), desk_words.factor_name(each.code)


def _first(spoilt: Sequence[instruments.Spoilt]) -> Iterator[dict[str, Any]]:
    """Give the first values that are shown."""
    left = SHOWN
    for each in spoilt:
        name, factor = _names(each)
        for row in hours(each):
            if not left:
                return
            left -= 1
            yield {"name": name, "factor": factor, "key": each.key, **row}


def _cells(spoilt: Sequence[instruments.Spoilt]) -> Iterator[list[Any]]:
    for each in spoilt:
        name, factor = _names(each)
        for row in hours(each):
            yield [
                name, each.mn, factor, each.key, row["start"], row["value"],
                RULE if row["flagged"] else "", row["batch"], row["frame"],
            ]  # fmt: skip


def hours(each: instruments.Spoilt) -> list[dict[str, Any]]:
    """Read the hourly values of a stretch in their order, each with whether the rule has flagged it.

    Parameters
    ----------
    each
        The stretch, up to the present hour. [unit of the datastream]

    Returns
    -------
    list of dict
        `start`, `value` (None = no number), `text`, `batch`, `frame`, `flagged`; none where nothing
        is sealed yet.
    """
    if not record.ready(Places.current()):
        return []
    rows = _read(each, ["start", "value", "text", "batch", "frame"]).to_pylist()
    times, _flags, rules = findings.flags(each.mn, each.code, "hour", each.since, _end(each))
    said = {int(at.astype(np.int64)) for at, who in zip(times, rules, strict=True) if RULE in who}
    return [
        {**row, "flagged": int(row["start"].astimezone(UTC).timestamp() * 1e6) in said}
        for row in sorted(rows, key=lambda row: row["start"])
    ]
