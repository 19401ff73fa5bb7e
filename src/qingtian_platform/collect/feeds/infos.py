"""What the feeds tell others: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from qingtian.policy.delivering import Standing
from qingtian.policy.feeds import Terms
from qingtian_platform.collect.feeds.faults import Fault, read
from qingtian_platform.collect.feeds.models import Batch

UNNAMED: Final = "no source"
"""This machine was not told where a source is: its batches are handed in."""


@dataclass(frozen=True)
class AgreementInfo:
    """What a department shares, as agreed on a day.

    Attributes
    ----------
    key, name
        Of the data set; its name by language.
    department, department_name
        Key of the organisation, and its name by language.
    clauses
        Whose words ask for it.
    terms
        That hold on the day.
    earlier
        Days from which other terms held before.
    """

    key: str
    name: Mapping[str, str]
    department: str
    department_name: Mapping[str, str]
    clauses: tuple[str, ...]
    terms: Terms
    earlier: tuple[date, ...]


@dataclass(frozen=True)
class Delivery:
    """A batch and what became of it.

    Attributes
    ----------
    id
        Its number here.
    agreement, since
        Key of the agreement, and the day of its terms.
    at
        When it came.
    way, name, hash, size, by
        How; name and SHA-256 of the bytes, how many [bytes]; login of who uploaded it.
    state
        `taken`, `refused`, `repeat`; `waiting` where it was cut off and is settled soon.
    rows, values, first, last
        What it holds: how many [1], from when to when.
    faults, count
        Reasons to refuse it, and how many there were. [1]
    repeats
        Number of the batch that was taken before and says the same; None for none.
    file
        File of the inbox that it went into.
    """

    id: int
    agreement: str
    since: date
    at: datetime
    way: str
    name: str
    hash: str
    size: int
    by: str
    state: str
    rows: int
    values: int
    first: datetime | None
    last: datetime | None
    faults: tuple[Fault, ...]
    count: int
    repeats: int | None
    file: str


@dataclass(frozen=True)
class FeedStanding:
    """How an agreement stands.

    Attributes
    ----------
    agreement
        Which.
    turns
        Its turns, light, and since when it is late.
    last
        The last batch that came; None for none.
    refused
        The last batch, where it was refused and none was taken since.
    taken, refusals, repeats
        Batches of the last days that are looked at. [1]
    source, source_since
        Why the source cannot be read, and since when; empty where it can.
    altered
        Day of the terms that were altered in the pack; None for none.
    """

    agreement: AgreementInfo
    turns: Standing
    last: Delivery | None
    refused: Delivery | None
    taken: int
    refusals: int
    repeats: int
    source: str
    source_since: datetime | None
    altered: date | None

    @property
    def broken(self) -> bool:
        """Whether the source cannot be read; one that nobody has named yet is none."""
        return self.source not in ("", UNNAMED)

    @property
    def light(self) -> str:
        """Red for late or altered, amber for what waits for somebody, green, grey before the first."""
        if self.altered:
            return "red"
        if self.turns.light in ("green", "grey") and (self.refused or self.broken):
            return "amber"
        return self.turns.light


def delivery(row: Batch) -> Delivery:
    """Give a batch as others see it."""
    done = getattr(row, "result", None)
    return Delivery(
        row.pk,
        row.agreement,
        row.since,
        row.at,
        row.way,
        row.name,
        row.hash,
        row.size,
        row.by,
        done.state if done else "waiting",
        done.rows if done else 0,
        done.values if done else 0,
        done.first if done else None,
        done.last if done else None,
        read(done.faults) if done else (),
        done.count if done else 0,
        done.repeats_id if done else None,
        done.file if done else "",
    )
