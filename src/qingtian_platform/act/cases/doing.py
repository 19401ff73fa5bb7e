"""Open a matter, and do an act in it: one transaction each, with all that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian.cases import ActRefusedError, Case, Handed, NoSuchError, Reason, begin
from qingtian.cases import Deed as Act
from qingtian.cases import do as do_act
from qingtian.cases.procedure import MACHINE, ActKind, Procedure
from qingtian_platform.act.cases import access, following, keeping, numbering, pack, placing, rows
from qingtian_platform.act.cases import reading as read
from qingtian_platform.act.cases.errors import ForbiddenError, MatterError, StaleError
from qingtian_platform.act.cases.infos import (
    ORIGINS,
    SUBJECTS,
    DeedInfo,
    MatterInfo,
    Origin,
    Subject,
)
from qingtian_platform.act.cases.models import Deed, Matter, Report, Standing

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No paper of a matter is older."""
HUGE: Final = 15
"""No fact of a matter is as great as ten to this power. [1]"""
ALONE: Final = frozenset({"call", "legacy"})
"""Origins that are never a second report of what runs already."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for when an act is to be done."""

    act: str
    party: str
    facts: Mapping[str, object]
    papers: tuple[Handed, ...]
    reason: str
    at: datetime | None
    now: datetime
    returned: str = ""
    key: str = ""

    @property
    def when(self) -> datetime:
        """When the act counts as done."""
        return self.at or self.now

    def as_act(self) -> Act:
        """Give it as the procedure takes it."""
        return Act(
            self.act, self.when, self.party, self.facts, self.papers, self.reason, self.returned
        )


def open_matter(
    procedure: str,
    act: str,
    *,
    subject: Subject,
    division: str,
    origin: Origin,
    person: Any = None,  # noqa: ANN401
    party: str = "",
    facts: Mapping[str, object] | None = None,
    papers: Sequence[Handed] = (),
    reason: str = "",
    at: datetime | None = None,
    legacy: bool = False,
    parent: int | None = None,
    separate: bool = False,
    now: datetime | None = None,
) -> MatterInfo:
    """Open a matter; see `act.cases.api.open_matter`."""
    present = now or timezone.now()
    asked = Wanted(act, party, facts or {}, tuple(papers), reason, at, present)
    where = access.place(division)
    _check_head(subject, origin)
    _check_time(asked, legacy=legacy)
    kind = pack.in_force(procedure, asked.when)
    with transaction.atomic():
        there = _known(origin)
        if there is not None:
            return read.info(there)
        asked = _with_party(kind, asked, _openers(person, kind, where, present), person)
        twin = None if separate or origin.kind in ALONE else _twin(kind, subject)
        if twin is not None:
            _report(twin.matter, origin, asked, person)
            following.linked(twin, origin, present)
            return read.info(twin)
        _bounded(asked)
        case = begin(kind, asked.as_act(), pack.policy().workdays)
        row = _create(kind, subject, where, origin, asked, legacy=legacy, parent=parent)
        _report(row.matter, origin, asked, person)
        _finish(row, case, asked, person)
        return read.info(row)


def do(
    number: int,
    person: Any,  # noqa: ANN401
    act: str,
    *,
    party: str = "",
    facts: Mapping[str, object] | None = None,
    papers: Sequence[Handed] = (),
    reason: str = "",
    at: datetime | None = None,
    version: int | None = None,
    key: str = "",
    now: datetime | None = None,
) -> DeedInfo:
    """Do an act; see `act.cases.api.do`."""
    present = now or timezone.now()
    asked = Wanted(act, party, facts or {}, tuple(papers), reason, at, present, key=key)
    with transaction.atomic():
        row = _locked(number)
        access.demand_sight(person, row, present)
        before = _done_already(row, asked)
        if before is not None:
            return read.deed(before)
        if version is not None and version != row.version:
            raise StaleError(_("Somebody else acted in this matter meanwhile. Look at it again."))
        _check_time(asked, legacy=row.matter.legacy)
        kind = pack.version(row.procedure)
        asked = _with_party(kind, asked, access.acting(person, row, present), person)
        return _act(row, asked, person)


def do_by_machine(
    row: Standing,
    act: str,
    returned: str,
    facts: Mapping[str, object],
    now: datetime,
    at: datetime | None = None,
) -> DeedInfo:
    """Do an act as the machine: bring the ending of a called matter back; `at` of a legacy one."""
    asked = Wanted(act, MACHINE, facts, (), "", at, now, returned)
    return _act(row, asked, None)


def _act(row: Standing, asked: Wanted, person: Any) -> DeedInfo:  # noqa: ANN401
    _bounded(asked)
    case = do_act(keeping.case_of(row), asked.as_act())
    return read.deed(_finish(row, case, asked, person))


def _finish(row: Standing, case: Case, asked: Wanted, person: Any) -> Deed:  # noqa: ANN401
    """Write the last deed of a case and how the matter stands after it, and tell of both."""
    made = rows.row_of(
        row.matter,
        len(case.deeds),
        case.deeds[-1],
        person,
        asked.now,
        legacy=row.matter.legacy and asked.at is not None,
        key=asked.key,
    )
    made.save()
    until = asked.when if made.legacy else asked.now
    case, expired = keeping.settle(row, case, until, asked.now)
    following.after_deed(row, case, made, expired, asked.now)
    return made


def _locked(number: int) -> Standing:
    found = Standing.objects.select_for_update().select_related("matter").filter(pk=number).first()
    if found is None:
        raise NoSuchError(f"no matter has the number {number}")
    return found


def _done_already(row: Standing, asked: Wanted) -> Deed | None:
    """Find the deed that the same sending of a form did before."""
    if not asked.key:
        return None
    found = Deed.objects.filter(matter=row.matter, key=asked.key).first()
    if found is not None and found.act != asked.act:
        raise MatterError(_("This form was sent before, for another act."))
    return found


def _check_head(subject: Subject, origin: Origin) -> None:
    if subject.kind not in SUBJECTS or not subject.key.strip() or not subject.name.strip():
        raise MatterError(
            _("Expected a subject with key and name, of a kind out of %(kinds)s.")
            % {"kinds": ", ".join(SUBJECTS)}
        )
    if origin.kind not in ORIGINS or not origin.ref.strip():
        raise MatterError(
            _("Expected an origin with its reference, of a kind out of %(kinds)s.")
            % {"kinds": ", ".join(ORIGINS)}
        )
    if len(subject.key) > 120 or len(subject.name) > 200 or len(origin.ref) > 160:
        raise MatterError(_("A name or reference is too long."))


def _check_time(asked: Wanted, *, legacy: bool) -> None:
    """Refuse times that cannot be; of a live matter all but the present."""
    if asked.at is None:
        return
    if asked.at.tzinfo is None:
        raise ActRefusedError(asked.act, [Reason("zone")])
    reasons = []
    if not legacy and asked.at != asked.now:
        reasons.append(Reason("present"))
    if asked.at > asked.now:
        reasons.append(Reason("future", at=asked.at))
    if asked.at < EARLIEST:
        reasons.append(Reason("ancient", first=EARLIEST.date(), at=asked.at))
    if reasons:
        raise ActRefusedError(asked.act, reasons)


def _bounded(asked: Wanted) -> None:
    """Refuse what is too long or too great for anything real."""
    reasons = [
        Reason("huge", about=name, fact=name, power=HUGE)
        for name, value in asked.facts.items()
        if _huge(value)
    ]
    plain = rows.facts_json(asked.facts), rows.papers_json(asked.papers)
    if rows.too_long(*plain, asked.reason):
        reasons.append(Reason("long", most=rows.MOST))
    if reasons:
        raise ActRefusedError(asked.act, reasons)


def _huge(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return False
    if isinstance(value, str) and len(value) > 40:
        return False
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return False
    return found.is_finite() and found != 0 and found.adjusted() >= HUGE


def _known(origin: Origin) -> Standing | None:
    """Find the matter that came of an origin before."""
    found = Report.objects.filter(kind=origin.kind, ref=origin.ref).values_list("matter", flat=True)
    return next((read.row_of(number) for number in found), None)


def _twin(kind: Procedure, subject: Subject) -> Standing | None:
    """Find an open matter of the same problem and subject in which nothing was done yet."""
    same = Matter.objects.filter(
        subject_kind=subject.kind,
        subject_key=subject.key,
        legacy=False,
        standing__key=kind.key,
        standing__fresh=True,
        standing__ended_at=None,
    )
    found = same.order_by("-pk").values_list("pk", flat=True)[:1]
    return next((read.row_of(number) for number in found), None)


def _openers(person: Any, kind: Procedure, where: str, now: datetime) -> frozenset[str]:  # noqa: ANN401
    return frozenset() if person is None else access.parties(person, kind, where, now)


def _with_party(
    kind: Procedure,
    asked: Wanted,
    mine: frozenset[str],
    person: Any,  # noqa: ANN401
) -> Wanted:
    """Say as which party a person acts, if it may; a stage of the platform says it itself.

    Raises
    ------
    ForbiddenError
        If the person may act as none of those who may do this.
    NoSuchError
        If there is no such act.
    """
    act = kind.acts.get(asked.act)
    if act is None:
        raise NoSuchError(f"{kind.key}: no act is called {asked.act}")
    if person is None:
        return asked
    party = asked.party or _first(act, mine)
    if party not in mine:
        names = ", ".join(_party_name(kind, each) for each in act.by if each != MACHINE)
        raise ForbiddenError(_("Only %(parties)s may do this.") % {"parties": names})
    return Wanted(**{**asked.__dict__, "party": party})


def _party_name(kind: Procedure, party: str) -> str:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return kind.parties[party][language]


def _first(act: ActKind, mine: frozenset[str]) -> str:
    return next((party for party in act.by if party in mine), "")


def _report(matter: Matter, origin: Origin, asked: Wanted, person: Any) -> None:  # noqa: ANN401
    Report.objects.create(
        matter=matter,
        kind=origin.kind,
        ref=origin.ref,
        at=asked.now,
        login=getattr(person, "username", ""),
        name="" if person is None else str(person),
        facts=rows.facts_json(asked.facts),
        papers=rows.papers_json(asked.papers),
        words=asked.reason,
    )


def _create(
    kind: Procedure,
    subject: Subject,
    where: str,
    origin: Origin,
    asked: Wanted,
    *,
    legacy: bool,
    parent: int | None,
) -> Standing:
    unit = placing.responsible(kind, where, asked.when)
    matter = Matter.objects.create(
        number=numbering.take(where[:6] or numbering.CITY, asked.now),
        procedure=pack.name_of(kind),
        subject_kind=subject.kind,
        subject_key=subject.key,
        subject_name=subject.name,
        thing_id=subject.thing_id,
        division=where,
        unit_key=unit.organisation,
        unit_place=unit.place,
        origin_kind=origin.kind,
        origin_ref=origin.ref,
        opened_at=asked.when,
        recorded_at=asked.now,
        legacy=legacy,
        parent_id=parent,
    )
    return Standing(
        matter=matter,
        division=where,
        district=where[:6],
        unit_name=unit.name,
        opened_at=asked.when,
        text=f"{matter.number} {subject.name} {subject.key}"[:400],
    )
