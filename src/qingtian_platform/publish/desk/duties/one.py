"""One duty: its clause, how it is fulfilled, who was reminded; take down that it was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.kit import attachments
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.duties import words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.words import said


def the_policy() -> Policy:
    """Give the policy of the city; a page of it is not there where the city has none."""
    known = policy()
    if known is None:
        raise Http404(_("This city has no policy pack."))
    return known


@desk_required(*words.READERS)
def duty(request: HttpRequest) -> HttpResponse:
    """Show a duty (`?key=`); take down that it was done."""
    known, key = the_policy(), request.GET.get("key", "")
    shown = words.seen_units(request, known)
    try:
        found = duties.one(key)
    except duties.DutyRefusedError as error:
        raise Http404(str(error)) from None
    if shown is not None and found.duty.unit not in shown:
        raise Http404(_("There is no such duty."))
    may = words.may_write(request, known, found.duty.unit)
    if request.method == "POST":
        return _done(request, key, may=may)
    clock = known.clocks.get(found.duty.subject) if found.duty.kind == "clock" else None
    context: dict[str, Any] = {
        "row": words.row(known, found, timezone.localdate()),
        "duty": found.duty,
        "texts": [(each, known.clauses[each].text) for each in found.duty.clauses],
        "when": words.when(known, clock.key) if clock else "",
        "filed": [words.unit(known, each) for each in (clock.filed if clock else ())],
        "receipts": _receipts(known, found.done),
        "papers": words.papers(found.done),
        "reminders": [
            (each, words.STAGES[each.stage], words.reminded(each))
            for each in duties.reminders_of(found.duty.key)
        ],
        "person": found.person,
        "entry": _entry(known, found),
        "may": may,
        "today": timezone.localdate(),
    }
    return page(request, "duties/duty.html", "clock", context)


def _entry(known: Policy, found: duties.DutyInfo) -> str:
    """Give the entry of the register for the same clause, unit and day; empty where there is none."""
    duty = found.duty
    for one in known.publications.values():
        if set(one.clauses) & set(duty.clauses) and duty.due in one.owed(duty.due):
            query = QueryDict(mutable=True)
            unit = duty.unit if one.each else ""
            query.update({"item": one.key, "unit": unit, "due": duty.due.isoformat()})
            return query.urlencode()
    return ""


def _receipts(known: Policy, done: duties.DoneInfo | None) -> list[tuple[str, int]]:
    return [(words.unit(known, key), n) for key, n in done.receipts.items()] if done else []


def _done(request: HttpRequest, key: str, *, may: bool) -> HttpResponse:
    there = HttpResponseRedirect(f"{reverse('desk:duty')}?{_query(key)}")
    if not may:
        refuse(request, _("Only an assessor, or who answers for the unit, writes here."))
        return there
    try:
        day = a_day(request.POST.get("day", ""))
        text = request.POST.get("words", "")
        made = duties.fulfil(key, day, text, request.user, files=request.FILES.getlist("papers"))
    except duties.DutyRefusedError as error:
        refuse(request, str(error))
    else:
        numbers = ", ".join(f"{words.unit(the_policy(), k)} {n}" for k, n in made.receipts.items())
        said_so = _("Taken down as done.")
        if numbers:
            said_so += " " + _("Receipts: %(numbers)s.") % {"numbers": numbers}
        messages.success(request, said_so, extra_tags="desk")
    return there


def _query(key: str) -> str:
    query = QueryDict(mutable=True)
    query["key"] = key
    return query.urlencode()


def refuse(request: HttpRequest, text: str) -> None:
    """Tell the reader why something was not taken."""
    messages.error(request, text, extra_tags="desk")


def a_day(text: str) -> date:
    """Read a day of a form.

    Raises
    ------
    DutyRefusedError
        If it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise duties.DutyRefusedError(_("Expected a day as 2026-11-26.")) from None


@desk_required(*words.READERS)
def limit(request: HttpRequest) -> HttpResponse:
    """Take down an event that starts a limit, or that one was dealt with."""
    known = the_policy()
    there = HttpResponseRedirect(reverse("desk:clock") + "#limits")
    if request.method != "POST":
        return there
    try:
        _limit(request, known)
    except duties.DutyRefusedError as error:
        refuse(request, str(error))
        return there if request.POST.get("limit") else HttpResponseRedirect(reverse("desk:event"))
    messages.success(request, _("Taken down."), extra_tags="desk")
    return there


def _limit(request: HttpRequest, known: Policy) -> None:
    post, files = request.POST, request.FILES.getlist("papers")
    text, number = post.get("words", ""), post.get("limit", "")
    unit = post.get("unit", "")
    if number.isdecimal():
        found = (each for each in duties.limits(timezone.localdate()) if each.id == int(number))
        unit = next((each.unit for each in found), "")
    if not words.may_write(request, known, unit):
        raise duties.DutyRefusedError(
            _("Only an assessor, or who answers for the unit, writes here.")
        )
    if number.isdecimal():
        day = a_day(post.get("day", ""))
        duties.finish(int(number), day, text, request.user, files=files)
        return
    try:
        event = datetime.fromisoformat(post.get("event", "")).replace(tzinfo=BEIJING)
    except ValueError:
        raise duties.DutyRefusedError(_("Expected a moment as 2026-11-26 09:30.")) from None
    duties.start(post.get("clock", ""), unit, event, text, request.user, files=files)


@desk_required(*words.READERS)
def new_limit(request: HttpRequest) -> HttpResponse:
    """Show the form by which an event is taken down."""
    known = the_policy()
    today = timezone.localdate()
    units = words.written(request, known)
    own = words.places(known, today, ("city", "district"))
    context: dict[str, Any] = {
        "clocks": [
            (key, said(one.name), words.when(known, key), one.clauses)
            for key, one in known.clocks.items()
            if one.limit is not None
        ],
        "units": [
            pair
            for pair in (*own, *words.organisations(known))
            if units is None or pair[0] in units
        ],
        "now": timezone.localtime(),
    }
    return page(request, "duties/limit.html", "clock", context)


@desk_required(*words.READERS)
def paper(_request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out a paper by its hash."""
    return kept_paper(digest)


def kept_paper(digest: str) -> HttpResponse:
    """Answer with a paper by its hash.

    Raises
    ------
    Http404
        There is none, or its bytes are not as they were handed in.
    """
    found = duties.papers([digest]).get(digest)
    if found is None:
        raise Http404(_("There is no such paper."))
    try:
        content = attachments.content(found.hash)
    except LookupError:
        raise Http404(_("There is no such paper.")) from None
    response = HttpResponse(content, content_type=attachments.FORMS[found.form][1])
    response["Content-Disposition"] = f'attachment; filename="{found.hash[:16]}.{found.form}"'
    return response
