"""The standards that figures and verdicts cite, printed from the law's data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qingtian.law import Force
from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.verdicts import law


def state(*_args: object, **_kwargs: object) -> object:
    """Give the state of the law: it changes with the program alone."""
    return "law"


@remembered(seconds=0, of=state)
def standards(request: HttpRequest) -> HttpResponse:
    """List the standards."""
    found = law.documents()
    first = ngettext(
        "Figures and verdicts here rest on %(n)s document.",
        "Figures and verdicts here rest on %(n)s documents.",
        len(found),
    ) % {"n": len(found)}
    second = _("Each has a page with every value, its days, its clause and how well it is known.")
    context = {"say": (first, second), "documents": found, "section": "methods"}
    return render(request, "portal/standards.html", context)


@remembered(seconds=0, of=state)
def standard(request: HttpRequest, document: str) -> HttpResponse:
    """Print one standard: what the library takes from it, value by value."""
    one = law.find(document)
    if one is None:
        raise Http404(_("Expected a standard of the list; got %(x)s.") % {"x": document})
    rows = law.rows(one)
    context = {
        "document": one,
        "rows": rows,
        "say": says(one, len(rows), sum(row.weak for row in rows)),
        "section": "methods",
    }
    return render(request, "portal/standard.html", context)


def says(one: Force, count: int, weak: int) -> tuple[str, str]:
    """Say what a standard is, since when it holds, and how much of it must still be checked."""
    values = {
        "name": one.document,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else "",
        "n": count,
        "weak": weak,
    }
    if one.until:
        first = _("%(name)s was in force from %(since)s to %(until)s.") % values
    else:
        first = _("%(name)s is in force since %(since)s.") % values
    if weak:
        second = _(
            "Values taken from it: %(n)s; of these %(weak)s rest on a source still to be checked."
        )
    else:
        second = _("Values taken from it: %(n)s.")
    return first, second % values
