"""Values measured by hand during a fault: entered, beside the automatic ones, counted against the rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.declared.api import DeclarationRefusedError, ManualInfo
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise.around import (
    CREW,
    attempt,
    chosen,
    moment,
    number,
    page,
    person,
    stream_asked,
    streams,
)
from qingtian_platform.publish.enterprise.declaring import BOUNDS
from qingtian_platform.publish.enterprise.owed import by_hand
from qingtian_platform.record import api as record
from qingtian_platform.record.acts.api import value_text
from qingtian_platform.registry import api as registry

SHOWN = timedelta(days=31)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


@desk_required(*CREW)
def manual(request: HttpRequest) -> HttpResponse:
    """Show the form, what was entered in the last month, and how whole the faulty days are."""
    thing = chosen(request, request.POST.get("thing", ""))
    if request.method == "POST" and thing is not None:
        act = _taken_back if request.POST.get("act") == "take-back" else _entered
        back = f"{reverse('enterprise:manual')}?thing={thing.key}"
        return attempt(request, lambda: act(request, thing.id), back)
    now = datetime.now(UTC)
    context: dict[str, Any] = {"thing": thing, "bounds": BOUNDS, "values": [], "days": []}
    if thing is not None:
        found = declared.manual_values(start=now - SHOWN, thing=thing.id, withdrawn=True)
        week = midnight(beijing(now - WEEK).date()).astimezone(UTC)
        context |= {
            "thing_name": words.name(thing),
            "streams": streams(thing),
            "values": beside(thing.id, found[::-1]),
            "days": by_hand(thing, week, now),
        }
    return page(request, "manual.html", "manual", context)


def beside(thing: int, found: list[ManualInfo]) -> list[tuple[ManualInfo, str, str, str]]:
    """Put beside each value by hand its factor, and the automatic hour with its mark."""
    names = {(s.mn, s.code): words.stream_name(s) for s in registry.datastreams(thing)}
    rows = []
    for each in found:
        value, flag = _automatic(each)
        rows.append((each, names.get((each.mn, each.code), each.code), value, flag))
    return rows


def _automatic(value: ManualInfo) -> tuple[str, str]:
    """Read the automatic hour in which a sample was taken: value and mark; empty where none came."""
    start = value.sampled_at.replace(minute=0, second=0, microsecond=0)
    rows = record.observations(
        mn=value.mn,
        code=value.code,
        interval="hour",
        field="Avg",
        start=start,
        end=start + HOUR,
        columns=["start", "value", "decimals", "text", "flag"],
    ).to_pylist()
    if not rows:
        return "", ""
    row = rows[0]
    return ("" if row["value"] is None else value_text(row)), (row["flag"] or "").upper()


def _entered(request: HttpRequest, thing: int) -> str:
    post = request.POST
    mn, code = stream_asked(post.get("stream", ""))
    sampled = moment(post.get("sampled", ""))
    if sampled is None:
        raise DeclarationRefusedError(_("Say when the sample was taken."))
    declared.enter_manual(
        thing,
        mn,
        code,
        sampled,
        post.get("value", ""),
        method=post.get("method", ""),
        sampler=post.get("sampler", ""),
        reason=post.get("reason", ""),
        person=person(request),
        files=request.FILES.getlist("files"),
    )
    return _("Entered; it stands beside the automatic values, marked as measured by hand.")


def _taken_back(request: HttpRequest, thing: int) -> str:
    del thing
    row = number(request.POST.get("row", "")) or 0
    declared.withdraw_manual(row, request.POST.get("reason", ""), person=person(request))
    return _("Taken back; it stays to be seen.")
