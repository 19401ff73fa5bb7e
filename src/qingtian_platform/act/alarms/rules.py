"""Read the dated settings of the alarms; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("settings")
FALSIFICATION, EXCEEDANCE, SILENCE = "falsification", "exceedance", "silence"
OUTAGE, INSTRUMENT, CLOCK, REMARK = "outage", "instrument", "clock", "remark"
CAUSES = (FALSIFICATION, EXCEEDANCE, SILENCE, OUTAGE, INSTRUMENT, CLOCK, REMARK)
SIGNALS = {"cause", "own", "near", "score", "hides", "hours", "law", "again", "kinds"}


@dataclass(frozen=True)
class Grouping:
    """What becomes one item.

    Attributes
    ----------
    causes
        Kind of a finding to cause.
    join
        By cause, what may lie between two members. [h]
    long
        Length from which on a finding is an item of its own. [d]
    outage_window, district_units, city_units
        Silences that follow one another within the window are one outage from so many units on.
    again
        How far back an earlier item counts.
    near
        How near an exceedance counts.
    """

    causes: Mapping[str, str]
    join: Mapping[str, timedelta]
    long: timedelta
    outage_window: timedelta
    district_units: int
    city_units: int
    again: timedelta
    near: timedelta

    def cause(self, kind: str, category: str) -> str:
        """Name the cause that a finding is grouped by."""
        return FALSIFICATION if category == FALSIFICATION else self.causes.get(kind, INSTRUMENT)


@dataclass(frozen=True)
class Row:
    """A row of the decision table of weights.

    Attributes
    ----------
    number, rank
        Its number; its place from the top.
    when
        Signal to the values that fit.
    severity
        1 (highest) to 4.
    answers
        `owner` or `nobody`: who owes the cause by the clock.
    stands, least
        How long a suspicion must have stood before it is raised, and its least score; zero: at once.
    why, next
        By language.
    """

    number: str
    rank: int
    when: Mapping[str, tuple[str, ...]]
    severity: int
    answers: str
    stands: timedelta
    least: float
    why: Mapping[str, str]
    next: Mapping[str, str]

    def fits(self, signals: Mapping[str, str]) -> bool:
        """Say whether the signals are those of the row."""
        return all(signals[name] in values for name, values in self.when.items())


@dataclass(frozen=True)
class Clock:
    """By when a cause is owed; a setting that the gazette does not have.

    Attributes
    ----------
    valid_from
        Day of raising from which on it holds.
    days, at
        So many natural days later, at that time of Beijing's clock.
    reminder
        How long before that a reminder goes out.
    within
        How far back it may lie when it is found; what is older is owed by nobody.
    outside_gazette, source
        Whether the figure is the platform's own; where it comes from, by language.
    """

    valid_from: date
    days: int
    at: time
    reminder: timedelta
    within: timedelta
    outside_gazette: bool
    source: Mapping[str, str]


@dataclass(frozen=True)
class Cause:
    """A cause that an enterprise may give."""

    code: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Bounds:
    """How long the text of an answer is. [1]"""  # noqa: D400

    least_text: int
    most_text: int


@dataclass(frozen=True)
class Channels:
    """Up to which severity mail goes to whom."""

    desk_severity: int
    enterprise_severity: int


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


@cache
def grouping() -> Grouping:
    """Read which findings become one item."""
    read = _read("grouping.yaml")
    return Grouping(
        causes={kind: cause for cause, kinds in read["causes"].items() for kind in kinds},
        join={cause: timedelta(hours=hours) for cause, hours in read["join_hours"].items()},
        long=timedelta(days=read["long_days"]),
        outage_window=timedelta(minutes=read["outage"]["minutes"]),
        district_units=read["outage"]["district_units"],
        city_units=read["outage"]["city_units"],
        again=timedelta(days=read["again_days"]),
        near=timedelta(hours=read["near_hours"]),
    )


@cache
def rows() -> tuple[Row, ...]:
    """Give the decision table of weights, top row first."""
    return tuple(_row(rank, each) for rank, each in enumerate(_read("weights.yaml")["rows"]))


def _row(rank: int, read: Mapping[str, Any]) -> Row:
    if unknown := set(read["when"]) - SIGNALS:
        raise ValueError(f"{read['number']}: signals {sorted(unknown)} are not known")
    return Row(
        number=read["number"],
        rank=rank,
        when={signal: tuple(values) for signal, values in read["when"].items()},
        severity=read["severity"],
        answers=read["answers"],
        stands=timedelta(hours=read.get("stands", 0)),
        least=float(read.get("least", 0)),
        why=read["why"],
        next=read["next"],
    )


def row(number: str) -> Row:
    """Give one row of it.

    Raises
    ------
    LookupError
        There is none of that number.
    """
    for each in rows():
        if each.number == number:
            return each
    raise LookupError(f"the table of weights has no row {number}")


def sure() -> float:
    """Say from which score on a finding is sure. [1]."""
    return float(_read("weights.yaml")["sure"])


def long() -> timedelta:
    """Say from which length on an item is a long one."""
    return timedelta(hours=_read("weights.yaml")["long_hours"])


def hiding() -> frozenset[str]:
    """List the kinds that only serve to hide an exceedance."""
    return frozenset(_read("weights.yaml")["hides"])


@cache
def clocks() -> tuple[Clock, ...]:
    """Read the clocks, the latest first."""
    found = [
        Clock(
            valid_from=each["valid_from"],
            days=each["days"],
            at=time.fromisoformat(each["at"]),
            reminder=timedelta(hours=each["reminder_hours"]),
            within=timedelta(days=each["within_days"]),
            outside_gazette=each["outside_gazette"],
            source=each["source"],
        )
        for each in _read("clock.yaml")["settings"]
    ]
    return tuple(sorted(found, key=lambda clock: clock.valid_from, reverse=True))


def clock(day: date) -> Clock:
    """Choose the clock for an item that was raised on a day."""
    return next(each for each in clocks() if each.valid_from <= day)


@cache
def causes() -> Mapping[str, Cause]:
    """Give the causes that may be given, by code, in the order of the list."""
    read = _read("causes.yaml")["causes"]
    return {row["code"]: Cause(row["code"], {"zh": row["zh"], "en": row["en"]}) for row in read}


@cache
def bounds() -> Bounds:
    """Read how long the text of an answer is."""
    text = _read("causes.yaml")["text"]
    return Bounds(text["least"], text["most"])


@cache
def channels() -> Channels:
    """Read who is told by mail of what."""
    mail = _read("channels.yaml")["mail_severity"]
    return Channels(mail["desk"], mail["enterprise"])


def setting(name: str) -> dict[str, Any]:
    """Give a whole setting with source: grouping, weights, clock, causes or channels."""
    return dict(_read(f"{name}.yaml"))
