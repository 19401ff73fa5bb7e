"""The page on which a citizen reports something; it needs neither an account nor scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.kit.attachments import LARGEST, MOST, AttachmentRefusedError
from qingtian_platform.publish.complaint import forms
from qingtian_platform.publish.complaint.around import city_map, districts
from qingtian_platform.publish.desk.words import said

TOO_MANY = 429


@never_cache
def complaint(request: HttpRequest) -> HttpResponse:
    """Show the form, and take it in."""
    if request.method != "POST":
        return _form(request, forms.blank(request.GET.get("unit", "")))
    values = {name: request.POST.get(name, "") for name in forms.FIELDS}
    if request.POST.get(forms.TRAP):
        return _form(request, values, _("This was not sent. Leave the field for machines empty."))
    now = datetime.now(UTC)
    try:
        report = forms.report(request.POST)
        complaints.count(get_adapter(request).get_client_ip(request) or "", now)
        code = complaints.file(report, request.FILES.getlist("photos"), now=now)
    except complaints.TooManyError as problem:
        return _form(request, values, str(problem), TOO_MANY)
    except (complaints.ComplaintRefusedError, AttachmentRefusedError) as problem:
        return _form(request, values, str(problem), 400)
    found = complaints.by_code(code)
    if found is not None:
        complaints.take(found.number, now=now)
    return HttpResponseRedirect(f"{reverse('complaint:receipt', args=[code])}?new=1")


def _form(
    request: HttpRequest, values: dict[str, str], problem: str = "", status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "values": values,
        "problem": problem,
        "scopes": [
            (key, word, [said(each.name) for each in _hotlines(key, today)])
            for key, word in complaints.SCOPES.items()
        ],
        "districts": districts(),
        "units": forms.units(),
        "map": city_map(),
        "least": complaints.LEAST,
        "most": complaints.MOST,
        "line": complaints.LINE,
        "contact": complaints.CONTACT,
        "photos": MOST,
        "megabytes": LARGEST >> 20,
        "trap": forms.TRAP,
        "section": "complaint",
    }
    return render(request, "portal/complaint/form.html", context, status=status)


def _hotlines(scope: str, today: Any) -> tuple[complaints.Hotline, ...]:  # noqa: ANN401
    try:
        channel = complaints.channel(scope, timezone.now())
    except complaints.ComplaintRefusedError:
        return ()
    return complaints.hotlines(channel, today)
