"""The file of a case: checklist on a page, all of it as PDF/A, and as ZIP with originals and proofs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.papers import api as papers
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.frame import page
from qingtian_platform.publish.desk.papers import guard


@never_cache
@desk_required(*guard.READERS)
def checklist(request: HttpRequest, matter: int) -> HttpResponse:
    """Show whether a case is complete, act by act."""
    found = guard.matter(request, matter)
    rows = papers.checklist(matter, timezone.now())
    words = (
        _("Paper"),
        _("Number of the paper"),
        _("Who signed"),
        _("How it was served"),
        _("Time limit"),
    )
    shown = [
        (
            row,
            zip(words, (row.paper, row.number, row.signature, row.service, row.clock), strict=True),
        )
        for row in rows
    ]
    context = {
        **guard.around(found, get_language() or "zh"),
        "rows": shown,
        "missing": sum(not row.ok for row in rows),
    }
    return page(request, "papers/checklist.html", "cases", context)


@never_cache
@desk_required(*guard.READERS)
def file(request: HttpRequest, matter: int) -> HttpResponse:
    """Hand out the file of a case as PDF/A."""
    found = guard.matter(request, matter)
    headers = {
        "Content-Disposition": f'inline; filename="qingtian-case-{found.id}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    made = papers.file_pdf(matter, timezone.now())
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@never_cache
@desk_required(*guard.READERS)
def packed(request: HttpRequest, matter: int) -> HttpResponse:
    """Hand out the file of a case as ZIP."""
    found = guard.matter(request, matter)
    headers = {"Content-Disposition": f'attachment; filename="qingtian-case-{found.id}.zip"'}
    made = papers.file_zip(matter, timezone.now())
    return HttpResponse(made, content_type="application/zip", headers=headers)
