"""What the matters tell others: plain values that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from qingtian.cases import ActKind, Handed, Procedure

Language = Literal["zh", "en"]
SUBJECTS = ("firm", "site", "outlet", "river", "township", "plot", "person", "unit")
ORIGINS = (
    "alarm",
    "exceedance",
    "patrol",
    "inspection",
    "complaint",
    "transfer",
    "supervision",
    "csv",
    "call",
    "legacy",
)


@dataclass(frozen=True)
class Subject:
    """Whom or what a matter is about.

    Attributes
    ----------
    kind
        One of `SUBJECTS`.
    key, name
        By which it is found again, and how it is called.
    thing_id
        Number of the thing of the registry; None where it is none.
    """

    kind: str
    key: str
    name: str
    thing_id: int | None = None


@dataclass(frozen=True)
class Origin:
    """Where a matter came from; what has one origin is opened once.

    Attributes
    ----------
    kind
        One of `ORIGINS`.
    ref
        Which of them, as its source names it.
    """

    kind: str
    ref: str


@dataclass(frozen=True)
class Opening:
    """A matter that is to be opened; each attribute is what the parameter of `open_matter` says."""

    procedure: str
    act: str
    subject: Subject
    division: str
    origin: Origin
    person: Any = None
    party: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    papers: tuple[Handed, ...] = ()
    reason: str = ""
    at: datetime | None = None
    legacy: bool = False
    parent: int | None = None
    separate: bool = False


@dataclass(frozen=True)
class MatterInfo:
    """One matter as it stands.

    Attributes
    ----------
    id, number
        Its number here, and the one that papers bear.
    procedure
        Version under which it runs, as `construction-dust/1`.
    subject, division
        Whom it is about; place, code of 6 or 9 digits, empty for the city's own.
    unit, unit_name, unit_name_en, holder
        Number of the organisation once it was handed over, else None; name of the responsible unit as
        papers have it, and in English, Chinese where it has no English one; login of who holds it, or
        empty.
    origin
        Where it came from.
    state
        Key of its state.
    opened_at, recorded_at, legacy
        When it began by its first paper, when that was recorded, and whether that was afterwards (补录).
    ended_at
        When it ended, whatever undid that end since; None while it runs.
    next_due
        The earliest time by which something open is due; None where nothing has a limit.
    open, late
        Open duties, and those of them whose limit has passed. [1]
    parent
        The matter that called it; None for none.
    version
        Deeds so far; `do` takes it to notice that somebody was quicker. [1]
    kind
        The procedure itself.
    """

    id: int
    number: str
    procedure: str
    subject: Subject
    division: str
    unit: int | None
    unit_name: str
    unit_name_en: str
    holder: str
    origin: Origin
    state: str
    opened_at: datetime
    recorded_at: datetime
    legacy: bool
    ended_at: datetime | None
    next_due: datetime | None
    open: int
    late: int
    parent: int | None
    version: int
    kind: Procedure = field(repr=False, compare=False)

    def unit_in(self, language: str) -> str:
        """Name the responsible unit in a language; empty where there is none."""
        return self.unit_name_en if tongue(language) == "en" else self.unit_name

    def title(self, language: str) -> str:
        """Name it: what, about whom."""
        return f"{self.kind.name[tongue(language)]} · {self.subject.name}"

    def state_name(self, language: str) -> str:
        """Name its state."""
        return self.kind.states[self.state].name[tongue(language)]


@dataclass(frozen=True)
class Shown:
    """A page of a list.

    Attributes
    ----------
    rows, total
        What is on the page; how many there are in all. [1]
    late
        In how many of them something is overdue. [1]
    """

    rows: tuple[MatterInfo, ...]
    total: int
    late: int


@dataclass(frozen=True)
class Offer:
    """An act that a person may choose.

    Attributes
    ----------
    party, act
        As which party; which act.
    barred
        Why it cannot be done now; empty where it can, if it brings what it needs.
    """

    party: str
    act: ActKind
    barred: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeedInfo:
    """An act that was done.

    Attributes
    ----------
    matter, seq
        In which matter; its number there from 1.
    act, at, recorded_at
        Which act; when, and when it was recorded.
    party, login, name
        As which party, by whom; empty where the machine did it.
    facts, papers, reason, returned
        What it told and brought; why; the ending that came back.
    legacy
        Whether it was recorded afterwards (补录).
    digest
        Its salted hash.
    proof
        Number of the act in the evidence log that holds its hash; None while it waits.
    """

    matter: int
    seq: int
    act: str
    at: datetime
    recorded_at: datetime
    party: str
    login: str
    name: str
    facts: Mapping[str, Any]
    papers: tuple[Handed, ...]
    reason: str
    returned: str
    legacy: bool
    digest: str
    proof: int | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a matter's time line.

    Attributes
    ----------
    kind
        `deed`, `expired`, `raised`, `note`, `assigned`, `handed`, `received`, `linked`, `told`, `moved`.
    when
        At which time it was.
    who
        Name of the person; empty where nobody did it.
    party
        As which party, or who owes it; empty for none.
    said
        Its words by language.
    proof
        Number of the act in the evidence log that holds it; None for none yet.
    deed
        The deed, where it is one.
    """

    kind: str
    when: datetime
    who: str
    party: str
    said: Mapping[str, str]
    proof: int | None = None
    deed: DeedInfo | None = None

    def words(self, language: str) -> str:
        """Say it in a language."""
        return self.said[tongue(language)]


@dataclass(frozen=True)
class Receipt:
    """That a matter was handed over, and whether it was received.

    Attributes
    ----------
    matter, organisation, organisation_name
        Which; to whom.
    at, who
        When; by whom.
    number, received_at, received_by
        Of the receipt; empty and None until it was received.
    """

    matter: int
    organisation: int
    organisation_name: str
    at: datetime
    who: str
    number: str = ""
    received_at: datetime | None = None
    received_by: str = ""


@dataclass(frozen=True)
class LinkInfo:
    """A matter that has to do with another.

    Attributes
    ----------
    kind
        `same`, `subject`, `repeat`, `follows`; `calls` and `called` between parent and child.
    other
        The other one.
    """

    kind: str
    other: MatterInfo


def tongue(language: str) -> Language:
    """Take the language of a page, as `zh-hans` or `en`."""
    return "en" if language.startswith("en") else "zh"
