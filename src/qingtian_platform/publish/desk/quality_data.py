"""What the report on data quality says: rows, totals, the words for rules and marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.quality.completeness import Counts, total
from qingtian.quality.rates import Rates, rates
from qingtian.quality.rules import RULES
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check import api as check
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.times import midnight
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.frame import Seen
from qingtian_platform.registry import api as registry

BY: dict[str, Promise] = {
    "outlet": gettext_lazy("Outlet or station"),
    "datastream": gettext_lazy("Datastream"),
    "enterprise": gettext_lazy("Enterprise"),
    "district": gettext_lazy("District"),
    "month": gettext_lazy("Month"),
}
SOURCES: dict[str, Promise] = {
    "mark": gettext_lazy("data mark of the logger"),
    "ruling": gettext_lazy("ruling of a person"),
}


@dataclass(frozen=True)
class Period:
    """The days that a report is about.

    Attributes
    ----------
    first, last
        Beijing days, both included.
    """

    first: date
    last: date

    @property
    def month(self) -> str:
        """The month as `2026-11`, where it is a whole one; else empty."""
        whole = self.first.day == 1 and self.last == end_of(self.first)
        return f"{self.first:%Y-%m}" if whole else ""

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The period as moments [start, end)."""
        return midnight(self.first), midnight(self.last + timedelta(days=1))

    @property
    def text(self) -> str:
        """The period as a reader sees it."""
        return self.month or f"{self.first} – {self.last}"


def end_of(day: date) -> date:
    """Give the last day of a month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


@dataclass
class Answering:
    """How alarms about some units were answered.

    Attributes
    ----------
    hours
        From alarm to first answer, of those that were answered. [h]
    asked, overdue
        Alarms that ask for an answer; those without one whose time is over.
    """

    hours: list[float] = field(default_factory=list)
    asked: int = 0
    overdue: int = 0

    def add(self, wait: alarms.Wait, now: datetime) -> None:
        """Count one alarm."""
        self.asked += 1
        self.overdue += wait.overdue(now)
        if wait.answered_at is not None:
            self.hours.append((wait.answered_at - wait.raised_at).total_seconds() / 3600)

    @property
    def median(self) -> float | None:
        """Median time to an answer; None where there is none. [h]."""
        return median(self.hours) if self.hours else None

    @property
    def median_text(self) -> str:
        """The median in words."""
        if self.median is None:
            return ""
        begin = datetime(2000, 1, 1, tzinfo=UTC)
        return words.lasting(begin, begin + timedelta(hours=self.median))


@dataclass
class Row:
    """A line of the report.

    Attributes
    ----------
    summary
        Completeness, flags, findings.
    answering
        Of the alarms about its units; None where the line is a datastream.
    due
        Datastreams whose zero and span check is overdue now; None where the line is a month.
    unit
        Key of the unit, where the line is one.
    """

    summary: check.Summary
    answering: Answering | None
    due: int | None
    unit: str = ""

    @property
    def name(self) -> str:
        """What the line stands for."""
        group = self.summary.group
        return (group.name_en if words.english() else group.name) or group.key or _("Whole city")

    @property
    def counts(self) -> Counts:
        """What was counted."""
        return self.summary.counts

    @cached_property
    def rates(self) -> Rates:
        """传输率, 有效率, 传输有效率."""
        return self.summary.rates

    @property
    def href(self) -> str:
        """Where the datastreams of a unit are listed; empty for other lines."""
        return f"?by=datastream&unit={self.unit}" if self.unit else ""

    @property
    def flagged(self) -> int:
        """Flags that take values out of the count."""
        return sum(self.summary.flags.values())

    @property
    def found(self) -> int:
        """Standing findings."""
        return sum(self.summary.findings.values())

    @property
    def flags(self) -> list[tuple[str, str, int]]:
        """Source, its words and number of flags, most first."""
        return _most(self.summary.flags)

    @property
    def findings(self) -> list[tuple[str, str, int]]:
        """Rule, its name and number of findings, most first."""
        return _most(self.summary.findings)

    @property
    def weight(self) -> tuple[float, ...]:
        """What stands first: what is overdue, was found, or is missing."""
        both = self.rates.both
        overdue = self.answering.overdue if self.answering else 0
        return (-overdue, -self.found, float(both) if both is not None else 2.0, -self.flagged)


def _most(counted: dict[str, int]) -> list[tuple[str, str, int]]:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [(source, source_name(source), number) for source, number in ordered]


def source_name(source: str) -> str:
    """Name what sets a flag or says a finding."""
    if source in SOURCES:
        return str(SOURCES[source])
    rule = RULES.get(source)
    return source if rule is None else words.said(rule.name)


@dataclass
class Report:
    """The report of a period.

    Attributes
    ----------
    period, by, interval
        What was asked for.
    rows
        Lines; by month in order of time, else those first that matter most.
    made_at
        As-of time. [UTC]
    """

    period: Period
    by: str
    interval: str
    rows: list[Row]
    answering: Answering
    due: int
    made_at: datetime

    @cached_property
    def counts(self) -> Counts:
        """All counts together."""
        return total(row.counts for row in self.rows)

    @cached_property
    def rates(self) -> Rates:
        """Rates of all together."""
        return rates(self.counts, check.formula(self.period.last))

    @cached_property
    def flagged(self) -> int:
        """Flags that take values out of the count."""
        return sum(row.flagged for row in self.rows)

    @cached_property
    def findings(self) -> list[tuple[str, str, int]]:
        """Rule, its name and number of findings, most first."""
        found: dict[str, int] = {}
        for row in self.rows:
            for rule, number in row.summary.findings.items():
                found[rule] = found.get(rule, 0) + number
        return _most(found)

    @cached_property
    def found(self) -> int:
        """Standing findings."""
        return sum(row.found for row in self.rows)


def report(
    period: Period, *, by: str, interval: str, seen: Seen, now: datetime | None = None
) -> Report:
    """Put the report of a period together; reads what is kept by month and day, never the archive.

    Parameters
    ----------
    period
        The days.
    by
        One of `BY`.
    interval
        Which interval is counted.
    seen
        Which units the reader may see.
    now
        As-of time; the present where left out.
    """
    made = now or datetime.now(UTC)
    found = check.summaries(
        by=by, start=period.first, end=period.last, interval=interval, seen=seen
    )
    held = {thing for row in found for thing in row.things}
    waits = [each for each in alarms.waits(*period.span) if each.thing_id in held]
    late = instruments.overdue(made)
    units = _by_unit(late)
    if by == "datastream":
        rows = [Row(row, None, int(row.stream in late)) for row in found]
    elif by == "month":
        rows = [Row(row, _answering(waits, made, _span(row)), None) for row in found]
    else:
        of: dict[int, list[alarms.Wait]] = {}
        for wait in waits:
            of.setdefault(wait.thing_id, []).append(wait)
        rows = [_row(row, of, units, made) for row in found]
        if by == "outlet":
            rows = [replace(row, unit=row.summary.group.key) for row in rows]
    if by != "month":
        rows.sort(key=lambda row: row.weight)
    due = sum(units.get(thing, 0) for thing in held)
    return Report(period, by, interval, rows, _answering(waits, made), due, made)


def _row(
    row: check.Summary,
    waits: dict[int, list[alarms.Wait]],
    units: dict[int, int],
    now: datetime,
) -> Row:
    own = [wait for thing in row.things for wait in waits.get(thing, ())]
    return Row(row, _answering(own, now), sum(units.get(thing, 0) for thing in row.things))


def _span(row: check.Summary) -> tuple[datetime, datetime]:
    return Period(row.first, row.last).span


def _answering(
    waits: Iterable[alarms.Wait], now: datetime, span: tuple[datetime, datetime] | None = None
) -> Answering:
    """Count alarms, those that were raised within a span where one is given."""
    found = Answering()
    for wait in waits:
        if span is None or span[0] <= wait.raised_at < span[1]:
            found.add(wait, now)
    return found


def _by_unit(late: Iterable[tuple[str, str]]) -> dict[int, int]:
    """Count overdue checks by number of the unit."""
    loggers = registry.all_loggers(None)
    return dict(Counter(loggers[mn].thing_id for mn, _code in late if mn in loggers))


def say(found: Report) -> str:
    """Answer the page's question in a few sentences."""
    if not found.rows:
        return _("Nothing was owed in these days.")
    rates = found.rates
    parts = [
        _("%(period)s: transmission %(t)s %%, validity %(v)s %%.")
        % {
            "period": found.period.text,
            "t": words.percent(rates.transmission) or "–",
            "v": words.percent(rates.validity) or "–",
        },
        ngettext("%(n)s flag takes a value out.", "%(n)s flags take values out.", found.flagged)
        % {"n": found.flagged},
        ngettext("%(n)s finding stands.", "%(n)s findings stand.", found.found)
        % {"n": found.found},
    ]
    if found.answering.asked:
        parts.append(answers(found))
    return " ".join(parts) if words.english() else "".join(parts)


def answers(found: Report) -> str:
    """Say how alarms were answered."""
    told = found.answering
    return _("%(asked)s alarms asked for a cause: median time %(median)s, %(overdue)s overdue.") % {
        "asked": told.asked,
        "median": told.median_text or "–",
        "overdue": told.overdue,
    }
