"""What a person may do next in a case: each act with what it needs, each barred one with why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qingtian.cases import ActKind, Case, Paper
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.publish.desk.cases import words
from qingtian_platform.publish.desk.words import said


@dataclass(frozen=True)
class Need:
    """A paper that an act needs.

    Attributes
    ----------
    key, kind, name, demands
        Which; as the papers of the matter name it, `correction/order` of another procedure; how it is
        called; what it must bear, in words.
    always
        Whether the act needs it as things stand; else only where the facts that it tells ask for it.
    ground
        Where that stands.
    ready, drafts
        Finished papers of that kind, the newest first; those that are not finished.
    """

    key: str
    kind: str
    name: str
    demands: list[str]
    always: bool
    ground: dict[str, Any]
    ready: list[papers.PaperInfo]
    drafts: list[papers.PaperInfo]


@dataclass(frozen=True)
class Choice:
    """An act that a person may choose, or why it may not.

    Attributes
    ----------
    act, name, leads
        Which; how it is called; the state to which it leads, empty where the state stays.
    parties
        As which parties the person may do it: key and name.
    needs, facts
        Papers that it needs; names of the facts that it tells.
    reason
        Whether it must give a reason.
    barred
        Why it cannot be done now; empty where it can.
    ground
        Where it stands.
    """

    act: ActKind
    name: str
    leads: str
    parties: list[tuple[str, str]]
    needs: list[Need]
    facts: list[str]
    reason: bool
    barred: list[str]
    ground: dict[str, Any]

    @property
    def missing(self) -> int:
        """How many of its papers are not finished yet."""
        return sum(each.always and not each.ready for each in self.needs)


def held(number: int, case: Case) -> list[papers.PaperInfo]:
    """List the papers that acts of a case may bring.

    Records of service are also those of the cases that it called; one that an act brought counts no more.
    """
    used = {each.digest for deed in case.deeds for each in deed.papers if each.digest}
    called = [each.other.id for each in cases.links(number) if each.kind == "called"]
    found = papers.papers_of([number, *called])
    lent = [each for other in called for each in found[other] if _serves(each)]
    return [each for each in (*lent, *found[number]) if not (_serves(each) and each.digest in used)]


def _serves(paper: papers.PaperInfo) -> bool:
    return paper.state != "draft" and papers.has_way(papers.form_of(paper))


def choices(
    case: Case, offers: Iterable[cases.Offer], held: list[papers.PaperInfo]
) -> list[Choice]:
    """Put what is offered to a person together, act by act: what can be done comes first."""
    found: dict[str, list[cases.Offer]] = {}
    for each in offers:
        found.setdefault(each.act.key, []).append(each)
    made = [_choice(case, every, held) for every in found.values()]
    return sorted(made, key=lambda each: (bool(each.barred), each.missing > 0))


def _choice(case: Case, offers: list[cases.Offer], held: list[papers.PaperInfo]) -> Choice:
    act, one = offers[0].act, case.procedure
    return Choice(
        act,
        said(act.name),
        said(one.states[act.to].name) if act.to and act.to != case.state else "",
        [(each.party, words.party(one, each.party)) for each in offers],
        needs(case, act, held),
        [said(one.fact_names[name]) for name in act.asks],
        act.reason,
        [words.reason(each) for each in offers[0].barred],
        words.ground(act.ground),
    )


def needs(case: Case, act: ActKind, held: list[papers.PaperInfo]) -> list[Need]:
    """List the papers of an act, with those that are there."""
    always = case.procedure.needed_by(act, case.facts)
    keys = dict.fromkeys((*always, *act.needs_if))
    return [need(case.procedure.papers[key], held, always=key in always) for key in keys]


def need(
    paper: Paper,
    held: list[papers.PaperInfo],
    *,
    always: bool = True,
    kinds: tuple[str, ...] = (),
) -> Need:
    """Say what one paper must bear, and which papers of the matter are of that kind.

    Parameters
    ----------
    paper, held, always
        Which; the papers of the matter; whether it is needed as things stand.
    kinds
        How papers of the matter that will do are named; the first is how a new one is.
    """
    named = kinds or (paper.key,)
    mine = [each for each in reversed(held) if each.kind in named and not each.replaced_by]
    return Need(
        paper.key,
        named[0],
        said(paper.name),
        words.demands(paper),
        always,
        words.ground(paper.ground),
        [each for each in mine if each.state != "draft"],
        [each for each in mine if each.state == "draft"],
    )
