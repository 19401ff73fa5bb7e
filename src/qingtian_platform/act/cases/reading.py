"""Matters as others read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from qingtian.cases import Case, NoSuchError, tick
from qingtian.cases.reasons import Reason, valued
from qingtian.cases.refusing import barred
from qingtian_platform.act.cases import access, keeping, pack, placing
from qingtian_platform.act.cases.infos import DeedInfo, MatterInfo, Offer, Origin, Subject
from qingtian_platform.act.cases.models import Deed, Report, Sealed, Standing
from qingtian_platform.act.cases.rows import handed
from qingtian_platform.people import api as people


def row_of(number: int) -> Standing:
    """Give the standing of a matter.

    Raises
    ------
    NoSuchError
        If there is none.
    """
    found = Standing.objects.select_related("matter").filter(pk=number).first()
    if found is None:
        raise NoSuchError(f"no matter has the number {number}")
    return found


def info(row: Standing) -> MatterInfo:
    """Tell of a matter."""
    it = row.matter
    return MatterInfo(
        id=it.pk,
        number=it.number,
        procedure=row.procedure,
        subject=Subject(it.subject_kind, it.subject_key, it.subject_name, it.thing_id),
        division=row.division,
        unit=row.unit,
        unit_name=row.unit_name,
        unit_name_en=_in_english(row),
        holder=row.holder,
        origin=Origin(it.origin_kind, it.origin_ref),
        state=row.state,
        opened_at=row.opened_at,
        recorded_at=it.recorded_at,
        legacy=it.legacy,
        ended_at=row.ended_at,
        next_due=row.next_due,
        open=row.open,
        late=row.late,
        parent=it.parent_id,
        version=row.version,
        kind=pack.version(row.procedure),
    )


def _in_english(row: Standing) -> str:
    """Name the unit of a matter in English; as papers have it where it has no English name."""
    if row.unit is None:
        return placing.named(row.matter.unit_key, row.matter.unit_place, "en") or row.unit_name
    with override("en"):
        return people.organisation_name(row.unit) or row.unit_name


def matter(number: int, person: Any = None, now: datetime | None = None) -> MatterInfo:  # noqa: ANN401
    """Give one matter; see `act.cases.api.matter`."""
    row = row_of(number)
    if person is not None:
        access.demand_sight(person, row, now)
    return info(row)


def of_origin(origin: Origin, person: Any = None) -> MatterInfo | None:  # noqa: ANN401
    """Give the matter that holds a report, if the person may see it; see `act.cases.api.of_origin`."""
    found = Report.objects.filter(kind=origin.kind, ref=origin.ref).first()
    if found is None:
        return None
    row = row_of(found.matter_id)
    return info(row) if person is None or access.sees(person, row) else None


def case(number: int, now: datetime | None = None) -> Case:
    """Compute a matter by its procedure as it stands now."""
    return present(row_of(number), now)


def present(row: Standing, now: datetime | None = None) -> Case:
    """Compute a matter as it stands now."""
    return tick(keeping.case_of(row), now or timezone.now())[0]


def offered(number: int, person: Any, now: datetime | None = None) -> list[Offer]:  # noqa: ANN401
    """List what a person may choose; see `act.cases.api.offered`."""
    row = row_of(number)
    access.demand_sight(person, row, now)
    mine = access.acting(person, row, now)
    found = present(row, now)
    return [
        Offer(party, act, tuple(hindrances(found, act)))
        for act in found.procedure.acts.values()
        for party in act.by
        if party in mine and found.state in act.states
    ]


def hindrances(found: Case, act: Any) -> Iterable[str]:  # noqa: ANN401 - ActKind
    """Tell why an act cannot be done now, whatever it brings."""
    yield from barred(found, act)
    for name, cell in act.when.items():
        if name not in found.procedure.told_by(act) and not cell.holds(found.facts.get(name)):
            fact, value = found.procedure.fact_names[name], valued(found.facts.get(name))
            yield Reason("unfit", about=name, fact=fact, wanted=valued(cell.text), value=value)


def deed(row: Deed, proof: int | None = None) -> DeedInfo:
    """Tell of a deed."""
    return DeedInfo(
        matter=row.matter_id,
        seq=row.seq,
        act=row.act,
        at=row.at,
        recorded_at=row.recorded_at,
        party=row.party,
        login=row.login,
        name=row.name,
        facts=row.facts,
        papers=tuple(handed(each) for each in row.papers),
        reason=row.reason,
        returned=row.returned,
        legacy=row.legacy,
        digest=row.digest,
        proof=proof,
    )


def deeds(number: int) -> list[DeedInfo]:
    """List what was done in a matter, in order."""
    found = list(row_of(number).matter.deeds.order_by("seq"))
    held = proofs(found)
    return [deed(each, held.get(each.pk)) for each in found]


def proofs(found: list[Deed]) -> dict[int, int]:
    """Give the numbers of the acts that hold deeds, by row; those that wait are left out."""
    if not found:
        return {}
    numbers = [each.pk for each in found]
    seals = Sealed.objects.filter(last__gte=min(numbers), first__lte=max(numbers))
    return {n: s.act for s in seals for n in numbers if s.first <= n <= s.last}
