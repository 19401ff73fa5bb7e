"""A case: what has been done in one matter, and what follows from it under its procedure.

A case is a value. `begin`, `do` and `tick` give the next one and change nothing; the same deeds at the
same times always give the same case, whatever the moments at which somebody looked. So a platform keeps
the deeds, and everything else is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from qingtian.cases import timing
from qingtian.cases.cells import Value
from qingtian.cases.errors import ActRefusedError, NoSuchError
from qingtian.cases.papers import Handed, lacks, of_paper
from qingtian.cases.procedure import MACHINE, ActKind, DutyKind, Procedure
from qingtian.cases.reasons import BEFORE, NOTHING, Named, Reason, valued
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
    reasons: list[Reason] = []
    if not act.opens:
        names = "、".join(procedure.acts[each].name["zh"] for each in procedure.openings)
        opening: Named = {"en": ", ".join(procedure.openings), "zh": names}
        reasons.append(Reason("opening", acts=opening))
    day = deed.at.astimezone(BEIJING).date()
    if day < procedure.since or (procedure.until and day > procedure.until):
        reasons.append(Reason("in-force", day=day))
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
        raise ActRefusedError(act.key, [Reason("order", last=case.deeds[-1].at, at=deed.at)])
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


def barred(case: Case, act: ActKind) -> Iterator[Reason]:
    """Tell why an act is not allowed now, whoever does it and whatever it brings."""
    names = case.procedure.states
    if act.opens or case.state not in act.states:
        wanted = tuple(names[each].name for each in act.states)
        yield Reason("state", wanted=wanted or BEFORE, state=names[case.state].name)
    for each in case.procedure.before(act, case.facts):
        if not case.times(each):
            yield Reason("before", act=case.procedure.acts[each].name)
    for each in act.unless:
        if case.times(each):
            yield Reason("no-more", act=case.procedure.acts[each].name)
    for each in act.passed:
        if not any(duty.kind == each and duty.expired for duty in case.duties):
            yield Reason("passed", duty=case.procedure.duties[each].name)
    if act.most and case.times(act.key) >= act.most:
        yield Reason("most", most=act.most, times=case.times(act.key))
    if act.to and names[act.to].ending:
        yield from _before_the_end(case, act)


def _before_the_end(case: Case, act: ActKind) -> Iterator[Reason]:
    """Tell what is still owed, and not met by an act, before it may end a case."""
    names = case.procedure
    for duty in case.open_duties:
        if duty.kind not in act.meets and duty.kind not in act.cancels:
            yield Reason("open-duty", duty=names.duties[duty.kind].name)
    for each in names.states[act.to].after:
        if each != act.key and not case.times(each):
            yield Reason("undone", act=names.acts[each].name)


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
        raise ActRefusedError(deed.act, [Reason("zone")])
    return found


def _done(case: Case, act: ActKind, deed: Deed, reasons: list[Reason]) -> Case:
    """Do an act in a state that allows it, or say everything that it lacks."""
    reasons += _who(case.procedure, act, deed)
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
    raised = list(_before_the_end(after, act)) if after.ended else []
    if raised:
        raise ActRefusedError(act.key, raised)
    return after


def _who(one: Procedure, act: ActKind, deed: Deed) -> Iterator[Reason]:
    if deed.by not in act.by:
        yield Reason("party", parties=_parties(one, act.by), by=_parties(one, [deed.by]))
    if deed.by == MACHINE and act.returns and deed.returned not in act.returns:
        yield Reason("returned", wanted=", ".join(act.returns), got=deed.returned or NOTHING)
    if act.reason and not deed.reason.strip():
        yield Reason("reason", about="reason")


def _parties(one: Procedure, keys: Iterable[str]) -> Named:
    """Name parties as files do, and to readers of Chinese by their names."""
    named = {key: each["zh"] for key, each in one.parties.items()}
    listed = list(keys)
    return {"en": ", ".join(listed), "zh": "、".join(named.get(key, key) for key in listed)}


def _told(case: Case, act: ActKind, deed: Deed) -> tuple[dict[str, Value], list[Reason]]:
    """Take what a deed tells, and count; a count may be told itself where its days are not known."""
    one, facts = case.procedure, dict(case.facts)
    missing = {*act.asks} - {*deed.facts} - one.spared(act, deed.facts)
    names, known = one.fact_names, one.told_by(act)
    wrong = [Reason("fact", about=each, fact=names[each]) for each in act.asks if each in missing]
    for name, value in deed.facts.items():
        if name not in known:
            wrong.append(Reason("foreign-fact", about=name, fact=name))
            continue
        try:
            facts[name] = one.facts[name].take(value)
        except ValueError as problem:
            said = str(problem)
            wrong.append(Reason("value", about=name, fact=names[name], problem=said))
    facts |= {n: deed.at for n, acts in one.moments.items() if act.key in acts and n not in facts}
    day = deed.at.astimezone(BEIJING).date()
    for name in {*known} - {*act.asks} - {*deed.facts}:
        number = one.counts[name].number(facts, day)
        facts |= {name: Decimal(number)} if number is not None else {}
    return facts, wrong


def _unfit(case: Case, act: ActKind, facts: Mapping[str, Value]) -> Iterator[Reason]:
    for name, each in act.when.items():
        if not each.holds(facts.get(name)):
            said = case.procedure.fact_names[name]
            found = valued(facts.get(name))
            yield Reason("unfit", about=name, fact=said, wanted=valued(each.text), value=found)


def _missing(
    procedure: Procedure, act: ActKind, deed: Deed, facts: Mapping[str, Value]
) -> Iterator[Reason]:
    given = {each.key: each for each in deed.papers}
    for name in procedure.needed_by(act, facts):
        paper = procedure.papers[name]
        if name not in given:
            yield of_paper("paper", paper)
            continue
        for lack in lacks(paper, given[name], deed.at):
            yield of_paper("paper-lacks", paper, lack=lack)
    for name in given:
        if name not in procedure.papers:
            yield Reason("foreign-paper", paper=name)


def _ruled(
    procedure: Procedure, act: ActKind, facts: Mapping[str, Value], deed: Deed
) -> Ruling | None:
    if not act.table:
        return None
    try:
        return Ruling(act.table, procedure.tables[act.table].decide(facts), deed.at)
    except NoSuchError as problem:
        raise ActRefusedError(act.key, [Reason("table", problem=str(problem))]) from None


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
