"""Targets as of a day: figures, baselines, progress, and who must report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from qingtian.policy import Policy, forecasting
from qingtian.policy.errors import NotThereError
from qingtian.policy.targets import ABOUT, Target, progress
from qingtian.policy.tasks import owners_of
from qingtian_platform.assess.tasks.errors import TaskRefusedError
from qingtian_platform.assess.tasks.figures import Asked, baselines, computed, together
from qingtian_platform.assess.tasks.infos import Statement, TargetInfo
from qingtian_platform.assess.tasks.models import Assignment, Baseline, Reminder, Reported
from qingtian_platform.assess.tasks.reading import end, grouped, last, statement, the_policy
from qingtian_platform.kit.times import beijing

AMBER, STANDS, BASELINE = "target.amber", "target.stands", "target.baseline"
NEAR = "target.about"


@dataclass(frozen=True)
class Words:
    """What was said of targets until the end of a day, by clause."""

    reported: Mapping[str, list[Reported]]
    baselines: Mapping[str, list[Baseline]]
    reminded: Mapping[str, Reminder]
    assigned: Mapping[str, Assignment]


def targets(day: date, *, ruled: date | None = None) -> list[TargetInfo]:
    """List every target with its figures as they were known at the end of a day.

    Parameters
    ----------
    day
        The day.
    ruled
        Whose settings hold; None = of the day itself.
    """
    known = the_policy()
    said = _said(known.targets, day)
    return [_target(known, each, day, said, ruled or day) for each in known.targets.values()]


def target(clause: str, day: date) -> TargetInfo:
    """Give one target as of a day.

    Raises
    ------
    TaskRefusedError
        If there is no such target.
    """
    known = the_policy()
    found = known.targets.get(clause)
    if found is None:
        raise TaskRefusedError(_("Expected a target of the gazette; got %(x)s.") % {"x": clause})
    return _target(known, found, day, _said({clause: found}, day), day)


def reported(clause: str, day: date) -> list[tuple[date, Decimal, Statement]]:
    """List every figure ever handed in for a target until the end of a day, the newest first."""
    rows = Reported.objects.filter(clause=clause, at__lt=end(day)).order_by("-at", "-id")
    return [(row.day, Decimal(row.value), statement(row, "source")) for row in rows]


def reminders(clause: str, day: date) -> list[tuple[str, Statement]]:
    """List who was reminded of a target, by whom and when, the newest first."""
    rows = Reminder.objects.filter(task=clause, at__lt=end(day)).order_by("-at", "-id")
    return [(row.to, Statement(row.by, row.name, row.at, "")) for row in rows]


def _said(wanted: Mapping[str, Target], day: date) -> Words:
    within = {"at__lt": end(day), "clause__in": list(wanted)}
    reminded = Reminder.objects.filter(at__lt=end(day), task__in=list(wanted))
    return Words(
        grouped(Reported.objects.filter(**within), "clause"),
        grouped(Baseline.objects.filter(**within), "clause"),
        last(reminded, "task"),
        last(Assignment.objects.filter(**within), "clause"),
    )


def _target(known: Policy, own: Target, day: date, said: Words, ruled: date) -> TargetInfo:
    key = own.clause.id
    goal, own = _goal(known, own, ruled)
    base = {
        row.year: (Decimal(row.value), statement(row, "source"))
        for row in said.baselines.get(key, ())
    }
    entered = {
        row.day: (Decimal(row.value), statement(row, "source"))
        for row in said.reported.get(key, ())
        if row.day <= day
    }
    which = _answer(known, BASELINE, ruled) if base else "computed"
    indicator = known.indicators.get(own.indicator)
    numbers = {year: value for year, (value, _source) in base.items()}
    answer = partial(_answer, known, day=ruled)
    made = [] if indicator is None else computed(Asked(own, indicator, day, numbers, which, answer))
    stands = _answer(known, STANDS, ruled) if made and entered else "entered"
    figures = together(made, entered, stands)
    assigned, reminded = said.assigned.get(key), said.reminded.get(key)
    who, _named = owners_of(known, own.clause, {key: (assigned.owner,)} if assigned else {})
    named = known.documents[own.clause.document].date
    return TargetInfo(
        own,
        progress(
            own,
            [(each.day, each.value) for each in figures if each.counts and each.value is not None],
            day,
            amber=Decimal(_answer(known, AMBER, ruled)["percent"]),
            rule=forecasting.rule_of(_answer(known, forecasting.SETTING, ruled)),
        ),
        figures,
        who,
        reminded.at if reminded else None,
        baselines(figures, base, which),
        goal,
        beijing(assigned.at).date() if assigned else named,
    )


def _goal(known: Policy, own: Target, day: date) -> tuple[str, Target]:
    """Take what settings say of a target: its number where the clause has none, and how near is about.

    The sign of the clause says which end a number is.
    """
    if own.clause.operator == ABOUT and NEAR in known.settings:
        own = replace(own, about=Decimal(_answer(known, NEAR, day)["percent"]))
    indicator = known.indicators.get(own.indicator)
    if own.goal is not None or indicator is None or not indicator.goal:
        return "", own
    (number,) = map(Decimal, _answer(known, indicator.goal, day).values())
    if own.clause.operator in ("<=", "<"):
        return indicator.goal, replace(own, high=number)
    return indicator.goal, replace(own, low=number)


def _answer(known: Policy, key: str, day: date) -> Any:  # noqa: ANN401 - whatever was decided
    """Give the answer of a setting on a day; before it was first decided, that first answer.

    Raises
    ------
    NotThereError
        If the pack has no such setting.
    """
    if key not in known.settings:
        raise NotThereError(f"expected a setting {key} in settings.yaml; it is missing")
    setting = known.settings[key]
    return setting.on(max(day, setting.decisions[0].since)).value
