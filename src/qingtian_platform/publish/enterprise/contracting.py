"""Register the contractor that acts for the enterprise, from a day on; end it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.kit.times import plain_day
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.enterprise.around import attempt, page, person


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
    number = _number(post.get("mandate", ""))
    if who.organisation_id is None or who.role != Role.ENTERPRISE:
        raise ValueError(_("Only an officer of the enterprise registers its contractor."))
    if number is not None:
        last = _day(post.get("until", "")) or timezone.localdate()
        people.end_mandate(number, who.organisation_id, last, by=who)
        return _("Ended; what was done under it stays.")
    chosen = _number(post.get("contractor", ""))
    if chosen is None:
        raise ValueError(_("Choose a maintenance contractor that is registered."))
    since = _day(post.get("since", "")) or timezone.localdate()
    people.give_mandate(who.organisation_id, chosen, since, _day(post.get("until", "")), by=who)
    return _("Registered.")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return plain_day(text.strip())
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no day; write it as 2026-11-25.") % {"text": text[:40]}
        ) from None
