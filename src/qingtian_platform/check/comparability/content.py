"""A report as JSON holds it: what went in, what came out, and the law that it went by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from qingtian.law import Provision
from qingtian.quality.comparison import Against, Estimate, Statistics
from qingtian.quality.comparison.reference import Side
from qingtian_platform.check.comparability.comparing import Compared
from qingtian_platform.check.comparability.pairs import Stream
from qingtian_platform.check.expect import micros

FORM = 1
DIGITS = 10
"""Significant digits of a number that was computed. [1]"""


def content(found: Compared) -> dict[str, Any]:
    """Write down what a pair came to, with the readings that were paired.

    Parameters
    ----------
    found
        The comparison.

    Returns
    -------
    dict
        Numbers of readings as they were paired, computed ones with ten digits. [unit of the
        property]
    """
    said = found.verdict
    return {
        "form": FORM,
        "pair": found.pair.key,
        "first": _stream(found.pair.first),
        "second": _stream(found.pair.second),
        "code": found.pair.code,
        "domain": found.pair.known.domain,
        "kind": found.pair.known.kind,
        "unit": found.pair.known.unit,
        "apart_km": _number(found.pair.apart),
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "came": list(found.came),
        "valid": list(found.valid),
        "hours": _statistics(found.statistics),
        "days": _statistics(found.days),
        "outcome": said.outcome,
        "reason": said.reason,
        "state": said.state,
        "allowed": _number(said.allowed),
        "cleared": list(said.cleared),
        "line": said.line,
        "told": said.reference.kind.key if said.reference else None,
        "references": [_against(each) for each in found.references],
        "around": [each.thing.key for each in found.around],
        "least": found.rules.pairs,
        "law": [
            _cite(each) for each in (found.margin.source, found.line and found.line.source) if each
        ],
        "points": _points(found),
    }


def digest(found: Mapping[str, Any]) -> str:
    """Hash a report, so that one that says the same is not written twice."""
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _stream(side: Stream) -> dict[str, Any]:
    thing = side.thing
    return {
        "thing": thing.key,
        "mn": side.mn,
        "unit": side.unit,
        "name": {"zh": thing.name, "en": thing.name_en},
        "owner": {"zh": thing.owner, "en": thing.owner_en},
    }


def _number(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")


def _estimate(found: Estimate | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    return {"value": _number(found.value), "low": _number(found.low), "high": _number(found.high)}


def _statistics(found: Statistics | None) -> dict[str, Any] | None:
    if found is None:
        return None
    plain = ("effective", "first", "second", "spread", "correlation", "uncertainty")
    ranged = ("difference", "lower", "upper", "slope", "intercept")
    return {
        "count": found.count,
        **{name: _number(getattr(found, name)) for name in plain},
        **{name: _estimate(getattr(found, name)) for name in ranged},
        "relative": _number(found.relative),
    }


def _against(each: Against) -> dict[str, Any]:
    return {"kind": each.kind.key, "first": _side(each.first), "second": _side(each.second)}


def _side(side: Side) -> dict[str, Any]:
    return {
        "count": side.count,
        "difference": _estimate(side.difference),
        "allowed": _number(side.allowed),
        "state": side.state,
    }


def _cite(source: Provision) -> dict[str, Any]:
    return {
        "path": source.path,
        "since": source.since.isoformat(),
        "standard": source.standard,
        "clause": source.clause,
        "review": source.review,
    }


def _points(found: Compared) -> list[list[float | None]]:
    """List the hours that both have: seconds since 1970, and what either says."""
    rows = zip(
        found.pairs.times, found.pairs.first.tolist(), found.pairs.second.tolist(), strict=True
    )
    return [[micros(at) // 1_000_000, _number(a), _number(b)] for at, a, b in rows]
