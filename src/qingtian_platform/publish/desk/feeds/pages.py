"""The wall of deliveries, one agreement with its history, one batch with its reasons."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import Role, desk_required
from qingtian_platform.publish.desk.feeds import words
from qingtian_platform.publish.desk.frame import page

READERS = (Role.DUTY, Role.REVIEWER, Role.ASSESSOR, Role.HEAD, Role.SUPERVISOR)
TURNS, BATCHES = 31, 60
"""Rows of the page of an agreement. [1]"""


@desk_required(*READERS)
@require_safe
@never_cache
def wall(request: HttpRequest) -> HttpResponse:
    """Show how each agreement stands, the gravest first."""
    standing = feeds.standing(timezone.now())
    rows = [_row(each) for each in standing]
    order = ["red", "amber", "green", "grey"]
    rows.sort(key=lambda row: order.index(row["light"]["key"]))
    counts = Counter(row["light"]["key"] for row in rows)
    lights = [(words.LOOKS[key], words.LIGHTS[key], counts[key]) for key in order if counts[key]]
    context = {"rows": rows, "lights": lights, "red": counts["red"], "amber": counts["amber"]}
    return page(request, "feeds/wall.html", "feeds", context)


def _row(one: feeds.FeedStanding) -> dict[str, Any]:
    turns = one.turns
    return {
        "one": one,
        "name": feeds.named(one.agreement.name),
        "department": feeds.named(one.agreement.department_name),
        "light": words.light(one),
        "reasons": list(words.reasons(one)),
        "last": one.last,
        "state": words.STATES[one.last.state] if one.last else "",
        "due": turns.late_since or turns.due,
        "complete": turns.complete,
        "marked": turns.marked,
    }


@desk_required(*READERS)
@never_cache
def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """Show an agreement, its turns and its batches; a POST hands a batch in."""
    found = next(iter(feeds.standing(timezone.now(), key)), None)
    if found is None:
        raise Http404(_("No feed has this name."))
    if request.method == "POST":
        return _handed_in(request, found)
    return _shown(request, found)


def may_deliver(person: Any, one: feeds.AgreementInfo) -> bool:  # noqa: ANN401 - private to its app
    """Say whether a person may hand in batches: the department's own people and administrators."""
    if getattr(person, "role", "") == Role.ADMINISTRATOR:
        return True
    body = getattr(person, "organisation", None)
    named = feeds.department(feeds.agreement(one.key))
    return body is not None and body.name in (named.name["zh"], *named.aliases)


def _handed_in(request: HttpRequest, found: feeds.FeedStanding) -> HttpResponse:
    one = found.agreement
    if not may_deliver(request.user, one):
        raise PermissionDenied(_("Only the department itself and administrators hand in batches."))
    upload = request.FILES.get("batch")
    if upload is None:
        messages.error(request, _("Choose a file first."), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:feed", args=[one.key]))
    data = upload.read(feeds.LARGEST + 1)
    by = str(getattr(request.user, "username", ""))
    try:
        done = feeds.take(Places.current(), one.key, data, name=upload.name or "batch", by=by)
    except feeds.AlteredError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:feed", args=[one.key]))
    said = {
        "taken": _("Taken whole: %(n)s values.") % {"n": done.values},
        "repeat": _("This batch was taken before; nothing is stored twice."),
        "refused": _("Refused whole; the reasons stand below."),
    }
    show = messages.error if done.state == "refused" else messages.success
    show(request, said.get(done.state, ""), extra_tags="desk")
    return HttpResponseRedirect(reverse("desk:feed_batch", args=[done.id]))


def _shown(request: HttpRequest, found: feeds.FeedStanding) -> HttpResponse:
    one, now = found.agreement, timezone.now()
    terms = one.terms
    turns = [(each, each.state(now)) for each in found.turns.turns[:TURNS]]
    context: dict[str, Any] = {
        **_row(found),
        "terms": terms,
        "period": words.period(terms.period),
        "grace": words.period(terms.grace),
        "contact": feeds.named(terms.contact),
        "licence": feeds.named(terms.licence),
        "reason": feeds.named(terms.reason),
        "way": words.WAYS[terms.way],
        "things": words.things(terms),
        "properties": words.properties(terms),
        "turns": [(each, words.TURNS[state], words.TURN_LOOKS[state]) for each, state in turns],
        "batches": [_batch(each) for each in feeds.deliveries(one.key, limit=BATCHES)],
        "may": may_deliver(request.user, one),
        "largest": feeds.LARGEST >> 20,
    }
    return page(request, "feeds/agreement.html", "feeds", context)


def _batch(one: feeds.Delivery) -> dict[str, Any]:
    return {
        "one": one,
        "state": words.STATES[one.state],
        "look": words.STATE_LOOKS[one.state],
        "way": words.WAYS[one.way],
    }


@desk_required(*READERS)
@require_safe
@never_cache
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Show a batch: what became of it, every reason, its first rows."""
    found = _found(number)
    info = feeds.agreement(found.agreement)
    context = {
        **_batch(found),
        "name": feeds.named(info.name),
        "department": feeds.named(feeds.department(info).name),
        "preview": feeds.preview(found),
        "may": _may_read(request, found),
        "left": found.count - len(found.faults),
    }
    return page(request, "feeds/batch.html", "feeds", context)


def _found(number: int) -> feeds.Delivery:
    found = feeds.one(number)
    if found is None:
        raise Http404(_("There is no batch of that number."))
    return found


def _may_read(request: HttpRequest, found: feeds.Delivery) -> bool:
    today = timezone.localdate()
    one = next((e for e in feeds.agreements(today) if e.key == found.agreement), None)
    return one is not None and may_deliver(request.user, one)


@desk_required(*READERS)
@require_safe
@never_cache
def original(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the bytes as they came, to who delivered them and to administrators."""
    found = _found(number)
    if not _may_read(request, found):
        raise PermissionDenied(_("Only the department itself and administrators see the bytes."))
    try:
        data = feeds.original(found)
    except LookupError:
        raise Http404(_("The bytes are not as they came; tell the operator.")) from None
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.hash[:16]}.bin"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
