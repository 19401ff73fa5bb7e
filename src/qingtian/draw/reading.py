"""A record read for checking: its papers by step and by party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qingtian.draw import papers
from qingtian.draw.record import Entry, Record
from qingtian.ledger.checkpoint import Opened
from qingtian.ledger.kinds import PAPER
from qingtian.ledger.note import Key


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a draw, and the entry that signs it.

    Attributes
    ----------
    entry
        As the log has it.
    said
        What it says.
    """

    entry: Entry
    said: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its hash in the log, hexadecimal."""
        return str(self.entry.act.body["paper"])

    @property
    def index(self) -> int:
        """Its place in the log."""
        return self.entry.index

    @property
    def at(self) -> int:
        """When it was signed, by the word of who signed. [µs]."""
        return self.entry.act.at

    @property
    def by(self) -> str:
        """Name of the key that signed."""
        return self.entry.act.by


@dataclass(frozen=True, slots=True)
class Trust:
    """What the reader knows from elsewhere.

    Attributes
    ----------
    log
        Key of the log.
    witnesses
        Keys of witnesses.
    parties
        Names of parties' keys, by the name of the party.
    """

    log: Key
    witnesses: tuple[Key, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A record whose outer forms hold.

    Attributes
    ----------
    record, trust
        What is checked, and by whose keys.
    last, fixed
        The checkpoint that the entries lead to, and the one that was fixed; their signatures hold.
    papers
        In the order of the log.
    """

    record: Record
    trust: Trust
    last: Opened
    fixed: Opened | None
    papers: tuple[Paper, ...]

    def of(self, step: str) -> list[Paper]:
        """List the papers of a step."""
        return [each for each in self.papers if each.said["step"] == step]

    def one(self, step: str) -> Paper | None:
        """Give the first paper of a step; None where there is none."""
        return next(iter(self.of(step)), None)

    @property
    def announcement(self) -> Paper:
        """The paper that names parties and settings."""
        return self.of(papers.ANNOUNCEMENT)[0]

    @property
    def parties(self) -> list[Mapping[str, Any]]:
        """Parties, in the order of the announcement."""
        return list(self.announcement.said["parties"])

    def by_party(self, step: str) -> dict[str, Paper]:
        """Give the first paper of a step by the key of who signed it."""
        return {each.by: each for each in reversed(self.of(step))}

    @property
    def missing(self) -> frozenset[str]:
        """Keys of parties that are named as not having done their part."""
        void = self.one(papers.VOID)
        return frozenset() if void is None else frozenset(void.said["missing"])

    @property
    def stage(self) -> str:
        """At which stage the draw became void; empty where it did not."""
        void = self.one(papers.VOID)
        return "" if void is None else str(void.said["stage"])

    def ended_by(self, step: str) -> bool:
        """Say whether the draw was void at this step or before it, so that the step is not owed."""
        stages = papers.STAGES
        return bool(self.stage) and stages.index(self.stage) <= stages.index(step)


def papers_of(record: Record) -> tuple[Paper, ...]:
    """Read the papers of a record.

    Raises
    ------
    DrawError
        One is of another form.
    """
    signed = (each for each in record.entries if each.act.schema == PAPER)
    return tuple(Paper(each, papers.parsed(each.text or "")) for each in signed)
