"""Reasons for closing an alarm, ready to be chosen; what is chosen is kept in the words of the day."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLOSINGS: Mapping[str, Promise] = {
    "explained": _("The cause given explains it; it was checked against the records"),
    "confirmed": _("Confirmed; the unit was told to remedy it"),
    "settled": _("Repaired; values come again as they should"),
}
"""How an alarm is closed, by the key that is kept."""

FALSE: Mapping[str, Promise] = {
    "weather": _("Weather or surroundings explain it"),
    "process": _("A change of the process explains it"),
    "instrument": _("A known behaviour of this instrument"),
    "work": _("Announced work at the instrument"),
    "rule": _("The rule does not fit this kind of unit"),
}
"""Why an alarm was none, ready to be chosen."""


def reasons(known: Mapping[str, Promise]) -> list[tuple[str, str]]:
    """List keys and words in the reader's language."""
    return [(key, str(word)) for key, word in known.items()]
