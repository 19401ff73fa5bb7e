"""A finding as a part of the stage says it, and as it stands in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from qingtian.quality.finding import Category
from qingtian.quality.rules import rule as rule_of
from qingtian_platform.registry import api as registry

Streams = tuple[tuple[str, str], ...]
"""Data logger and observed property of each datastream that a finding touches."""


@dataclass(frozen=True)
class Said:
    """A finding before it is written.

    Attributes
    ----------
    rule
        Number of a rule of `qingtian.quality.rules`.
    mn, code, interval
        The datastream to look at first; `code` and `interval` may be empty where the whole data
        logger is meant.
    start, end
        The stretch [start, end). [with zone]
    evidence
        As JSON holds it; it fills the rule's message.
    score
        How sure, 0 to 1. [1]
    detected_at
        Time of the last observation that was needed; the end where left out.
    thing_id
        Number of the thing; None = not known.
    streams
        Every datastream that it touches; the first one is added where it lacks.
    """

    rule: str
    mn: str
    code: str
    interval: str
    start: datetime
    end: datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)
    score: float = 1.0
    detected_at: datetime | None = None
    thing_id: int | None = None
    streams: Streams = ()

    def __post_init__(self) -> None:
        rule_of(self.rule)
        if self.start.tzinfo is None or self.end.tzinfo is None or not self.start < self.end:
            raise ValueError(
                f"expected a stretch with zones that ends after {self.start}; got {self.end}"
            )
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"expected a score from 0 to 1; got {self.score}")

    @property
    def touched(self) -> Streams:
        """Every datastream that it touches, its own first."""
        own = (self.mn, self.code)
        return (own, *(each for each in self.streams if each != own))

    @property
    def known_at(self) -> datetime:
        """Time of the last observation that was needed."""
        return self.detected_at or self.end


@dataclass(frozen=True)
class FindingRow:
    """A finding that was said; desk only, never for the public.

    Attributes
    ----------
    id
        Its number; a finding that grows gets a successor with a number of its own.
    rule, version, kind, category
        Number and version of the rule, its word for what it finds; `falsification` is an alarm,
        `quality` a remark.
    thing_id, mn, code, interval
        What it is about.
    start, end
        The stretch [start, end). [UTC]
    score
        How sure, 0 to 1. [1]
    evidence
        What was seen and expected.
    streams
        Every datastream that it touches, its own first.
    source
        Which part of the stage says it: `flagging`, `detection`, or the name of a source.
    detected_at
        Time of the last observation that was needed. [UTC]
    said_at
        When it was written. [UTC]
    withdrawn_at
        When it ceased to stand; None while it stands. The row stays. [UTC]
    reason
        Why it does not stand: `gone`, what came since says otherwise; `changed`, its successor says
        more; empty while it stands.
    successor
        Number of the finding that stands in its place; None where there is none.
    """

    id: int
    rule: str
    version: int
    kind: str
    category: Category
    thing_id: int | None
    mn: str
    code: str
    interval: str
    start: datetime
    end: datetime
    score: float
    evidence: Mapping[str, Any]
    streams: Streams
    source: str
    detected_at: datetime
    said_at: datetime
    withdrawn_at: datetime | None = None
    reason: str = ""
    successor: int | None = None

    @property
    def standing(self) -> bool:
        """Whether it still holds."""
        return self.withdrawn_at is None

    def say(self, language: Literal["zh", "en"]) -> str:
        """Write the finding as a sentence: what was seen, and what was expected."""
        found = rule_of(self.rule)
        if "{compared}" not in found.message[language]:
            return found.say(language, self.evidence)
        named = [_called(mn, language) for mn, _code in self.streams[1:]]
        return found.say(language, {**self.evidence, "compared": named})

    def name(self, language: Literal["zh", "en"]) -> str:
        """Give the name of the rule."""
        return rule_of(self.rule).name[language]


def _called(mn: str, language: Literal["zh", "en"]) -> str:
    """Name the place of a data logger; where the registry does not know it, by its MN."""
    info = registry.logger(mn)
    thing = None if info is None else registry.things().get(info.thing_id)
    if thing is None:
        return mn
    return thing.name if language == "zh" else thing.name_en
