"""What the address of a page asks for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from qingtian.policy import Policy
from qingtian_platform.kit.times import plain_day


def asked_day(request: HttpRequest, name: str, default: date) -> date:
    """Read a day from the address; anything else gives the default."""
    try:
        return plain_day(request.GET.get(name, ""))
    except ValueError:
        return default


def as_of(request: HttpRequest, known: Policy | None = None) -> date:
    """Read the day as of which a page tells (`?day=`): none that lies ahead, none before a gazette was whole."""
    today = timezone.localdate()
    day = min(asked_day(request, "day", today), today)
    return day if known is None else max(day, *(each.date for each in known.documents.values()))
