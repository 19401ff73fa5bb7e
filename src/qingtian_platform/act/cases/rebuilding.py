"""Give all that follows from what was done anew: how matters stand, and what the machine still owes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F, Max, Q

from qingtian.cases import tick
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.cases import calling, pack
from qingtian_platform.act.cases.keeping import Step, case_of, cases_of, fill, write
from qingtian_platform.act.cases.models import (
    Assigned,
    Deed,
    Firing,
    HandedOver,
    Moved,
    Pending,
    Report,
    Standing,
)
from qingtian_platform.act.cases.telling import HANDOVER

Owed = tuple[int, str, int]
"""Of which matter, what, after which deed: as `Pending` has it."""
PIECE: Final = 500
"""Most matters that one transaction computes anew. [1]"""


def rebuild() -> int:
    """Give every standing and open duty anew, from what was done and which expiries were recorded.

    Returns
    -------
    int
        How many matters there are.
    """
    done, last = 0, 0
    while found := list(
        Standing.objects.select_related("matter").filter(pk__gt=last).order_by("pk")[:PIECE]
    ):
        with transaction.atomic():
            _again(found)
        done, last = done + len(found), found[-1].pk
    with transaction.atomic():
        _owe({**_returns(), **_tells()}, (Pending.Kind.RETURN, Pending.Kind.TELL))
    return done


def _again(found: Sequence[Standing]) -> None:
    numbers = [row.pk for row in found]
    moves = dict(Moved.objects.filter(matter__in=numbers).values_list("matter", "after"))
    holders = dict(Assigned.objects.filter(matter__in=numbers).values_list("matter", "to"))
    given = {each.matter_id: each for each in HandedOver.objects.filter(matter__in=numbers)}
    fired = Firing.objects.filter(matter__in=numbers).values_list("matter").annotate(Max("due"))
    until = dict(fired)
    for row in found:
        row.procedure = moves.get(row.pk, row.matter.procedure)
        row.holder = holders.get(row.pk, "")
        if row.pk in given:
            row.unit, row.unit_name = given[row.pk].organisation, given[row.pk].organisation_name
    steps = []
    for row, case in cases_of(found):
        moment = until.get(row.pk, case.deeds[-1].at)
        case, _ = tick(case, moment)
        final = row.matter.deeds.order_by("seq").last()
        assert final is not None, "a matter is opened by a deed"
        fill(row, case, final.recorded_at if final.legacy else None)
        steps.append(Step(row, case, moment))
    write(steps)
    _owe(_calls(steps), (Pending.Kind.CALL,), numbers)


def _owe(
    owed: Mapping[Owed, datetime], kinds: Iterable[str], matters: Iterable[int] | None = None
) -> None:
    """Write down what the machine owes, and nothing else; what it tried already keeps why it waits."""
    there = Pending.objects.filter(kind__in=kinds)
    if matters is not None:
        there = there.filter(matter__in=matters)
    known = {(each.matter_id, str(each.kind), each.seq): each.pk for each in there}
    Pending.objects.filter(pk__in=[pk for key, pk in known.items() if key not in owed]).delete()
    Pending.objects.bulk_create(
        Pending(matter_id=matter, kind=kind, seq=seq, since=since)
        for (matter, kind, seq), since in sorted(owed.items(), key=lambda each: (each[1], each[0]))
        if (matter, kind, seq) not in known
    )


def _calls(steps: Iterable[Step]) -> dict[Owed, datetime]:
    """Find the deeds that called a procedure of which no matter came."""
    found = {
        (step.row.pk, seq): calling.call_origin(step.row.pk, seq).ref
        for step in steps
        for seq, deed in enumerate(step.case.deeds, 1)
        if step.case.procedure.acts[deed.act].calls is not None
    }
    came = set(
        Report.objects.filter(kind="call", ref__in=found.values()).values_list("ref", flat=True)
    )
    at = _recorded(number for number, _seq in found)
    return {
        (matter, str(Pending.Kind.CALL), seq): at[matter, seq]
        for (matter, seq), ref in found.items()
        if ref not in came
    }


def _returns() -> dict[Owed, datetime]:
    """Find the endings of called matters that did not come back: of each kind the last."""
    ended = Standing.objects.filter(matter__parent__isnull=False, ended_at__isnull=False)
    waiting: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    undone = _undone()
    ends = [
        (undone.get(row.pk, _End(row.state, row.version, row.final)), row)
        for row in ended.select_related("matter").annotate(final=Max("matter__deeds"))
    ]
    for end, row in sorted(ends, key=lambda each: each[0].final):
        assert row.matter.parent_id is not None, "asked for"
        waiting[row.matter.parent_id, f"{row.key}/{end.state}"].append((row.pk, end.seq))
    came = Deed.objects.filter(matter__in={parent for parent, _ending in waiting})
    back = Counter(came.exclude(returned="").values_list("matter", "returned"))
    left = [each for key, found in waiting.items() for each in found[back[key] :]]
    at = _recorded(number for number, _seq in left)
    return {(n, str(Pending.Kind.RETURN), seq): at[n, seq] for n, seq in left}


def _tells() -> dict[Owed, datetime]:
    """Find the endings of which an alarm has not heard."""
    reports = Report.objects.filter(
        kind__in=("alarm", "exceedance"),
        ref__startswith=HANDOVER,
        matter__standing__ended_at__isnull=False,
    )
    handed = [(r.matter.standing, r.ref) for r in reports.select_related("matter__standing")]
    at, undone = _recorded(row.pk for row, _ref in handed), _undone()
    last = {row.pk: undone[row.pk].seq if row.pk in undone else row.version for row, _ in handed}
    return {
        (row.pk, str(Pending.Kind.TELL), last[row.pk]): at[row.pk, last[row.pk]]
        for row, ref in handed
        if not alarms.followed(int(ref.removeprefix(HANDOVER)), at[row.pk, last[row.pk]])
    }


class _End(NamedTuple):
    """In which state a matter first ended, with which of its deeds, and the key of that."""

    state: str
    seq: int
    final: int


def _undone() -> dict[int, _End]:
    """Say how matters first ended whose last deed may have undone that, by number of the matter."""
    ended = Standing.objects.filter(ended_at__isnull=False)
    kinds = ended.order_by().values_list("procedure", flat=True).distinct()
    acts = {act for name in kinds for act in pack.version(name).undoing}
    last = Q(matter__deeds__act__in=acts, matter__deeds__seq=F("version"))
    return {row.pk: _first_end(row) for row in ended.filter(last).select_related("matter")}


def _first_end(row: Standing) -> _End:
    """Play a matter until it ends."""
    deeds = list(row.matter.deeds.order_by("seq"))
    for number, deed in enumerate(deeds, 1):
        case = case_of(row, deeds[:number])
        if case.ended:
            return _End(case.state, deed.seq, deed.pk)
    raise AssertionError("it has ended")


def _recorded(matters: Iterable[int]) -> dict[tuple[int, int], datetime]:
    """Say when the deeds of matters were recorded."""
    rows = Deed.objects.filter(matter__in=set(matters)).values_list("matter", "seq", "recorded_at")
    return {(matter, seq): at for matter, seq, at in rows}
