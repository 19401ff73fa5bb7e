"""Hand out a file of evidence to who may see the outlet that it was handed in for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qingtian_platform.check.declared import api as declared
from qingtian_platform.kit import attachments
from qingtian_platform.people import api as people
from qingtian_platform.people.api import desk_required
from qingtian_platform.registry import api as registry


@desk_required()
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the bytes, never to be run by a browser."""
    known = registry.things()
    may = any(
        people.may_see(request.user, known[number])
        for number in declared.holders(name)
        if number in known
    )
    info = next(iter(declared.files([name])), None)
    if not may or info is None:
        raise Http404(_("There is no such file for you."))
    try:
        data = attachments.content(name)
    except LookupError:
        raise Http404(_("The file is not as it was handed in; tell the operator.")) from None
    answer = HttpResponse(data, content_type=info.media_type)
    shown = content_disposition_header(True, info.name)  # noqa: FBT003 - Django's signature
    answer.headers["Content-Disposition"] = shown or "attachment"
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
