"""A finding: a stretch of a datastream that a rule objects to, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from qingtian.quality.rules import rule as rule_of

Category = Literal["quality", "falsification"]


@dataclass(frozen=True)
class Finding:
    """One objection, that a person can check.

    Attributes
    ----------
    rule
        Number of the rule, as `QC-121` or `FD-101`.
    datastream
        The stream to look at first; empty where the caller has but one.
    start, end
        The stretch [start, end), as tight as the evidence allows. [UTC]
    evidence
        What was expected and observed, as JSON holds it; it fills the rule's message.
    score
        How sure, 0 to 1. [1]
    detected_at
        Time of the last observation that was needed: when a running system could have said it.
        [UTC]
    version
        Version of the rule that said it.
    """

    rule: str
    datastream: str
    start: np.datetime64
    end: np.datetime64
    evidence: Mapping[str, Any] = field(default_factory=dict)
    score: float = 1.0
    detected_at: np.datetime64 | None = None
    version: int = 1

    def __post_init__(self) -> None:
        rule_of(self.rule)
        if not self.start < self.end:
            raise ValueError(f"expected a finding that ends after {self.start}; got {self.end}")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"expected a score from 0 to 1; got {self.score}")

    @property
    def kind(self) -> str:
        """The rule's word for what it finds, as `constant` or `spike`."""
        return rule_of(self.rule).kind

    @property
    def category(self) -> Category:
        """`falsification` is an alarm, `quality` a remark."""
        return rule_of(self.rule).category

    def say(self, language: Literal["zh", "en"]) -> str:
        """Write the finding as a sentence: what was seen, and what was expected."""
        return rule_of(self.rule).say(language, self.evidence)
