"""Procedures that an act called and that the machine cannot open: a person brings what they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.cases import Handed, NoSuchError
from qingtian.cases.procedure import ActKind, Procedure
from qingtian_platform.act.cases import access, calling, keeping, opening, pack, reading
from qingtian_platform.act.cases.errors import MatterError
from qingtian_platform.act.cases.infos import MatterInfo
from qingtian_platform.act.cases.models import Deed, Pending, Standing


@dataclass(frozen=True)
class Call:
    """A procedure that waits for a person to open it.

    Attributes
    ----------
    matter, seq, act
        In which matter it was called, by which of its deeds, which was which act.
    kind
        The version of the procedure in force on the day of that deed.
    openings
        Acts of a person by which it begins.
    facts
        What the matter that called it knows of the facts that they ask for.
    why, since
        Why the machine could not open it; since when it waits.
    """

    matter: int
    seq: int
    act: ActKind
    kind: Procedure
    openings: tuple[ActKind, ...]
    facts: Mapping[str, object]
    why: str
    since: datetime


def called(number: int, person: Any, now: datetime | None = None) -> list[Call]:  # noqa: ANN401
    """List what a matter called and nobody has opened yet, the oldest first.

    Parameters
    ----------
    number, person
        Which matter; who asks.
    now
        The present.

    Raises
    ------
    ForbiddenError, NoSuchError
        As of `act.cases.api.matter`.
    """
    row = reading.row_of(number)
    access.demand_sight(person, row, now)
    waiting = Pending.objects.filter(matter=number, kind=Pending.Kind.CALL).order_by("seq")
    return [_call(row, each) for each in waiting]


def _call(row: Standing, owed: Pending) -> Call:
    case = keeping.case_of(row)
    deed = Deed.objects.get(matter=row.pk, seq=owed.seq)
    act = case.procedure.acts[deed.act]
    assert act.calls is not None, "written down as a call"
    kind = pack.in_force(act.calls.procedure, deed.at)
    openings = tuple(each for each in kind.acts.values() if each.opens)
    asked = {name for each in openings for name in each.asks}
    facts = {name: value for name, value in case.facts.items() if name in asked}
    return Call(row.pk, owed.seq, act, kind, openings, facts, owed.why, owed.since)


def openers(call: Call, person: Any, now: datetime | None = None) -> dict[str, list[str]]:  # noqa: ANN401
    """Give the parties as which a person may open a call, by act; empty where it may not."""
    row = reading.row_of(call.matter)
    mine = access.parties(person, call.kind, row.division, now)
    found = {act.key: [party for party in act.by if party in mine] for act in call.openings}
    return {key: parties for key, parties in found.items() if parties}


def open_called(
    number: int,
    seq: int,
    person: Any,  # noqa: ANN401
    act: str,
    *,
    party: str = "",
    facts: Mapping[str, object] | None = None,
    papers: Sequence[Handed] = (),
    reason: str = "",
    at: datetime | None = None,
    now: datetime | None = None,
) -> MatterInfo:
    """Open a procedure that a deed called; asked twice, it gives the matter that is there.

    Parameters
    ----------
    number, seq
        The matter that called it; by which of its deeds.
    person, act, party
        Who opens it; by which act; as which party, the first that the person may where left out.
    facts, papers, reason
        What the act tells and brings; what the matter knows already need not be told.
    at
        Only of a matter that is recorded afterwards: when it was done.
    now
        The present.

    Raises
    ------
    ActRefusedError, ForbiddenError, MatterError, NoSuchError
        As of `act.cases.api.open_matter`; or nothing is called there.
    """
    present = now or timezone.now()
    with transaction.atomic():
        row = reading.row_of(number)
        access.demand_sight(person, row, present)
        owed = Pending.objects.select_for_update().filter(
            matter=number, kind=Pending.Kind.CALL, seq=seq
        )
        waits = owed.first()
        if waits is None:
            return _opened(number, seq)
        call = _call(row, waits)
        if act not in {each.key for each in call.openings}:
            raise NoSuchError(f"{call.kind.key}: no act that opens it is called {act}")
        told = {name: call.facts[name] for name in call.kind.acts[act].asks if name in call.facts}
        it, known = row.matter, {**told, **(facts or {})}
        asked = calling.asked(it, seq, call.kind, act, known, at if it.legacy else None)
        by = {"person": person, "party": party, "papers": tuple(papers), "reason": reason}
        made = opening.open_one(replace(asked, **by), present)
        owed.delete()
        calling.settle(present)
    return made


def _opened(number: int, seq: int) -> MatterInfo:
    there = reading.of_origin(calling.call_origin(number, seq))
    if there is None:
        raise MatterError(_("Nothing that was called waits here."))
    return there
