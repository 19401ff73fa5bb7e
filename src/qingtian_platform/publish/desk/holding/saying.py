"""What the pages of closed lists say: places, clauses, ties, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian.policy.divisions import Division
from qingtian_platform.kit.times import plain_day
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk.words import english, said

READERS = (Role.ASSESSOR, Role.DUTY, Role.LEGAL)
BORDERS: Mapping[str, Promise] = {
    "clean": gettext_lazy("No tie lies across the cut."),
    "included": gettext_lazy(
        "A tie lies across the cut: all of it is named, so that more are named than asked for."
    ),
    "excluded": gettext_lazy("A tie lies across the cut: none of it is named."),
    "parted": gettext_lazy("A tie lay across the cut and was parted by the second figure."),
}
REASONS: Mapping[str, Promise] = {
    "no figure was handed in": gettext_lazy("no figure was handed in"),
    "not on the list of those ranked": gettext_lazy("not on the list of those ranked"),
    "no station lies in it": gettext_lazy("no station lies in it"),
    "none of its stations counts": gettext_lazy("none of its stations counts"),
    "not run by the municipal department": gettext_lazy("not run by the municipal department"),
    "owned or maintained by who is assessed": gettext_lazy(
        "owned or maintained by who is assessed"
    ),
    "it lies in no township of that day that is known": gettext_lazy(
        "it lies in no township of that day that is known"
    ),
    "no reading of the period counts": gettext_lazy("no reading of the period counts"),
    "too few days of the period count": gettext_lazy("too few days of the period count"),
    "an item of the index was not measured": gettext_lazy("an item of the index was not measured"),
}
WAYS: Mapping[str, Promise] = {
    "same place": gettext_lazy("equal figures share a place"),
    "include": gettext_lazy("a tie across the cut is named whole"),
    "next": gettext_lazy(
        "a tie across the cut is parted by the second figure, and named whole if it stays"
    ),
    "exclude": gettext_lazy("left out"),
    "last": gettext_lazy("placed last"),
    "up": gettext_lazy("a part counts as one"),
    "down": gettext_lazy("a part does not count"),
    "half-even": gettext_lazy("half to even"),
}


def reason(known: Policy, text: str) -> str:
    """Say a reason in the reader's language; one of an indicator names it first."""
    head, colon, tail = text.partition(": ")
    if colon and head in known.indicators:
        return f"{said(known.indicators[head].name)} – {reason(known, tail)}"
    return str(REASONS.get(text, text))


def way(word: object, key: str = "") -> str:
    """Say a way of treating something; one that has no words stays as it is."""
    if key == "ties" and word == "exclude":
        return _("a tie across the cut is not named")
    return str(WAYS.get(str(word), word))


def place(known: Policy, code: str) -> str:
    """Name a place with its district; a code that is no place stays as it is."""
    district, name = apart(known, code)
    return f"{district} {name}".strip() if english() else f"{district}{name}"


def apart(known: Policy, code: str) -> tuple[str, str]:
    """Name a place's district and the place; the district of the city's own is empty."""
    found = known.divisions.by_code.get(code)
    if found is None:
        return "", code
    above = known.divisions.by_code.get(found.parent)
    district = "" if above is None or above.kind == "city" else _own_name(above)
    return district, _own_name(found)


def _own_name(found: Division) -> str:
    """Name a place in the reader's language; one that has no English name keeps its own."""
    return found.name_en if english() and found.name_en else found.name


def may(request: HttpRequest) -> bool:
    """Tell whether the person acts here: an assessor."""
    return getattr(request.user, "role", "") == Role.ASSESSOR


def day(text: str) -> date:
    """Read a day of an address.

    Raises
    ------
    Http404
        If it is none.
    """
    try:
        return plain_day(text)
    except ValueError:
        raise Http404(_("There is no such list.")) from None
