"""Give the cause of an alarm: from the list, in words, with evidence; two receipts come back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise.around import CREW, attempt, page, person, things
from qingtian_platform.publish.enterprise.declaring import BOUNDS
from qingtian_platform.publish.sentences import joined
from qingtian_platform.registry import api as registry


@desk_required(*CREW)
def first(request: HttpRequest) -> HttpResponse:
    """Lead to the gravest alarm that the person answers, or has answered while it is open."""
    own = {each.id for each in things(request)}
    for info in alarms.alarms():
        if info.thing_id in own and info.due is not None:
            return HttpResponseRedirect(reverse("enterprise:alarm", args=[info.id]))
    raise Http404(_("No alarm asks you for a cause now."))


@desk_required(*CREW)
def alarm(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is to be explained, without any score, and the answers; take an answer in."""
    now = datetime.now(UTC)
    found = alarms.alarm(number, now)
    own = {each.id: each for each in things(request)}
    if found is None or found.thing_id not in own:
        raise Http404(_("There is nothing of that number for you to explain."))
    if found.into is not None:
        return HttpResponseRedirect(reverse("enterprise:alarm", args=[found.into]))
    if request.method == "POST":
        back = reverse("enterprise:alarm", args=[number])
        return attempt(request, lambda: _answered(request, number), back)
    thing = own[found.thing_id]
    names = {each.code: words.stream_name(each) for each in registry.datastreams(thing.id)}
    bounds = alarms.answer_bounds()
    context = {
        "alarm": found,
        "line": found.line(words.language(), "enterprise"),
        "thing": thing,
        "thing_name": words.name(thing),
        "factors": joined(tuple(names.get(code, code) for code in found.codes)),
        "answers": alarms.answers_to(number)[::-1],
        "causes": [(c.code, words.said(c.words)) for c in alarms.causes().values()],
        "clock": alarms.clock(found.raised_at),
        "least": bounds.least_text,
        "most": bounds.most_text,
        "bounds": BOUNDS,
        "open": found.state != "closed",
    }
    return page(request, "alarm.html", "start", context)


def _answered(request: HttpRequest, number: int) -> str:
    post = request.POST
    given = alarms.answer(
        number,
        person(request),
        post.get("cause", ""),
        post.get("text", ""),
        request.FILES.getlist("files"),
    )
    told = joined(
        tuple(_("%(desk)s no. %(n)s") % {"desk": r.name, "n": r.number} for r in given.receipts)
    )
    return _("Received by: %(receipts)s") % {"receipts": told}
