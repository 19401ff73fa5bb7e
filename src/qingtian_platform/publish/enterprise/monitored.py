"""What three pages show of one enterprise's self-monitoring: plan, done against planned, results, reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy.oversight import PledgeText
from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.check.plans import api as plans
from qingtian_platform.check.plans.api import Enterprise, Item, ItemDone, Judged, PlanInfo
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.desk import words
from qingtian_platform.registry import api as registry

PERIODS: Mapping[str, Promise] = {
    "week": gettext_lazy("%(n)s × a week"),
    "month": gettext_lazy("%(n)s × a month"),
    "quarter": gettext_lazy("%(n)s × a quarter"),
    "half-year": gettext_lazy("%(n)s × half a year"),
    "year": gettext_lazy("%(n)s × a year"),
}
STATES: Mapping[str, Promise] = {
    "done": gettext_lazy("done"),
    "late": gettext_lazy("made up afterwards"),
    "missed": gettext_lazy("not done"),
    "waiting": gettext_lazy("not yet due"),
    "free": gettext_lazy("nothing owed"),
}
SIGNS: Mapping[str, str] = {"done": "●", "late": "◐", "missed": "✕", "waiting": "○", "free": "·"}
AGAINST: Mapping[str, Promise] = {
    "wrong-method": gettext_lazy("another method than the plan names"),
    "out-of-scope": gettext_lazy("outside the scope of the body's certificate"),
    "expired": gettext_lazy("the body's certificate had expired"),
    "late": gettext_lazy("handed in late"),
}
SIDES: Mapping[str, Promise] = {
    "enterprise": gettext_lazy("The enterprise"),
    "contractor": gettext_lazy("The monitoring body"),
}
KINDS: Mapping[str, Promise] = {
    "report": gettext_lazy("Monitoring report"),
    "record": gettext_lazy("Raw records"),
}
SHOWN = 60
"""Results of a page. [1]"""


@dataclass(frozen=True)
class Row:
    """A row of the plan in words, with the elements that it lacks."""

    number: int
    outlet: str
    key: str
    item: Item
    factor: str
    frequency: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """What was done of an item: its turns by sign and word, or the hours of an automatic one."""

    outlet: str
    factor: str
    item: Item
    frequency: str
    turns: tuple[tuple[str, str, date, date], ...]
    counts: Mapping[str, int]
    extra: int
    months: tuple[tuple[date, int, int, str], ...]


@dataclass(frozen=True)
class Found:
    """A result in words, with the limit of the plan and what speaks against it."""

    one: Judged
    outlet: str
    factor: str
    limit: str
    against: tuple[str, ...]


def outlet(key: str) -> str:
    """Name an outlet; empty where there is none."""
    thing = registry.thing(key) if key else None
    return words.name(thing) if thing else ""


def often(text: str) -> str:
    """Say a frequency in words."""
    times, _slash, unit = text.partition("/")
    if text == plans.CONTINUOUS:
        return _("continuously")
    return str(PERIODS[unit]) % {"n": times} if unit in PERIODS else text


def frequency_of(text: str) -> str:
    """Read a frequency that was typed in the reader's words; what is none of them stays as it is."""
    bare = "".join(text.split())
    if bare == "".join(_("continuously").split()):
        return plans.CONTINUOUS
    for unit, words_ in PERIODS.items():
        before, after = ("".join(part.split()) for part in (str(words_) % {"n": "|"}).split("|"))
        times = bare.removeprefix(before).removesuffix(after)
        if bare == before + times + after and times.isdecimal():
            return f"{int(times)}/{unit}"
    return text


def percent(share: Fraction | None) -> str:
    """Write a share in per cent; empty where there is none."""
    found = words.percent(share)
    return f"{found}%" if found else ""


def completion(tallied: Iterable[plans.Tally]) -> dict[str, Any]:
    """Say how many samplings were due, how many were made, and the share in words."""
    found = list(tallied)
    due = sum(each.owed - each.waiting for each in found)
    made = sum(each.done + each.late for each in found)
    return {"due": due, "made": made, "rate": percent(Fraction(made, due)) if due else ""}


def span(year: int, today: date) -> tuple[date, date]:
    """Give the first and the last day of a year, both included; none after the present day."""
    return date(year, 1, 1), min(date(year, 12, 31), today)


def shown(owner: Enterprise, now: datetime, year: int | None = None) -> dict[str, Any]:
    """Gather what is to be seen of an enterprise's self-monitoring in a year.

    Parameters
    ----------
    owner
        Whose.
    now
        The present.
    year
        Not after the present one; None = the running year.
    """
    today = beijing(now).date()
    start, end = span(year or today.year, today)
    versions = plans.plans_of(owner.number)
    plan = next((each for each in versions if each.holds(end)), None)
    if plan is None and end == today:
        plan = _newest(versions)
    done = plans.done_against_planned(
        owner.number, start, end, today, hand_in=supervision.hand_in(end)
    )
    tallied = plans.tallies(done, "month", start, end, today)
    quarters = plans.tallies(done, "quarter", start, end, today)
    absent = plans.absences(owner.number, start, end)
    return {
        "owner": owner,
        "plan": plan,
        "versions": versions[::-1],
        "rows": rows(plan),
        "lacks": plans.missing_elements(plan) if plan else [],
        "unplanned": [
            (outlet(key), words.factor_name(code))
            for key, code in plans.unplanned(plan, owner, today)
        ],
        "done": [_done(each, today) for each in done],
        "months": [(each, percent(each.rate)) for each in tallied],
        "quarters": [(each, percent(each.rate)) for each in quarters],
        **completion(quarters),
        "results": _results(done),
        "reports": [(each, KINDS[each.kind]) for each in plans.reports(owner.number)],
        "agencies": [(each, each.valid_until < today) for each in plans.agencies(owner.number)],
        "absences": [(each, _of(each.thing_id), words.factor_name(each.code)) for each in absent],
        "clause": plans.CLAUSE,
        "year": start.year,
        "today": today,
    }


def _newest(versions: list[PlanInfo]) -> PlanInfo | None:
    return versions[-1] if versions else None


def _of(thing_id: int) -> str:
    thing = registry.things().get(thing_id)
    return words.name(thing) if thing else ""


def rows(plan: PlanInfo | None) -> list[Row]:
    """Put the rows of a plan into words; none where there is no plan."""
    if plan is None:
        return []
    lacks: dict[int, list[str]] = {}
    for each in plans.missing_elements(plan):
        if each.row is not None:
            lacks.setdefault(each.row, []).append(each.word)
    return [
        Row(
            number,
            outlet(item.thing),
            item.thing,
            item,
            words.factor_name(item.code) if item.code else "",
            often(item.frequency),
            tuple(lacks.get(number, ())),
        )
        for number, item in enumerate(plan.items, 1)
    ]


def _done(each: ItemDone, today: date) -> Done:
    turns = each.calendar.turns if each.calendar else ()
    states = [turn.state(today) for turn in turns]
    return Done(
        outlet(each.item.thing),
        words.factor_name(each.item.code) if each.item.code else "",
        each.item,
        often(each.item.frequency),
        tuple(
            (SIGNS[state], str(STATES[state]), turn.first, turn.last)
            for state, turn in zip(states, turns, strict=True)
        ),
        {state: states.count(state) for state in STATES},
        len(each.calendar.extra) if each.calendar else 0,
        tuple(
            (month, got.received, got.expected, percent(got.share))
            for month, got in sorted(each.months.items())
        ),
    )


def _results(done: list[ItemDone]) -> list[Found]:
    found = [
        Found(
            judged,
            outlet(each.item.thing),
            words.factor_name(each.item.code),
            each.item.limit,
            tuple(str(AGAINST[key]) for key in judged.objections),
        )
        for each in done
        for judged in each.results
    ]
    return sorted(found, key=lambda one: one.one.result.sampled, reverse=True)[:SHOWN]


def pledge_text(side: str) -> tuple[str, PledgeText]:
    """Give the declaration of a side in the reader's language, and where the ban stands."""
    text = supervision.oversight().pledges[side]
    return words.said(text.words), text


def within(now: datetime) -> timedelta:
    """Say within what time of its sample a result is handed in, by the setting of the pack."""
    return supervision.hand_in(beijing(now).date())
