"""What a detector says before it is one of many: stretch, kind, strength, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from qingtian.quality.detectors.streams import Stream


@dataclass(frozen=True)
class Suspicion:
    """A stretch of a stream that one detector objects to.

    Attributes
    ----------
    stream
        The stream to look at first.
    start, end
        The stretch [start, end). [ms since 1970, UTC]
    kind
        A word of the vocabulary.
    strength
        How far the statistic is beyond its threshold: 1 is just there, 2 twice as far.
    evidence
        Statistic, expected and observed, sample count, streams compared, innocent causes ruled out.
    category
        `falsification`, an alarm; or `quality`, a remark.
    """

    stream: str
    start: int
    end: int
    kind: str
    strength: float
    evidence: Mapping[str, Any] = field(default_factory=dict)
    category: Literal["falsification", "quality"] = "falsification"

    @classmethod
    def on(
        cls, stream: Stream, first: int, after: int, kind: str, strength: float, **evidence: object
    ) -> Suspicion:
        """Object to the intervals [first, after) of a stream."""
        return cls(stream.key, stream.at(first), stream.at(after), kind, strength, evidence)
