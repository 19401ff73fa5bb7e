"""Record an intervention: a form that gives a receipt, and no page that shows what was recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import Role, account, desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.record.protected import custodians, interventions
from qingtian_platform.record.protected.custodians import ProtectedError
from qingtian_platform.record.protected.interventions import Attachment, Intervention


@desk_required(*Role.values)
@never_cache
def intervene(request: HttpRequest) -> HttpResponse:
    """Show the form; take in what it says; give the receipt once."""
    context: dict[str, Any] = {
        "ready": custodians.ready(Places.current()),
        "channels": [(key, channel(key)) for key in interventions.CHANNELS],
        "kinds": [(key, kind(key)) for key in interventions.ACTS],
        "custodians": [
            (each.login, str(account(each.login) or each.login))
            for each in custodians.read(Places.current()).custodians
        ],
    }
    if request.method == "POST":
        try:
            context["receipt"] = _filed(request)
        except ProtectedError as error:
            context["error"] = str(error)
            context["said"] = request.POST
    return page(request, "intervention.html", "intervention", context)


def _filed(request: HttpRequest) -> str:
    post = request.POST
    said = {key: post.get(key, "").strip() for key in ("who", "post", "whom", "channel")}
    record = Intervention(
        **said,
        acts=tuple(key for key in interventions.ACTS if key in post.getlist("acts")),
        happened=post.get("happened", ""),
        words=post.get("words", "").strip(),
        attachments=tuple(
            Attachment(each.name or "", each.read()) for each in request.FILES.getlist("papers")
        ),
    )
    by = {"login": request.user.get_username(), "name": str(request.user)}
    return interventions.file(
        Places.current(), record, by=by, without=frozenset(post.getlist("without"))
    )


def channel(key: str) -> str:
    """Name the way in which somebody interfered."""
    return {
        "instruction": _("written instruction"),
        "letter": _("official letter"),
        "oral": _("oral opinion"),
        "hint": _("hint"),
    }[key]


def kind(key: str) -> str:
    """Name one of the four acts that the gazette forbids."""
    return {
        "falsification": _("ordering that monitoring data be altered or invented"),
        "obstruction": _("limiting or obstructing enforcement on data quality"),
        "cover-up": _("influencing the investigation of falsification or of who answers for it"),
        "targets": _("giving a monitoring agency or its staff targets of better quality"),
    }[key]
