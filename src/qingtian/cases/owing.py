"""What a case owes: duties that acts raise, meet and cancel, their clocks and their expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from qingtian.cases import timing
from qingtian.cases.case import Case, Duty
from qingtian.cases.procedure import ActKind, DutyKind


def tick(case: Case, now: datetime) -> tuple[Case, tuple[Duty, ...]]:
    """Let limits expire, each once and in the order of their times.

    Returns
    -------
    Case
        With what the expiries raised, since the moment of each.
    tuple of Duty
        What expired.
    """
    expired: list[Duty] = []
    while not case.ended:
        moment = case.next_expiry
        if moment is None or moment > now:
            break
        index, duty = next((i, d) for i, d in enumerate(case.duties) if d.runs_until == moment)
        late = replace(duty, expired=True)
        expired.append(late)
        case = replace(case, duties=(*case.duties[:index], late, *case.duties[index + 1 :]))
        for name in case.procedure.duties[duty.kind].late:
            case = _raised(case, name, moment)
    return case, tuple(expired)


def acted(case: Case, act: ActKind, at: datetime) -> Case:
    """Meet, cancel and raise duties, and set their clocks, as an act does."""
    duties = tuple(_touched(case, each, act, at) for each in case.duties)
    case = replace(case, duties=duties)
    for name in case.procedure.raised_by(act, case.facts):
        case = _raised(case, name, at)
    return case


def _touched(case: Case, duty: Duty, act: ActKind, at: datetime) -> Duty:
    """Meet or cancel a duty as an act does, or set its clock."""
    if duty.state != "open":
        return duty
    if duty.kind in act.meets:
        return replace(duty, state="met", ended=at)
    if duty.kind in act.cancels:
        return replace(duty, state="cancelled", ended=at)
    kind = case.procedure.duties[duty.kind]
    if duty.due is None:
        return replace(duty, due=_due(case, kind, duty.since))
    return _timed(case, duty, act, at)


def _timed(case: Case, duty: Duty, act: ActKind, at: datetime) -> Duty:
    """Stop, resume or prolong the clock of a duty as an act does."""
    limit, until, stopped = case.procedure.duties[duty.kind].limit, duty.due, duty.stopped
    if limit is None or until is None:
        return duty
    if duty.kind in act.suspends and stopped is None:
        stopped = at
    elif duty.kind in act.resumes and stopped is not None:
        until, stopped = timing.resumed(until, stopped, at, limit, case.days), None
    if duty.kind in act.extends and not duty.expired:
        until = timing.longer(until, act.extends[duty.kind], limit, case.days)
    return replace(duty, due=until, stopped=stopped)


def _raised(case: Case, name: str, at: datetime) -> Case:
    """Raise a duty; one of its kind that is open already stays as it is."""
    if any(each.kind == name and each.state == "open" for each in case.duties):
        return case
    kind = case.procedure.duties[name]
    return replace(case, duties=(*case.duties, Duty(name, at, _due(case, kind, at))))


def _due(case: Case, kind: DutyKind, at: datetime) -> datetime | None:
    if kind.limit is None:
        return None
    name = kind.limit.begins(case.facts)
    since = case.facts.get(name) if name else at
    return timing.due(kind.limit, since, case.days) if isinstance(since, date) else None
