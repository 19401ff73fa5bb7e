"""Siting decisions: who decided that a station stands where it does (D7-3.8-04)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from qingtian_platform.check.comparability.models import Siting
from qingtian_platform.kit.signed import Person, signed, words_of
from qingtian_platform.registry import api as registry

LONGEST = 120
"""Characters of a name or number. [1]"""


class SitingRefusedError(ValueError):
    """What was said of a siting decision cannot stand; the text says why."""


@dataclass(frozen=True)
class SitingInfo:
    """A siting decision as it was entered.

    Attributes
    ----------
    thing, document, decided_on, decided_by
        Key of the station; number of the paper, its day, and who decided.
    helpers
        Keys of the departments that helped with siting and construction.
    reason, name, at
        Why the station stands there; who entered it, and when.
    """

    thing: str
    document: str
    decided_on: date
    decided_by: str
    helpers: tuple[str, ...]
    reason: str
    name: str
    at: datetime


def sitings(keys: Iterable[str]) -> dict[str, SitingInfo]:
    """Give the siting decision that holds of each station, by its key; absent where none is known."""
    rows = Siting.objects.filter(thing__in=list(keys)).order_by("pk")
    return {row.thing: _info(row) for row in rows}


def history(key: str) -> list[SitingInfo]:
    """List what was entered of a station, the first one first."""
    return [_info(row) for row in Siting.objects.filter(thing=key).order_by("pk")]


def _info(row: Siting) -> SitingInfo:
    return SitingInfo(
        row.thing, row.document, row.decided_on, row.decided_by,
        tuple(filter(None, row.helpers.split(","))), row.reason, row.name, row.at,
    )  # fmt: skip


def site(
    key: str,
    document: str,
    decided: tuple[date, str],
    helpers: Sequence[str],
    reason: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> None:
    """Enter a siting decision; what was entered before stays.

    Parameters
    ----------
    key
        Of the station.
    document
        Number of the paper.
    decided
        Its day, and who decided.
    helpers
        Keys of the departments that helped.
    reason
        Why the station stands there.
    person, now
        Who enters it, and when.

    Raises
    ------
    SitingRefusedError
        If there is no such station, or something is missing or too long.
    """
    if registry.thing(key) is None:
        raise SitingRefusedError(_("Expected a station of the registry; got %(x)s.") % {"x": key})
    day, body = decided
    Siting(
        thing=key,
        document=words_of(document, SitingRefusedError, most=LONGEST),
        decided_on=day,
        decided_by=words_of(body, SitingRefusedError, most=LONGEST),
        helpers=",".join(dict.fromkeys(helpers)),
        reason=words_of(reason, SitingRefusedError, most=300),
        **signed(person, now),
    ).save()
