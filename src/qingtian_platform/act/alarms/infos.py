"""What the alarms tell other applications: plain facts, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from qingtian_platform.people.api import Scope

Language = Literal["zh", "en"]
Audience = Literal["desk", "enterprise"]
MemberKey = tuple[str, int | str]


class Line(NamedTuple):
    """An item in one line: what, where, since when, why it matters, what to do next."""

    what: str
    where: str
    since: str
    why: str
    next: str


@dataclass(frozen=True)
class MemberInfo:
    """A finding or verdict of an item, as it was when it came.

    Attributes
    ----------
    form, key
        `finding` with its number, or `verdict` with `thing/period/start/code`.
    kind, rule
        What it found; the rule's number, empty for a verdict.
    thing_id, mn, code
        Whose.
    start, end
        The stretch [start, end). [UTC]
    score
        How sure, 0 to 1. [1]
    facts
        Of a verdict value, limit, unit, clause; of a finding its interval and version.
    added_at, withdrawn_at
        When it came to the item; when it was withdrawn, None while it stands.
    """

    form: str
    key: int | str
    kind: str
    rule: str
    thing_id: int | None
    mn: str
    code: str
    start: datetime
    end: datetime
    score: float
    facts: Mapping[str, Any]
    added_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class AlarmInfo:
    """One item of the desk.

    Attributes
    ----------
    id, thing_id, things
        Its number; its unit, None for an outage or a digest; all units that it speaks of.
    kind, cause
        Kind of its leading member, as `copied_history` or `exceedance`; what it is grouped by.
    severity, row, weight
        1 (highest) to 4; the row of the decision table that says so; by what lists are ordered.
    score
        Highest score of its members. [1]
    start, end
        The stretch of all members that stand. [UTC]
    raised_at
        When it was first raised.
    members
        (`finding`, number) or (`verdict`, key) that stand, in the order in which they came.
    kinds, lead
        How many members of each kind, the most first; the gravest of them.
    codes
        Observed properties of these.
    state, closing
        `open`, `answered`, `handed`, `closed`; how it was closed (`withdrawn`, `joined`, `false`,
        `explained`, `confirmed`, `settled`), empty while it is not.
    into
        Number of the item that it was joined with.
    due, overdue
        By when the owner owes the cause; None where nobody does; whether that is over.
    count, again
        Members that stand; which time it comes, from 1. [1]
    district, township, organisations
        Whose it is, for `people.api.may_see`; no township where it speaks of several units.
    """

    id: int
    thing_id: int | None
    things: tuple[int, ...]
    kind: str
    cause: str
    severity: int
    row: str
    weight: float
    score: float
    start: datetime
    end: datetime
    raised_at: datetime
    members: tuple[MemberKey, ...]
    kinds: tuple[tuple[str, int], ...]
    lead: MemberInfo | None
    codes: tuple[str, ...]
    state: str
    closing: str
    into: int | None
    due: datetime | None
    overdue: bool
    count: int
    again: int
    district: str | None
    township: str | None
    organisations: tuple[int, ...]

    def line(self, language: Language = "zh", audience: Audience = "desk") -> Line:
        """Write the item in one line.

        Parameters
        ----------
        language
            `zh` or `en`.
        audience
            `desk`; `enterprise` for who owes the cause: of a suspicion it reads neither kind nor
            score, which are for the desk alone.
        """
        from qingtian_platform.act.alarms import lines

        return lines.line(self, language, audience)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in ("open", "answered")

    def within(self, scope: Scope) -> bool:
        """Say whether it lies in the part of the city that somebody may see."""
        return scope.holds(self)


@dataclass(frozen=True)
class EventInfo:
    """Something that happened to an item.

    Attributes
    ----------
    what, word
        Key and word, as `raised`, `grew`, `answered`.
    at
        When.
    person
        Name of who did it; empty = the stage.
    text, more
        What was said; figures, as the members that came.
    """

    what: str
    word: str
    at: datetime
    person: str
    text: str
    more: Mapping[str, Any]


@dataclass(frozen=True)
class AttachmentInfo:
    """A file of evidence: name, form, size, SHA-256; `kit.attachments.content(hash)` has its bytes."""

    name: str
    type: str
    size: int
    hash: str


@dataclass(frozen=True)
class ReceiptInfo:
    """That a desk was told of an answer.

    Attributes
    ----------
    desk, name
        `city`, or the code of the district; its name in the language of the moment.
    number
        Of that desk, from 1, without gaps. [1]
    at
        When.
    """

    desk: str
    name: str
    number: int
    at: datetime


@dataclass(frozen=True)
class AnswerInfo:
    """A cause that was given, with all that stands with it: for the desk and for who gave it.

    Attributes
    ----------
    id, alarm_id, thing_id
        Its number; of which item; whose.
    cause, word
        Code of the list, and the word for it.
    text
        What was said.
    at, late
        When; whether after it was due.
    person, organisation, on_behalf
        Who did it, for which organisation the person acts, on whose behalf.
    start, end
        The stretch that it explains. [UTC]
    attachments, receipts
        Files; by which desks it was received, the city's first.
    hash, previous
        SHA-256 of what was said; that of the answer before, so that none can be taken out unseen.
    """

    id: int
    alarm_id: int
    thing_id: int | None
    cause: str
    word: str
    text: str
    at: datetime
    late: bool
    person: str
    organisation: str
    on_behalf: str
    start: datetime
    end: datetime
    attachments: tuple[AttachmentInfo, ...]
    receipts: tuple[ReceiptInfo, ...]
    hash: str
    previous: str


@dataclass(frozen=True)
class PublicAnswer:
    """What the public reads of an answer: the cause, its time, what it explains; nothing else.

    Attributes
    ----------
    thing_id, codes
        Whose; observed properties.
    start, end
        The stretch that it explains. [UTC]
    cause, words
        Code, and the words by language.
    at
        When it was given.
    """

    thing_id: int
    codes: tuple[str, ...]
    start: datetime
    end: datetime
    cause: str
    words: Mapping[str, str]
    at: datetime


@dataclass(frozen=True)
class HandoverInfo:
    """What a case picks up: the package of an item as it was handed over, never changed.

    Attributes
    ----------
    id, alarm_id, thing_id
        Its number; of which item; whose.
    at, person, note
        When, by whom, with which words.
    package
        Members with evidence and intervals, sealed frames with hashes, answers, events.
    hash
        SHA-256 of the package's canonical JSON.
    text
        That JSON, as it was kept.
    """

    id: int
    alarm_id: int
    thing_id: int | None
    at: datetime
    person: str
    note: str
    package: Mapping[str, Any]
    hash: str
    text: str


@dataclass(frozen=True)
class Tally:
    """How often a rule was right, by the word of persons.

    Attributes
    ----------
    rule
        Number of the rule, or `exceedance`.
    items
        Items in which it had a part. [1]
    right, false
        Items that persons confirmed, and that they called a false alarm. [1]
    things
        By unit: (right, false).
    """

    rule: str
    items: int
    right: int
    false: int
    things: Mapping[int, tuple[int, int]]

    @property
    def precision(self) -> float | None:
        """The share of judged items that were right; None where none was judged. [1]."""
        judged = self.right + self.false
        return None if judged == 0 else self.right / judged


@dataclass(frozen=True)
class Overdue:
    """How many causes are owed and not given in time, of one unit or person. [1]."""

    who: str
    count: int
    oldest: datetime
