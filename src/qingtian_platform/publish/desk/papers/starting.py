"""The papers of a matter, and the way to a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.papers import guard


@desk_required(*guard.READERS)
def listed(request: HttpRequest, matter: int) -> HttpResponse:
    """List the papers of a matter, and what can be written."""
    found = guard.matter(request, matter)
    language = get_language() or "zh"
    context: dict[str, Any] = {
        **guard.around(found, language),
        "papers": [(each, each.title(language)) for each in papers.papers(matter)],
        "kinds": _kinds(found) if guard.writes(request, found) else [],
        "exhibits": len(papers.exhibits(matter)),
    }
    return page(request, "papers/matter.html", "cases", context)


def _kinds(found: cases.MatterInfo) -> list[tuple[str, str]]:
    side = "en" if (get_language() or "").startswith("en") else "zh"
    own = [(key, each.name[side]) for key, each in found.kind.papers.items()]
    free = papers.free_forms(timezone.localdate())
    return [*own, *((f.key, f.name[side]) for f in free if f.key not in found.kind.papers)]


@desk_required(*guard.READERS)
def start(request: HttpRequest, matter: int, kind: str) -> HttpResponse:
    """Begin a paper, or go on with one that was begun."""
    found = guard.matter(request, matter)
    if request.method == "POST":
        return _begun(request, matter, kind)
    try:
        name = papers.name_of(found.procedure, kind, timezone.localdate())
    except papers.NoSuchError:
        raise Http404(_("There is no such paper.")) from None
    language = get_language() or "zh"
    same = [(p, p.title(language)) for p in papers.papers(matter) if p.kind == kind]
    context = {
        **guard.around(found, language),
        "kind": kind,
        "name": name["en" if language.startswith("en") else "zh"],
        "same": same,
        "may": guard.writes(request, found),
    }
    return page(request, "papers/start.html", "cases", context)


def _begun(request: HttpRequest, matter: int, kind: str) -> HttpResponse:
    try:
        made = papers.start(matter, kind, request.user)
    except papers.NoSuchError:
        raise Http404(_("There is no such paper.")) from None
    except papers.ForbiddenError as error:
        messages.error(request, str(error), extra_tags="desk")
        return HttpResponseRedirect(reverse("desk:papers:matter", args=[matter]))
    return HttpResponseRedirect(reverse("desk:papers:paper", args=[made.id]))
