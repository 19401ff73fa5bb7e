"""Make signs of findings and verdicts: what is raised, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from qingtian_platform.act.alarms import rules
from qingtian_platform.act.alarms.grouping import Sign
from qingtian_platform.check.findings.api import FindingRow
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.registry import api as registry

Things = Mapping[int, registry.ThingInfo]
STAMP = "%Y%m%dT%H%MZ"
OWN = ("station", "section")
"""Kinds of things that are the authority's own: it explains them itself."""


def verdict_key(verdict: Verdict) -> str:
    """Name a verdict, whichever version it is."""
    start = verdict.start.astimezone(UTC).strftime(STAMP)
    return f"{verdict.thing_id}/{verdict.period}/{start}/{verdict.code}"


def verdict_of(key: str) -> tuple[int, str, datetime, str]:
    """Read what `verdict_key` wrote: thing, period, start, code."""
    thing, period, start, code = key.split("/", 3)
    return int(thing), period, datetime.strptime(start, STAMP).replace(tzinfo=UTC), code


def of_finding(found: FindingRow, things: Things) -> Sign:
    """Make a sign of a finding."""
    district, organisations = _whose(found.thing_id, things)
    return Sign(
        form="finding",
        key=str(found.id),
        cause=rules.grouping().cause(found.kind, found.category),
        kind=found.kind,
        rule=found.rule,
        thing_id=found.thing_id,
        district=district,
        organisations=organisations,
        mn=found.mn,
        code=found.code,
        start=found.start,
        end=found.end,
        score=found.score,
        facts={
            "interval": found.interval,
            "version": found.version,
            "streams": [list(each) for each in found.streams],
        },
    )


def of_verdict(found: Verdict, things: Things) -> Sign:
    """Make a sign of a verdict over a limit."""
    district, organisations = _whose(found.thing_id, things)
    bounds = found.bounds
    return Sign(
        form="verdict",
        key=verdict_key(found),
        cause=rules.EXCEEDANCE,
        kind=rules.EXCEEDANCE,
        rule="",
        thing_id=found.thing_id,
        district=district,
        organisations=organisations,
        mn="",
        code=found.code,
        start=found.start,
        end=found.end,
        score=1.0,
        facts={
            "value": None if found.value is None else f"{found.value:f}",
            "unit": found.unit,
            "limit": None if bounds is None or bounds.high is None else f"{bounds.high:f}",
            "low": None if bounds is None or bounds.low is None else f"{bounds.low:f}",
            "document": "" if bounds is None else bounds.document,
            "clause": "" if bounds is None else bounds.clause,
            "multiple": None if found.multiple is None else f"{found.multiple:f}",
            "version": found.version,
            "sure": found.accuses,
        },
    )


def _whose(thing: int | None, things: Things) -> tuple[str, tuple[int, ...]]:
    """Give district and organisations of a thing; nothing where it is not known."""
    info = things.get(thing) if thing is not None else None
    return ("", ()) if info is None else (info.district or "", info.organisations)


def own(thing: int | None, things: Things) -> bool:
    """Say whether a thing is the authority's own."""
    info = things.get(thing) if thing is not None else None
    return info is not None and info.kind in OWN
