"""Hold what an enterprise says of a period against records, values and meters of the same period.

A mark is believed where something else shows the same. What nothing else shows is no lie yet: so each
function names what it looked for, and says nothing where nobody keeps such records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from qingtian.quality.detectors.suspicion import innocent

UNBACKED, HIDING, RUNNING = "FD-131", "FD-132", "FD-114"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """What is said of a period.

    Attributes
    ----------
    number
        By which the caller knows it.
    kind
        The mark, as 校准, or the stop that was declared.
    start, end
        With a zone; the end does not belong to it.
    backing
        Kinds of records that would show the same; empty = none is expected.
    """

    number: int
    kind: str
    start: datetime
    end: datetime
    backing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """Something on record about the instrument: a check, a calibration, a visit, a line of its log."""

    what: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Hour:
    """An hour's value as the law compares it.

    Attributes
    ----------
    start
        With a zone.
    value, limit
        What was sent, and the figure it is compared with. [both in one unit]
    marked
        Whether the instrument itself sent a mark other than normal.
    """

    start: datetime
    value: float
    limit: float
    marked: bool


@dataclass(frozen=True)
class Contradiction:
    """A claim that something else speaks against.

    Attributes
    ----------
    rule
        Number of the rule.
    claim
        What was said.
    start, end
        The stretch that is meant, with a zone.
    score
        How sure, 0 to 1. [1]
    evidence
        What was seen and expected; it fills the rule's message.
    """

    rule: str
    claim: Claim
    start: datetime
    end: datetime
    score: float
    evidence: Mapping[str, Any] = field(default_factory=dict)


def backed(claim: Claim, records: Iterable[Record], near: timedelta) -> bool:
    """Say whether something on record shows what is claimed, in its period or near it."""
    return any(
        each.what in claim.backing
        and each.start < claim.end + near
        and claim.start - near < each.end
        for each in records
    )


def unbacked(
    claims: Sequence[Claim], records: Sequence[Record], settings: Mapping[str, float]
) -> list[Contradiction]:
    """Find marks of calibration and maintenance that no check, calibration or visit goes with.

    Parameters
    ----------
    claims
        Marks; those without `backing` are left alone.
    records
        Everything on record of the instrument, long before the marks too.
    settings
        `near_h`, how far a record may lie from the mark; `known_d`, within how many days before it
        there must be a record at all: else nobody keeps any, and nothing is said. [h, d]

    Returns
    -------
    list of Contradiction
        In the order of the claims.
    """
    near = timedelta(hours=settings["near_h"])
    known = timedelta(days=settings["known_d"])
    found = []
    for claim in claims:
        kept = [each for each in records if claim.start - known <= each.start < claim.end]
        if not claim.backing or not kept or backed(claim, records, near):
            continue
        last = max(each.start for each in kept)
        evidence = {
            "mark": claim.kind,
            "near_h": _plain(settings["near_h"]),
            "sought": list(claim.backing),
            "last": last.isoformat(),
            "n": len(kept),
            "observed": 0,
            "expected": 1,
            **innocent({"nobody keeps records of this instrument": True}),
        }
        found.append(Contradiction(UNBACKED, claim, claim.start, claim.end, 0.6, evidence))
    return found


def hiding(
    claims: Sequence[Claim],
    hours: Sequence[Hour],
    records: Sequence[Record],
    settings: Mapping[str, float],
) -> list[Contradiction]:
    """Find marks under which the instrument itself measured on as usual, above the limit.

    Parameters
    ----------
    claims
        Marks that take values out of the judgement.
    hours
        Hours of one factor.
    records
        As of `unbacked`; a mark that something backs is no contradiction.
    settings
        `near_h` as above; `share`, the least share of the marked hours that is over; `hours`, the
        least number of them. [h, 1, 1]

    Returns
    -------
    list of Contradiction
        With the share of hours over, and the highest value against its limit.
    """
    near = timedelta(hours=settings["near_h"])
    found = []
    for claim in claims:
        within = [each for each in hours if claim.start <= each.start < claim.end]
        over = [each for each in within if not each.marked and each.value > each.limit]
        enough = len(over) >= settings["hours"] and len(over) >= settings["share"] * len(within)
        if not over or not enough or backed(claim, records, near):
            continue
        worst = max(over, key=lambda each: each.value / each.limit if each.limit else each.value)
        evidence = {
            "mark": claim.kind,
            "n": len(over),
            "marked": len(within),
            "observed": _plain(worst.value),
            "expected": _plain(worst.limit),
            "near_h": _plain(settings["near_h"]),
            **innocent(
                {"the instrument sent a mark of its own": True, "a record backs the mark": True}
            ),
        }
        last = over[-1].start + HOUR
        score = min(0.95, 0.6 + 0.05 * len(over))
        found.append(Contradiction(HIDING, claim, over[0].start, last, score, evidence))
    return found


def running(
    claims: Sequence[Claim],
    meters: Mapping[str, Mapping[datetime, float]],
    settings: Mapping[str, float],
) -> list[Contradiction]:
    """Find stops during which the plant's own meters go on.

    Parameters
    ----------
    claims
        Declared stops and marks of a plant that stands.
    meters
        By the name of a meter of power, flow or heat: its load by hour, 1 is usual.
    settings
        `load`, above which a plant runs; `hours`, the shortest stop that is looked at; `share`, the
        least share of its hours that must be above. [1, h, 1]

    Returns
    -------
    list of Contradiction
        With the middle of the load; a stop with too few hours metered says nothing.
    """
    found = []
    for claim in claims:
        loads = _loads(claim, meters)
        active = {at: load for at, load in loads.items() if load > settings["load"]}
        if len(active) < max(2, settings["hours"]):
            continue
        if len(active) < settings["share"] * len(loads):
            continue
        usual = round(median(active.values()), 3)
        evidence = {
            "mark": claim.kind,
            "observed": usual,
            "expected": 0.0,
            "n": len(active),
            "compared": sorted(meters),
            **innocent({"start-up and shut-down ramps": True, "hot stand-by": True}),
        }
        span = (min(active), max(active) + HOUR)
        found.append(
            Contradiction(RUNNING, claim, *span, min(0.95, round(0.5 + usual / 2, 3)), evidence)
        )
    return found


def _plain(number: float) -> float:
    """Write a whole number without a point."""
    return int(number) if number == int(number) else number


def _loads(claim: Claim, meters: Mapping[str, Mapping[datetime, float]]) -> dict[datetime, float]:
    """Give the middle of what the meters say of each hour of a claim."""
    seen: dict[datetime, list[float]] = {}
    for own in meters.values():
        for at, load in own.items():
            if claim.start <= at < claim.end:
                seen.setdefault(at, []).append(load)
    return {at: median(loads) for at, loads in sorted(seen.items())}
