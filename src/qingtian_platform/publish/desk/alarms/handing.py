"""The confirmation of a hand-over: what of an alarm went to a case, and its hash."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import api as cases
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.alarms import rows
from qingtian_platform.publish.desk.alarms.dossier import found
from qingtian_platform.publish.desk.alarms.guard import desk_only
from qingtian_platform.publish.desk.frame import page

MEMBERS = 60
"""Findings and verdicts of a package that its page lists; the package holds all. [1]"""


@require_safe
@desk_only
def handover(request: HttpRequest, number: int) -> HttpResponse:
    """Show the confirmation of a hand-over: what went with it, and its hash."""
    made = next((each for each in alarms.handovers() if each.id == number), None)
    if made is None:
        raise Http404
    info = found(request, made.alarm_id)
    context = {
        "made": made,
        "row": rows.lines([info])[0],
        "info": info,
        "package": made.package,
        "members": [
            (
                each,
                alarms.kind_name(each["kind"], words.language()),
                words.factor_name(each["code"]) if each["code"] else "",
            )
            for each in made.package["members"][:MEMBERS]
        ],
        "matter": matter_of(request, made),
        "now": timezone.now(),
    }
    return page(request, "handover.html", "alarms", context)


def matter_of(request: HttpRequest, made: alarms.HandoverInfo) -> cases.MatterInfo | None:
    """Give the matter that came of a hand-over; None where there is none yet, or not for the reader."""
    kind = "exceedance" if made.package["alarm"]["cause"] == "exceedance" else "alarm"
    return cases.of_origin(cases.Origin(kind, f"handover-{made.id}"), request.user)
