"""Write a record of an instrument down, and hand out the papers that go with records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.check.instruments.fields import moment
from qingtian_platform.kit import attachments
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.instruments import words
from qingtian_platform.publish.desk.instruments.one import owned
from qingtian_platform.registry import api as registry


@desk_required(*instruments.WRITERS)
def write(request: HttpRequest, mn: str) -> HttpResponse:
    """Show the form of one kind of record; take in what it says."""
    logger, thing = owned(request, mn)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    if kind not in instruments.KINDS:
        raise Http404(_("There is no such kind of record."))
    wrong: instruments.FieldError | None = None
    if request.method == "POST":
        try:
            written = _written(request, mn, kind)
        except instruments.FieldError as error:
            wrong = error
        else:
            text = _("Record %(number)s stands.") % {"number": written.id}
            messages.success(request, text, extra_tags="desk")
            return HttpResponseRedirect(reverse("desk:instrument", args=[mn]))
    old = _corrected(asked.get("corrects", ""), mn, kind)
    context: dict[str, Any] = {
        "name": desk_words.name(thing),
        "logger": logger,
        "kind": kind,
        "kind_word": instruments.KINDS[kind],
        "fields": form_fields(kind, asked if request.method == "POST" else None, old),
        "codes": _codes(logger, thing, whole=kind in instruments.WHOLE),
        "said": asked,
        "old": old,
        "wrong": wrong,
        "wrong_word": words.FIELDS.get(wrong.field, _HEADS.get(wrong.field)) if wrong else "",
    }
    return page(request, "instruments/write.html", "instruments", context)


_HEADS = {
    "mn": "MN",
    "kind": gettext_lazy("Kind"),
    "code": gettext_lazy("Factor"),
    "start": gettext_lazy("From"),
    "end": gettext_lazy("To"),
    "why": gettext_lazy("Why it is corrected"),
    "corrects": gettext_lazy("Corrects"),
    "papers": gettext_lazy("Papers"),
}


def _written(request: HttpRequest, mn: str, kind: str) -> instruments.RecordInfo:
    post = request.POST
    start = moment("start", post.get("start", ""))
    end = moment("end", post["end"]) if post.get("end", "").strip() else start
    corrects = post.get("corrects", "")
    draft = instruments.Draft(
        kind=kind,
        mn=mn,
        code=post.get("code", "").strip(),
        start=start,
        end=end,
        given={f.name: post.get(f"f-{f.name}", "") for f in instruments.FIELDS[kind]},
        on_behalf=post.get("on_behalf", ""),
        corrects=int(corrects) if corrects.isdecimal() else None,
        why=post.get("why", ""),
    )
    return instruments.write(request.user, draft, request.FILES.getlist("papers"))  # type: ignore[arg-type]


def _corrected(number: str, mn: str, kind: str) -> instruments.RecordInfo | None:
    if not number.isdecimal():
        return None
    try:
        old = instruments.record(int(number))
    except LookupError:
        raise Http404(_("There is no such record.")) from None
    if (old.mn, old.kind) != (mn, kind):
        raise Http404(_("There is no such record."))
    return old


def form_fields(
    kind: str,
    said: QueryDict | None,
    old: instruments.RecordInfo | None,
) -> list[dict[str, Any]]:
    """List the fields of a kind with what stands in each."""
    found = []
    for each in instruments.FIELDS[kind]:
        kept = old.content.get(each.name, "") if old else ""
        value = said.get(f"f-{each.name}", "") if said is not None else kept
        if isinstance(value, list):
            value = "; ".join("/".join(pair) for pair in value)
        options = [
            (choice, words.field(each.name, choice))
            if each.name != "parameter"
            else (choice, words.parameter(choice))
            for choice in each.choices
        ]
        found.append(
            {"field": each, "word": words.FIELDS[each.name], "value": value, "options": options}
        )
    return found


def _codes(
    logger: registry.LoggerInfo, thing: registry.ThingInfo, *, whole: bool
) -> list[tuple[str, str]]:
    codes = sorted({d.code for d in registry.datastreams(thing.id) if d.mn == logger.mn})
    named = [(code, f"{words.factor(code)} ({code})") for code in codes]
    return [("", _("all")), *named] if whole else named


@desk_required(*instruments.WATCHERS)
def paper(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out a paper to whoever may see one of the units that it is about."""
    try:
        found, mns = instruments.paper(digest)
        content = attachments.content(found.hash)
    except LookupError:
        raise Http404(_("There is no such paper.")) from None
    for mn in mns:
        try:
            owned(request, mn)
        except Http404:
            continue
        response = HttpResponse(content, content_type=found.media_type)
        response["Content-Disposition"] = f'attachment; filename="{found.hash[:16]}.{found.form}"'
        return response
    raise Http404(_("There is no such paper."))
