"""How a matter stands: computed from its deeds, and kept beside them for lists and clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from qingtian.cases import Case, Duty, Procedure, begin, tick
from qingtian.cases import do as do_act
from qingtian_platform.act.cases import pack, rows
from qingtian_platform.act.cases.models import (
    Deed,
    Firing,
    OpenDuty,
    Standing,
)

FAR: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Where nothing is due: behind all that is."""


ENTERING: Final = timedelta(days=1)
"""So long after its last paper the limits of a matter that is recorded afterwards do not expire."""


STANDS: Final = [each.name for each in Standing._meta.concrete_fields if not each.primary_key]  # noqa: SLF001
"""What is written of a standing beside its key."""


@dataclass(frozen=True)
class Expired:
    """A limit that passed, as it is recorded for the first time."""

    duty: Duty
    nth: int
    raised: tuple[str, ...]


def case_of(row: Standing, deeds: Sequence[Deed] | None = None) -> Case:
    """Compute a matter from its deeds, as it stood after the last of them.

    Parameters
    ----------
    row
        Which; says under which version.
    deeds
        Its deeds in order, where they are known already.
    """
    found = row.matter.deeds.order_by("seq") if deeds is None else deeds
    procedure = pack.version(row.procedure)
    if row.procedure != row.matter.procedure:
        procedure = unbound(procedure)
    return replayed(procedure, found)


def unbound(procedure: Procedure) -> Procedure:
    """Take a version for a matter that began before its days."""
    return replace(procedure, since=date.min, until=None)


def replayed(procedure: Procedure, deeds: Iterable[Deed]) -> Case:
    """Do all deeds again."""
    acts = (rows.act_of(each) for each in deeds)
    case = begin(procedure, next(acts), pack.policy().workdays)
    for act in acts:
        case = do_act(case, act)
    return case


@dataclass
class Step:
    """A matter after something happened in it.

    Attributes
    ----------
    row
        How it stood; new of one that was just opened.
    case
        After the last deed; `settle` brings it to `until`.
    until
        Until when its limits pass: the present, or the time of the last paper of a matter that is being
        recorded afterwards, whose next paper may have kept the limit.
    deed
        What was done, where something was.
    expired
        The expiries that had not been recorded.
    """

    row: Standing
    case: Case
    until: datetime
    deed: Deed | None = None
    expired: list[Expired] = field(default_factory=list)


def settle(steps: Sequence[Step], now: datetime) -> None:
    """Let limits of matters expire, each once, and bring their standings to that; `write` writes them.

    Parameters
    ----------
    steps
        The matters.
    now
        The present.
    """
    for step in steps:
        step.case, _ = tick(step.case, step.until)
    fire(steps, now)
    for step in steps:
        fill(step.row, step.case, now if step.until < now else None)


def fire(steps: Sequence[Step], now: datetime) -> None:
    """Record the expiries of matters that were not recorded yet."""
    late = [step for step in steps if any(each.expired for each in step.case.duties)]
    known = {
        tuple(each)
        for each in Firing.objects.filter(matter__in=[step.row.pk for step in late]).values_list(
            "matter", "duty", "nth"
        )
    }
    new = []
    for step in late:
        raises = step.case.procedure.duties
        step.expired = [
            Expired(each, nth, raises[each.kind].late)
            for each, nth in counted(step.case.duties)
            if each.expired and (step.row.pk, each.kind, nth) not in known
        ]
        new += [
            Firing(
                matter_id=step.row.pk, duty=e.duty.kind, nth=e.nth, due=e.duty.due or now, at=now
            )
            for e in step.expired
        ]
    Firing.objects.bulk_create(new)


def write(steps: Sequence[Step]) -> None:
    """Write standings that were brought to their cases, and the open duties of those."""
    rows = [step.row for step in steps]
    old = [row.pk for row in rows if not row._state.adding]  # noqa: SLF001 - Django's own way to tell
    if old:
        OpenDuty.objects.filter(matter__in=old).delete()
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["matter"], update_fields=STANDS
    )
    OpenDuty.objects.bulk_create(each for step in steps for each in duties(step.row, step.case))


def fill(row: Standing, case: Case, entered: datetime | None = None) -> None:
    """Bring a standing to what a case says.

    Parameters
    ----------
    row, case
        What, to what.
    entered
        When the last paper of a matter was recorded that bears an earlier time; None where it does not.
    """
    open_ones = case.open_duties
    kinds = case.procedure.duties
    owed = [each.due for each in open_ones if each.due and not kinds[each.kind].waits]
    row.procedure, row.key = pack.name_of(case.procedure), case.procedure.key
    row.version, row.state = len(case.deeds), case.state
    row.fresh = len(case.deeds) == 1
    row.ended_at = case.ended_at
    row.next_due = min(owed, default=None)
    row.order = row.next_due or FAR
    row.owing = owing(case)
    row.next_expiry = None if case.ended else case.next_expiry
    if entered is not None and row.next_expiry is not None:
        row.next_expiry = max(row.next_expiry, entered + ENTERING)
    row.open = len(open_ones)
    row.late = sum(each.expired and not kinds[each.kind].waits for each in open_ones)
    row.ever_late = len(case.late)


def duties(row: Standing, case: Case) -> list[OpenDuty]:
    """Give the open duties of a case as rows."""
    return [
        OpenDuty(
            matter=row,
            duty=each.kind,
            nth=nth,
            since=each.since,
            due=each.due,
            expired=each.expired,
            stopped=each.stopped is not None,
        )
        for each, nth in counted(case.duties)
        if each.state == "open"
    ]


def owing(case: Case) -> str:
    """Name the procedure of a case and the parties that owe something in it; empty where nobody does."""
    parties = {case.procedure.duties[each.kind].owed_by for each in case.open_duties}
    return f"{case.procedure.key}:{'+'.join(sorted(parties))}" if parties else ""


def counted(found: Iterable[Duty]) -> Iterator[tuple[Duty, int]]:
    """Count duties of each kind from 1, as they were raised."""
    seen: Counter[str] = Counter()
    for each in found:
        seen[each.kind] += 1
        yield each, seen[each.kind]


def cases_of(found: Sequence[Standing]) -> Iterator[tuple[Standing, Case]]:
    """Compute many matters from their deeds, which are read at once."""
    deeds: dict[int, list[Deed]] = {}
    for deed in Deed.objects.filter(matter__in=[row.pk for row in found]).order_by("seq"):
        deeds.setdefault(deed.matter_id, []).append(deed)
    for row in found:
        yield row, case_of(row, deeds[row.pk])
