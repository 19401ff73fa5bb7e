"""Compare a pair over a stretch of days, by the law of its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from qingtian.policy import Policy
from qingtian.quality import comparison
from qingtian.quality.comparison import (
    Against,
    Line,
    Margin,
    Pairs,
    Rules,
    Statistics,
    Verdict,
    against,
    paired,
    statistics,
    verdict,
)
from qingtian.quality.stream import Series
from qingtian_platform.check.comparability import reading
from qingtian_platform.check.comparability.pairs import Pair, Stream, neighbours
from qingtian_platform.check.comparability.settings import setting, window
from qingtian_platform.check.findings.settings import packs
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing


@dataclass(frozen=True)
class Compared:
    """What a pair came to over a stretch of days.

    Attributes
    ----------
    pair, start, end
        Which, and [start, end).
    came, valid
        Hours of either side for which anything came, and those that count. [1]
    pairs
        Hours that both have. [unit of the property]
    statistics, days
        Of the hours, and of the daily means; None where there are too few.
    verdict
        What it comes to.
    references
        Both sides against each reference that was there, the surest first.
    around
        The neighbours whose consensus was taken.
    margin, rules, line
        What the law asks.
    """

    pair: Pair
    start: datetime
    end: datetime
    came: tuple[int, int]
    valid: tuple[int, int]
    pairs: Pairs
    statistics: Statistics | None
    days: Statistics | None
    verdict: Verdict
    references: tuple[Against, ...]
    around: tuple[Stream, ...]
    margin: Margin
    rules: Rules
    line: Line | None


def compare(pair: Pair, start: datetime, end: datetime, known: Policy, places: Places) -> Compared:
    """Compare a pair over [start, end).

    Parameters
    ----------
    pair
        Two owners at one place.
    start, end
        With their zone.
    known
        The policy of the city.
    places
        Where the data lives.

    Raises
    ------
    LookupError
        If no law of that day says how far the two may differ.
    """
    day = beijing(end).date()
    margin = comparison.margin(pair.known.domain, pair.known.kind, day, packs())
    if margin is None:
        raise LookupError(
            f"expected an allowed difference of {pair.known.kind} on {day}; none is set"
        )
    rules = comparison.rules(day, packs())
    line = comparison.line(pair.known.domain, pair.known.kind, day, packs())
    around = tuple(neighbours(pair, day, known))
    came = reading.read([*pair.sides, *around], start, end, places)
    ours, theirs = (came[side.thing.key] for side in pair.sides)
    both = paired(ours.series, theirs.series)
    hours = int(setting(known, "reports", day)["hours"])
    found, days = statistics(both, rules), statistics(both.daily(hours), rules)
    least = int(setting(known, "neighbours", day)["least"])
    third = reading.consensus({each.thing.key: came[each.thing.key] for each in around}, least)
    told = _references(pair, (ours.series, theirs.series, third), end, day, known, (margin, rules))
    said = verdict(found, margin, rules, told, asked=line, days=days)
    return Compared(
        pair, start, end, (ours.came, theirs.came), (ours.valid, theirs.valid), both,
        found, days, said, told, around, margin, rules, line,
    )  # fmt: skip


def _references(
    pair: Pair,
    measured: tuple[Series, Series, Series],
    end: datetime,
    day: date,
    known: Policy,
    law: tuple[Margin, Rules],
) -> tuple[Against, ...]:
    """Hold both sides against each reference that is there."""
    since = (end - window(known, day)).astimezone(UTC)
    *sides, third = measured
    rows: dict[str, list[Pairs]] = {
        "standard": [reading.with_standards(side, since, end) for side in pair.sides],
        "manual": [reading.by_hand(side, since, end) for side in pair.sides],
        "neighbours": [paired(third, side) for side in sides],
    }
    return tuple(
        against(kind, *_two(rows[kind.key]), *law)
        for kind in comparison.references(day, packs())
        if kind.key in rows and any(len(each) for each in rows[kind.key])
    )


def _two(found: list[Pairs]) -> tuple[Pairs, Pairs]:
    first, second = found
    return first, second
