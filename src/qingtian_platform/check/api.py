"""What check tells: rates, blocks, broken chains, availability, notes; findings and flags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qingtian.quality.chain import Rule
from qingtian.quality.completeness import Counts
from qingtian_platform.check import rules
from qingtian_platform.check.dimensions import BY, PERIODS, Group, RateRow, table
from qingtian_platform.check.expect import aware
from qingtian_platform.check.findings.api import (
    FindingRow,
    FlagSaid,
    finding,
    finding_changes,
    findings,
    flag_history,
    flags,
)
from qingtian_platform.check.notes import NoteError, NoteInfo, add, notes
from qingtian_platform.check.rows import BlockRow, BrokenRow, CountRow, SeriesRow
from qingtian_platform.check.rules import editions, formula, formulas, marks, setting
from qingtian_platform.check.store import Reader
from qingtian_platform.check.summaries import Summary, summaries
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry

__all__ = [
    "BY",
    "PERIODS",
    "Broken",
    "FindingRow",
    "FlagSaid",
    "Gap",
    "Group",
    "NoteError",
    "NoteInfo",
    "RateRow",
    "SeriesRow",
    "Summary",
    "add_note",
    "blocks",
    "broken",
    "counts",
    "editions",
    "finding",
    "finding_changes",
    "findings",
    "flag_history",
    "flags",
    "formula",
    "formulas",
    "marks",
    "matrix",
    "notes",
    "rates",
    "series",
    "setting",
    "span",
    "stamp",
    "summaries",
]

add_note = add
Seen = Callable[[registry.ThingInfo], bool]


def _everything(_thing: registry.ThingInfo) -> bool:
    return True


@dataclass(frozen=True)
class Broken:
    """Where one chain is broken now, or that it is well.

    Attributes
    ----------
    mn, code
        Data logger; observed property, empty for the data logger as a whole.
    rule
        Row of the decision table: link, cause, next step, who, within how long.
    since
        End of the last period that came; None if nothing ever came.
    last_measured, last_received
        Both times of the last value.
    """

    mn: str
    code: str
    rule: Rule
    since: datetime | None
    last_measured: datetime | None
    last_received: datetime | None

    @property
    def well(self) -> bool:
        """Whether nothing is broken."""
        return self.rule.link == "none"

    @property
    def due(self) -> datetime | None:
        """By when the next step is to be done; None where nothing is."""
        hours = self.rule.within_hours
        return None if hours is None or self.since is None else self.since + timedelta(hours=hours)


@dataclass(frozen=True)
class Gap:
    """A stretch that was not delivered in time, or not valid.

    Attributes
    ----------
    mn, interval, codes
        What.
    start, end
        The stretch, [start, end).
    kind, flag
        `missing`, or `invalid` with its data mark.
    slots, refilled, refilled_at
        Periods lost, how many were back-filled, when the last of these came.
    rule
        Row of the decision table.
    """

    mn: str
    interval: str
    codes: tuple[str, ...]
    start: datetime
    end: datetime
    kind: str
    flag: str
    slots: int
    refilled: int
    refilled_at: datetime | None
    rule: Rule

    @property
    def still_missing(self) -> int:
        """Periods for which there is nothing to this day."""
        return self.slots - self.refilled if self.kind == "missing" else 0

    @property
    def due(self) -> datetime | None:
        """By when the next step was to be done."""
        hours = self.rule.within_hours
        return None if hours is None else self.start + timedelta(hours=hours)


def rates(
    *,
    by: str = "outlet",
    period: str = "day",
    start: date,
    end: date,
    interval: str | None = None,
    mn: str | None = None,
    seen: Seen = _everything,
    places: Places | None = None,
) -> list[RateRow]:
    """Give 联网率, 传输率, 有效率 and 传输有效率.

    Parameters
    ----------
    by
        `factor`, `outlet`, `enterprise`, `district` or `all`.
    period
        `day`, `month` or `range`.
    start, end
        Beijing days, both included.
    interval
        Which interval is counted; that of the formula in force where left out.
    mn
        Of one data logger alone; of all where left out.
    seen
        Which outlets the reader may see.
    places
        Where everything lives; the current directory where left out.

    Returns
    -------
    list of RateRow
        A group that owed nothing is absent.

    Raises
    ------
    ValueError
        If `by` or `period` is unknown.
    """
    kind = interval or formula(end).interval
    with Reader(places or Places.current()) as reader:
        rows = list(reader.counts(start, end, kind, mn))
    return table(rows, by=by, period=period, first=start, last=end, seen=seen)


def counts(
    start: date, end: date, interval: str, mn: str | None = None, places: Places | None = None
) -> list[CountRow]:
    """Give the counts by datastream and day, of one data logger or all."""
    with Reader(places or Places.current()) as reader:
        return list(reader.counts(start, end, interval, mn))


def broken(places: Places | None = None) -> list[Broken]:
    """Say of every live data logger where its chain is broken, or that it is well.

    Returns
    -------
    list of Broken
        One for each data logger, and one more for each observed property that differs from it.
    """
    with Reader(places or Places.current()) as reader:
        return [_broken(row) for row in reader.broken()]


def _broken(row: BrokenRow) -> Broken:
    return Broken(
        row.mn,
        row.code,
        rules.chain_rule(row.rule),
        _moment(row.since),
        _moment(row.last_measured),
        _moment(row.last_received),
    )


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else aware(microseconds)


def blocks(
    start: date,
    end: date,
    *,
    mn: str | None = None,
    interval: str | None = None,
    places: Places | None = None,
) -> list[Gap]:
    """List what was not delivered in time or not valid, runs over midnight as one.

    Parameters
    ----------
    start, end
        Beijing days on which a block begins, both included.
    mn
        One data logger; all where left out.
    interval
        One interval; that of the formula in force where left out.
    places
        Where everything lives.
    """
    kind = interval or formula(end).interval
    with Reader(places or Places.current()) as reader:
        rows = [row for row in reader.blocks(start, end, mn) if row.interval == kind]
    return _merged(rows)


def _merged(rows: list[BlockRow]) -> list[Gap]:
    """Put blocks together that touch and have everything else in common."""
    done: list[Gap] = []
    ends: dict[tuple[object, ...], int] = {}
    for row in rows:
        gap = _gap(row)
        key = (gap.mn, gap.codes, gap.kind, gap.flag, row.rule)
        at = ends.pop((*key, gap.start), None)
        if at is None:
            done.append(gap)
            at = len(done) - 1
        else:
            done[at] = _longer(done[at], gap)
        ends[(*key, gap.end)] = at
    return done


def _gap(row: BlockRow) -> Gap:
    return Gap(
        row.mn,
        row.interval,
        row.codes,
        aware(row.start),
        aware(row.end),
        row.kind,
        row.flag,
        row.slots,
        row.refilled,
        _moment(row.refilled_at),
        rules.chain_rule(row.rule),
    )


def _longer(gap: Gap, later: Gap) -> Gap:
    times = [t for t in (gap.refilled_at, later.refilled_at) if t is not None]
    return Gap(
        gap.mn,
        gap.interval,
        gap.codes,
        gap.start,
        later.end,
        gap.kind,
        gap.flag,
        gap.slots + later.slots,
        gap.refilled + later.refilled,
        max(times, default=None),
        gap.rule,
    )


def matrix(
    start: date, end: date, interval: str | None = None, places: Places | None = None
) -> dict[str, dict[date, Counts]]:
    """Give the availability matrix: counts by data logger and Beijing day, all properties together.

    A day without counts is absent: nothing was owed.
    """
    found: dict[str, dict[date, Counts]] = {}
    for row in counts(start, end, interval or formula(end).interval, places=places):
        days = found.setdefault(row.mn, {})
        days[row.day] = days.get(row.day, Counts()) + row.counts
    return found


def series(places: Places | None = None) -> list[SeriesRow]:
    """Say how far every datastream reaches: first and last period, and when the last came."""
    with Reader(places or Places.current()) as reader:
        return reader.series()


def span(places: Places | None = None) -> tuple[date, date] | None:
    """Give the first and last day that has counts; None where nothing was counted yet."""
    with Reader(places or Places.current()) as reader:
        return reader.span()


def stamp(places: Places | None = None) -> str:
    """Give a text that changes whenever the worker has written; for ETag."""
    with Reader(places or Places.current()) as reader:
        return f"{reader.state('ticked')}-{reader.state('cursor')}"
