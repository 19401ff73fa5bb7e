"""What is known of a unit's year: counted from the ledger and the closed lists, or entered by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian.policy import Policy
from qingtian.policy.assessments import rounded
from qingtian.policy.forecasting import Point
from qingtian.policy.targets import Target, judged
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.performance.models import Entered
from qingtian_platform.assess.tasks import api as ledger

ASSESSED, TARGETS, QUALITY = "performance.assessed", "performance.targets", "performance.quality"
"""Settings: who is assessed, how targets are scored, how townships make a district's state."""
UNMET, EXCEEDED = "unmet", "exceeded"
DIGITS = 2


@dataclass(frozen=True)
class Fact:
    """One fact of a unit and year.

    Attributes
    ----------
    key
        A dimension; `unmet`: how many targets of the year were missed; `exceeded`: 1 where all were
        exceeded, else 0.
    value
        The number.
    source
        Where it comes from.
    computed
        Whether the platform counted it.
    rows
        What it was counted from: clauses of targets, or lists with first day and edition.
    name
        Who entered it; empty where it was counted.
    """

    key: str
    value: Decimal
    source: str
    computed: bool
    rows: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Due:
    """A target that fell due in a year: whether it was reached, and exceeded; None = no record."""

    clause: str
    met: bool | None
    exceeded: bool


def due(year: int, today: date) -> dict[str, list[Due]]:
    """List the targets with a number that fell due in a year, by organisation that owes them.

    Parameters
    ----------
    year
        Which; its settings hold.
    today
        As of which figures are known: those of a year are counted and handed in after it.
    """
    last = date(year, 12, 31)
    found: dict[str, list[Due]] = {}
    for info in ledger.targets(max(last, today), ruled=last):
        target = info.target
        if target.goal is None or not target.owed_in(year):
            continue
        told = judged(target, _known(info, year), _end(target, last))
        one = Due(target.clause.id, None, exceeded=False)
        if told is not None:
            one = Due(target.clause.id, target.met(told[1]), _beyond(target, told[1]))
        for owner in info.owners:
            found.setdefault(owner, []).append(one)
    return found


def _known(info: ledger.TargetInfo, year: int) -> list[Point]:
    """List the figures that count; of a target that each year asks for anew, those of the year."""
    figures = [(each.day, each.value) for each in info.figures if each.counts]
    yearly = info.target.yearly
    return [
        (day, value)
        for day, value in figures
        if value is not None and (not yearly or day.year == year)
    ]


def _end(target: Target, last: date) -> date:
    deadline = target.clause.deadline
    end = deadline.last_day if deadline else None
    return last if end is None or target.yearly else end


def _beyond(target: Target, value: Decimal) -> bool:
    """Tell whether a value is better than what was asked for; one that lies between bounds is not."""
    if target.low is not None and target.high is not None:
        return False
    over = target.low is not None and value > target.low
    return over or (target.high is not None and value < target.high)


def of_targets(known: Policy, owed: list[Due], year: int) -> dict[str, Fact]:
    """Score the targets of a unit: a share of those due, or of those reported, as a setting says."""
    how = known.decided(TARGETS, date(year, 12, 31))
    told = [each for each in owed if each.met is not None]
    whole = owed if how == "met/due" else told
    met = sum(bool(each.met) for each in told)
    clauses = tuple(each.clause for each in owed)
    source = f"ledger of targets: {met} reached, {len(told)} reported, {len(owed)} due ({how})"
    if not whole:
        return {}
    score = rounded(Fraction(100 * met, len(whole)), DIGITS)
    over = int(met == len(owed) and all(each.exceeded for each in owed))
    missed = Decimal(len(told) - met)
    return {
        "targets": Fact("targets", score, source, computed=True, rows=clauses),
        UNMET: Fact(UNMET, missed, source, computed=True, rows=clauses),
        EXCEEDED: Fact(EXCEEDED, Decimal(over), source, computed=True, rows=clauses),
    }


def of_quality(known: Policy, year: int) -> dict[str, Fact]:
    """Give the state of the environment of each district, from the closed lists of its townships."""
    weights = known.numbers(QUALITY, date(year, 12, 31))
    means: dict[str, dict[str, Fraction]] = {}
    rows: dict[str, list[str]] = {}
    for name in weights:
        for district, values, lists in _by_district(known, name, year):
            means.setdefault(district, {})[name] = Fraction(sum(values)) / len(values)
            rows.setdefault(district, []).extend(lists)
    whole = sum((Fraction(each) for each in weights.values()), Fraction(0))
    found = {}
    for district, parts in means.items():
        if set(parts) != set(weights):
            continue
        total = sum((Fraction(weights[key]) * part for key, part in parts.items()), Fraction(0))
        source = f"closed lists of townships: {len(rows[district])}"
        score = rounded(total / whole, DIGITS)
        found[district] = Fact("quality", score, source, computed=True, rows=tuple(rows[district]))
    return found


def _by_district(
    known: Policy, indicator: str, year: int
) -> Iterable[tuple[str, list[Fraction], list[str]]]:
    """Gather the figures of a year's closed lists of one assessment by district."""
    key = next((k for k, one in known.rankings.items() if one.indicator == indicator), None)
    values: dict[str, list[Fraction]] = {}
    lists: list[str] = []
    for turn in closing.turns(key, date(year, 12, 31)) if key else ():
        found = closing.editions(str(key), turn.first) if turn.last.year == year else []
        if not found:
            continue
        lists.append(f"{key} {turn.first} {found[0].number}")
        for subject, _place, value, *_rest in found[0].content["placed"]:
            place = known.divisions.by_code.get(subject)
            if place is not None and value is not None:
                values.setdefault(place.parent, []).append(Fraction(value))
    return [(district, each, lists) for district, each in values.items()]


def entered(year: int) -> Mapping[tuple[str, str], Fact]:
    """Give what persons entered for a year, the latest of each unit and fact."""
    rows = Entered.objects.filter(year=year).order_by("at", "pk")
    return {
        (row.unit, row.fact): Fact(
            row.fact, Decimal(row.value), row.source, computed=False, name=row.name
        )
        for row in rows
    }
