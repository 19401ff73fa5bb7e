"""What the page of a rehearsal says: what was done, what is owed by whom, and the sentence beside the row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.cases import ActKind, Case, Duty, Procedure
from qingtian.cases.cells import Cell
from qingtian.cases.procedure import Ground
from qingtian.cases.refusing import barred
from qingtian.policy import Policy
from qingtian_platform.kit.templatetags.kit import clause_address
from qingtian_platform.publish import rehearsal
from qingtian_platform.publish.desk.cases import words
from qingtian_platform.publish.desk.words import said
from qingtian_platform.publish.rehearsal import Asked, Step

WAYS: Mapping[str, Promise] = {
    "whole": gettext_lazy("complete"),
    "officer": gettext_lazy("one officer too few"),
    "certificate": gettext_lazy("a certificate without a number"),
    "refused": gettext_lazy("complete; the party refuses to sign, with a witness"),
    "witness": gettext_lazy("the party refuses to sign, no witness"),
    "signature": gettext_lazy("not signed"),
    "seal": gettext_lazy("without the seal"),
    "end": gettext_lazy("without its end"),
    "number": gettext_lazy("without a number"),
}


@dataclass(frozen=True)
class Sentence:
    """A clause as it is printed, or the article of national law in words."""

    id: str
    text: str
    link: str


@dataclass(frozen=True)
class Line:
    """A row of the procedure that is at work, with the sentences on which it rests."""

    kind: str
    name: str
    looks: str
    says: tuple[tuple[str, str], ...]
    sentences: tuple[Sentence, ...]
    clock: words.Clock | None = None


@dataclass(frozen=True)
class Told:
    """A step in words."""

    at: datetime
    kind: str
    name: str
    who: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Offered:
    """An act that somebody may do, or why not."""

    key: str
    party: str
    name: str
    who: str
    bars: tuple[str, ...]


def told(one: Procedure, steps: Iterable[Step]) -> list[Told]:
    """Say the steps."""
    found = []
    for each in steps:
        kinds = one.duties if each.kind == "late" else one.acts
        name = said(kinds[each.key].name) if each.key in kinds else each.key
        found.append(
            Told(
                each.at,
                each.kind,
                name,
                words.party(one, each.by),
                tuple(map(words.reason, each.reasons)),
            )
        )
    return found


def lines(asked: Asked, case: Case | None, steps: list[Step], policy: Policy) -> Iterator[Line]:
    """Give the rows that are at work: the last act, the row of its table, each duty that is open."""
    one = asked.procedure
    last = next((each for each in reversed(steps) if each.kind != "late"), None)
    if last is not None and last.key in one.acts:
        act = one.acts[last.key]
        yield Line(
            "act", said(act.name), last.kind, tuple(_act(one, act, last)), _of(act.ground, policy)
        )
    if case is None:
        return
    for ruling in case.rulings[-1:]:
        rule = ruling.rule
        says = [(said(one.fact_names[name]), _cell(cell)) for name, cell in _asked_for(rule.when)]
        says += [
            ("→ " + said(one.fact_names[n]), words.value(value)) for n, value in rule.then.items()
        ]
        name = said(one.tables[ruling.table].name)
        sentences = _of(Ground(rule.clauses, rule.law), policy)
        yield Line("row", name, "done", tuple(says), sentences)
    for duty in case.open_duties:
        yield _duty(case, duty, asked.at, policy)


def _asked_for(when: Mapping[str, Cell]) -> list[tuple[str, Cell]]:
    return [(name, each) for name, each in when.items() if not each.anything]


def _cell(cell: Cell) -> str:
    """Write what a fact must be: its words by name, a range as the table has it."""
    if cell.among is None:
        return cell.text
    return _(", ").join(words.value(each) for each in cell.among)


def _act(one: Procedure, act: ActKind, step: Step) -> Iterator[tuple[str, str]]:
    yield _("Done by"), words.party(one, step.by)
    papers = [said(one.papers[name].name) for name in (*act.needs, *act.needs_if)]
    if papers:
        yield _("Papers that it needs"), _(", ").join(papers)
    raised = [said(one.duties[name].name) for name in (*act.raises, *act.raises_if)]
    if raised:
        yield _("Raises"), _(", ").join(raised)
    for reason in step.reasons:
        yield _("Refused"), words.reason(reason)


def _duty(case: Case, duty: Duty, at: datetime, policy: Policy) -> Line:
    kind = case.procedure.duties[duty.kind]
    says = [(_("Who owes it"), words.party(case.procedure, kind.owed_by))]
    if kind.owed_to:
        says.append(
            (_("To"), _(", ").join(words.party(case.procedure, each) for each in kind.owed_to))
        )
    if duty.due is not None:
        says.append((_("Due before"), f"{duty.due:%Y-%m-%d %H:%M}"))
    clock = words.clock(duty.since, duty.due, at, stopped=duty.stopped is not None)
    late = duty.expired and not kind.waits
    return Line(
        "duty",
        said(kind.name),
        "late" if late else "open",
        tuple(says),
        _of(kind.ground, policy),
        clock,
    )


def _of(ground: Ground, policy: Policy) -> tuple[Sentence, ...]:
    found = [
        Sentence(each, policy.clauses[each].text, clause_address(each)) for each in ground.clauses
    ]
    return (*found, *([Sentence("", ground.law, "")] if ground.law else []))


def offers(one: Procedure, case: Case | None) -> tuple[list[Offered], list[Offered]]:
    """List what can be done now, and what cannot, with the reasons."""
    can: list[Offered] = []
    cannot: list[Offered] = []
    for act in one.acts.values():
        bars = _bars(act, case)
        for who in act.by:
            offered = Offered(act.key, who, said(act.name), words.party(one, who), bars)
            (cannot if bars else can).append(offered)
    return can, cannot


def _bars(act: ActKind, case: Case | None) -> tuple[str, ...]:
    if case is None:
        return () if act.opens else (_("no case has begun"),)
    if act.opens:
        return (_("the case has begun"),)
    reasons = [words.reason(each) for each in barred(case, act)]
    known = case.procedure.told_by(act)
    for name, cell in act.when.items():
        if name not in known and not cell.holds(case.facts.get(name)):
            reasons.append(f"{said(case.procedure.fact_names[name])}: {_cell(cell)}")
    return tuple(reasons)


@dataclass(frozen=True)
class Field:
    """One thing that the form of an act asks for."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()


def fields(one: Procedure, act: ActKind) -> list[Field]:
    """List what the form of an act asks for."""
    found = []
    for name in act.asks:
        domain = one.facts[name]
        choices = tuple((each, words.choice(each)) for each in domain.words)
        if domain.kind == "yesno":
            choices = (("true", _("yes")), ("false", _("no")))
        found.append(Field(f"f-{name}", said(one.fact_names[name]), domain.kind, choices))
    for name in (*act.needs, *act.needs_if):
        paper = one.papers[name]
        hows = tuple((how, str(WAYS[how])) for how in rehearsal.ways(paper))
        found.append(Field(f"p-{name}", said(paper.name), "paper", (*hows, ("", _("not brought")))))
    if act.reason:
        found.append(Field("r", _("Reason"), "text"))
    if act.returns:
        found.append(
            Field("x", _("Ending that returns"), "choice", tuple((e, e) for e in act.returns))
        )
    return found
