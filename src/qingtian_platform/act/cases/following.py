"""What follows when something happened to a matter: listeners hear of it, limits send it up, machines go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from qingtian_platform.act.cases import keeping, port, reading, telling
from qingtian_platform.act.cases.infos import Origin
from qingtian_platform.act.cases.keeping import Step
from qingtian_platform.act.cases.models import Assigned, Deed, Pending, Standing
from qingtian_platform.act.cases.port import Told
from qingtian_platform.kit.together import together
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role


def finish(steps: Sequence[Step], now: datetime) -> None:
    """Let limits pass, write how matters stand, and tell of all that happened in them, in order."""
    with together():
        tell(each for told in bring(steps, now) for each in told)


def bring(steps: Sequence[Step], now: datetime) -> list[list[Told]]:
    """Let limits pass and write how matters stand; give what is to be told of each.

    Parameters
    ----------
    steps
        Matters after what was done in them, each once.
    now
        The present.

    Returns
    -------
    list
        Of each matter in order: its expiries, to whom it went up, and what was done.
    """
    over = {step.row.pk for step in steps if step.row.ended_at is not None}
    keeping.settle(steps, now)
    given: list[Assigned] = []
    told = [[*_expiries(step, now), *_escalated(step, given, now)] for step in steps]
    owed: list[Pending] = []
    for step, each in zip(steps, told, strict=True):
        if step.deed is not None:
            deed = reading.deed(step.deed)
            each.append(Told("deed", reading.info(step.row), now, deed=deed, case=step.case))
            owed += _owed(step, step.deed, now, over=step.row.pk in over)
    keeping.write(steps)
    Assigned.objects.bulk_create(given)
    Pending.objects.bulk_create(owed)
    return told


def tell(told: Iterable[Told]) -> None:
    """Tell all listeners of all that happened."""
    for each in told:
        port.tell(each)


def _owed(step: Step, made: Deed, now: datetime, *, over: bool) -> Iterator[Pending]:
    """Say what the machine owes after a deed; `calling` does it.

    An ending comes back once: what undoes it when all was `over` is found where the matter is counted.
    """
    row, case = step.row, step.case

    def owe(kind: str) -> Pending:
        return Pending(matter_id=row.pk, kind=kind, seq=made.seq, since=now)

    if case.procedure.acts[made.act].calls is not None:
        yield owe(Pending.Kind.CALL)
    if over or not case.ended:
        return
    if row.matter.parent_id is not None:
        yield owe(Pending.Kind.RETURN)
    if telling.handed_over(row.matter).exists():
        yield owe(Pending.Kind.TELL)


def _expiries(step: Step, now: datetime) -> list[Told]:
    """Tell of limits that passed."""
    if not step.expired:
        return []
    info, kinds = reading.info(step.row), step.case.procedure.duties
    return [
        Told(
            "expired",
            info,
            now,
            duty=kinds[each.duty.kind],
            due=each.duty.due,
            raised=each.raised,
            case=step.case,
        )
        for each in step.expired
    ]


def _escalated(step: Step, given: list[Assigned], now: datetime) -> Iterator[Told]:
    """Send a matter up in which somebody is late, and tell of it."""
    kinds = step.case.procedure.duties
    late = any(
        not kinds[each.duty.kind].waits and each.duty.state == "open" for each in step.expired
    )
    head = above(step.row) if late and not step.case.ended else None
    if head is not None:
        given.append(held(step.row, head, None, Assigned.Cause.ESCALATION, now))
        yield Told("assigned", reading.info(step.row), now, to=step.row.holder)


def above(row: Standing) -> Any:  # noqa: ANN401 - the account model is private to its app
    """Find to whom a late matter goes: the head of its unit; from there to one of the city; None from there."""
    levels = [people.holders(Role.HEAD, row.district)] if row.district else []
    levels.append(people.holders(Role.HEAD, None))
    held = [any(each.username == row.holder for each in heads) for heads in levels]
    over = levels[held.index(True) + 1 :] if True in held else levels
    return next((heads[0] for heads in over if heads), None)


def held(row: Standing, to: Any, by: Any, cause: str, now: datetime) -> Assigned:  # noqa: ANN401
    """Let a person hold a matter from now on; the caller writes both."""
    row.holder = getattr(to, "username", "")
    return Assigned(
        matter_id=row.pk,
        to=row.holder,
        to_name="" if to is None else str(to),
        login=getattr(by, "username", ""),
        name="" if by is None else str(by),
        at=now,
        cause=cause,
    )


def assign(row: Standing, to: Any, by: Any, cause: str, now: datetime) -> None:  # noqa: ANN401
    """Let a person hold a matter, and tell of it; None gives it back to the unit."""
    held(row, to, by, cause, now).save()
    row.save(update_fields=["holder"])
    port.tell(Told("assigned", reading.info(row), now, to=row.holder))


def linked(row: Standing, origin: Origin, now: datetime) -> Told:
    """Say that another report of the same came."""
    return Told("linked", reading.info(row), now, words=f"{origin.kind} {origin.ref}")
