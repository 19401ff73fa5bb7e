"""The page of a document's articles: the text, what runs of each, where, and the test that showed it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingtian_platform.assess import api as assess
from qingtian_platform.publish import gazette
from qingtian_platform.publish.articles import reading
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.pages.gazette import state


@remembered(seconds=0, of=state)
def articles(request: HttpRequest, key: str) -> HttpResponse:
    """Print the articles of a document, each with what runs of it."""
    policy = assess.policy()
    found = reading.articles(policy, key) if policy else []
    if policy is None or not found:
        raise Http404(_("Expected a document that is read by articles; got %(x)s.") % {"x": key})
    context = {
        "line": next(each for each in gazette.lines(policy) if each.key == key),
        "say": reading.say(found),
        "tests": reading.tests(found),
        "articles": found,
        "section": "methods",
    }
    return render(request, "portal/articles.html", context)
