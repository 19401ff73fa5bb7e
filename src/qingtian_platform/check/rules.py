"""Read the dated settings of completeness; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qingtian.quality.chain import Rule
from qingtian.quality.rates import Formula, Ratio, in_force

FOLDER = Path(__file__).with_name("settings")
WEAK = ("K:m", "K:l", "own")


@dataclass(frozen=True)
class Mark:
    """A data mark of one edition.

    Attributes
    ----------
    valid
        Whether a value with it counts as valid.
    words
        What it means, by language (`zh`, `en`).
    """

    valid: bool
    words: Mapping[str, str]


@dataclass(frozen=True)
class Marks:
    """The data marks of one edition of HJ 212, with their source.

    Attributes
    ----------
    edition
        `2005`, `2017`, `2025` or `sw`.
    valid_from
        Day from which the edition is in force.
    unmarked_valid
        Whether a value sent without a mark counts as valid.
    marks
        Mark to meaning.
    source
        By language.
    evidence
        How surely we know it.
    """

    edition: str
    valid_from: date
    unmarked_valid: bool
    marks: Mapping[str, Mark]
    source: Mapping[str, str]
    evidence: str

    @property
    def valid(self) -> frozenset[str]:
        """The marks that count as valid."""
        return frozenset(name for name, mark in self.marks.items() if mark.valid)


@dataclass(frozen=True)
class Silence:
    """From when on a silence counts as broken.

    Attributes
    ----------
    hours
        By interval, how long after the last slot. [h]
    peers_share
        Share of the data loggers whose silence makes it a matter of our side. [1]
    clock_seconds
        Offset from which a clock is called wrong. [s]
    """

    hours: Mapping[str, int]
    peers_share: Decimal
    clock_seconds: int


@cache
def _read(name: str) -> dict[str, Any]:
    """Read one file of settings."""
    content = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise TypeError(f"{name} must be a mapping at its top")
    return content


def _at(name: str, day: date) -> dict[str, Any]:
    """Take the row of a dated setting that is in force on a day."""
    rows: dict[date, dict[str, Any]] = _read("completeness.yaml")[name]
    known = [first for first in rows if first <= day]
    if not known:
        raise LookupError(f"setting {name} has no row in force on {day}; add one to its file")
    return rows[max(known)]


@cache
def formulas() -> tuple[Formula, ...]:
    """List the formulas, oldest first."""
    rows = _read("completeness.yaml")["formulas"]
    return tuple(_formula(first, row) for first, row in sorted(rows.items()))


def _formula(first: date, row: dict[str, Any]) -> Formula:
    """Read one formula."""
    known = {"transmission", "validity", "interval", "pass_mark", "evidence", "source"}
    if row.keys() != known:
        raise ValueError(
            f"formula of {first}: expected the keys {sorted(known)}, got {sorted(row)}"
        )
    mark = row["pass_mark"]
    return Formula(
        valid_from=first,
        transmission=Ratio(**row["transmission"]),
        validity=Ratio(**row["validity"]),
        interval=row["interval"],
        pass_mark=None if mark is None else Decimal(mark),
        source=row["source"],
        evidence=row["evidence"],
        requires_review=row["evidence"] in WEAK,
    )


def formula(day: date) -> Formula:
    """Choose the formula in force on the day of the data."""
    return in_force(formulas(), day)


def grace_minutes(interval: str, day: date) -> int:
    """Say how long after its end a value is still in time. [min]."""
    return int(_at("grace", day)["minutes"][interval])


def step_minutes(interval: str, day: date) -> int:
    """Say how long a period of an interval is. [min]."""
    return int(_at("steps", day)["minutes"][interval])


def intervals() -> tuple[str, ...]:
    """List the intervals that are counted."""
    return tuple(_at("steps", date.max)["minutes"])


def silence(day: date) -> Silence:
    """Say from when on a silence counts as broken."""
    row = _at("silence", day)
    return Silence(row["hours"], Decimal(row["peers_share"]), int(row["clock_seconds"]))


@cache
def marks(edition: str) -> Marks:
    """Read the data marks of an edition; an unknown one is read as 2017."""
    tables = _read("completeness.yaml")["flags"]
    name = edition if edition in tables else "2017"
    row = tables[name]
    words = {
        mark: Mark(entry["valid"], {"zh": entry["zh"], "en": entry["en"]})
        for mark, entry in row["marks"].items()
    }
    return Marks(
        name, row["valid_from"], row["unmarked_valid"], words, row["source"], row["evidence"]
    )


def editions() -> tuple[str, ...]:
    """List the editions that have a table of data marks."""
    return tuple(_read("completeness.yaml")["flags"])


@cache
def chain() -> tuple[Rule, ...]:
    """Read the decision table of the chain, top row first."""
    return tuple(
        Rule(
            number=row["number"],
            when={signal: tuple(values) for signal, values in row["when"].items()},
            link=row["link"],
            cause=row["cause"],
            next=row["next"],
            who=row["who"],
            within_hours=row["within_hours"],
        )
        for row in _read("chain.yaml")["rules"]
    )


@cache
def chain_rule(number: str) -> Rule:
    """Find a row of the decision table by its number.

    Raises
    ------
    LookupError
        If no row has it.
    """
    for rule in chain():
        if rule.number == number:
            return rule
    raise LookupError(f"the decision table has no row {number}")


def setting(name: str) -> dict[str, Any]:
    """Give a whole setting as it stands in its file, for pages and documentation."""
    return dict(_read("completeness.yaml")[name])
