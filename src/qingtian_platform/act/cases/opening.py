"""Open matters: each is tried first, then all are written at once, then all is told in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from qingtian.cases import Case, CasesError, Procedure, begin
from qingtian_platform.act.cases import (
    access,
    doing,
    following,
    keeping,
    numbering,
    pack,
    placing,
    rows,
)
from qingtian_platform.act.cases import reading as read
from qingtian_platform.act.cases.asking import Wanted, bounded, check_head, check_time, with_party
from qingtian_platform.act.cases.errors import MatterError, RefusedError
from qingtian_platform.act.cases.infos import MatterInfo, Opening, Origin, Subject
from qingtian_platform.act.cases.models import Deed, Matter, Report, Standing
from qingtian_platform.act.cases.port import Told
from qingtian_platform.kit.together import together

ALONE: Final = frozenset({"call", "legacy"})
"""Origins that are never a second report of what runs already."""
PIECE: Final = 400
"""Most keys that are looked up at once. [1]"""
Same = tuple[str, str, str]
"""Kind and key of a subject, and the procedure: what a second report has in common with the first."""


@dataclass
class Plan:
    """What becomes of one request.

    Attributes
    ----------
    asked, wanted, where
        The request; its act; its place.
    row
        The standing of the matter that there is, or of the one that is opened, once it is written.
    case
        The case that begins; None where nothing is opened.
    joins
        The plan of the matter in which this is a second report.
    """

    asked: Opening
    wanted: Wanted
    where: str = ""
    row: Standing | None = None
    case: Case | None = None
    joins: Plan | None = None

    @property
    def standing(self) -> Standing:
        """The standing of the matter in which the request is kept."""
        found = self.row if self.joins is None else self.joins.row
        assert found is not None, "written, or there before"
        return found


class Batch:
    """Matters that are opened in one transaction; nothing is written before `write`.

    Parameters
    ----------
    now
        The present.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.plans: list[Plan] = []
        self._origins: dict[Origin, Plan | None] = {}
        self._running: dict[Same, Plan] = {}
        self._subjects: set[tuple[str, str]] = set()

    def look_up(self, asked: Sequence[Opening]) -> None:
        """Look up at once what came of these origins before, and what runs about these subjects."""
        for first in range(0, len(asked), PIECE):
            part = asked[first : first + PIECE]
            self._look_up_origins({each.origin for each in part} - set(self._origins))
            self._look_up_subjects(
                {(each.subject.kind, each.subject.key) for each in part} - self._subjects
            )

    def known(self, origins: Collection[Origin]) -> set[Origin]:
        """Tell of which origins a matter came before."""
        wanted = list(origins)
        for first in range(0, len(wanted), PIECE):
            self._look_up_origins(set(wanted[first : first + PIECE]) - set(self._origins))
        return {each for each in wanted if self._origins[each] is not None}

    def _look_up_origins(self, origins: Collection[Origin]) -> None:
        self._origins |= dict.fromkeys(origins)
        by_kind: dict[str, list[str]] = defaultdict(list)
        for each in origins:
            by_kind[each.kind].append(each.ref)
        for kind, refs in by_kind.items():
            there = Report.objects.filter(kind=kind, ref__in=refs)
            for report in there.select_related("matter__standing"):
                found = self._there(report.matter.standing)
                self._origins[Origin(kind, report.ref)] = found

    def _look_up_subjects(self, subjects: Collection[tuple[str, str]]) -> None:
        """Find the newest open matter of each problem and subject in which nothing was done yet."""
        self._subjects |= set(subjects)
        by_kind: dict[str, list[str]] = defaultdict(list)
        for kind, key in subjects:
            by_kind[kind].append(key)
        for kind, keys in by_kind.items():
            fresh = Matter.objects.filter(
                subject_kind=kind,
                subject_key__in=keys,
                legacy=False,
                standing__fresh=True,
                standing__ended_at=None,
            )
            for matter in fresh.select_related("standing").order_by("pk"):
                row = matter.standing
                self._running[kind, matter.subject_key, row.key] = self._there(row)

    def _there(self, row: Standing) -> Plan:
        it = row.matter
        origin = Origin(it.origin_kind, it.origin_ref)
        subject = Subject(it.subject_kind, it.subject_key, it.subject_name, it.thing_id)
        asked = Opening(row.procedure, "", subject, row.division, origin)
        return Plan(asked, Wanted("", "", {}, (), "", None, self.now), row=row)

    def add(self, asked: Opening) -> None:
        """Try one; it sees those that were added before.

        Raises
        ------
        ActRefusedError, ForbiddenError, MatterError, NoSuchError
            As of `act.cases.api.open_matter`; then it is not added.
        """
        wanted = Wanted(
            asked.act, asked.party, asked.facts, asked.papers, asked.reason, asked.at, self.now
        )
        where = access.place(asked.division)
        check_head(asked.subject, asked.origin)
        check_time(wanted, legacy=asked.legacy)
        kind = pack.in_force(asked.procedure, wanted.when)
        self.look_up([asked])
        before = self._origins[asked.origin]
        if before is None:
            before = self._origins[asked.origin] = self._planned(asked, wanted, where, kind)
            self.plans.append(before)
        else:
            self.plans.append(replace(before, case=None, joins=before.joins or before))

    def _planned(self, asked: Opening, wanted: Wanted, where: str, kind: Procedure) -> Plan:
        person = asked.person
        mine = frozenset[str]() if person is None else access.parties(person, kind, where, self.now)
        wanted = with_party(kind, wanted, mine, person)
        same = (asked.subject.kind, asked.subject.key, kind.key)
        alone = asked.separate or asked.origin.kind in ALONE
        twin = None if alone else self._running.get(same)
        if twin is not None:
            return Plan(asked, wanted, where, joins=twin)
        bounded(wanted)
        case = begin(kind, wanted.as_act(), pack.policy().workdays)
        plan = Plan(asked, wanted, where, case=case)
        if not case.ended and not asked.legacy:
            self._running[same] = plan
        return plan

    def write(self) -> list[MatterInfo]:
        """Write all, and tell of all; call it inside a transaction.

        Returns
        -------
        list
            Of each request in order its matter: opened, or the one in which it is kept.
        """
        own = [each for each in self.plans if each.case is not None]
        with together():
            self._create(own)
            steps = [self._step(each) for each in own]
            Report.objects.bulk_create(self._report(each) for each in self._reported())
            Deed.objects.bulk_create([step.deed for step in steps if step.deed is not None])
            told = dict(zip(map(id, own), following.bring(steps, self.now), strict=True))
            for plan in self._reported():
                following.tell(told[id(plan)] if plan.case else [self._linked(plan)])
        return [read.info(each.standing) for each in self.plans]

    def _reported(self) -> list[Plan]:
        """List what is told for the first time, once each."""
        return [each for each in self.plans if self._origins[each.asked.origin] is each]

    def _linked(self, plan: Plan) -> Told:
        return following.linked(plan.standing, plan.asked.origin, self.now)

    def _create(self, plans: Sequence[Plan]) -> None:
        """Write the matters, numbered by place and year in the order of their requests."""
        count: dict[str, list[Plan]] = defaultdict(list)
        for plan in plans:
            count[plan.where[:6] or numbering.CITY].append(plan)
        numbers = {
            id(plan): number
            for place, of_place in count.items()
            for plan, number in zip(
                of_place, numbering.take_many(place, self.now, len(of_place)), strict=True
            )
        }
        made = Matter.objects.bulk_create(_matter(each, numbers[id(each)]) for each in plans)
        for plan, matter in zip(plans, made, strict=True):
            plan.row = _standing(plan, matter)

    def _step(self, plan: Plan) -> keeping.Step:
        assert plan.case is not None, "opened by it"
        return doing.step_of(plan.standing, plan.case, plan.wanted, plan.asked.person)

    def _report(self, plan: Plan) -> Report:
        person, origin = plan.asked.person, plan.asked.origin
        return Report(
            matter_id=plan.standing.pk,
            kind=origin.kind,
            ref=origin.ref,
            at=self.now,
            login=getattr(person, "username", ""),
            name="" if person is None else str(person),
            facts=rows.facts_json(plan.wanted.facts),
            papers=rows.papers_json(plan.wanted.papers),
            words=plan.wanted.reason,
        )


def _unit(plan: Plan, kind: Procedure) -> placing.Unit:
    """Say who answers: whom the pack names, else who answers for the calling matter, else whose it is."""
    found = placing.responsible(kind, plan.where, plan.wanted.when)
    if not found.organisation and plan.asked.parent is not None:
        parent = Matter.objects.get(pk=plan.asked.parent)
        found = placing.Unit(parent.unit_key, parent.unit_place)
    return (
        found if found.organisation else placing.jurisdiction(kind, plan.asked.subject, plan.where)
    )


def _matter(plan: Plan, number: str) -> Matter:
    assert plan.case is not None, "opened by it"
    kind, subject, origin = plan.case.procedure, plan.asked.subject, plan.asked.origin
    unit = _unit(plan, kind)
    return Matter(
        number=number,
        procedure=pack.name_of(kind),
        subject_kind=subject.kind,
        subject_key=subject.key,
        subject_name=subject.name,
        thing_id=subject.thing_id,
        division=plan.where,
        unit_key=unit.organisation,
        unit_place=unit.place,
        origin_kind=origin.kind,
        origin_ref=origin.ref,
        opened_at=plan.wanted.when,
        recorded_at=plan.wanted.now,
        legacy=plan.asked.legacy,
        parent_id=plan.asked.parent,
    )


def _standing(plan: Plan, matter: Matter) -> Standing:
    return Standing(
        matter=matter,
        division=plan.where,
        district=plan.where[:6],
        unit_name=placing.named(matter.unit_key, matter.unit_place),
        opened_at=plan.wanted.when,
        text=f"{matter.number} {matter.subject_name} {matter.subject_key}"[:400],
    )


def open_one(asked: Opening, now: datetime) -> MatterInfo:
    """Open a matter; what it owes is done by the caller."""
    with transaction.atomic():
        batch = Batch(now)
        batch.add(asked)
        return batch.write()[0]


def open_all(asked: Iterable[Opening], now: datetime) -> list[MatterInfo]:
    """Open matters, all or none; see `act.cases.api.open_matters`."""
    every, faults = list(asked), dict[int, Exception]()
    with transaction.atomic():
        batch = Batch(now)
        batch.look_up(every)
        for number, each in enumerate(every):
            try:
                batch.add(each)
            except (CasesError, MatterError) as refusal:
                faults[number] = refusal
        if faults:
            raise RefusedError(faults)
        return batch.write()
