"""Who enters pages of papers, and what a paper or matter that is not theirs says: that there is none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import Role

READERS = (
    Role.DUTY, Role.ENFORCEMENT, Role.LEGAL, Role.HEAD, Role.SUPERVISOR, Role.ASSESSOR,
    Role.RIVER_CHIEF,
)  # fmt: skip
"""Who may come in; which matters each sees, the matter itself says."""


def matter(request: HttpRequest, number: int) -> cases.MatterInfo:
    """Give a matter that the person sees."""
    try:
        return cases.matter(number, request.user)
    except (cases.NoSuchError, cases.ForbiddenError):
        raise Http404(_("There is no such matter.")) from None


def paper(request: HttpRequest, number: int) -> papers.PaperInfo:
    """Give a paper that the person sees."""
    try:
        return papers.paper(number, request.user)
    except (papers.NoSuchError, papers.ForbiddenError):
        raise Http404(_("There is no such paper.")) from None


def exhibit(request: HttpRequest, number: int) -> papers.ExhibitInfo:
    """Give an exhibit of a matter that the person sees."""
    try:
        found = papers.exhibit(number)
    except papers.NoSuchError:
        raise Http404(_("There is no such exhibit.")) from None
    matter(request, found.matter)
    return found


def writes(request: HttpRequest, found: cases.MatterInfo) -> bool:
    """Tell whether the person is a party of a matter."""
    return bool(cases.parties(request.user, found.procedure, found.division))


def around(found: cases.MatterInfo | None, language: str) -> dict[str, Any]:
    """Give what every page about a matter shows of it."""
    if found is None:
        return {"matter": None}
    return {"matter": found, "matter_title": found.title(language)}
