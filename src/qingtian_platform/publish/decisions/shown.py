"""What everybody reads of a decision: the fields that the pack names, without what identifies a person.

Of a decision that was taken back its contents are withdrawn, and why is said (Administrative Penalty Law,
2021, article 48).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import get_language

from qingtian.policy.deadlines import Period
from qingtian.policy.settings import Decision, Setting
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.times import beijing, midnight
from qingtian_platform.registry import api as registry

SETTING: Final = "decisions.shown"
_MONEY = re.compile(r"(\d[\d,，.]*\s*(?:万|亿)?元)")
HIDDEN: Final = "＊"
SMALL: Final = 20
"""Decisions on the page of a unit at most, the newest. [1]"""


@dataclass(frozen=True)
class Shown:
    """A decision as everybody reads it.

    Attributes
    ----------
    key, number
        By which its page is found; the number of the document, empty where it is not kept here.
    party, facts, ground, result
        On whom, what was found, by which law, and what was decided; empty once it was taken back, or
        where the document is not kept here.
    unit
        Who decided.
    decided, served, published, until
        On which day it was written, served and published; the last day on which it stands here.
    proof
        Number of the act of the log over its publication; None while it waits.
    taken_back, why, taken_back_proof
        When it was taken back, why, and the number of that act; None and empty where it stands.
    thing
        The unit of the registry that it is about; None for none.
    clauses
        Why it is public.
    """

    key: str
    number: str
    party: str
    facts: str
    ground: str
    result: str
    unit: str
    decided: date | None
    served: date
    published: datetime
    until: date
    proof: int | None
    taken_back: datetime | None
    why: str
    taken_back_proof: int | None
    thing: registry.ThingInfo | None
    clauses: tuple[str, ...]


def term(day: date) -> tuple[Setting, Decision, Period]:
    """Give for how long a decision stands, by the setting of the city's pack.

    Raises
    ------
    LookupError
        If the city's pack has no such setting.
    """
    policy = cases.procedures().policy
    if policy is None:
        raise LookupError(f"the city's pack has no setting {SETTING}")
    setting = policy.settings[SETTING]
    decision = setting.on(day)
    return setting, decision, Period.read(str(decision.value))


def shown(
    *,
    now: datetime,
    things: Collection[int] | None = None,
    division: str = "",
    text: str = "",
    key: str = "",
    start: int = 0,
    size: int = 50,
) -> tuple[list[Shown], int]:
    """List the decisions that stand, the newest first, and count them all.

    Parameters
    ----------
    now
        The present: what stood long enough is gone.
    things, division, text, key
        About which units; in which district; a part of the party's name; of one page.
    start, size
        Which of them.
    """
    if not cases.has_procedures():
        return [], 0
    period = term(beijing(now).date())[2]
    found, total = cases.disclosed(
        since=_since(now),
        things=things,
        division=division,
        text=text,
        key=key,
        start=start,
        size=size,
    )
    held = papers.papers_of([each.matter.id for each in found])
    return [_shown(each, held[each.matter.id], period) for each in found], total


def about(thing: int, now: datetime) -> list[Shown]:
    """List the decisions about a unit that stand and were not taken back, for its own page."""
    rows, _total = shown(now=now, things=(thing,), size=SMALL)
    return [each for each in rows if each.taken_back is None]


def published(matters: Collection[int], now: datetime) -> dict[int, str]:
    """Give the keys of the pages of the decisions that stand, by their matters."""
    if not matters:
        return {}
    found, _total = cases.disclosed(since=_since(now), matters=matters, size=len(matters))
    return {each.matter.id: each.key for each in found if each.undone is None}


def _since(now: datetime) -> datetime:
    """Give since when a decision must have been published to stand still."""
    day = beijing(now).date()
    return midnight(term(day)[2].after(day, -1))


def _shown(one: cases.Disclosed, held: list[papers.PaperInfo], period: Period) -> Shown:
    paper = _paper(one, held)
    gone, info = one.undone, one.matter
    names = _names(one, paper)
    fields = {} if paper is None or gone is not None else paper.fields
    rule = one.rule

    def said(name: str) -> str:
        return clean(str(fields.get(name, "")), names)

    party = "" if gone is not None else (said(rule.party) or clean(info.subject.name, names))
    day = beijing(one.published.at).date()
    written = None if paper is None else paper.finished_at
    decided = None if written is None else beijing(written).date()
    thing = None if gone is not None else info.subject.thing_id
    return Shown(
        key=one.key,
        number="" if paper is None else paper.number,
        party=party,
        facts=said(rule.facts),
        ground=said(rule.ground),
        result=said(rule.result),
        unit=info.unit_in(get_language() or "zh"),
        decided=None if info.legacy else decided,
        served=one.served,
        published=one.published.at,
        until=period.after(day),
        proof=one.published.proof,
        taken_back=None if gone is None else gone.at,
        why="" if gone is None else clean(gone.reason, names),
        taken_back_proof=None if gone is None else gone.proof,
        thing=None if thing is None else registry.things().get(thing),
        clauses=rule.clauses,
    )


def _paper(one: cases.Disclosed, held: list[papers.PaperInfo]) -> papers.PaperInfo | None:
    """Give the document: the last one that was finished and not replaced."""
    found = [
        each
        for each in held
        if each.key == one.rule.paper and each.state != "draft" and each.replaced_by is None
    ]
    return found[-1] if found else None


def _names(one: cases.Disclosed, paper: papers.PaperInfo | None) -> tuple[str, ...]:
    """List the names of natural persons that must not be read."""
    found = [one.matter.subject.name] if one.matter.subject.kind == "person" else []
    if paper is not None:
        content = paper.content
        found += [content.signer, content.witness, *(each.name for each in content.officers)]
    return tuple(each for each in found if len(each.strip()) > 1)


def clean(text: str, names: Collection[str] = ()) -> str:
    """Mask what identifies a person: names that are known, telephone and identity numbers, mailboxes.

    Parameters
    ----------
    text
        What a document says.
    names
        Names of natural persons, however they are spaced in the text; of each the first character stays.
    """
    for name in names:
        signs = "".join(name.split())
        spaced = r"\s*".join(map(re.escape, signs))
        text = re.sub(spaced, signs[0] + HIDDEN * (len(signs) - 1), text, flags=re.IGNORECASE)
    parts = _MONEY.split(text)
    return "".join(part if n % 2 else complaints.masked(part) for n, part in enumerate(parts))
