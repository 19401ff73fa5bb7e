"""What a comparison came to, as JSON holds it: readings and figures as plain numbers."""

from __future__ import annotations

from typing import Any

from qingtian.law import Provision
from qingtian.quality.comparison.intervals import Estimate
from qingtian.quality.comparison.reference import Against, Side
from qingtian.quality.comparison.statistics import Statistics
from qingtian.quality.comparison.verdict import Verdict

DIGITS = 10
"""Significant digits of a number that was computed. [1]"""


def plain_figure(value: float | None) -> float | None:
    """Write a computed number with `DIGITS` digits; None = missing."""
    return None if value is None else float(f"{value:.{DIGITS}g}")


def _estimate(found: Estimate | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    return {
        "value": plain_figure(found.value),
        "low": plain_figure(found.low),
        "high": plain_figure(found.high),
    }


def plain_statistics(found: Statistics | None) -> dict[str, Any] | None:
    """Write statistics, each figure with its interval; None where there were too few pairs.

    Parameters
    ----------
    found
        The statistics. [units as `Statistics` says]
    """
    if found is None:
        return None
    plain = ("effective", "first", "second", "spread", "correlation", "uncertainty")
    ranged = ("difference", "lower", "upper", "slope", "intercept")
    return {
        "count": found.count,
        **{name: plain_figure(getattr(found, name)) for name in plain},
        **{name: _estimate(getattr(found, name)) for name in ranged},
        "relative": plain_figure(found.relative),
    }


def plain_verdict(said: Verdict) -> dict[str, Any]:
    """Write a verdict: outcome, reason, what is allowed, who is cleared, and by which reference."""
    return {
        "outcome": said.outcome,
        "reason": said.reason,
        "state": said.state,
        "allowed": plain_figure(said.allowed),
        "cleared": list(said.cleared),
        "line": said.line,
        "told": said.reference.kind.key if said.reference else None,
    }


def plain_against(each: Against) -> dict[str, Any]:
    """Write both sides against a reference."""
    return {"kind": each.kind.key, "first": _side(each.first), "second": _side(each.second)}


def _side(side: Side) -> dict[str, Any]:
    return {
        "count": side.count,
        "difference": _estimate(side.difference),
        "allowed": plain_figure(side.allowed),
        "state": side.state,
    }


def plain_source(source: Provision) -> dict[str, Any]:
    """Write where a setting of the law stands, and whether it waits for review."""
    return {
        "path": source.path,
        "since": source.since.isoformat(),
        "standard": source.standard,
        "clause": source.clause,
        "review": source.review,
    }
