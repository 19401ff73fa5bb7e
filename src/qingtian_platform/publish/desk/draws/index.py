"""All draws, and the form that announces one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.draws import api as draws
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.draws import guard
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.draws import shown
from qingtian_platform.publish.draws.pages import SIZE


@desk_required(*guard.READERS)
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """List the draws; announce one."""
    if request.method == "POST":
        guard.done(request, lambda: _announced(request))
        return HttpResponseRedirect(reverse("desk:draws:list"))
    now = datetime.now(UTC)
    found = draws.newest(SIZE)
    rows = [
        (each, shown.STATES[each.state], shown.sentence(each), guard.left(each, now))
        for each in found
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "may": guard.may_announce(request),
        "people": _people(),
        "own": request.user.get_username(),
        "voids": [each for each in found if each.state == "void"],
        "objects": len(draws.objects()),
        "persons": len(draws.people()),
        "settings": shown.settings(now),
    }
    return page(request, "draws/list.html", "draws", context)


def _people() -> list[dict[str, str | bool]]:
    """List the open accounts of the authorities: whoever of them has a key may be a party."""
    roles = {str(role) for role in guard.READERS}
    return [each for each in people.accounts() if each["open"] and each["role"] in roles]


def _announced(request: HttpRequest) -> str:
    if not guard.may_announce(request):
        raise draws.DrawRefusedError(_("An officer or head of the city's bureau announces draws."))
    post = request.POST
    made = draws.announce(
        post.get("title", ""),
        [request.user.get_username(), *dict.fromkeys(filter(None, post.getlist("party")))],
        request.user,
        after=post.get("after", ""),
    )
    return _("Announced: %(x)s. Each party now commits to a secret.") % {"x": made.title}
