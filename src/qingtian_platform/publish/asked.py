"""What the address of a page asks for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from qingtian_platform.kit.times import plain_day


def asked_day(request: HttpRequest, name: str, default: date) -> date:
    """Read a day from the address; anything else gives the default."""
    try:
        return plain_day(request.GET.get(name, ""))
    except ValueError:
        return default
