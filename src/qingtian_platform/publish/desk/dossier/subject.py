"""The file of a subject: all that is known of it, with what the public sees beside each row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.dossier import followed, guard, measured, registered, subjects
from qingtian_platform.publish.desk.dossier.row import Part, Row
from qingtian_platform.publish.desk.frame import page


@require_safe
@desk_required(*guard.READERS)
@never_cache
def subject(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show the file of one subject, or hand it out whole as a table."""
    if kind not in subjects.KINDS:
        raise Http404
    found = subjects.find(request.user, kind, key)
    if found is None:
        raise Http404(_("There is no such subject, or it is not in your part of the city."))
    now = timezone.now()
    parts = [part for part in gathered(request, found, now) if part is not None]
    if export.asked(request):
        return _file(request, found, parts)
    context: dict[str, Any] = {
        "found": found,
        "parts": parts,
        "empty": [part for part in parts if not part.rows],
        "open": sum(bool(row.due) for part in parts for row in part.rows),
        "late": sum(row.look == "late" for part in parts for row in part.rows),
        "page": registered.page_of(found.things[0]) if len(found.things) == 1 else "",
    }
    return page(request, "dossier/subject.html", "dossier", context)


def gathered(request: HttpRequest, found: subjects.Found, now: datetime) -> Iterable[Part | None]:
    """Gather the parts that the reader's role may read, in the order of the page."""
    person = request.user
    every = followed.matters(person, found, now)
    yield registered.identity(found)
    yield followed.of_matters(every, now)
    yield followed.penalties(found, every, now)
    if found.things:
        yield measured.data(found, now)
        if guard.watches(request):
            yield followed.alarmed(person, found, now)
            yield followed.findings(found)
        yield measured.said(found, now)
        yield measured.visits(found)
    yield followed.credit(every, now) if found.kind in ("firm", "unit") else None
    yield followed.complained(person, every)
    if found.kind == "township" and guard.assesses(person):
        yield followed.accounted(found, now)
    if found.things:
        yield registered.devices(found)
        yield registered.changes(found)


def _file(request: HttpRequest, found: subjects.Found, parts: Iterable[Part]) -> HttpResponse:
    columns = [
        _("Part"),
        _("Time"),
        _("What"),
        _("How it stands"),
        _("Due"),
        _("Public sees"),
        _("Why not"),
    ]
    rows = [_line(part, row) for part in parts for row in part.rows]
    return export.table(request, f"qingtian-{found.kind}-{found.key}", columns, rows)


def _line(part: Part, row: Row) -> list[Any]:
    when = row.when if isinstance(row.when, datetime) else str(row.when or "")
    sees = f"{row.public.words} {row.public.href}".strip()
    return [part.title, when, row.what, row.state, row.due or "", sees, str(row.public.why)]
