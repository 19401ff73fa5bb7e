"""Register the contractor that acts for the enterprise, from a day on; end it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.enterprise.around import attempt, day, number, page, person


@desk_required(Role.ENTERPRISE)
def contractors(request: HttpRequest) -> HttpResponse:
    """Show who may act for the enterprise, since when and until when; add and end."""
    own = person(request).organisation_id
    if request.method == "POST":
        back = reverse("enterprise:contractors")
        return attempt(request, lambda: _changed(request), back)
    today = timezone.localdate()
    given = people.mandates(own) if own is not None else []
    context = {
        "mandates": [(each, each.holds(today)) for each in reversed(given)],
        "contractors": people.contractors(),
        "today_text": today.isoformat(),
    }
    return page(request, "contractors.html", "contractors", context)


def _changed(request: HttpRequest) -> str:
    post, who = request.POST, person(request)
    mandate = number(post.get("mandate", ""))
    if who.organisation_id is None or who.role != Role.ENTERPRISE:
        raise ValueError(_("Only an officer of the enterprise registers its contractor."))
    if mandate is not None:
        last = _day(post.get("until", "")) or timezone.localdate()
        people.end_mandate(mandate, who.organisation_id, last, by=who)
        return _("Ended; what was done under it stays.")
    chosen = number(post.get("contractor", ""))
    if chosen is None:
        raise ValueError(_("Choose a maintenance contractor that is registered."))
    since = _day(post.get("since", "")) or timezone.localdate()
    people.give_mandate(who.organisation_id, chosen, since, _day(post.get("until", "")), by=who)
    return _("Registered.")


def _day(text: str) -> date | None:
    return day(text) if text.strip() else None
