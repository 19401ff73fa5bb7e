"""Who enters the workbench: the authorities' own people; to all others it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from qingtian_platform.act.cases import api as cases
from qingtian_platform.people.api import Role, desk_required

READERS = (
    Role.DUTY,
    Role.ENFORCEMENT,
    Role.LEGAL,
    Role.HEAD,
    Role.SUPERVISOR,
    Role.ASSESSOR,
    Role.RIVER_CHIEF,
)
"""Who reads matters; which ones, the table of the pack says."""
WATCHED = (Role.ENTERPRISE, Role.CONTRACTOR)

View = Callable[..., HttpResponseBase]


def desk_only(view: View) -> View:
    """Let the authorities' people in; to those who are watched the page does not exist."""
    inner = desk_required(*READERS)(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if getattr(request.user, "role", "") in WATCHED:
            raise Http404
        return inner(request, *args, **kwargs)

    guarded.__dict__["roles"] = READERS
    return never_cache(guarded)


def found(request: HttpRequest, number: int, now: datetime | None = None) -> cases.MatterInfo:
    """Give a matter that the person may see; any other is not found."""
    try:
        return cases.matter(number, request.user, now)
    except (cases.NoSuchError, cases.ForbiddenError):
        raise Http404(_("There is no such case for you.")) from None
