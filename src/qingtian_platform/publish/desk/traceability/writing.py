"""Write down a standard, the scope of a laboratory, or a certificate of a chain."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.check.instruments.fields import moment
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.instruments import words
from qingtian_platform.publish.desk.instruments.writing import form_fields

KINDS = ("standard", "scope", "certificate")


@desk_required(*instruments.KEEPERS)
def write(request: HttpRequest) -> HttpResponse:
    """Show the form of a kind of record; take in what it says."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    if kind not in KINDS:
        raise Http404(_("There is no such kind of record."))
    wrong: instruments.FieldError | None = None
    if request.method == "POST":
        try:
            written = _written(request, kind)
        except instruments.FieldError as error:
            wrong = error
        else:
            text = _("Record %(number)s stands.") % {"number": written.id}
            messages.success(request, text, extra_tags="desk")
            return HttpResponseRedirect(_where(written))
    context: dict[str, Any] = {
        "kind": kind,
        "kind_word": instruments.KINDS[kind],
        "fields": form_fields(kind, asked, None),
        "said": asked,
        "wrong": wrong,
        "wrong_word": words.FIELDS.get(wrong.field, wrong.field) if wrong else "",
        "keys": sorted(instruments.standards().nodes),
    }
    return page(request, "traceability/write.html", "traceability", context)


def _where(written: instruments.RecordInfo) -> str:
    """Lead to what was written."""
    if written.kind == "standard":
        return reverse("desk:traceability:chain", args=[written.content["key"]])
    if written.kind == "certificate":
        return reverse("desk:traceability:chain", args=[written.content["of"]])
    return reverse("desk:traceability:index") + "#laboratories"


def _written(request: HttpRequest, kind: str) -> instruments.RecordInfo:
    post = request.POST
    start = moment("start", f"{post.get('start', '').strip()} 00:00")
    of = instruments.standards().nodes.get(post.get("f-of", "").strip())
    placed = kind == "certificate" and of is not None
    draft = instruments.Draft(
        kind=kind,
        mn=of.record.mn if placed and of else post.get("mn", "").strip(),
        code=of.record.code if placed and of else post.get("code", "").strip(),
        start=start,
        end=start,
        given={f.name: post.get(f"f-{f.name}", "") for f in instruments.FIELDS[kind]},
        on_behalf=post.get("on_behalf", ""),
    )
    return instruments.write(request.user, draft, request.FILES.getlist("papers"))  # type: ignore[arg-type]
