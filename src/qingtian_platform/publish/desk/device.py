"""The page of one data logger: what comes, what is broken, what was said to it, what may be sent."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.check import api as check
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.api import Role, desk_required, may_enter
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export, gaps, limits, line, talks, units, words
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.matrix import box
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

#: What a data logger tells of itself (CN 3020); it stands on the page of its instruments.
INFORMATION = re.compile(r"i\d{5}")
#: Days of the strip above the tables.
DAYS = 14
VALUES = """
SELECT code, "interval", field, start, value, text, flag, received_at, batch, frame
FROM observations WHERE mn = $mn AND place = 0 AND start >= $start AND start < $end
    AND field IN ('Rtd', 'Avg', 'ZsAvg', 'Cou')
ORDER BY start DESC, code, field LIMIT $limit
"""


@desk_required()
def device(request: HttpRequest, mn: str) -> HttpResponse:
    """Show one data logger."""
    row = _row(request, mn)
    today = datetime.now(UTC).astimezone(midnight(date(2000, 1, 1)).tzinfo).date()
    day = asked_day(request, "day", today)
    if export.asked(request):
        return export.table(request, f"qingtian-{mn}-{day}", columns(), values(mn, day, 100_000))
    return page(request, "device.html", "board", context(request, row, day, today))


def _row(request: HttpRequest, mn: str) -> units.Row:
    """Find the board's row of a data logger that the person may see."""
    for row in units.rows(seen(request), limits.over_now(), mn):
        return row
    raise Http404(_("No such data logger in service, or not yours to see."))


def context(request: HttpRequest, row: units.Row, day: date, today: date) -> dict[str, Any]:
    """Gather what the page shows."""
    first = today - timedelta(days=DAYS - 1)
    days = check.matrix(first, today).get(row.mn, {})
    strip = [first + timedelta(days=n) for n in range(DAYS)]
    return {
        "row": row,
        "thing": row.thing,
        "logger": row.logger,
        "device": row.device,
        "ahead": line.ahead(row.device),
        "day": day,
        "strip": [(d, box(reverse("desk:device", args=[row.mn]), d, days.get(d))) for d in strip],
        "links": [(key, word, row.fault is not None and row.fault.link == key) for key, word in words.LINKS.items()],
        "streams": streams(row.mn, row.logger.edition),
        "counts": _counts(row.mn, day),
        "rows": gaps.rows(seen(request), day, day, mn=row.mn),
        "values": values(row.mn, day, 60),
        "deviations": line.deviations(row.device),
        "talks": talks.of_device(row.mn),
        "refills": talks.refills(row.mn),
        "clocks": talks.clocks(row.mn),
        "commands": talks.commands(row.mn),
        "offered": talks.offered(row.logger),
        "sees_instruments": may_enter(request.user, instruments.READERS),
        "may_send": getattr(request.user, "role", "") in {Role.DUTY, Role.ADMINISTRATOR},
        "english": words.english(),
    }  # fmt: skip


def streams(mn: str, edition: str) -> list[dict[str, Any]]:
    """List the datastreams with how far each reaches and its last mark."""
    known = {d.code: d for d in registry.datastreams() if d.mn == mn}
    valid = check.marks(edition).valid
    found = []
    for one in check.series():
        if one.mn == mn and not INFORMATION.fullmatch(one.code):
            stream = known.get(one.code)
            found.append(
                {
                    "code": one.code,
                    "name": words.stream_name(stream) if stream else one.code,
                    "registered": stream is not None,
                    "interval": words.INTERVALS.get(one.interval, one.interval),
                    "last": moment(one.last),
                    "received": moment(one.received_at),
                    "flag": one.flag,
                    "valid": one.number and (not one.flag or one.flag.upper() in valid),
                }
            )
    return sorted(found, key=lambda s: (s["code"], str(s["interval"])))


def moment(micros: int) -> datetime:
    """Give microseconds since 1970 as a moment."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _counts(mn: str, day: date) -> list[dict[str, Any]]:
    """Count the day by property at every interval that is counted."""
    known = {d.code: words.stream_name(d) for d in registry.datastreams() if d.mn == mn}
    return [
        {
            "name": known.get(row.code, row.code),
            "code": row.code,
            "interval": word,
            "counts": row.counts,
        }
        for interval, word in words.INTERVALS.items()
        for row in check.counts(day, day, interval, mn)
    ]


def values(mn: str, day: date, limit: int) -> list[tuple[Any, ...]]:
    """List the values of a day, the newest first, with where each comes from."""
    ask = {
        "mn": mn,
        "start": midnight(day),
        "end": midnight(day + timedelta(days=1)),
        "limit": limit,
    }
    with record.connect() as db:
        found = db.execute(VALUES, ask).fetchall()
    return [(code, words.interval(interval), *rest) for code, interval, *rest in found]


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Code"), _("Interval"), _("Field"), _("Measured"), _("Value"), _("Text"), _("Mark"),
        _("Received"), _("Batch"), _("Frame"),
    ]  # fmt: skip
