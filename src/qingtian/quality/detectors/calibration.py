"""How sure a finding is, and how often its rule accused what was honest, as last measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.rules import rule as rule_of

FILE = Path(__file__).with_name("calibration.yaml")
PUBLISHED = Path(__file__).with_name("published.yaml")


@dataclass(frozen=True)
class PublishedRate:
    """What a rule did on the published sets.

    Attributes
    ----------
    rule, kind
        Number of the rule, and its word.
    events, found
        Falsifications of the kind in the sets, and how many were found. [1]
    false_alarms
        Alarms of the rule on honest stretches, a long one once; the totals of the sets count it once
        a week begun. [1]
    datastream_years
        Length of what was looked at. [a]
    sets
        Names of the sets, as the page of the detectors has them.
    measured
        Day of the measurement.
    """

    rule: str
    kind: str
    events: int
    found: int
    false_alarms: int
    datastream_years: float
    sets: tuple[str, ...]
    measured: date

    @property
    def rate(self) -> float:
        """False alarms of the rule a datastream-year. [1/a]."""
        return self.false_alarms / self.datastream_years


@cache
def curves() -> dict[str, tuple[float, float]]:
    """Read offset and slope of the logistic curve of each kind, as last fitted."""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    latest = known["fits"][max(known["fits"])]
    return {kind: (float(a), float(b)) for kind, (a, b) in latest.items()}


def score(one: Suspicion) -> float:
    """Tell how sure a suspicion is.

    Parameters
    ----------
    one
        Its strength is how far its statistic lies beyond the threshold.

    Returns
    -------
    float
        Share of findings of that kind and strength that were right on the sets that the curve was
        fitted to, 0 to 1. [1]
    """
    offset, slope = curves().get(one.kind, curves()["any"])
    place = offset + slope * math.log(min(max(float(one.strength), 1e-3), 1e3))
    return round(1 / (1 + math.exp(-min(max(place, -30.0), 30.0))), 4)


def published_rate(rule: str) -> PublishedRate | None:
    """Tell how often a rule found what was forged, and accused what was honest.

    Parameters
    ----------
    rule
        Number, as `FD-101`.

    Returns
    -------
    PublishedRate or None
        None for a rule that is no detector of falsification, or was not measured.

    Raises
    ------
    LookupError
        If there is no such rule.
    """
    kind = rule_of(rule).kind
    known = _published()
    one = known["kinds"].get(kind) if rule_of(rule).category == "falsification" else None
    if one is None:
        return None
    return PublishedRate(
        rule,
        kind,
        int(one["events"]),
        int(one["found"]),
        int(one["false"]),
        float(known["datastream_years"]),
        tuple(known["sets"]),
        known["measured"],
    )


@cache
def _published() -> dict[str, Any]:
    """Read the figures as `make bench ARGS=detection` last wrote them."""
    known: dict[str, Any] = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    return known
