"""Who may say something of a thing, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from qingtian_platform.check.declared.errors import DeclarationRefusedError
from qingtian_platform.check.declared.infos import Speaker
from qingtian_platform.check.declared.models import Declaration, ManualValue, PeriodMark, Said
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person

SOURCES = ("outlet", "site")
LONGEST = 500
S = TypeVar("S", Declaration, PeriodMark, ManualValue)


@dataclass(frozen=True)
class Stand:
    """What every statement carries of its thing and its author.

    Attributes
    ----------
    thing
        Number of the outlet or site.
    person
        Who speaks.
    on_behalf
        Number of the enterprise that answers for it.
    """

    thing: int
    person: Person
    on_behalf: int

    def fields(self, reason: str, now: datetime) -> dict[str, object]:
        """Give the columns of a row."""
        text = reason.strip()
        if not text or len(text) > LONGEST:
            raise DeclarationRefusedError(
                _("Say why, in at most %(n)s characters.") % {"n": LONGEST}
            )
        return {
            "thing_id": self.thing,
            "author": self.person,
            "body_id": self.person.organisation_id,
            "on_behalf_id": self.on_behalf,
            "reason": text,
            "recorded_at": now,
        }


def stand(thing: int, person: Person, on_behalf: int | None = None) -> Stand:
    """Let a person speak of a thing for the enterprise that owns it.

    Parameters
    ----------
    thing
        Number of an outlet or building site.
    person
        An officer of the enterprise, or a technician of a contractor that it registered for today.
    on_behalf
        Number of the enterprise; None = the only one it can be.

    Raises
    ------
    DeclarationRefusedError
        The person acts for no enterprise that owns the thing, or the thing is no source.
    """
    info = registry.things().get(thing)
    if info is None or info.kind not in SOURCES:
        raise DeclarationRefusedError(_("There is no outlet or building site of that number."))
    may = [each for each in people.principals(person) if each in info.organisations]
    if on_behalf is None and len(may) == 1:
        on_behalf = may[0]
    if on_behalf not in may or not people.may_see(person, info):
        raise DeclarationRefusedError(
            _("Only the enterprise itself or a contractor that it registered speaks of it.")
        )
    assert on_behalf is not None
    return Stand(thing, person, on_behalf)


def stream_of(thing: int, mn: str, code: str) -> None:
    """Demand that a data logger and a factor are those of a thing; empty means all.

    Raises
    ------
    DeclarationRefusedError
        The thing has no such logger or factor.
    """
    own = {(each.mn, each.code) for each in registry.datastreams(thing)}
    known = {mn for mn, _code in own}
    if (mn and mn not in known) or (code and (mn, code) not in own):
        raise DeclarationRefusedError(_("The outlet has no such data logger or factor."))


def speaker(row: Said) -> Speaker:
    """Name who said a row, and for whom."""
    return Speaker(str(row.author), str(row.body), str(row.on_behalf))


def of_thing(model: type[S], thing: int | None, mn: str, code: str, asked: Q) -> list[S]:
    """Read the rows that stand of a thing, a logger or a factor; those that mean all are of each.

    Parameters
    ----------
    model
        What is read.
    thing
        Its number; None = that of the logger, or all.
    mn, code
        Empty = all.
    asked
        What else they must be.
    """
    rows = model.objects.filter(asked, replaced_by=None)
    rows = rows.select_related("author", "body", "on_behalf")
    if mn:
        info = registry.logger(mn)
        thing = thing if thing is not None or info is None else info.thing_id
        rows = rows.filter(mn__in=("", mn))
    if thing is not None:
        rows = rows.filter(thing_id=thing)
    if code:
        rows = rows.filter(code__in=("", code))
    return list(rows)


def standing(rows: Sequence[S], number: int, stand: Stand) -> S:
    """Find the row that holds now among those of a thing, for who may replace it.

    Raises
    ------
    DeclarationRefusedError
        There is none, it was taken back, or it is another enterprise's.
    """
    found = next((row for row in rows if row.pk == number), None)
    if found is None or found.on_behalf_id != stand.on_behalf:
        raise DeclarationRefusedError(_("There is no such entry, or another has replaced it."))
    if found.withdrawn:
        raise DeclarationRefusedError(_("It was taken back; make another."))
    return found


def touching(start: datetime | None, end: datetime | None) -> Q:
    """Keep rows whose [start, end) touches another; an open end goes on."""
    found = Q()
    if start is not None:
        found &= Q(end=None) | Q(end__gt=start)
    return found if end is None else found & Q(start__lt=end)
