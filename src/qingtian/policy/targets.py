"""Targets: a number to reach by a day, the path to it, and how far one is.

A target whose day has passed without any record is `no record` (到期无记录): the platform knows of no
failure, only of no report. It is late only where a record shows it. What was said before the day and short
of the goal tells nothing of the day: that is `no record` too. Nor does what came later take back what the
figure of the day showed: a target for 2020 is reached or missed by 2020.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from importlib.resources.abc import Traversable
from typing import Literal

from qingtian.policy.assessments import rounded
from qingtian.policy.clauses import Clause
from qingtian.policy.forecasting import Forecast, Point, Rule, forecast
from qingtian.policy.indicators import Indicator
from qingtian.policy.rows import mapped, table

COLUMNS = ("clause", "name_en", "indicator", "reporter")
Light = Literal["green", "amber", "red", "grey"]
Reason = Literal[
    "met", "on the path", "behind the path", "far behind", "missed", "no record", "not yet reported",
    "no number",
]  # fmt: skip
YEAR = re.compile(r"\d{4}")
YEARLY, ABOUT = "P1Y", "≈"


@dataclass(frozen=True)
class Target:
    """One target.

    Attributes
    ----------
    clause
        Where it stands, with number, unit and deadline.
    name
        By language.
    unit
        Of its number, by language; as the gazette writes it where `units.yaml` of the pack has no word.
    indicator
        Key of the indicator by which the platform computes it; empty where it is reported.
    reporter
        Key of the organisation that a setting names; empty where the clause names one.
    low, high
        What must be reached: at least `low`, at most `high`; both None where the text gives no number.
    about
        How far from its number still reaches it where the text says about (左右, 基本), a setting. [%]
    """

    clause: Clause
    name: Mapping[str, str]
    unit: Mapping[str, str]
    indicator: str
    reporter: str
    low: Decimal | None
    high: Decimal | None
    about: Decimal = Decimal(0)

    @property
    def goal(self) -> Decimal | None:
        """The end that one must come to: the lower one, else the upper."""
        return self.high if self.low is None else self.low

    @property
    def baseline(self) -> tuple[date, Decimal] | None:
        """Where a reduction against a year begins: 0 at the end of that year."""
        year = YEAR.fullmatch(self.clause.baseline)
        return (date(int(year[0]), 12, 31), Decimal(0)) if year else None

    def met(self, value: Decimal) -> bool:
        """Tell whether a value reaches it; False where the text gives no number."""
        if self.goal is None:
            return False
        if value == self.goal and self.clause.operator in (">", "<"):
            return False
        room = abs(self.goal) * self.about / 100
        over = self.low is None or value >= self.low - room
        under = self.high is None or value <= self.high + room
        return over and under

    @property
    def yearly(self) -> bool:
        """Whether its number is asked for in each year anew, as 1.5 million checks a year are."""
        return self.clause.frequency == YEARLY

    def owed_in(self, year: int) -> bool:
        """Tell whether it is owed in a year: by its day, or each whole year of its time."""
        deadline = self.clause.deadline
        last = deadline.last_day if deadline else None
        if not self.yearly:
            return last is not None and last.year == year
        first = deadline.day if deadline and deadline.kind in ("from", "within") else None
        begun = first is None or first <= date(year, 1, 1)
        return begun and (last is None or year <= last.year)


@dataclass(frozen=True)
class Progress:
    """How far a target is on a day.

    Attributes
    ----------
    light, reason
        Its colour, and why.
    value, expected, forecast
        The record that tells, what the path asks for on its day, what the line through the records gives
        for the deadline; None where there is none. A grey one has no forecast.
    path
        Both ends of the path; None where there is none.
    day, due
        Of which day the record is; the day that has passed, where one has. None where there is none.
    """

    light: Light
    reason: Reason
    value: Decimal | None = None
    expected: Decimal | None = None
    forecast: Forecast | None = None
    path: tuple[Point, Point] | None = None
    day: date | None = None
    due: date | None = None


def judged(target: Target, known: Sequence[Point], end: date) -> Point | None:
    """Give the figure that tells whether a target was reached by a day that has passed.

    Parameters
    ----------
    target
        Which.
    known
        Day and figure, the oldest first.
    end
        The day.

    Returns
    -------
    tuple of date and Decimal, or None
        The figure of the day, or the last before it where that reaches the goal; else the newest after
        it. None where there is none of these: what was short of the goal before tells nothing.
    """
    before = [each for each in known if each[0] <= end]
    if before and (before[-1][0] == end or target.met(before[-1][1])):
        return before[-1]
    return known[-1] if known and known[-1][0] > end else None


def progress(
    target: Target,
    records: Sequence[tuple[date, Decimal]],
    today: date,
    *,
    amber: Decimal,
    rule: Rule,
    digits: int = 1,
) -> Progress:
    """Tell how far a target is.

    Parameters
    ----------
    target
        Which.
    records
        Day and value of what was reported or computed; later days are not looked at.
    today
        The day as of which it is told.
    amber
        How far behind the path is amber: share of the way from the beginning to the goal. [%]
    rule
        How a forecast is made.
    digits
        Digits of what is expected and forecast. [1]

    Returns
    -------
    Progress
        `grey` where there is no number to reach or no record.
    """
    known = sorted(each for each in records if each[0] <= today)
    end = target.clause.deadline.last_day if target.clause.deadline else None
    over = end if end is not None and end < today else None
    if target.goal is None:
        day, value = known[-1] if known else (None, None)
        return Progress("grey", "no number", value, day=day)
    if not known:
        return Progress("grey", "no record" if over else "not yet reported", due=over)
    if over is None and target.yearly:
        return _in_its_year(target, known, today)
    way = _way(target, known, end)
    if over is not None:
        return replace(_past(target, known, over), path=way)
    day, value = known[-1]
    ahead = forecast(known, end, rule, digits) if end is not None and day < end else None
    if target.met(value):
        return Progress("green", "met", value, None, ahead, way, day)
    if way is None:
        return Progress("amber", "behind the path", value, target.goal, ahead, day=day)
    (start, first), (last, goal) = way
    share = Fraction((min(day, last) - start).days, max((last - start).days, 1))
    expected = Fraction(first) + share * (Fraction(goal) - Fraction(first))
    behind = (expected - Fraction(value)) * (1 if goal >= first else -1)
    room = Fraction(amber) / 100 * abs(Fraction(goal) - Fraction(first))
    light, reason = _lit(behind, room)
    return Progress(light, reason, value, rounded(expected, digits), ahead, way, day)


def _past(target: Target, known: Sequence[Point], end: date) -> Progress:
    """Tell what became of a target whose day has passed."""
    found = judged(target, known, end)
    if found is None:
        day, value = known[-1]
        return Progress("grey", "no record", value, target.goal, day=day, due=end)
    day, value = found
    if target.met(value):
        return Progress("green", "met", value, day=day, due=end)
    return Progress("red", "missed", value, target.goal, day=day, due=end)


def _in_its_year(target: Target, known: Sequence[Point], today: date) -> Progress:
    """Tell of a number that each year asks for: of this year where there is a figure, else of the last."""
    day, value = known[-1]
    last = date(today.year - 1, 12, 31)
    if day.year == last.year:
        return _past(target, [each for each in known if each[0].year == last.year], last)
    if day < last:
        return Progress("grey", "no record", value, target.goal, day=day, due=last)
    if target.met(value):
        return Progress("green", "met", value, day=day)
    return Progress("amber", "behind the path", value, target.goal, day=day)


def _lit(behind: Fraction, room: Fraction) -> tuple[Light, Reason]:
    if behind <= 0:
        return "green", "on the path"
    return ("amber", "behind the path") if behind <= room else ("red", "far behind")


def _way(target: Target, known: Sequence[Point], end: date | None) -> tuple[Point, Point] | None:
    """Give both ends of the path; None where there is no day to come to or nowhere to start."""
    start = target.baseline or (known[0] if len(known) > 1 else None)
    if end is None or start is None or target.goal is None or start[0] >= end:
        return None
    return start, (end, target.goal)


def targets(
    folder: Traversable, clauses: Mapping[str, Clause], indicators: Mapping[str, Indicator]
) -> dict[str, Target]:
    """Read `targets.csv`: what a clause of kind `target` needs beside its text; `units.yaml` says units.

    Of a number without a sign the indicator says whether it is the least or the most.

    Raises
    ------
    PackFileError
        If a row names no clause of that kind, or its number cannot be read.
    """
    found, units = {}, _units(folder)
    for row in table(folder, "targets.csv", COLUMNS):
        clause = clauses.get(row.name)
        if clause is None or clause.kind != "target":
            raise row.error("clause", f"expected a clause of kind target; got {row.name}")
        try:
            low, high = _ends(clause, indicators.get(row.text("indicator", "")))
        except ValueError as problem:
            raise row.error("clause", str(problem)) from None
        name = {"zh": clause.indicator, "en": row.text("name_en")}
        unit = units.get(clause.unit, {"zh": clause.unit, "en": clause.unit})
        found[row.name] = Target(
            clause, name, unit, row.text("indicator", ""), row.text("reporter", ""), low, high
        )
    return found


def _units(folder: Traversable) -> dict[str, Mapping[str, str]]:
    """Read how units are said by language; none where the pack has no such file."""
    found = {}
    for row in mapped(folder, "units.yaml", "units", absent=True):
        row.only(["name"])
        found[row.name] = row.words("name")
    return found


def _ends(clause: Clause, indicator: Indicator | None) -> tuple[Decimal | None, Decimal | None]:
    """Read what must be reached; a text without a number reads as none."""
    if clause.operator == "between":
        low, _, high = clause.value.partition("—")
        return _number(low), _number(high)
    number = _number(clause.value, needed=False)
    most = clause.operator in ("<=", "<")
    if clause.operator in ("=", ABOUT):
        most = number == 0 or (indicator is not None and indicator.better == "low")
    return (None, number) if most else (number, None)


def _number(text: str, *, needed: bool = True) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        if needed:
            raise ValueError(f"expected a number; got {text!r}") from None
        return None
