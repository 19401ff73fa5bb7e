"""The gazette reader: the text of the documents, and at each clause what runs of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian_platform.assess import api as assess
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.publish import gazette as reader
from qingtian_platform.publish.memory import remembered


def state(*_args: object, **_kwargs: object) -> object:
    """Give the state of the reader: the pack changes with the program alone, settings by day."""
    return reader.today().isoformat()


@remembered(seconds=0, of=state)
def gazette(request: HttpRequest) -> HttpResponse:
    """List the documents, with how much of each runs."""
    policy = assess.policy()
    if policy is None:
        return render(request, "portal/gazette.html", {"section": "methods"})
    counts = reader.whole(policy)
    say = _(
        "The gazette orders %(all)s things; of these %(runs)s run here, %(partly)s in part, %(tracked)s are on record only, %(none)s are not for software."
    ) % {"all": number_format(len(policy.clauses)), **{each.slug: each.text for each in counts}}
    context = {
        "say": say,
        "source": policy.pack.gazette["en" if _english() else "zh"],
        "documents": reader.lines(policy),
        "counts": counts,
        "total": len(policy.clauses),
        "by_articles": reader.by_articles(policy),
        "register": duties.is_public(reader.today()),
        "section": "methods",
    }
    return render(request, "portal/gazette.html", context)


@remembered(seconds=0, of=state)
def document(request: HttpRequest, key: str) -> HttpResponse:
    """Print one document with its clauses, all or those of one state (`?state=`)."""
    policy = assess.policy()
    one = policy.documents.get(key) if policy else None
    asked = request.GET.get("state", "")
    if policy is None or one is None or (asked and asked not in reader.SLUGS):
        raise Http404(_("Expected a document of the gazette; got %(x)s.") % {"x": f"{key} {asked}"})
    line = next(each for each in reader.lines(policy) if each.key == key)
    context = {
        "line": line,
        "asked": asked,
        "by_articles": key in reader.by_articles(policy),
        "stretches": reader.stretches(policy, key, reader.SLUGS.get(asked)),
        "section": "methods",
    }
    return render(request, "portal/gazette_document.html", context)


def _english() -> bool:
    return (get_language() or "").startswith("en")
