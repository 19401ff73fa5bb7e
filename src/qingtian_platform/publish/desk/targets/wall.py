"""The wall of targets: what must be reached by when, how far it is, who must report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks.api import Figure, TargetInfo
from qingtian_platform.kit.words import side
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.asked import as_of
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.holding.tasks import READERS, owner_name
from qingtian_platform.publish.desk.targets import plot, words
from qingtian_platform.publish.desk.words import said

COLUMNS = (
    *("clause", "document", "target", "text", "to reach", "by", "light", "why", "figure", "of"),
    *(
        "computed or handed in",
        "source",
        "expected",
        "forecast",
        "who reports",
        "since",
        "reminded",
    ),
)

RANKS = ("red", "amber", "green", "grey")
"""What asks for something stands first, what is not known last; else the order of the gazette."""


@desk_required(*READERS)
def wall(request: HttpRequest) -> HttpResponse:
    """Show the wall as of a day; take in figures, baselines and reminders."""
    known = policy()
    if known is None:
        return page(request, "targets/wall.html", "targets", {})
    if request.method == "POST":
        return taken(request)
    day = as_of(request)
    every = ledger.targets(day)
    shown = [each for each in every if _asked(request, each)]
    if export.asked(request):
        lines = [line(known, each) for each in shown]
        return export.table(request, f"qingtian-targets-{day}", COLUMNS, lines)
    shown.sort(key=lambda each: RANKS.index(each.progress.light))
    lights: Counter[str] = Counter(each.progress.light for each in every)
    context: dict[str, Any] = {
        "day": day,
        "rows": [row(known, each, day) for each in shown],
        "lights": [(key, word, lights[key]) for key, word in words.LIGHTS.items()],
        "total": len(every),
        "asked": {
            key: request.GET.get(key, "") for key in ("document", "owner", "due", "light", "by")
        },
        **_choices(known, every),
        "may": may(request),
    }
    return page(request, "targets/wall.html", "targets", context)


def may(request: HttpRequest) -> bool:
    """Say whether the person keeps the ledger."""
    return getattr(request.user, "role", "") == Role.ASSESSOR


def _asked(request: HttpRequest, each: TargetInfo) -> bool:
    asked, due = request.GET, words.due(each.target)
    return (
        asked.get("document", "") in ("", each.target.clause.document)
        and asked.get("light", "") in ("", each.progress.light)
        and asked.get("due", "") in ("", str(due.year) if due else "none")
        and asked.get("by", "") in ("", _kind(each))
        and (not asked.get("owner") or asked["owner"] in (each.owners or ("nobody",)))
    )


def _kind(each: TargetInfo) -> str:
    """Name where the figures of a target come from: computed by the platform, or handed in."""
    return "computed" if any(f.source is None for f in each.figures) else "entered"


def _choices(known: Policy, every: Sequence[TargetInfo]) -> dict[str, Any]:
    """List what can be chosen in the filters."""
    owners = sorted({key for each in every for key in each.owners})
    named = sorted(((key, owner_name(known, key)) for key in owners), key=lambda pair: pair[1])
    dues = {words.due(each.target) for each in every}
    documents = {each.target.clause.document for each in every}
    return {
        "documents": [(k, said(d.title)) for k, d in known.documents.items() if k in documents],
        "owners": [*named, ("nobody", _("the text names nobody"))],
        "dues": sorted({str(day.year) for day in dues if day}),
        "undated": None in dues,
        "kinds": [("computed", _("computed")), ("entered", _("handed in"))],
    }


def row(known: Policy, each: TargetInfo, day: date) -> dict[str, Any]:
    """Give what a row of the wall shows."""
    target, progress, newest = each.target, each.progress, each.telling
    why = words.why_light(each)
    return {
        "clause": target.clause.id,
        "href": address(target.clause.id, day),
        "name": said(target.name),
        "text": target.clause.text,
        "goal": words.goal(target, each.goal),
        "unit": words.unit(target),
        "setting": each.goal,
        "due": words.due(target),
        "light": progress.light,
        "word": words.LIGHTS[progress.light],
        "reason": words.REASONS[progress.reason],
        "why": why,
        "newest": newest,
        "beside": _beside(each, newest),
        "gap": _gap(each),
        "forecast": words.forecast(progress.forecast),
        "plot": plot.draw(each, plot.SMALL, f"{said(target.name)}: {why}"),
        "owners": ", ".join(owner_name(known, key) for key in each.owners),
        "since": each.since,
        "reminded": each.reminded,
        "baseline": target.baseline is not None,
    }


def _beside(each: TargetInfo, newest: Figure | None) -> Figure | None:
    """Find the other figure of the newest one's day."""
    if newest is None:
        return None
    return next(
        (
            f
            for f in each.figures
            if f.day == newest.day and f is not newest and f.value is not None
        ),
        None,
    )


def _gap(each: TargetInfo) -> str:
    """Say why the newest period gives no figure, or that one is provisional; empty where it does."""
    last = next((f for f in reversed(each.figures) if f.lineage), None)
    if last is None or last.lineage is None or not last.lineage.why:
        return ""
    year = last.lineage.last.year
    shown = f" {words.number(last.value)}" if last.value is not None else ""
    return f"{year}:{shown} {words.why_none(last.lineage)}"


def address(clause: str, day: date) -> str:
    """Give the address of a target's page as of a day."""
    found = reverse("desk:target", args=[clause])
    return found if day == timezone.localdate() else f"{found}?{urlencode({'day': str(day)})}"


def line(known: Policy, each: TargetInfo) -> list[Any]:
    """Give what a line of the file holds."""
    target, progress, newest = each.target, each.progress, each.telling
    source = newest.source if newest else None
    return [
        target.clause.id,
        target.clause.document,
        said(target.name),
        target.clause.text,
        words.goal(target, each.goal),
        words.due(target),
        str(words.LIGHTS[progress.light]),
        f"{words.REASONS[progress.reason]}. {words.why_light(each)}",
        progress.value,
        newest.day if newest else None,
        "" if newest is None else _("handed in") if source else _("computed"),
        f"{side(source.words)} ({source.name})" if source else "",
        progress.expected,
        words.forecast(progress.forecast),
        ", ".join(owner_name(known, key) for key in each.owners),
        each.since,
        each.reminded,
    ]


def taken(request: HttpRequest) -> HttpResponse:
    """Take in a figure, a baseline, or that who owes it was reminded."""
    post, clause = request.POST, request.POST.get("clause", "")
    back = reverse("desk:targets") + f"#{clause}"
    if post.get("back") == "target":
        back = reverse("desk:target", args=[clause])
    if not may(request):
        messages.error(request, _("Only an assessor keeps the ledger."), extra_tags="desk")
        return HttpResponseRedirect(back)
    try:
        _take(request, clause)
    except ledger.TaskRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
    except ValueError:
        messages.error(request, _("Expected a day as 2026-11-26."), extra_tags="desk")
    else:
        messages.success(request, _("Taken down for %(x)s.") % {"x": clause}, extra_tags="desk")
    return HttpResponseRedirect(back)


def _take(request: HttpRequest, clause: str) -> None:
    post = request.POST
    if post.get("act") == "remind":
        owners = ledger.target(clause, timezone.localdate()).owners
        ledger.remind(clause, owners, request.user)
    elif post.get("act") == "baseline":
        ledger.report_baseline(clause, post.get("value", ""), post.get("source", ""), request.user)
    else:
        day = date.fromisoformat(post.get("day", ""))
        ledger.report(clause, day, post.get("value", ""), post.get("source", ""), request.user)
