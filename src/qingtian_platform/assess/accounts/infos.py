"""What accountability tells other stages: plain facts, no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qingtian.policy.accounts import Standing
from qingtian.policy.ladders import Ladder
from qingtian.policy.settings import Decision as Answer
from qingtian.policy.settings import Setting

MENDED = "mended"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class FactRow:
    """A fact as it is handed in; text as it came, empty where nothing is said.

    Attributes
    ----------
    kind
        `violation`, `sham`, `falsified`, `clue` or `shortfall`.
    unit, type
        Code or key of the unit; one of the types of that kind (`accountability.types`).
    place
        Where, in words.
    day
        When it was found, as 2026-11-26; of a shortfall a day of the year that it is about.
    handed, due
        `yes` where an inspection handed it over for rectification, and by when.
    source
        Where it is recorded.
    clause
        Of the gazette; of a shortfall that of the target.
    goal, result, base
        Of a shortfall: what was to be reached, what was, where the way began.
    better
        Of a shortfall: `low` or `high`.
    """

    kind: str
    unit: str
    type: str
    place: str
    day: str
    handed: str
    due: str
    source: str
    clause: str
    goal: str = ""
    result: str = ""
    base: str = ""
    better: str = ""


@dataclass(frozen=True)
class ChangeInfo:
    """What became of something on a day.

    Attributes
    ----------
    what
        Key of the link or step.
    day, words
        When, and what is said of it.
    name, at
        Who said it, and when.
    files
        Hashes of what was handed in beside it.
    persons, public
        Of a step of a procedure: against whom which sanction is proposed; whether it was public.
    """

    what: str
    day: date
    words: str
    name: str
    at: datetime
    files: tuple[str, ...] = ()
    persons: tuple[Mapping[str, str], ...] = ()
    public: bool | None = None


@dataclass(frozen=True)
class FactInfo:
    """A fact as it was known at the end of a day.

    Attributes
    ----------
    id
        Its number.
    row
        What was handed in.
    day, due
        When it was found; by when it must be put right.
    share
        Of a shortfall: the share unmet. [%]
    by, name, at
        Who handed it in, and when.
    files
        Hashes of what was handed in beside it.
    changes
        What became of it, the oldest first.
    mended, withdrawn
        By which of them it is put right, or counts no more; None where it is not.
    """

    id: int
    row: FactRow
    day: date
    due: date | None
    share: Decimal | None
    by: str
    name: str
    at: datetime
    files: tuple[str, ...]
    changes: tuple[ChangeInfo, ...]
    mended: ChangeInfo | None
    withdrawn: ChangeInfo | None


@dataclass(frozen=True)
class DecisionInfo:
    """What a person decided.

    Attributes
    ----------
    act
        Hash of the act that signs it.
    paper
        Salted hash of the paper, as the evidence log holds it.
    content
        What the paper says.
    ladder, unit, turn
        About what.
    proposed, outcome, level
        What was proposed; `accept`, `other` or `none`; the level decided on, empty for none.
    facts
        Numbers of the facts that it rests on.
    by, name, at
        Who, and when.
    """

    act: str
    paper: str
    content: Mapping[str, Any]
    ladder: str
    unit: str
    turn: str
    proposed: str
    outcome: str
    level: str
    facts: tuple[int, ...]
    by: str
    name: str
    at: datetime


@dataclass(frozen=True)
class ProposalInfo:
    """Where a unit stands on a ladder as of a day, with all that it rests on.

    Attributes
    ----------
    ladder, standing
        Which ladder; where the unit stands, and what is proposed.
    evidence
        The facts that it rests on.
    rules
        Settings that were used, each with the answer of the day: none of them is in the gazette.
    decisions
        What was decided on this ladder about this unit until that day, the newest first.
    """

    ladder: Ladder
    standing: Standing
    evidence: tuple[FactInfo, ...]
    rules: tuple[tuple[Setting, Answer], ...]
    decisions: tuple[DecisionInfo, ...]

    @property
    def unit(self) -> str:
        """Whose it is."""
        return self.standing.subject


@dataclass(frozen=True)
class TransferInfo:
    """A clue that was transferred.

    Attributes
    ----------
    number
        Of its receipt; numbers have no gaps.
    act, paper, package
        Hash of the act that signs it, salted hash of the paper, SHA-256 of the package.
    unit, content
        Whose; what the paper says: clue, responsible person, organ, evidence.
    name, at
        Who signed it, and when.
    steps
        That it was received, and what was done about it.
    """

    number: int
    act: str
    paper: str
    package: str
    unit: str
    content: Mapping[str, Any]
    name: str
    at: datetime
    steps: tuple[ChangeInfo, ...]


@dataclass(frozen=True)
class ProcedureInfo:
    """An interview with a district, or a proposal of sanctions against persons.

    Attributes
    ----------
    id, what, unit
        Number; `interview` or `sanction`; code of the district.
    facts
        Numbers of the facts that it rests on.
    name, at
        Who opened it, and when.
    steps
        What was done, the first first.
    owed
        The step that comes next; empty where it is over.
    """

    id: int
    what: str
    unit: str
    facts: tuple[int, ...]
    name: str
    at: datetime
    steps: tuple[ChangeInfo, ...]
    owed: str
