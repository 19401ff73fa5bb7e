"""Why an act is refused: the state of its case, who does it, what it tells and brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qingtian.cases.case import Case, Deed
from qingtian.cases.cells import Value
from qingtian.cases.papers import lacks, of_paper
from qingtian.cases.procedure import MACHINE, ActKind, Procedure
from qingtian.cases.reasons import BEFORE, NOTHING, Named, Reason, valued


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
        yield from unended(case, act)


def unended(case: Case, act: ActKind) -> Iterator[Reason]:
    """Tell what is still owed, and not met by an act, before it may end a case."""
    names = case.procedure
    for duty in case.open_duties:
        if duty.kind not in act.meets and duty.kind not in act.cancels:
            yield Reason("open-duty", duty=names.duties[duty.kind].name)
    for each in names.states[act.to].after:
        if each != act.key and not case.times(each):
            yield Reason("undone", act=names.acts[each].name)


def unentitled(one: Procedure, act: ActKind, deed: Deed) -> Iterator[Reason]:
    """Tell why not this party, this ending of a called case, or not without a reason."""
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


def unfit(case: Case, act: ActKind, facts: Mapping[str, Value]) -> Iterator[Reason]:
    """Tell which facts are not as the act wants them."""
    for name, each in act.when.items():
        if not each.holds(facts.get(name)):
            said = case.procedure.fact_names[name]
            found = valued(facts.get(name))
            yield Reason("unfit", about=name, fact=said, wanted=valued(each.text), value=found)


def missing(
    procedure: Procedure, act: ActKind, deed: Deed, facts: Mapping[str, Value]
) -> Iterator[Reason]:
    """Tell which papers are missing, lack something, or are none of the procedure."""
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
