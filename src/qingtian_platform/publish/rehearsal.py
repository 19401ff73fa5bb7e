"""A rehearsal as a reader asks for it: events from the pack, acts of the reader's own, and a moment to look from.

All of it stands in the address. The same interpreter as in earnest plays it; nothing is written anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from qingtian.cases import (
    ActRefusedError,
    Case,
    Deed,
    Handed,
    NoSuchError,
    Procedure,
    Procedures,
    Rehearsal,
    begin,
    do,
    open_rehearsals,
    tick,
)
from qingtian.cases.cells import Domain
from qingtian.cases.papers import Officer
from qingtian.cases.procedure import Paper
from qingtian.cases.rehearsing import whole
from qingtian.policy.workdays import Workdays
from qingtian.quantities import BEIJING

MOST, LONG, WHOLE = 60, 2_000, 24_000
"""Events of the reader's own, characters of one, and of all together, that an address may hold. [1]"""
MINUTE = timedelta(minutes=1)
SPAN = timedelta(days=3 * 366)
"""How far from its first event a rehearsal can be looked at."""


class AskedError(ValueError):
    """An address that asks for no rehearsal; the message says what was expected."""


@dataclass(frozen=True)
class Own:
    """An act that the reader adds.

    Attributes
    ----------
    at, act, by, facts, reason, returned
        As in `qingtian.cases.Deed`; facts as they were typed.
    papers
        By paper, how it is brought: `whole`, or what it lacks (`SHORT`); one that is absent is not brought.
    """

    at: datetime
    act: str
    by: str
    facts: Mapping[str, str]
    papers: Mapping[str, str]
    reason: str = ""
    returned: str = ""

    def text(self) -> str:
        """Write it as it stands in an address."""
        parts = {
            "f": dict(self.facts),
            "p": dict(self.papers),
            "r": self.reason,
            "x": self.returned,
        }
        told = {"t": minute(self.at), "a": self.act, "b": self.by} | {
            key: value for key, value in parts.items() if value
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes
    ----------
    procedure
        Which.
    told, story
        The rehearsals of the pack for it, and the one that is played; None for none.
    own
        Acts of the reader's own, by time; from the first of them on the story goes no further.
    at
        From when one looks.
    """

    procedure: Procedure
    told: tuple[Rehearsal, ...]
    story: int | None
    own: tuple[Own, ...]
    at: datetime

    @property
    def events(self) -> tuple[tuple[datetime, Deed], ...]:
        """What is done, in its order."""
        end = self.own[0].at if self.own else None
        story = self.told[self.story].events if self.story is not None else ()
        before = [(e.at, e.deed) for e in story if e.deed and (end is None or e.at <= end)]
        return (*before, *((each.at, deed(each, self.procedure)) for each in self.own))

    @property
    def looks(self) -> tuple[datetime, ...]:
        """The moments that the story looks from, and those at which something is done."""
        story = self.told[self.story].events if self.story is not None and not self.own else ()
        return tuple(sorted({*(e.at for e in story), *(at for at, _ in self.events)}))

    def query(self, **changes: Any) -> str:  # noqa: ANN401 - fields of this class
        """Write the address of another one, with changes."""
        other = replace(self, **changes)
        parts: list[tuple[str, str]] = [("v", str(self.procedure.version))]
        parts.append(("story", "none" if other.story is None else str(other.story)))
        parts += [("at", minute(other.at)), *(("e", each.text()) for each in other.own)]
        return urlencode(parts)


@dataclass(frozen=True)
class Step:
    """Something that happened.

    Attributes
    ----------
    at, kind
        When; `done`, `refused` or `late`.
    key, by
        Of the act or duty, and the party that did or owes it.
    reasons
        Why it was refused.
    """

    at: datetime
    kind: str
    key: str
    by: str
    reasons: tuple[str, ...] = ()


def asked(key: str, query: QueryDict, known: Procedures) -> Asked:
    """Read an address.

    Raises
    ------
    AskedError
        If it asks for what is not there, or for too much.
    """
    one = _version(key, query.get("v", ""), known)
    told = _stories(one, known)
    own = tuple(sorted(_own(query.getlist("e")), key=lambda each: each.at))
    story = _story(query.get("story", ""), told, given="e" in query)
    first = _first(one, told, story, own)
    at = moment(str(query["at"])) if query.get("at") else first
    if "m" in query:
        at = first + MINUTE * _whole(str(query["m"]))
    if not first - SPAN <= at <= first + SPAN:
        raise AskedError(_("Expected a moment near the first event."))
    return Asked(one, told, story, own, at)


def _version(key: str, version: str, known: Procedures) -> Procedure:
    found = [each for each in known.by_key.values() if each.key == key]
    if version:
        found = [each for each in found if str(each.version) == version]
    if not found:
        raise AskedError(_("Expected a procedure of the pack; got %(key)s.") % {"key": key})
    return max(found, key=lambda each: each.version)


def _stories(one: Procedure, known: Procedures) -> tuple[Rehearsal, ...]:
    if known.policy is None:
        return ()
    name = f"{one.key}/{one.version}"
    return tuple(each for each in open_rehearsals(known.policy.pack) if each.procedure == name)


def _story(text: str, told: tuple[Rehearsal, ...], *, given: bool) -> int | None:
    if not text:
        return None if given or not told else 0
    number = None if text == "none" else _whole(text)
    if number is not None and number >= len(told):
        raise AskedError(_("Expected a rehearsal of the pack."))
    return number


def _first(
    one: Procedure, told: tuple[Rehearsal, ...], story: int | None, own: tuple[Own, ...]
) -> datetime:
    if story is not None:
        return told[story].events[0].at
    if own:
        return own[0].at
    last = one.until or one.since
    return datetime(last.year, last.month, last.day, 10, tzinfo=BEIJING)


def _own(texts: list[str]) -> Iterator[Own]:
    if len(texts) > MOST or sum(map(len, texts)) > WHOLE or any(len(t) > LONG for t in texts):
        raise AskedError(_("Expected at most %(most)s acts of your own.") % {"most": MOST})
    for text in texts:
        try:
            yield _read(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise AskedError(_("Expected acts as this page writes them.")) from None


def _read(told: Mapping[str, Any]) -> Own:
    facts, papers = dict(told.get("f", {})), dict(told.get("p", {}))
    act, by, reason, returned = told["a"], told["b"], told.get("r", ""), told.get("x", "")
    if not all(
        isinstance(s, str) for s in (act, by, reason, returned, *facts.values(), *papers.values())
    ):
        raise TypeError(act)
    return Own(moment(told["t"]), act, by, facts, papers, reason, returned)


def moment(text: str) -> datetime:
    """Read a moment of an address, in the time of the place."""
    try:
        found = datetime.fromisoformat(text[:16])
    except ValueError:
        raise AskedError(_("Expected a moment as 2024-05-07T10:01.")) from None
    return found.replace(tzinfo=BEIJING)


def minute(at: datetime) -> str:
    """Write a moment to the minute, as an address and a field of a form have it."""
    return f"{at.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 8:
        raise AskedError(_("Expected a whole number."))
    return int(text)


def deed(own: Own, one: Procedure) -> Deed:
    """Make the deed that an act of the reader's own is."""
    facts = {
        name: _typed(text, one.facts.get(name)) for name, text in own.facts.items() if text.strip()
    }
    papers = tuple(
        handed(one.papers[name], how, own.at)
        for name, how in own.papers.items()
        if name in one.papers
    )
    return Deed(own.act, own.at, own.by, facts, papers, own.reason, own.returned)


def _typed(text: str, domain: Domain | None) -> object:
    if domain is not None and domain.kind == "yesno":
        return {"true": True, "false": False}.get(text, text)
    return text


def handed(paper: Paper, how: str, at: datetime) -> Handed:
    """Bring a paper that bears all that is demanded, or one that lacks what `how` names."""
    good = whole(paper, at)
    match how:
        case "officer":
            return replace(good, officers=good.officers[:-1])
        case "witness":
            return replace(good, party="refused", witness="")
        case "refused":
            return replace(good, party="refused", witness=_("a witness"))
        case "certificate":
            alone = (Officer(good.officers[0].name, ""),) if good.officers else ()
            return replace(good, officers=(*alone, *good.officers[1:]))
        case "end":
            return replace(good, end=None)
        case "signature":
            return replace(good, signature="")
        case "seal":
            return replace(good, seal=False)
        case "number":
            return replace(good, number="")
    return good


def ways(paper: Paper) -> list[str]:
    """List how a paper can be brought."""
    found = ["whole"]
    if paper.officers > 1:
        found += ["officer", "certificate"]
    if "party" in paper.demands:
        found += ["refused", "witness"]
    found += [name for name in ("signature", "seal") if name in paper.demands]
    found += ["end"] if "times" in paper.demands else []
    return [*found, *(["number"] if paper.numbered else [])]


def played(one: Asked, days: Workdays) -> tuple[Case | None, list[Step]]:
    """Play what is asked for, up to the moment from which one looks."""
    case: Case | None = None
    steps: list[Step] = []
    for at, each in one.events:
        if at > one.at:
            break
        case, late = _ticked(case, at)
        steps += late
        by = each.by
        try:
            case = begin(one.procedure, each, days) if case is None else do(case, each)
        except (ActRefusedError, NoSuchError) as problem:
            steps.append(
                Step(
                    at, "refused", each.act, by, tuple(getattr(problem, "reasons", (str(problem),)))
                )
            )
        else:
            steps.append(Step(at, "done", each.act, by))
    case, late = _ticked(case, one.at)
    return case, steps + late


def _ticked(case: Case | None, at: datetime) -> tuple[Case | None, list[Step]]:
    if case is None:
        return None, []
    kinds = case.procedure.duties
    after, expired = tick(case, at)
    return after, [
        Step(each.due or at, "late", each.kind, kinds[each.kind].owed_by)
        for each in expired
        if not kinds[each.kind].waits
    ]
