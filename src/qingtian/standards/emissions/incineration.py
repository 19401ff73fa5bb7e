"""Waste incineration under order 10 of 2019: natural days, furnace temperature, the 60 hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import natural_day
from qingtian.standards.emissions.days import HOUR, judge_day
from qingtian.standards.emissions.limits import Limit
from qingtian.standards.emissions.observing import Mark, Reading, sort
from qingtian.standards.emissions.verdict import OUTCOMES, Outcome
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

FIVE_MINUTES = timedelta(minutes=5)


@dataclass(frozen=True)
class State:
    """What a marked state of a furnace excuses."""

    name: str
    pollutants: bool
    temperature: bool
    counts: bool


def states(day: date) -> tuple[dict[str, State], Provision]:
    """List the states of a furnace and the marks of its monitors, by name in both languages.

    Parameters
    ----------
    day
        Day of the data.
    """
    table = law.at(day)["emissions.incineration.states"]
    found: dict[str, State] = {}
    for row in table.rows():
        state = State(
            str(row["zh"]),
            bool(row["pollutants"]),
            bool(row["temperature"]),
            bool(row["counts"]),
        )
        found |= {str(row["zh"]): state, str(row["en"]): state}
    return found, table


def judge_furnace_day(
    day: date,
    items: Mapping[str, Sequence[Reading]],
    limits: Sequence[Limit],
    *,
    oxygen: Sequence[Reading] = (),
    marks: Iterable[Mark] = (),
    hours_before: Decimal = Decimal(0),
) -> Result:
    """Judge the pollutants of a furnace on a natural day (order 10 of 2019).

    Hours in states that burn no waste are not judged. Hours of start-up, shut-down, fault and
    accident are not judged while their hourly particulates are at most 150 mg/m³ and the year has
    not used up its 60 hours.

    Parameters
    ----------
    day
        The natural day.
    items
        Hourly means by item, measured, not converted; PM is needed for the excuse. [mg/m³]
    limits
        Of the day, of the standard and the permit.
    oxygen
        Hourly means. [%vol]
    marks
        States of the furnace and marks of its monitors.
    hours_before
        Hours that the furnace has used up in the year before this day. [h]

    Returns
    -------
    Result
        How many of the items exceed; `more`: `outcome`, `exceeding`, `hours_used` of the day,
        `law` and `article` of the consequence, `accuses`.
    """
    rule, table = law.at(day)["emissions.incineration.day"], states(day)[1]
    start_rule = law.at(day)["emissions.incineration.start"]
    held, out, used = _excuses(day, marks, items.get("PM", ()), hours_before)
    found = [
        judge_day(item, day, _free(readings, held), limits, oxygen=oxygen)
        for item, readings in items.items()
        if item in rule.value["items"]
    ]
    exceeding = [each for each in found if each.more["outcome"] == Outcome.EXCEEDED]
    outcome = _worst(found)
    cites = (rule, start_rule, *((table,) if held or out else ()))
    result = Result(
        rule="EM-MSW-DAY",
        subject=", ".join(each.subject for each in exceeding),
        value=len(exceeding),
        unit="",
        valid=outcome in (Outcome.WITHIN, Outcome.EXCEEDED),
        edition=rule.standard,
        cites=tuple(map(Cite.of, cites)),
        steps=(Step("furnace-day", {"count": len(exceeding), "hours": used}),),
        inputs=tuple(found),
        left_out=tuple(out),
    )
    more = {
        "outcome": str(outcome),
        **OUTCOMES[outcome],
        "exceeding": [each.subject for each in exceeding],
        "hours_used": used,
        "law": rule.value["law"],
        "article": rule.value["article"],
        "accuses": any(each.more["accuses"] for each in exceeding) and not result.review,
    }
    return Result(**{**vars(result), "more": more})


def _worst(found: Sequence[Result]) -> Outcome:
    outcomes = [Outcome(each.more["outcome"]) for each in found]
    for outcome in (Outcome.EXCEEDED, Outcome.NOT_VALID, Outcome.NO_LIMIT):
        if outcome in outcomes:
            return outcome
    return Outcome.WITHIN if outcomes else Outcome.NOT_VALID


def _excuses(
    day: date, marks: Iterable[Mark], pm: Sequence[Reading], before: Decimal
) -> tuple[list[Mark], list[LeftOut], Decimal]:
    """Pick the hours of the day that are not judged, and count those of the sixty."""
    known, _table = states(day)
    bounds = law.at(day)["emissions.incineration.start"].value
    whole = natural_day(day)
    held: list[Mark] = []
    out: list[LeftOut] = []
    used: set[datetime] = set()
    for mark in marks:
        state = known.get(mark.kind)
        if state is None:
            out.append(LeftOut(mark.given(), "mark-unknown", {"kind": mark.kind}))
            continue
        if state.pollutants:
            continue
        for hour in _hours(mark, whole.start):
            reason = _refused(state, hour, used, pm, bounds, before)
            if reason is None:
                held.append(Mark(mark.kind, hour, hour + HOUR))
                used |= {hour} if state.counts else set()
            else:
                out.append(LeftOut(Mark(mark.kind, hour, hour + HOUR).given(), reason))
    return held, out, Decimal(len(used))


def _hours(mark: Mark, start: datetime) -> list[datetime]:
    every = (start + n * HOUR for n in range(24))
    return [hour for hour in every if mark.minutes(hour, hour + HOUR) > 0]


def _refused(
    state: State,
    hour: datetime,
    used: set[datetime],
    pm: Sequence[Reading],
    bounds: Mapping[str, Any],
    before: Decimal,
) -> str | None:
    if not state.counts or hour in used:
        return None
    if any(r.start == hour and r.value is not None and r.value > bounds["pm_hour"] for r in pm):
        return "pm-too-high"
    return "hours-used-up" if before + len(used) >= bounds["year_h"] else None


def _free(readings: Sequence[Reading], held: Sequence[Mark]) -> list[Reading]:
    covered = {mark.start for mark in held}
    return [each for each in readings if each.start not in covered]


def furnace_month(exceed_days: int, day: date) -> Result:
    """Say what follows from the days of a calendar month on which a furnace exceeded (order 10).

    Parameters
    ----------
    exceed_days
        Days of exceedance of one furnace in the month. [d]
    day
        Any day of the month.

    Returns
    -------
    Result
        The measure, 限制生产或停产整治, if there were more than five; else none.
    """
    rule = law.at(day)["emissions.incineration.month"]
    reached = exceed_days > rule.value["more_than"]
    values = {"days": exceed_days, "more_than": rule.value["more_than"]}
    return Result(
        rule="EM-MSW-MONTH",
        subject="",
        value=str(rule.value["zh"]) if reached else None,
        unit="",
        valid=True,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("month-reached" if reached else "month-free", values),),
        inputs=(Given("days", exceed_days, "d"),),
        more={"reached": reached, "en": rule.value["en"] if reached else None, "accuses": reached},
    )


def furnace_count(count: int, day: date, *, marked: bool = False) -> Result:
    """Judge how often the furnace was below 850 °C on a natural day (order 10).

    Parameters
    ----------
    count
        Five-minute means below 850 °C that are judged, in the whole day. [1]
    day
        The natural day.
    marked
        Whether all of them lie in marked periods; then nothing is judged.

    Returns
    -------
    Result
        Whether it is a violation: more than five, that is six or more.
    """
    rule = law.at(day)["emissions.incineration.temperature"]
    bound = rule.value["more_than"]
    violation = not marked and count > bound
    outcome = Outcome.EXCEEDED if violation else Outcome.MARKED if marked else Outcome.WITHIN
    values = {"count": count, "below": rule.value["below_C"], "more_than": bound}
    return Result(
        rule="EM-MSW-TEMPERATURE",
        subject="furnace",
        value=violation,
        unit="",
        valid=not marked,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("furnace-cold" if violation else "furnace-warm", values),),
        inputs=(Given("count", count),),
        more={
            "outcome": str(outcome),
            "count": count,
            "law": rule.value["law"],
            "article": rule.value["article"],
            "accuses": violation,
        },
    )


def judge_temperature(day: date, readings: Sequence[Reading], marks: Iterable[Mark] = ()) -> Result:
    """Judge the furnace temperature of a natural day from its five-minute means (order 10).

    Parameters
    ----------
    day
        The natural day.
    readings
        Five-minute means of the furnace by their start. [°C]
    marks
        States of the furnace and marks of its monitors; those that excuse the temperature
        (烘炉, 停炉降温, 停炉, 热电偶故障) take their minutes out.

    Returns
    -------
    Result
        As of `furnace_count`; the cold means are its inputs.
    """
    rule = law.at(day)["emissions.incineration.temperature"]
    known, table = states(day)
    whole = natural_day(day)
    found = sort(readings, day, whole.start, whole.end, signed=True)
    excusing = [m for m in marks if m.kind in known and not known[m.kind].temperature]
    cold = [each for each in found.used if each.to("°C") < rule.value["below_C"]]
    excused = {each.start: mark for each in cold for mark in excusing if _touches(mark, each)}
    judged = [each for each in cold if each.start not in excused]
    result = furnace_count(len(judged), day)
    out = [
        LeftOut(each.given(), "marked", {"kind": excused[each.start].kind})
        for each in cold
        if each.start in excused
    ]
    flagged = () if found.flagged is None else (Cite.of(found.flagged),)
    cites = (*result.cites, *flagged, *((Cite.of(table),) if out else ()))
    whole_result = {
        **vars(result),
        "cites": cites,
        "inputs": tuple(each.given() for each in judged),
        "left_out": (*found.left_out, *out),
    }
    accuses = bool(result.value) and not any(cite.review for cite in cites)
    return Result(**{**whole_result, "more": {**result.more, "accuses": accuses}})


def _touches(mark: Mark, reading: Reading) -> bool:
    return mark.start < reading.start + FIVE_MINUTES and reading.start < mark.end


def furnace_year(hours: Decimal, day: date) -> Result:
    """Say how much of the 60 hours a year a furnace has left (GB 18485-2014).

    Parameters
    ----------
    hours
        Hours of start-up, shut-down, fault and accident in the calendar year so far. [h]
    day
        Any day of the year.
    """
    rule = law.at(day)["emissions.incineration.start"]
    left = max(Decimal(0), rule.value["year_h"] - hours)
    return Result(
        rule="EM-MSW-YEAR",
        subject="furnace",
        value=left,
        unit="h",
        valid=hours <= rule.value["year_h"],
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("year-hours", {"hours": hours, "bound": rule.value["year_h"]}),),
        inputs=(Given("hours", hours, "h"),),
    )
