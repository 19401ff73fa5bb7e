"""The board of alarms: what to look at first, in one line each, and acts upon many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.people.api import may_enter
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.alarms.guard import ACTING, desk_only
from qingtian_platform.publish.desk.alarms.reasons import CLOSINGS, FALSE, reasons
from qingtian_platform.publish.desk.alarms.rows import (
    CAUSES,
    DESKS,
    SEVERITIES,
    SHOWN,
    STATES,
    Asked,
    Row,
    rows,
    say,
)
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.registry import api as registry

CLOSED = {"handed", "closed"}


def tag(request: HttpRequest) -> str:
    """Name the state of the board; it changes at least once a minute, as ages are shown."""
    minute = int(datetime.now(UTC).timestamp() // 60)
    who = getattr(request.user, "pk", 0)
    parts = (alarms.stamp(), registry.version(), get_language(), minute, who)
    return '"' + "-".join(str(part) for part in (*parts, hash(request.get_full_path()))) + '"'


@require_safe
@desk_only
@cache_control(private=True, no_cache=True)
@condition(etag_func=tag)
def board(request: HttpRequest) -> HttpResponse:
    """Show the board, its live part alone, or a file of it."""
    asked = Asked.of(request)
    found = rows(request, closed=asked.state in CLOSED)
    chosen = [row for row in found if asked.keeps(row)]
    if export.asked(request):
        return export.table(request, "qingtian-alarms", columns(), [line(row) for row in chosen])
    part = request.GET.get("part") == "live"
    template = "parts/alarms_live.html" if part else "alarms.html"
    return page(request, template, "alarms", context(request, found, chosen, asked))


def context(
    request: HttpRequest, found: list[Row], chosen: list[Row], asked: Asked
) -> dict[str, Any]:
    """Gather what the board shows."""
    query = request.GET.copy()
    query["part"] = "live"
    shown, folded = parted(chosen)
    return {
        "say": say(found, chosen, asked),
        "rows": shown,
        "folded": folded,
        "total": len(found),
        "asked": asked,
        "live": f"{request.path}?{query.urlencode()}",
        "may_act": may_enter(request.user, ACTING),
        "closings": reasons(CLOSINGS),
        "falses": reasons(FALSE),
        **chips(found, asked),
    }


def parted(chosen: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part what is shown from what is folded into one line: the lightest of too many."""
    if len(chosen) <= SHOWN:
        return list(chosen), []
    return list(chosen[: SHOWN - 1]), list(chosen[SHOWN - 1 :])


def chips(found: list[Row], asked: Asked) -> dict[str, Any]:
    """Count each chip over what the other chips leave."""

    def counted(name: str, key: Any) -> Counter[Any]:  # noqa: ANN401 - a function of a row
        return Counter(value for row in found if asked.keeps(row, name) for value in key(row))

    desks = counted("desk", lambda r: ["", "network" if r.network else "sources"])
    severities = counted("severity", lambda r: [r.info.severity])
    causes = counted("cause", lambda r: [r.info.cause])
    states = counted("state", lambda r: r.states)
    districts = counted(
        "district", lambda r: [(r.info.district, r.district)] if r.info.district else []
    )
    owners = counted("owner", lambda r: [r.owner] if r.owner else [])
    return {
        "desks": [(key, word, desks[key]) for key, word in DESKS.items()],
        "severities": [(key, word, severities[key]) for key, word in SEVERITIES.items()],
        "causes": [(key, word, causes[key]) for key, word in CAUSES.items()],
        "states": [(key, word, states[key]) for key, word in STATES.items()],
        "districts": sorted((*key, n) for key, n in districts.items()),
        "owners": sorted(owners.items(), key=lambda pair: (-pair[1], pair[0]))[:200],
    }


def columns() -> list[str]:
    """Name the columns of the file."""
    return [
        _("Number"), _("Severity"), _("Group"), _("What"), _("Unit"), _("District"), _("Owner"),
        _("Since"), _("Until"), _("Raised"), _("Why it matters"), _("Next"), _("Cause due by"),
        _("Status"), _("Findings and verdicts"), _("Row of the table"),
    ]  # fmt: skip


def line(row: Row) -> list[Any]:
    """Write a row of the file."""
    info = row.info
    return [
        info.id, f"{info.severity} {row.severity}", row.cause, row.what, row.where, row.district,
        row.owner, info.start, info.end, info.raised_at, row.why, row.next, info.due, row.state,
        info.count, info.row,
    ]  # fmt: skip
