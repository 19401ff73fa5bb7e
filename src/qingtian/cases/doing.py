"""Acts done in a case: each gives the next case, or is refused with all that it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from qingtian.cases.case import Case, Deed, Ruling
from qingtian.cases.cells import Value
from qingtian.cases.errors import ActRefusedError, NoSuchError
from qingtian.cases.owing import acted, tick
from qingtian.cases.procedure import ActKind, Procedure
from qingtian.cases.reasons import Named, Reason
from qingtian.cases.refusing import barred, missing, unended, unentitled, unfit
from qingtian.policy.workdays import Workdays
from qingtian.quantities import BEIJING


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
    reasons += unentitled(case.procedure, act, deed)
    facts, wrong = _told(case, act, deed)
    reasons += wrong
    reasons += unfit(case, act, facts)
    reasons += missing(case.procedure, act, deed, facts)
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
    after = acted(after, act, deed.at)
    raised = list(unended(after, act)) if after.ended else []
    if raised:
        raise ActRefusedError(act.key, raised)
    return replace(after, ended_at=after.ended_at or (deed.at if after.ended else None))


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


def _ruled(
    procedure: Procedure, act: ActKind, facts: Mapping[str, Value], deed: Deed
) -> Ruling | None:
    if not act.table:
        return None
    try:
        return Ruling(act.table, procedure.tables[act.table].decide(facts), deed.at)
    except NoSuchError as problem:
        raise ActRefusedError(act.key, [Reason("table", problem=str(problem))]) from None
