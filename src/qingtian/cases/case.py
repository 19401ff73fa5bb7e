"""A case: what has been done in one matter, and what follows from it under its procedure.

A case is a value. `begin`, `do` and `tick` give the next one and change nothing; the same deeds at the
same times always give the same case, whatever the moments at which somebody looked. So a platform keeps
the deeds, and everything else is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from qingtian.cases import timing
from qingtian.cases.cells import Value
from qingtian.cases.errors import ActRefusedError, NoSuchError
from qingtian.cases.papers import Handed, lacks
from qingtian.cases.procedure import MACHINE, ActKind, DutyKind, Procedure
from qingtian.cases.tables import Rule
from qingtian.policy.workdays import Workdays
from qingtian.quantities import BEIJING


@dataclass(frozen=True)
class Deed:
    """An act as somebody does it.

    Attributes
    ----------
    act
        Which act of the procedure.
    at
        When, with its time zone.
    by
        As which party.
    facts
        What it tells.
    papers
        What it brings.
    reason
        Why; empty where none is given.
    returned
        Of the machine: which ending of a called case brought it, as `procedure/state`.
    """

    act: str
    at: datetime
    by: str
    facts: Mapping[str, object] = field(default_factory=dict)
    papers: tuple[Handed, ...] = ()
    reason: str = ""
    returned: str = ""


@dataclass(frozen=True)
class Duty:
    """One duty of a case.

    Attributes
    ----------
    kind
        Which duty of the procedure.
    since, due
        When it was raised, and the first moment at which it is late; None where no time is named.
    state
        Whether it is open, met, or has fallen away.
    ended
        When it was met or fell away; None while it is open.
    expired
        Whether its limit passed while it was open.
    stopped
        Since when its clock stands still; None while it runs.
    """

    kind: str
    since: datetime
    due: datetime | None
    state: Literal["open", "met", "cancelled"] = "open"
    ended: datetime | None = None
    expired: bool = False
    stopped: datetime | None = None

    @property
    def runs_until(self) -> datetime | None:
        """When it expires if nothing is done; None where it cannot any more."""
        waiting = self.state == "open" and not self.expired and self.stopped is None
        return self.due if waiting else None


@dataclass(frozen=True)
class Ruling:
    """A row of a decision table that an act applied.

    Attributes
    ----------
    table, rule
        Which.
    at
        When.
    """

    table: str
    rule: Rule
    at: datetime


@dataclass(frozen=True)
class Case:
    """One matter.

    Attributes
    ----------
    procedure
        The version under which it runs.
    days
        Working days of the place.
    state
        Key of its state.
    facts
        What is known of it.
    duties, deeds, rulings
        What is or was owed, what was done, which rows of tables were applied; the oldest first.
    """

    procedure: Procedure
    days: Workdays
    state: str
    facts: Mapping[str, Value]
    duties: tuple[Duty, ...] = ()
    deeds: tuple[Deed, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether it has come to an end."""
        return self.procedure.states[self.state].ending

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        """What is owed now."""
        return tuple(each for each in self.duties if each.state == "open")

    @property
    def next_expiry(self) -> datetime | None:
        """When something expires next if nothing is done; None if nothing does."""
        return min((d.runs_until for d in self.duties if d.runs_until), default=None)

    @property
    def late(self) -> tuple[Duty, ...]:
        """What was not done in its time, whether or not it was done since."""
        kinds = self.procedure.duties
        return tuple(each for each in self.duties if each.expired and not kinds[each.kind].waits)

    def times(self, act: str) -> int:
        """Count how often an act was done."""
        return sum(each.act == act for each in self.deeds)


def begin(procedure: Procedure, deed: Deed, days: Workdays) -> Case:
    """Open a case.

    Raises
    ------
    ActRefusedError
        If the act opens none, the procedure is not in force on that day, or something is missing.
    """
    act = _act(procedure, deed)
    reasons = []
    if not act.opens:
        reasons.append(f"expected an act that opens a case: {', '.join(procedure.openings)}")
    day = deed.at.astimezone(BEIJING).date()
    if day < procedure.since or (procedure.until and day > procedure.until):
        reasons.append(f"expected a day on which the procedure is in force; got {day}")
    facts: dict[str, Value] = {name: each.on(day) for name, each in procedure.given.items()}
    return _done(Case(procedure, days, act.to, facts), act, deed, reasons)


def do(case: Case, deed: Deed) -> Case:
    """Do an act; what has expired by then comes first.

    Raises
    ------
    ActRefusedError
        If it is not allowed; all reasons at once.
    NoSuchError
        If there is no such act.
    """
    act = _act(case.procedure, deed)
    if case.deeds and deed.at < case.deeds[-1].at:
        early = f"expected a time not before the last act, {case.deeds[-1].at}; got {deed.at}"
        raise ActRefusedError(act.key, [early])
    present, _expired = tick(case, deed.at)
    return _done(present, act, deed, list(barred(present, act)))


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


def barred(case: Case, act: ActKind) -> Iterator[str]:
    """Tell why an act is not allowed now, whoever does it and whatever it brings."""
    names = case.procedure.states
    if act.opens or case.state not in act.states:
        wanted = ", ".join(names[each].name["en"] for each in act.states)
        yield f"expected the state {wanted or 'before the case'}; it is {names[case.state].name['en']}"
    for each in case.procedure.before(act, case.facts):
        if not case.times(each):
            yield f"expected {case.procedure.acts[each].name['en']} to be done before"
    for each in act.unless:
        if case.times(each):
            yield f"it is no more allowed after {case.procedure.acts[each].name['en']}"
    for each in act.passed:
        if not any(duty.kind == each and duty.expired for duty in case.duties):
            yield f"expected that the time has passed: {case.procedure.duties[each].name['en']}"
    if act.most and case.times(act.key) >= act.most:
        yield f"expected it at most {act.most} times; it was done {case.times(act.key)} times"


def offered(case: Case, party: str) -> list[ActKind]:
    """List the acts that a party may do now, if it brings what they need."""
    facts = case.facts
    return [
        act
        for act in case.procedure.acts.values()
        if party in act.by
        and not any(barred(case, act))
        and all(
            each.holds(facts.get(name))
            for name, each in act.when.items()
            if name not in case.procedure.told_by(act)
        )
    ]


def _act(procedure: Procedure, deed: Deed) -> ActKind:
    found = procedure.acts.get(deed.act)
    if found is None:
        raise NoSuchError(f"{procedure.key}: no act is called {deed.act}")
    if deed.at.tzinfo is None:
        raise ActRefusedError(deed.act, ["expected a time with its time zone; got one without"])
    return found


def _done(case: Case, act: ActKind, deed: Deed, reasons: list[str]) -> Case:
    """Do an act in a state that allows it, or say everything that it lacks."""
    reasons += _who(act, deed)
    facts, wrong = _told(case, act, deed)
    reasons += wrong
    reasons += _unfit(case, act, facts)
    reasons += _missing(case.procedure, act, deed, facts)
    if reasons:
        raise ActRefusedError(act.key, reasons)
    ruling = _ruled(case.procedure, act, facts, deed)
    if ruling:
        facts = {**facts, **ruling.rule.then}
    after = replace(
        case,
        state=act.to or case.state,
        facts=facts,
        deeds=(*case.deeds, deed),
        rulings=(*case.rulings, *([ruling] if ruling else [])),
    )
    after = _duties(after, act, deed.at)
    if after.ended:
        _may_end(after, act)
    return after


def _who(act: ActKind, deed: Deed) -> Iterator[str]:
    if deed.by not in act.by:
        yield f"expected it from {', '.join(act.by)}; got {deed.by}"
    if deed.by == MACHINE and act.returns and deed.returned not in act.returns:
        yield f"expected the end of {', '.join(act.returns)}; got {deed.returned or 'none'}"
    if act.reason and not deed.reason.strip():
        yield "expected a reason; there is none"


def _told(case: Case, act: ActKind, deed: Deed) -> tuple[dict[str, Value], list[str]]:
    facts, wrong = dict(case.facts), []
    names = case.procedure.fact_names
    missing = [names[each]["en"] for each in act.asks if each not in deed.facts]
    wrong += [f"expected {each}; it is missing" for each in missing]
    for name, value in deed.facts.items():
        if name not in act.asks:
            wrong.append(f"expected facts that the act asks for; got {name}")
            continue
        try:
            facts[name] = case.procedure.facts[name].take(value)
        except ValueError as problem:
            wrong.append(f"{names[name]['en']}: {problem}")
    day = deed.at.astimezone(BEIJING).date()
    for name in set(case.procedure.told_by(act)) - {*act.asks}:
        number = case.procedure.counts[name].number(facts, day)
        facts |= {name: Decimal(number)} if number is not None else {}
    return facts, wrong


def _unfit(case: Case, act: ActKind, facts: Mapping[str, Value]) -> Iterator[str]:
    for name, each in act.when.items():
        if not each.holds(facts.get(name)):
            said = case.procedure.fact_names[name]["en"]
            yield f"expected {said} {each.text}; it is {facts.get(name, 'not known')}"


def _missing(
    procedure: Procedure, act: ActKind, deed: Deed, facts: Mapping[str, Value]
) -> Iterator[str]:
    given = {each.key: each for each in deed.papers}
    for name in procedure.needed_by(act, facts):
        paper = procedure.papers[name]
        stands = ", ".join(paper.ground.clauses) or paper.ground.law
        where = f" ({stands})" if stands else ""
        if name not in given:
            yield f"expected {paper.name['en']}{where}; it is missing"
            continue
        for lack in lacks(paper, given[name], deed.at):
            yield f"{paper.name['en']}{where}: {lack}"
    for name in given:
        if name not in procedure.papers:
            yield f"expected papers of the procedure; got {name}"


def _ruled(
    procedure: Procedure, act: ActKind, facts: Mapping[str, Value], deed: Deed
) -> Ruling | None:
    if not act.table:
        return None
    try:
        return Ruling(act.table, procedure.tables[act.table].decide(facts), deed.at)
    except NoSuchError as problem:
        raise ActRefusedError(act.key, [str(problem)]) from None


def _duties(case: Case, act: ActKind, at: datetime) -> Case:
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


def _may_end(case: Case, act: ActKind) -> None:
    names = case.procedure
    open_ones = [names.duties[each.kind].name["en"] for each in case.open_duties]
    undone = [
        names.acts[each].name["en"]
        for each in names.states[case.state].after
        if not case.times(each)
    ]
    reasons = [f"expected no open duty at the end; open is {each}" for each in open_ones]
    reasons += [f"expected {each} to be done before the end" for each in undone]
    if reasons:
        raise ActRefusedError(act.key, reasons)
