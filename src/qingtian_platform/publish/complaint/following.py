"""The page of a receipt: how a report stands, in public words, for who has its code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.desk.words import said

WORDS: dict[str, Promise] = {
    "received": gettext_lazy("Received"),
    "routed": gettext_lazy("Given to the unit that handles it"),
    "checked": gettext_lazy("Looked into"),
    "answered": gettext_lazy("Answered"),
    "closed": gettext_lazy("Closed"),
    "outside": gettext_lazy("Not for this hotline"),
}
WAY = ("received", "routed", "checked", "answered")
"""Steps that every report is to take."""


@require_safe
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the page of a code."""
    text = request.GET.get("code", "")
    code = complaints.codes.read(text)
    if code and complaints.by_code(code):
        return HttpResponseRedirect(reverse("complaint:receipt", args=[code]))
    context = {"typed": text[:40], "section": "complaint"}
    answer = render(request, "portal/complaint/find.html", context, status=404 if text else 200)
    return _apart(answer)


@require_safe
@never_cache
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a report stands."""
    now = datetime.now(UTC)
    found = complaints.status(code, now=now)
    if found is None:
        raise Http404(_("No report has this code. Look at the receipt again."))
    done = dict(found.steps)
    ended = "closed" in done or "outside" in done or found.ended is not None
    steps = [(WORDS[step], at) for step, at in found.steps]
    ahead = [] if ended or found.answers else [WORDS[step] for step in WAY if step not in done]
    context = {
        "code": complaints.codes.read(code),
        "new": "new" in request.GET,
        "one": found,
        "say": says(found, now),
        "steps": steps,
        "ahead": ahead,
        "hotlines": [said(each.name) for each in found.hotlines],
        "days": days(found, now),
        "section": "complaint",
    }
    return _apart(render(request, "portal/complaint/receipt.html", context))


def _apart(answer: HttpResponse) -> HttpResponse:
    """Keep the page out of what others see: search engines, and addresses that a link gives away."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def says(found: complaints.Status, now: datetime) -> str:
    """Say in one sentence how a report stands."""
    done = {step for step, _at in found.steps}
    if "outside" in done:
        return _("Your report is not for this hotline; the answer says where it belongs.")
    if found.answers:
        return _("Your report has been answered.")
    if "checked" in done:
        return _("Your report has been looked into; the answer follows.")
    if "routed" in done:
        return _("Your report lies with the unit that handles it.")
    if found.ended is not None:
        return _("Your report has been closed.")
    if now - found.at < timedelta(minutes=5):
        return _("Your report has been received. Keep the code: it is the only way to this page.")
    return _("Your report has been received and waits to be given to a unit.")


def days(found: complaints.Status, now: datetime) -> int:
    """Count the days since it came, to the end of it or to the present. [d]."""
    until = found.answers[0].at if found.answers else found.ended or now
    return (beijing(until).date() - beijing(found.at).date()).days
