"""Write a record on site: officers with certificates, the party's signature or its refusal, photographs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.cases import Officer
from qingtian.cases.forms import Form
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.attachments import LARGEST, MOST, AttachmentRefusedError
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.words import language, said
from qingtian_platform.publish.field.around import (
    CREW,
    FieldRefusedError,
    done,
    moment,
    page,
    position,
    reasons,
    refused,
    visible,
    wants_json,
)
from qingtian_platform.publish.field.models import Sent

OFFICERS = (1, 2)
BORNE = ("party", "signer", "witness", "signature")
WRITTEN = ("text", "long", "day", "moment", "number", "choice", "yesno")
"""Kinds of fields that are written on a phone; papers are named, and served, at the desk."""
Values = dict[str, str]


@desk_required(*CREW)
def record(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Show the form of a paper, and take it in: the same form sent twice is one paper."""
    now = datetime.now(UTC)
    info = visible(request, number)
    form = _form_of(info, kind, now)
    if request.method != "POST":
        return _shown(request, info, kind, form, _begun(request, info, form))
    try:
        lacks = _taken(request, info, kind, form, now)
    except (papers.PaperRefusedError, FieldRefusedError, AttachmentRefusedError) as problem:
        lacks = [reasons(problem)]
    except (cases.MatterError, cases.NoSuchError) as problem:
        lacks = [reasons(problem)]
    if lacks:
        text = " ".join(lacks)
        if wants_json(request):
            return refused(text)
        return _shown(request, info, kind, form, request.POST.dict(), text)
    back = reverse("field:matter", args=[number])
    return done(request, _("Finished: %(paper)s") % {"paper": said(form.name)}, back)


def _form_of(info: cases.MatterInfo, kind: str, now: datetime) -> Form:
    try:
        return papers.form(info.kind, kind, beijing(now).date())
    except cases.NoSuchError:
        raise Http404(_("There is no such paper in this matter.")) from None


def _taken(
    request: HttpRequest, info: cases.MatterInfo, kind: str, form: Form, now: datetime
) -> list[str]:
    """Write, and finish where nothing is lacking; what is lacking leaves the draft and its exhibits."""
    key = request.POST.get("key", "").strip()[:64]
    if not key:
        raise FieldRefusedError(_("Expected a form with its key; load the page again."))
    with transaction.atomic():
        login = request.user.get_username()
        sent, _new = Sent.objects.get_or_create(login=login, key=key, defaults={"at": now})
        if sent.done:
            return []
        if sent.paper is None:
            sent.paper = papers.start(info.id, kind, request.user, now=now).id
            sent.save(update_fields=["paper"])
        draft = papers.paper(sent.paper, request.user)
        shown = _exhibits(request, info.id, now)
        content = _content(request.POST, form, (*draft.content.exhibits, *shown))
        draft = papers.save(draft.id, request.user, content, draft.version)
    try:
        with transaction.atomic():
            papers.finish(draft.id, request.user, version=draft.version, now=now)
            Sent.objects.filter(pk=sent.pk).update(done=True)
    except papers.PaperRefusedError as problem:
        return [_("Kept as a draft."), *(each.words for each in problem.lacks)]
    return []


def _exhibits(request: HttpRequest, number: int, now: datetime) -> list[int]:
    """Keep the photographs with the place of the phone; the same ones again are the same exhibits."""
    files = [each for each in request.FILES.getlist("photos") if each.size]
    if len(files) > MOST:
        raise AttachmentRefusedError(
            ngettext("At most %(n)s photo.", "At most %(n)s photos.", MOST) % {"n": MOST}
        )
    lon, lat = position(request)
    taken = moment(request.POST.get("taken", ""))
    return [
        papers.add_exhibit(number, request.user, each, taken, lon, lat, now=now).id
        for each in files
    ]


def _content(post: Mapping[str, str], form: Form, exhibits: tuple[int, ...]) -> papers.Content:
    fields = {
        key: post.get(f"field.{key}", "")
        for key, each in form.fields.items()
        if each.kind in WRITTEN
    }
    officers = tuple(
        Officer(post.get(f"officer.{n}", "").strip(), post.get(f"certificate.{n}", "").strip())
        for n in OFFICERS
        if post.get(f"officer.{n}", "").strip()
    )
    party = post.get("party", "")
    return papers.Content(
        fields,
        officers,
        party if party in ("signed", "refused") else "",  # type: ignore[arg-type]
        post.get("signer", "").strip(),
        post.get("witness", "").strip(),
        moment(post.get("begin", "")),
        moment(post.get("end", "")),
        post.get("signature", "").strip(),
        post.get("seal") == "yes",
        tuple(dict.fromkeys(exhibits)),
    )


def _begun(request: HttpRequest, info: cases.MatterInfo, form: Form) -> Values:
    """Fill a new form with what is known."""
    fills = {"subject": info.subject.name, "unit": info.unit_name, "number": info.number}
    values = {
        f"field.{key}": fills[each.fill] for key, each in form.fields.items() if each.fill in fills
    }
    return {
        **values,
        "officer.1": str(request.user),
        "certificate.1": str(getattr(request.user, "certificate", "")),
    }


def _shown(
    request: HttpRequest,
    info: cases.MatterInfo,
    kind: str,
    form: Form,
    values: Mapping[str, str],
    problem: str = "",
) -> HttpResponse:
    wanted = papers.wanted(info.kind, kind, form)
    context: dict[str, Any] = {
        "matter": info,
        "title": info.title(language()),
        "form": form,
        "name": said(form.name),
        "opening": said(form.opening) if form.opening else "",
        "ending": said(form.ending) if form.ending else "",
        "officers": [
            (n, values.get(f"officer.{n}", ""), values.get(f"certificate.{n}", ""))
            for n in OFFICERS
            if n <= max(wanted.officers, 0)
        ],
        "demands": wanted.demands,
        "fields": [
            {
                "key": key,
                "name": said(each.name),
                "hint": said(each.hint) if each.hint else "",
                "kind": each.kind,
                "required": each.required,
                "most": each.most,
                "choices": [(word, said(text)) for word, text in each.choices.items()],
                "value": values.get(f"field.{key}", ""),
            }
            for key, each in form.fields.items()
            if each.kind in WRITTEN
        ],
        "values": {name: values.get(name, "") for name in (*BORNE, "begin", "end", "lon", "lat")},
        "key": values.get("key", ""),
        "most": MOST,
        "megabytes": LARGEST >> 20,
        "problem": problem,
    }
    return page(request, "record.html", context, 400 if problem else 200)
