"""What the duties tell other stages: plain facts, no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from qingtian.policy.duties import Duty

State = Literal["done", "late", "open", "soon", "no record"]
ItemState = Literal["runs", "public", "late", "open", "soon", "no record", "events"]


@dataclass(frozen=True)
class PaperInfo:
    """A file of evidence: its hash, the name that it came with, how long it is. [bytes]."""

    hash: str
    name: str
    form: str
    size: int


@dataclass(frozen=True)
class DoneInfo:
    """What was said of a duty that was done.

    Attributes
    ----------
    day, words
        When it was done, and what shows it.
    name, at
        Who took it down, and when.
    files
        Hashes of the papers.
    receipts
        By organisation the number under which it was filed.
    """

    day: date
    words: str
    name: str
    at: datetime
    files: tuple[str, ...]
    receipts: Mapping[str, int]


@dataclass(frozen=True)
class PersonInfo:
    """Who answers, as it was assigned.

    Attributes
    ----------
    login, person, contact
        Account, name and how to reach him; the account may be missing.
    name, at, reason
        Who assigned him, when and why.
    """

    login: str
    person: str
    contact: str
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class DutyInfo:
    """A duty as it stands on a day.

    Attributes
    ----------
    duty
        What is owed by whom.
    state
        `done`; `late`, done after its day; `open`; `soon`, near its day; `no record`, where the day
        has passed: nobody knows of a failure, only of no report.
    done
        What was said of it; None where nothing was.
    person
        Who answers for it; None where nobody was assigned.
    """

    duty: Duty
    state: State
    done: DoneInfo | None
    person: PersonInfo | None


@dataclass(frozen=True)
class LimitInfo:
    """A limit that an event started.

    Attributes
    ----------
    id, clock, unit
        Its number; which clock; who must act.
    event, due
        When it was started, and the moment at which it ends.
    words, name, at
        What the event was, who took it down, and when.
    files
        Hashes of the papers.
    done
        What was said of its end; None where nothing was.
    overdue
        Whether it has ended without a word.
    """

    id: int
    clock: str
    unit: str
    event: datetime
    due: datetime
    words: str
    name: str
    at: datetime
    files: tuple[str, ...]
    done: DoneInfo | None
    overdue: bool


@dataclass(frozen=True)
class ReminderInfo:
    """A reminder: of which duty, at which stage, to whom, of which day, written when."""

    key: str
    stage: str
    unit: str
    login: str
    due: date
    day: date
    at: datetime


@dataclass(frozen=True)
class ProofInfo:
    """Proof that something was made public.

    Attributes
    ----------
    since, address, sha256
        From which day it stands there; where; the hash of what stood there.
    words, name, at
        What it is, who took it down, and when.
    """

    since: date
    address: str
    sha256: str
    words: str
    name: str
    at: datetime


@dataclass(frozen=True)
class ItemInfo:
    """What must be public, by one who owes it, as it stands on a day.

    Attributes
    ----------
    item, unit
        Key of the item; who owes it for itself, empty where it is owed together.
    due
        By which day; None for what is owed on events or without end.
    state
        `runs`, on a page of the platform; `public`; `late`, public after its day; `open`; `soon`;
        `no record`, where the day has passed; `events`, owed when something happens.
    proofs
        What was taken down, the newest first.
    """

    item: str
    unit: str
    due: date | None
    state: ItemState
    proofs: tuple[ProofInfo, ...]


@dataclass(frozen=True)
class AnswerInfo:
    """Who answers for data: the unit by the clause, the person as assigned, what was assigned before."""

    dataset: str
    unit: str
    watched: str
    clauses: tuple[str, ...]
    person: PersonInfo | None
    earlier: tuple[PersonInfo, ...]
