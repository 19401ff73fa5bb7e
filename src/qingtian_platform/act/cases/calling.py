"""What the machine owes a matter: the procedure that an act calls, and the ending that comes back.

Each is written down first and done in the same transaction; what cannot be done yet stays written down,
with why, and the stage tries again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian.cases import ActRefusedError, Case, CasesError
from qingtian.cases.procedure import MACHINE, ActKind, Procedure
from qingtian_platform.act.cases import doing, keeping, opening, pack, telling
from qingtian_platform.act.cases.errors import MatterError
from qingtian_platform.act.cases.infos import Opening, Origin, Subject
from qingtian_platform.act.cases.models import Deed, Matter, Pending, Standing

PAUSE: Final = timedelta(minutes=1)
"""Between two tries of what was refused."""


def settle(now: datetime) -> None:
    """Do what was just written down, and what follows from that, as far as it can be done."""
    untried = Pending.objects.filter(tried_at=None).order_by("pk")
    while untried.exists():
        attempt(untried[0], now)


def again(now: datetime, limit: int = 100) -> bool:
    """Try again what could not be done before; True if any of it could."""
    waiting = Pending.objects.filter(tried_at__lt=now - PAUSE).order_by("tried_at", "pk")
    done = [attempt(each, now) for each in waiting[:limit]]
    return any(done)


def attempt(owed: Pending, now: datetime) -> bool:
    """Try once; what is refused stays, with the reason."""
    work = {
        Pending.Kind.CALL: _call,
        Pending.Kind.RETURN: _return,
        Pending.Kind.TELL: telling.tell_alarm,
    }[Pending.Kind(owed.kind)]
    try:
        with transaction.atomic():
            work(owed, now)
            owed.delete()
    except (CasesError, MatterError) as refusal:
        owed.why, owed.tried_at = str(refusal), now
        owed.save(update_fields=["why", "tried_at"])
        return False
    return True


def call_origin(matter: int, seq: int) -> Origin:
    """Name the origin of a matter that a deed called."""
    return Origin("call", f"{matter}/{seq}")


def _call(owed: Pending, now: datetime) -> None:
    """Open the matter that a deed called."""
    deed = Deed.objects.get(matter_id=owed.matter_id, seq=owed.seq)
    parent = Standing.objects.select_related("matter").get(pk=owed.matter_id)
    case = keeping.case_of(parent)
    call = case.procedure.acts[deed.act].calls
    assert call is not None, "written down as a call"
    kind = pack.in_force(call.procedure, deed.at)
    act = _opening(kind)
    it = parent.matter
    facts = {name: case.facts[name] for name in act.asks if name in case.facts}
    at = deed.at if it.legacy else None
    opening.open_one(replace(asked(it, owed.seq, kind, act.key, facts, at), party=MACHINE), now)


def asked(
    it: Matter,
    seq: int,
    kind: Procedure,
    act: str,
    facts: Mapping[str, object],
    at: datetime | None,
) -> Opening:
    """Ask for the matter that a deed called."""
    return Opening(
        pack.name_of(kind),
        act,
        Subject(it.subject_kind, it.subject_key, it.subject_name, it.thing_id),
        it.division,
        call_origin(it.pk, seq),
        facts=facts,
        at=at,
        legacy=it.legacy,
        parent=it.pk,
    )


def _opening(kind: Procedure) -> ActKind:
    found = [a for a in kind.acts.values() if a.opens and MACHINE in a.by]
    if not found:
        raise MatterError(_("No act of the machine opens %(name)s.") % {"name": kind.name["zh"]})
    return min(found, key=lambda act: len(act.needs))


def _return(owed: Pending, now: datetime) -> None:
    """Bring the ending of a called matter back to who called it: the one with which it ended."""
    child = Standing.objects.select_related("matter").get(pk=owed.matter_id)
    parent_id = child.matter.parent_id
    assert parent_id is not None, "written down as a return"
    parent = Standing.objects.select_for_update().select_related("matter").get(pk=parent_id)
    until = child.matter.deeds.filter(seq__lte=owed.seq).order_by("seq")
    told = keeping.case_of(child, list(until))
    ending = f"{child.key}/{told.state}"
    kind = pack.version(parent.procedure)
    acts = [a for a in kind.acts.values() if MACHINE in a.by and ending in a.returns]
    if not acts:
        raise MatterError(_("No act waits for %(ending)s.") % {"ending": ending})
    refusals: list[str] = []
    at = _paper_time(parent, told) if parent.matter.legacy else None
    for act in acts:
        facts = {name: told.facts[name] for name in act.asks if name in told.facts}
        try:
            with transaction.atomic():
                doing.do_by_machine(parent, act.key, ending, facts, now, at)
        except ActRefusedError as refusal:
            refusals += refusal.reasons
        else:
            return
    raise ActRefusedError(acts[0].key, refusals)


def _paper_time(parent: Standing, told: Case) -> datetime:
    """Say when the ending of a legacy matter came back: with its last paper, in the parent's order."""
    return max(told.deeds[-1].at, keeping.case_of(parent).deeds[-1].at)
