"""The page of a place: each kind has a form of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from qingtian_platform.publish.memory import remembered
from qingtian_platform.publish.pages.outlet import outlet
from qingtian_platform.publish.pages.section import section
from qingtian_platform.publish.pages.station import find, state, station

PAGES = {"station": station, "section": section}


@remembered(seconds=120, of=state)
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Show a station, a section, or a source: an outlet or a building site."""
    one = find(key)
    return PAGES.get(one.kind, outlet)(request, one)
