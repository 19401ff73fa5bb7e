"""Where a station lies on a day: as a person said from a day on, else as the registry has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.townships.errors import TownshipRefusedError
from qingtian_platform.assess.townships.models import Lies
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo


@dataclass(frozen=True)
class Said:
    """What a person said of where a station lies.

    Attributes
    ----------
    thing, township, since
        Key of the station, code of the township, and from which day on.
    reason, name, at
        Why, who said it, and when.
    """

    thing: str
    township: str
    since: date
    reason: str
    name: str
    at: datetime


class Lying:
    """Where stations lie on a day.

    Parameters
    ----------
    known
        The policy, whose list of places holds.
    day
        The day.
    """

    def __init__(self, known: Policy, day: date) -> None:
        self._there = {each.code for each in known.divisions.on(day)}
        rows = Lies.objects.filter(since__lte=day).order_by("since", "at", "id")
        self._said = {row.thing: row.township for row in rows}

    def township(self, thing: ThingInfo) -> str:
        """Give the code of the township that a station lies in; empty where none of that day is known."""
        code = self._said.get(thing.key)
        if code is not None:
            return code if code in self._there else ""
        registered = thing.township or ""
        found = (each for each in (registered, registered[:9]) if each in self._there)
        return next(found, "") if registered else ""


def lie(
    known: Policy,
    key: str,
    township: str,
    since: date,
    reason: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> None:
    """Say in which township a station lies from a day on; what held before stays as it was.

    Parameters
    ----------
    known
        The policy.
    key, township
        Key of the station, code of the township.
    since
        First day.
    reason
        Why, as the decision that merged two townships.
    person, now
        Who says so, and when.

    Raises
    ------
    TownshipRefusedError
        If there is no such station, no such township on that day, or no reason.
    """
    if registry.thing(key) is None:
        raise TownshipRefusedError(_("Expected a station of the registry; got %(x)s.") % {"x": key})
    if township not in {each.code for each in known.divisions.on(since)}:
        raise TownshipRefusedError(
            _("Expected the code of a township of that day; got %(x)s.") % {"x": township}
        )
    if not reason.strip():
        raise TownshipRefusedError(_("Expected a reason."))
    facts = signed(person, now)
    Lies(thing=key, township=township, since=since, reason=reason.strip()[:300], **facts).save()


def said(keys: Iterable[str]) -> dict[str, list[Said]]:
    """List what was said of where stations lie, the oldest first, by their keys."""
    found: dict[str, list[Said]] = {}
    rows = Lies.objects.filter(thing__in=list(keys)).order_by("since", "at", "id")
    for row in rows:
        one = Said(row.thing, row.township, row.since, row.reason, row.name, row.at)
        found.setdefault(row.thing, []).append(one)
    return found
