"""The public index of what must be public: by whom, when, where it stands, with which hash."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.kit.categories import english
from qingtian_platform.publish.desk.duties.publications import STATES, entries, grouped


@require_safe
@never_cache
def published(request: HttpRequest) -> HttpResponse:
    """Show the register to everybody, where a setting says that it is public."""
    known = policy()
    today = timezone.localdate()
    if known is None or not duties.is_public(today):
        raise Http404(_("The register is not public."))
    every = entries(known, today)
    setting = known.settings[duties.REGISTER].on(today)
    context = {
        "items": grouped(known, every),
        "states": [(word, sum(e["state"] == key for e in every)) for key, word in STATES.items()],
        "total": len(known.publications),
        "passed": sum(each["state"] == "no record" for each in every),
        "day": today,
        "setting": setting,
        "why": setting.reason["en" if english() else "zh"],
        "section": "methods",
    }
    return render(request, "portal/published.html", context)
