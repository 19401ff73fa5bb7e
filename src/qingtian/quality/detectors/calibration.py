"""From strength to the share of such findings that are right."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import yaml

from qingtian.quality.detectors.suspicion import Suspicion

FILE = Path(__file__).with_name("calibration.yaml")


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
