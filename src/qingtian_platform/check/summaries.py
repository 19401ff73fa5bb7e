"""Quality of data in one table: completeness, flags and findings of datastreams, units, owners."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from qingtian_platform.check import months, rules, tallies
from qingtian_platform.check.dimensions import Group, RateRow, Unit, group_of, units
from qingtian_platform.check.findings.counted import Counted, counted
from qingtian_platform.check.months import MonthRow
from qingtian_platform.check.store import Reader
from qingtian_platform.check.tallies import Tally
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry

BY = ("datastream", "outlet", "enterprise", "district", "month")
Seen = Callable[[registry.ThingInfo], bool]


@dataclass
class Summary(RateRow):
    """What is known of the quality of a group's data in a period; desk only.

    Attributes
    ----------
    things
        Numbers of the things in it.
    stream
        Data logger and observed property, where it is one datastream.
    flags
        Values that do not count, by what flags them: `mark`, `ruling` or the number of a rule. One
        value may bear several.
    findings
        Standing findings by the number of the rule.
    """

    things: set[int] = field(default_factory=set)
    stream: tuple[str, str] | None = None
    flags: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)


def summaries(
    *,
    by: str,
    start: date,
    end: date,
    interval: str,
    seen: Seen,
    places: Places | None = None,
) -> list[Summary]:
    """Give completeness, flags and findings by group.

    Parameters
    ----------
    by
        `datastream`, `outlet`, `enterprise`, `district` or `month`.
    start, end
        Beijing days, both included. A whole month is read from what is kept by month.
    interval
        Which interval is counted.
    seen
        Which things the reader may see.
    places
        Where everything lives; the current directory where left out.

    Returns
    -------
    list of Summary
        By name, or by month. A group that owed nothing and of which nothing is said is absent.

    Raises
    ------
    ValueError
        If `by` is unknown.
    """
    if by not in BY:
        raise ValueError(f"summaries by {by!r}; expected one of {', '.join(BY)}")
    where, known = places or Places.current(), units()
    held = {mn: unit for mn, unit in known.items() if seen(unit.thing)}
    if by != "month":
        return _Table(by, start, end, held).read(where, interval)
    found: list[Summary] = []
    for first in months.months(start, end):
        begin, last = max(first, start), min(months.end_of(first), end)
        found += _Table(by, begin, last, held).read(where, interval)
    return found


class _Table:
    """Groups of one period while they are added up."""

    def __init__(self, by: str, first: date, last: date, held: dict[str, Unit]) -> None:
        self.by, self.first, self.last, self.held = by, first, last, held
        self._formula = rules.formula(last)
        self._groups: dict[str, Summary] = {}
        self._owing: dict[str, dict[int, bool]] = {}

    @property
    def _codes(self) -> bool:
        return self.by == "datastream"

    def read(self, places: Places, interval: str) -> list[Summary]:
        """Read and add up everything."""
        whole = self.first.day == 1 and self.last == months.end_of(self.first)
        with Reader(places) as reader:
            rows = (
                reader.month(self.first, interval, codes=self._codes)
                if whole
                else reader.summed(self.first, self.last, interval, codes=self._codes)
            )
        self._counts(rows)
        self._flags(tallies.read(places, self.first, self.last, interval, codes=self._codes))
        self._findings(counted(self.first, self.last, interval, places))
        for key, sent in self._owing.items():
            group = self._groups[key]
            group.registered, group.connected = len(sent), sum(sent.values())
        return sorted(self._groups.values(), key=lambda row: (row.group.name, row.group.key))

    def _group(self, mn: str, code: str) -> Summary | None:
        unit = self.held.get(mn)
        if unit is None:
            return None
        group = self._named(unit, mn, code)
        found = self._groups.get(group.key)
        if found is None:
            found = Summary(group, self.first, self.last, self._formula)
            self._groups[group.key] = found
            found.stream = (mn, code) if self._codes else None
        found.things.add(unit.thing.id)
        return found

    def _named(self, unit: Unit, mn: str, code: str) -> Group:
        if self.by == "month":
            return Group(f"{self.first:%Y-%m}", f"{self.first:%Y-%m}", f"{self.first:%Y-%m}")
        if not self._codes:
            return group_of(self.by, unit, code)
        name, english = unit.names.get(code, (code, code))
        thing = unit.thing
        return Group(
            f"{mn} {code}", f"{thing.name} · {name}", f"{thing.name_en} · {english or code}"
        )

    def _counts(self, rows: Iterable[MonthRow]) -> None:
        for row in rows:
            group = self._group(row.mn, row.code)
            if group is None:
                continue
            group.counts = group.counts + row.counts if group.counts.expected else row.counts
            if row.counts.expected:
                sent = self._owing.setdefault(group.group.key, {})
                thing = self.held[row.mn].thing.id
                sent[thing] = sent.get(thing, False) or row.counts.received > 0

    def _flags(self, rows: Iterable[Tally]) -> None:
        for row in rows:
            group = self._group(row.mn, row.code)
            if group is not None:
                group.flags[row.source] = group.flags.get(row.source, 0) + row.number

    def _findings(self, rows: Iterable[Counted]) -> None:
        for row in rows:
            group = self._group(row.mn, row.code if self._codes else "")
            if group is not None:
                group.findings[row.rule] = group.findings.get(row.rule, 0) + row.number
