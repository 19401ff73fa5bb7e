"""Find a subject by name, permit or the number of a data logger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk.dossier import guard, subjects
from qingtian_platform.publish.desk.frame import page


@require_safe
@desk_required(*guard.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """List the subjects that a search finds; without one, the first of all."""
    text = request.GET.get("q", "")[:80]
    found = subjects.search(request.user, text)
    context = {
        "text": text,
        "found": found[: subjects.FOUND],
        "more": len(found) > subjects.FOUND,
        "shown": subjects.FOUND,
    }
    return page(request, "dossier/index.html", "dossier", context)
