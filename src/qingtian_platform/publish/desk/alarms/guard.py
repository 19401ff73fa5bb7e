"""Who may see findings about a named unit: the authority's own people, never the unit itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from qingtian_platform.people.api import Role, desk_required

WATCHING = (
    Role.DUTY,
    Role.ENFORCEMENT,
    Role.LEGAL,
    Role.REVIEWER,
    Role.HEAD,
    Role.SUPERVISOR,
    Role.RIVER_CHIEF,
)
"""Who reads alarms of the own place: duty room, enforcement, its head, legal review, who supervises the
city, the chief of a river in the own township, the monitoring centre of the own network."""
ACTING = (Role.DUTY, Role.ENFORCEMENT)
"""Who does something about them."""

View = Callable[..., HttpResponseBase]


def desk_only(view: View) -> View:
    """Let the authority's own people in; to an enterprise the page does not exist."""
    return _guarded(view, WATCHING)


def acting_only(view: View) -> View:
    """Let those in who do something about an alarm; to an enterprise the page does not exist."""
    return _guarded(view, ACTING)


def _guarded(view: View, roles: tuple[Role, ...]) -> View:
    inner = desk_required(*roles)(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if getattr(request.user, "role", "") == Role.ENTERPRISE:
            raise Http404
        return inner(request, *args, **kwargs)

    guarded.__dict__["roles"] = roles
    return never_cache(guarded) if roles is ACTING else guarded
