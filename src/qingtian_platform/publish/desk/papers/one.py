"""One paper: its form while it is a draft, itself once it is finished."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian.ledger import kinds
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.papers import guard, typed
from qingtian_platform.record.acts import api as acts


@never_cache
@desk_required(*guard.READERS)
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Show a paper; write in it, finish it, put it away, replace it."""
    found = guard.paper(request, number)
    may = papers.may_write(number, request.user)
    if request.method == "POST" and may:
        return _post(request, found)
    if found.state == "draft":
        return _form(request, found, typed.draft(found.content), (), may=may)
    return _finished(request, found, may=may)


def _post(request: HttpRequest, found: papers.PaperInfo) -> HttpResponse:
    wish = request.POST.get("do", "save")
    if wish == "drop":
        return _dropped(request, found)
    if wish == "replace":
        return _replaced(request, found)
    content, wrong = typed.content(papers.form_of(found), request.POST)
    if wrong:
        return _form(request, found, request.POST, wrong, may=True)
    try:
        version = int(request.POST.get("version", "0") or 0)
        found = papers.save(found.id, request.user, content, version)
        if wish == "finish":
            papers.finish(found.id, request.user, version=found.version)
    except papers.PaperRefusedError as error:
        if papers.paper(found.id).state != "draft":
            messages.error(request, str(error), extra_tags="desk")
            return HttpResponseRedirect(_here(found))
        return _form(request, found, request.POST, error.lacks, may=True)
    said = _("The paper is finished and stands.") if wish == "finish" else _("The draft is kept.")
    messages.success(request, said, extra_tags="desk")
    return HttpResponseRedirect(_here(found))


def _here(found: papers.PaperInfo) -> str:
    return reverse("desk:papers:paper", args=[found.id])


def _dropped(request: HttpRequest, found: papers.PaperInfo) -> HttpResponse:
    try:
        papers.drop(found.id, request.user)
    except papers.PaperRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(_here(found))
    messages.success(request, _("The draft is put away."), extra_tags="desk")
    if found.matter is None:
        return HttpResponseRedirect(reverse("desk:cases:queue"))
    return HttpResponseRedirect(reverse("desk:papers:matter", args=[found.matter]))


def _replaced(request: HttpRequest, found: papers.PaperInfo) -> HttpResponse:
    try:
        made = papers.replace_paper(found.id, request.user, request.POST.get("reason", ""))
    except papers.PaperRefusedError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(_here(found))
    return HttpResponseRedirect(_here(made))


def _form(
    request: HttpRequest,
    found: papers.PaperInfo,
    said: MultiValueDict[str, str],
    lacks: Iterable[papers.Lack],
    *,
    may: bool,
) -> HttpResponse:
    """Show the form with what stands in it, each lack beside its field."""
    form, known = papers.form_of(found), list(lacks)
    wanted = papers.wanted_of(found)
    own = papers.papers(found.matter) if found.matter else []
    beside = [each for each in own if each.state != "draft" and each.key != found.key]
    shown = papers.exhibits(found.matter) if found.matter else []
    context: dict[str, Any] = {
        **_around(request, found),
        "form": form,
        "lines": typed.lines(request, form, said, known, beside),
        "said": said,
        "officers": typed.officers(said, wanted.officers) if wanted.officers else [],
        "wanted": wanted,
        "demands": wanted.demands if not papers.has_way(form) else (),
        "way": papers.has_way(form),
        "exhibits": [(each, str(each.id) in said.getlist("exhibits")) for each in shown],
        "lacks": known,
        "beside": _beside(known),
        "legacy": _legacy(found),
        "may": may,
    }
    answer = page(request, "papers/form.html", "cases", context)
    answer.status_code = 422 if known else 200
    return answer


def _beside(lacks: list[papers.Lack]) -> dict[str, list[str]]:
    """Sort lacks of what a paper bears beside its fields by where they are said."""
    found: dict[str, list[str]] = {}
    for each in lacks:
        if each.field.startswith("@"):
            found.setdefault(each.field[1:], []).append(each.words)
        elif not each.field:
            found.setdefault("whole", []).append(each.words)
    return found


def _legacy(found: papers.PaperInfo) -> bool:
    return found.matter is not None and cases.matter(found.matter).legacy


def _around(request: HttpRequest, found: papers.PaperInfo) -> dict[str, Any]:
    language = get_language() or "zh"
    matter = guard.matter(request, found.matter) if found.matter else None
    return {
        **guard.around(matter, language),
        "paper": found,
        "title": found.title(language),
        "name": found.name["en" if language.startswith("en") else "zh"],
    }


def _finished(request: HttpRequest, found: papers.PaperInfo, *, may: bool) -> HttpResponse:
    signed = [(name, at, acts.number_of(act)) for name, at, act in found.signed]
    context: dict[str, Any] = {
        **_around(request, found),
        "shown": papers.shown(found),
        "signed": signed,
        "may": may,
        "may_sign": may and str(request.user) not in {name for name, *_ in signed},
        "served_form": papers.form_of(found).served,
        "way": papers.ways().get(found.served.way) if found.served else None,
        "schema": kinds.PAPER,
        "log": acts.origin(),
        "login": request.user.get_username(),
    }
    return page(request, "papers/paper.html", "cases", context)


@never_cache
@desk_required(*guard.READERS)
def printed(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a paper as PDF."""
    found = guard.paper(request, number)
    name = f"qingtian-paper-{found.id}.pdf"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(papers.pdf(number), content_type="application/pdf", headers=headers)


@never_cache
@desk_required(*guard.READERS)
def proof(request: HttpRequest, number: int) -> JsonResponse:
    """Hand out text, salt and digest of a finished paper: whoever has them can check the act."""
    found = guard.paper(request, number)
    said = {"digest": found.digest, "salt": found.salt, "text": found.text, "act": found.sealed}
    answer = JsonResponse(said)
    answer["Content-Disposition"] = f'attachment; filename="qingtian-paper-{found.id}.json"'
    return answer
