"""What a detector says before it is one of many: stretch, kind, strength, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from qingtian.quality.detectors.streams import Stream

Innocent = Literal[
    "a record backs the mark",
    "another analyser",
    "better treatment: its power stays",
    "cleaner fuel: the step is too large",
    "coarse display",
    "command",
    "control close to a set point",
    "dead meter",
    "detection limit",
    "dilution: oxygen stays",
    "dilution: pollutants do not follow",
    "display and unit: its own digits are the measure",
    "display and unit: its own numbers are the measure",
    "drift: both edges are steps",
    "end of the range",
    "false air: moisture stays",
    "filing",
    "flat stretch",
    "gases stay",
    "held values",
    "hot stand-by",
    "load",
    "maintenance on record",
    "marked",
    "mean of the conversions",
    "neighbours change",
    "nobody keeps records of this instrument",
    "one single plateau",
    "other limits show no jump",
    "other pollutants stay",
    "own calibration",
    "oxygen near that of air",
    "plant stopped",
    "rain",
    "rain at all stations",
    "regional episode: steps and not levels agree",
    "replacement",
    "rounding",
    "sent again",
    "silence without regard to level",
    "slope and bend of the density",
    "start-up",
    "start-up and shut-down ramps",
    "steady control: its own past is the measure",
    "stopped discharge",
    "storm: conductivity stays",
    "storm: too long",
    "storm: too long or flow unchanged",
    "the instrument sent a mark of its own",
    "usual calibrations",
    "usual number of such falls",
    "value told again",
    "weather, load, treatment: they move levels and make no teeth",
    "weather: neighbours",
    "whole site silent",
]
"""Innocent causes that detectors look at, by the word of the evidence."""


def innocent(causes: Mapping[Innocent, bool]) -> dict[str, Any]:
    """Part innocent causes into those that were ruled out and those that nothing could rule out.

    Parameters
    ----------
    causes
        Whether each was looked at and fails: without a power meter nobody knows that it stayed.

    Returns
    -------
    mapping
        Entries `ruled_out` and `left_open` of the evidence.
    """
    return {
        "ruled_out": [cause for cause, fails in causes.items() if fails],
        "left_open": [cause for cause, fails in causes.items() if not fails],
    }


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
        Statistic, expected and observed, sample count, streams compared, innocent causes that were
        ruled out, and those that nothing at hand could rule out.
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
