"""Who sees the draws at the desk, who announces them, and how what is refused is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest

from qingtian_platform.act.draws import api as draws
from qingtian_platform.act.draws.api import DrawInfo
from qingtian_platform.people.api import Role

READERS = (Role.DUTY, Role.ENFORCEMENT, Role.LEGAL, Role.HEAD, Role.SUPERVISOR, Role.ASSESSOR)
FINDING = (Role.DUTY, Role.ENFORCEMENT, Role.SUPERVISOR)
ANNOUNCING = (Role.ENFORCEMENT, Role.HEAD, Role.ADMINISTRATOR)


def may_announce(request: HttpRequest) -> bool:
    """Say whether a person announces draws and keeps the register: of the city's bureau alone."""
    of_city = getattr(request.user, "division", None) is None
    return of_city and getattr(request.user, "role", "") in ANNOUNCING


def may_find(request: HttpRequest, draw: DrawInfo) -> frozenset[str]:
    """Give the objects at which a person hands in what was found: who was drawn for them, or a party.

    Where nobody of a team has an account, any inspector of the desk does.
    """
    known = getattr(request.user, "role", "") in FINDING
    known = known or request.user.get_username() in draws.logins().values()
    known = known or draws.takes_part(draw, request.user)
    return draws.handing(draw, request.user) if known else frozenset()


def done(request: HttpRequest, work: Callable[[], str]) -> bool:
    """Do what a form asks for and say so, or say every reason why not."""
    try:
        said = work()
    except draws.DrawRefusedError as error:
        for reason in error.reasons:
            messages.error(request, reason, extra_tags="desk")
        return False
    messages.success(request, said, extra_tags="desk")
    return True


def left(draw: DrawInfo, now: datetime) -> int:
    """Give how much of the time from the announcement to what is due has passed. [percent]."""
    if draw.due is None:
        return 100
    whole = max(draw.due - draw.announced_at, timedelta(seconds=1))
    return max(0, min(100, round(100 * (now - draw.announced_at) / whole)))
