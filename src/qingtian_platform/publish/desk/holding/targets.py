"""The wall of targets: what must be reached by when, how far it is, who must report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian.policy.targets import Target
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.asked import asked_day
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding.tasks import READERS, owner_name
from qingtian_platform.publish.desk.words import said

LIGHTS = {
    "green": gettext_lazy("green"),
    "amber": gettext_lazy("amber"),
    "red": gettext_lazy("red"),
    "grey": gettext_lazy("grey"),
}
REASONS = {
    "met": gettext_lazy("reached"),
    "on the path": gettext_lazy("on the path"),
    "behind the path": gettext_lazy("a little behind the path"),
    "far behind": gettext_lazy("far behind the path"),
    "missed": gettext_lazy("not reached on its day"),
    "no record": gettext_lazy("day passed, no record"),
    "not yet reported": gettext_lazy("not yet reported"),
    "no number": gettext_lazy("the text gives no number"),
}
COLUMNS = (
    *("clause", "target", "to reach", "by", "light", "why", "newest", "of", "expected", "forecast"),
    *("who reports", "source"),
)


@desk_required(*READERS)
def targets(request: HttpRequest) -> HttpResponse:
    """Show the wall as of a day; take in figures and reminders."""
    known = policy()
    if known is None:
        return page(request, "targets.html", "targets", {})
    if request.method == "POST":
        return _taken(request)
    day = min(asked_day(request, "day", timezone.localdate()), timezone.localdate())
    rows = [_row(known, each) for each in ledger.targets(day)]
    light = request.GET.get("light", "")
    shown = [row for row in rows if light in ("", row["light"])]
    if export.asked(request):
        lines = [[row[key] for key in KEYS] for row in shown]
        return export.table(request, f"qingtian-targets-{day}", list(COLUMNS), lines)
    context: dict[str, Any] = {
        "day": day,
        "rows": shown,
        "lights": [
            (key, word, sum(r["light"] == key for r in rows)) for key, word in LIGHTS.items()
        ],
        "asked": light,
        "total": len(rows),
        "may": getattr(request.user, "role", "") == Role.ASSESSOR,
    }
    return page(request, "targets.html", "targets", context)


KEYS = (
    *("clause", "name", "goal", "due", "word", "why", "value", "of", "expected", "forecast"),
    *("owners", "source"),
)


def _row(known: Policy, each: ledger.TargetInfo) -> dict[str, Any]:
    target, progress = each.target, each.progress
    newest = each.figures[-1] if each.figures else None
    last = target.clause.deadline.last_day if target.clause.deadline else None
    return {
        "clause": target.clause.id,
        "document": target.clause.document,
        "name": said(target.name),
        "goal": goal(target),
        "due": last,
        "light": progress.light,
        "word": LIGHTS[progress.light],
        "why": REASONS[progress.reason],
        "value": progress.value,
        "of": newest.day if newest else None,
        "expected": progress.expected,
        "forecast": progress.forecast,
        "share": _share(target, progress.value),
        "owners": ", ".join(owner_name(known, key) for key in each.owners),
        "source": newest.source.words if newest and newest.source else "",
        "by": newest.source.name if newest and newest.source else "",
        "computed": bool(newest and newest.source is None),
        "reminded": each.reminded,
        "text": target.clause.text,
    }


def goal(target: Target) -> str:
    """Write what must be reached, with the sign and the unit of the text."""
    clause = target.clause
    sign = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "≈": "≈"}.get(clause.operator, "")
    return f"{sign} {clause.value} {clause.unit}".strip()


def _share(target: Target, value: Decimal | None) -> int | None:
    """Give how much of the goal is reached, for the bar, 0 to 100; None where it does not rise."""
    if value is None or not target.low:
        return None
    return max(0, min(100, round(100 * value / target.low)))


def _taken(request: HttpRequest) -> HttpResponse:
    """Take in a figure, or that who owes it was reminded."""
    post, known = request.POST, policy()
    if getattr(request.user, "role", "") != Role.ASSESSOR or known is None:
        messages.error(request, _("Only an assessor keeps the ledger."), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:targets"))
    clause = post.get("clause", "")
    try:
        if post.get("act") == "remind":
            to = next(
                e.owners
                for e in ledger.targets(timezone.localdate())
                if e.target.clause.id == clause
            )
            ledger.remind(clause, to, request.user)
        else:
            day = date.fromisoformat(post.get("day", ""))
            ledger.report(clause, day, post.get("value", ""), post.get("source", ""), request.user)
    except ledger.TaskRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
    except (ValueError, StopIteration):
        messages.error(request, _("Expected a day as 2026-11-26."), extra_tags="desk")
    else:
        messages.success(request, _("Taken down for %(x)s.") % {"x": clause}, extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:targets") + f"#{clause}")
