"""What the pages of guarantees say, and who reads them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian.policy.divisions import Division
from qingtian_platform.people.api import Role, scope
from qingtian_platform.publish.desk.words import english

READERS = (Role.ASSESSOR, Role.SUPERVISOR, Role.HEAD, Role.DUTY)
STATES: Mapping[str, Promise] = {
    "accepted": gettext_lazy("accepted by the city"),
    "entered": gettext_lazy("entered, waits for the city"),
    "returned": gettext_lazy("returned by the city"),
    "lapsed": gettext_lazy("lapsed, to be entered again"),
    "none": gettext_lazy("nothing entered"),
}
SIGNS = {"accepted": "●", "entered": "◔", "returned": "△", "lapsed": "◌", "none": "○"}
"""Shapes beside the words, so that no state is told by colour alone."""
EXTENTS: Mapping[str, Promise] = {
    "whole": gettext_lazy("guaranteed wholly"),
    "part": gettext_lazy("guaranteed in part"),
    "none": gettext_lazy("not guaranteed"),
}
OUTCOMES: Mapping[str, Promise] = {
    "accepted": gettext_lazy("accepted"),
    "returned": gettext_lazy("returned"),
}


def seen(request: HttpRequest, district: str) -> bool:
    """Say whether a reader sees a district: those of a district see their own alone."""
    own = scope(request.user).district
    return own is None or own[:6] == district[:6]


def named(place: Division) -> str:
    """Name a district in the reader's language."""
    return place.name_en if english() and place.name_en else place.name
