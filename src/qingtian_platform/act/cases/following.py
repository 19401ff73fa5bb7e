"""What follows when something happened to a matter: listeners hear of it, limits send it up, machines go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from qingtian.cases import Case
from qingtian_platform.act.cases import port, reading, telling
from qingtian_platform.act.cases.infos import Origin
from qingtian_platform.act.cases.keeping import Expired
from qingtian_platform.act.cases.models import Assigned, Deed, Pending, Standing
from qingtian_platform.act.cases.port import Told
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role


def after_deed(
    row: Standing, case: Case, made: Deed, expired: Sequence[Expired], now: datetime
) -> None:
    """Do what follows a deed, in its transaction."""
    after_expiry(row, case, expired, now)
    told = Told("deed", reading.info(row), now, deed=reading.deed(made), case=case)
    port.tell(told)
    act = case.procedure.acts[made.act]
    if act.calls is not None:
        _owe(row, Pending.Kind.CALL, made.seq, now)
    if case.ended and row.matter.parent_id is not None:
        _owe(row, Pending.Kind.RETURN, made.seq, now)
    if case.ended and telling.handed_over(row.matter).exists():
        _owe(row, Pending.Kind.TELL, made.seq, now)


def _owe(row: Standing, kind: str, seq: int, now: datetime) -> None:
    """Write down what the machine owes; `calling` does it."""
    Pending.objects.create(matter=row.matter, kind=kind, seq=seq, since=now)


def after_expiry(row: Standing, case: Case, expired: Iterable[Expired], now: datetime) -> None:
    """Tell of limits that passed, and send the matter up where somebody is late."""
    kinds = case.procedure.duties
    late = False
    for each in expired:
        kind = kinds[each.duty.kind]
        late |= not kind.waits and each.duty.state == "open"
        port.tell(
            Told(
                "expired",
                reading.info(row),
                now,
                duty=kind,
                due=each.duty.due,
                raised=each.raised,
                case=case,
            )
        )
    if late and not case.ended:
        escalate(row, now)


def escalate(row: Standing, now: datetime) -> None:
    """Give a late matter to the head of its unit; what a head of a district holds, to one of the city."""
    levels = [people.holders(Role.HEAD, row.district)] if row.district else []
    levels.append(people.holders(Role.HEAD, None))
    held = [any(each.username == row.holder for each in heads) for heads in levels]
    above = levels[held.index(True) + 1 :] if True in held else levels
    head = next((heads[0] for heads in above if heads), None)
    if head is not None:
        assign(row, head, None, Assigned.Cause.ESCALATION, now)


def assign(row: Standing, to: Any, by: Any, cause: str, now: datetime) -> None:  # noqa: ANN401
    """Let a person hold a matter, and tell of it; None gives it back to the unit."""
    Assigned.objects.create(
        matter=row.matter,
        to=getattr(to, "username", ""),
        to_name="" if to is None else str(to),
        login=getattr(by, "username", ""),
        name="" if by is None else str(by),
        at=now,
        cause=cause,
    )
    row.holder = getattr(to, "username", "")
    row.save(update_fields=["holder"])
    port.tell(Told("assigned", reading.info(row), now, to=row.holder))


def linked(row: Standing, origin: Origin, now: datetime) -> None:
    """Tell that another report of the same came."""
    port.tell(Told("linked", reading.info(row), now, words=f"{origin.kind} {origin.ref}"))
