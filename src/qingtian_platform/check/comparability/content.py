"""A report as JSON holds it: what went in, what came out, and the law that it went by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from qingtian.quality.comparison import (
    plain_against,
    plain_figure,
    plain_source,
    plain_statistics,
    plain_verdict,
)
from qingtian_platform.check.comparability.comparing import Compared
from qingtian_platform.check.comparability.pairs import Stream
from qingtian_platform.check.expect import micros

FORM = 1


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
    return {
        "form": FORM,
        "pair": found.pair.key,
        "first": _stream(found.pair.first),
        "second": _stream(found.pair.second),
        "code": found.pair.code,
        "domain": found.pair.known.domain,
        "kind": found.pair.known.kind,
        "unit": found.pair.known.unit,
        "apart_km": plain_figure(found.pair.apart),
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "came": list(found.came),
        "valid": list(found.valid),
        "hours": plain_statistics(found.statistics),
        "days": plain_statistics(found.days),
        **plain_verdict(found.verdict),
        "references": [plain_against(each) for each in found.references],
        "around": [each.thing.key for each in found.around],
        "least": found.rules.pairs,
        "law": [
            plain_source(each)
            for each in (found.margin.source, found.line and found.line.source)
            if each
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


def _points(found: Compared) -> list[list[float | None]]:
    """List the hours that both have: seconds since 1970, and what either says."""
    rows = zip(
        found.pairs.times, found.pairs.first.tolist(), found.pairs.second.tolist(), strict=True
    )
    return [[micros(at) // 1_000_000, plain_figure(a), plain_figure(b)] for at, a, b in rows]
