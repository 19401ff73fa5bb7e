"""What guarantees tell other stages: plain facts, no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from qingtian.policy.articles import Article
from qingtian.policy.clauses import Clause
from qingtian.policy.coverage import Cover
from qingtian.policy.coverage import State as Runs
from qingtian.policy.guarantees import Guarantee
from qingtian_platform.assess.tasks.api import TaskInfo

EXTENTS = ("whole", "part", "none")
"""How far an item is guaranteed, as a district says."""
OUTCOMES = ("accepted", "returned")
State = Literal["accepted", "entered", "returned", "lapsed", "none"]
STATES: tuple[State, ...] = ("accepted", "entered", "returned", "lapsed", "none")
"""`entered`: waits for the city; `lapsed`: older than an entry may be; `none`: nothing was entered."""


@dataclass(frozen=True)
class ReviewInfo:
    """What the city said of an entry: outcome, why, who and when."""

    outcome: str
    words: str
    name: str
    at: datetime


@dataclass(frozen=True)
class EntryInfo:
    """An entry of a district.

    Attributes
    ----------
    id, district, item
        Its number; whose, and about what.
    extent, words, files
        How far it is guaranteed; what shows it, and hashes of papers.
    name, at
        Who signed, and when.
    act, paper
        Hash of the signature, and of the paper that it is under.
    reviews
        What the city said, the newest first.
    """

    id: int
    district: str
    item: str
    extent: str
    words: str
    files: tuple[str, ...]
    name: str
    at: datetime
    act: str
    paper: str
    reviews: tuple[ReviewInfo, ...]


@dataclass(frozen=True)
class Line:
    """One item of a district's checklist as it stands on a day.

    Attributes
    ----------
    guarantee, state
        What is guaranteed, and how it stands.
    entries
        The entries until then, the newest first.
    until
        Last day on which the newest entry stands; None where there is none.
    """

    guarantee: Guarantee
    state: State
    entries: tuple[EntryInfo, ...]
    until: date | None


@dataclass(frozen=True)
class Finding:
    """A finding about a clause: the matter of its rectification.

    Attributes
    ----------
    matter, number
        Number of the matter, by which it is asked for and as it is called.
    unit
        Who answers.
    state, ended
        Name of its state by language, and whether it has ended.
    due, late
        When the next thing falls due; how many are late. [1]
    """

    matter: int
    number: str
    unit: str
    state: Mapping[str, str]
    ended: bool
    due: datetime | None
    late: int


@dataclass(frozen=True)
class Item:
    """A clause as an item of supervision.

    Attributes
    ----------
    clause, article
        Which, and the article that it stands in.
    runs, covers
        What the software does for it.
    task
        How the ledger of tasks has it; None where it is a principle.
    findings
        What supervision found, the newest first.
    """

    clause: Clause
    article: Article
    runs: Runs
    covers: tuple[Cover, ...]
    task: TaskInfo | None
    findings: tuple[Finding, ...]


Supervised = Mapping[str, Item]
"""Items by clause."""
