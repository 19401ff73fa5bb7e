"""Do an act in a matter: one transaction, with all that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.cases import Case, Handed, NoSuchError
from qingtian.cases import do as do_act
from qingtian.cases.procedure import MACHINE
from qingtian_platform.act.cases import access, following, keeping, pack, rows
from qingtian_platform.act.cases import reading as read
from qingtian_platform.act.cases.asking import Wanted, bounded, check_time, with_party
from qingtian_platform.act.cases.errors import MatterError, StaleError
from qingtian_platform.act.cases.infos import DeedInfo
from qingtian_platform.act.cases.models import Deed, Standing


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
        check_time(asked, legacy=row.matter.legacy)
        kind = pack.version(row.procedure)
        asked = with_party(kind, asked, access.acting(person, row, present), person)
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
    bounded(asked)
    case = do_act(keeping.case_of(row), asked.as_act())
    return read.deed(_finish(row, case, asked, person))


def _finish(row: Standing, case: Case, asked: Wanted, person: Any) -> Deed:  # noqa: ANN401
    """Write the last deed of a case and how the matter stands after it, and tell of both."""
    step = step_of(row, case, asked, person)
    made = step.deed
    assert made is not None, "a step of an act has its deed"
    made.save()
    following.finish([step], asked.now)
    return made


def step_of(row: Standing, case: Case, asked: Wanted, person: Any) -> keeping.Step:  # noqa: ANN401
    """Make the step of a matter in which an act was just done; its deed is not written yet."""
    made = rows.row_of(
        row.matter,
        len(case.deeds),
        case.deeds[-1],
        person,
        asked.now,
        legacy=row.matter.legacy and asked.at is not None,
        key=asked.key,
    )
    return keeping.Step(row, case, asked.when if made.legacy else asked.now, made)


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
