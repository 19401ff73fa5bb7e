"""Report a patrol: the way that was gone, what was found, photographs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.attachments import LARGEST, MOST, AttachmentRefusedError
from qingtian_platform.kit.signed import typed
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.words import english
from qingtian_platform.publish.field.around import (
    CREW,
    FieldRefusedError,
    degrees,
    done,
    moment,
    page,
    position,
    reasons,
    refused,
    wants_json,
)

PROBLEMS: dict[str, Promise] = {
    "discharge": gettext_lazy("Sewage runs into the river"),
    "dumping": gettext_lazy("Rubbish was dumped"),
    "other": gettext_lazy("Something else"),
}
FIELDS = ("begin", "end", "problem", "violates", "text", "lon", "lat", "track")


@desk_required(*CREW)
def patrol(request: HttpRequest, reach: str) -> HttpResponse:
    """Show the form of a reach, and take a report in."""
    now = datetime.now(UTC)
    mine = patrols.own(request.user.get_username(), beijing(now).date())
    found = next((each for each, _level in mine if each.key == reach), None)
    if found is None:
        raise Http404(_("This reach is not yours."))
    if request.method != "POST":
        return _form(request, found)
    try:
        made = patrols.report(_read(request, reach), request.user, _photos(request), now=now)
    except (
        FieldRefusedError,
        patrols.PatrolRefusedError,
        AttachmentRefusedError,
        cases.MatterError,
        cases.ActRefusedError,
    ) as problem:
        return (
            refused(reasons(problem))
            if wants_json(request)
            else _form(request, found, reasons(problem))
        )
    if made.matter is None:
        return done(request, _("The patrol is recorded."), reverse("field:home"))
    told = _("The patrol is recorded, and what you found is a matter now.")
    return done(request, told, reverse("field:matter", args=[made.matter]))


def _photos(request: HttpRequest) -> list[Any]:
    return [each for each in request.FILES.getlist("photos") if each.size]


def _read(request: HttpRequest, reach: str) -> patrols.Report:
    post = request.POST
    begin, end = moment(post.get("begin", "")), moment(post.get("end", ""))
    if begin is None or end is None:
        raise FieldRefusedError(_("Say from when to when you were there."))
    lon, lat = position(request)
    return patrols.Report(
        post.get("key", "")[:64],
        reach,
        begin,
        end,
        lon,
        lat,
        _track(post.get("track", "")),
        post.get("problem", ""),
        post.get("violates") == "yes",
        typed(post.get("text", "")),
    )


def _track(text: str) -> tuple[tuple[float, float], ...]:
    if not text.strip() or len(text) > 400_000:
        return ()
    try:
        points = json.loads(text)
        pairs = [(degrees(str(x), 180.0), degrees(str(y), 90.0)) for x, y in points]
    except (ValueError, TypeError):
        return ()
    return tuple((x, y) for x, y in pairs if x is not None and y is not None)


def _form(request: HttpRequest, reach: patrols.ReachInfo, problem: str = "") -> HttpResponse:
    last = patrols.patrols(reach=reach.key, size=5)
    context = {
        "reach": reach,
        "name": reach.name_en if english() and reach.name_en else reach.name,
        "values": {name: request.POST.get(name, "") for name in FIELDS},
        "problems": PROBLEMS.items(),
        "last": [(each, PROBLEMS.get(each.problem, "")) for each in last],
        "most": MOST,
        "megabytes": LARGEST >> 20,
        "problem": problem,
    }
    return page(request, "patrol.html", context, 400 if problem else 200)
