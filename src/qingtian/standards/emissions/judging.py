"""Judge an hour of a stack and a day of an outlet as the law does, and warn by minutes.

What the platform calls for each outlet: `judge_hour` and `judge_day`. Both take readings as they
came, with their data marks and origin, the limits that are registered or that `limits` finds, and
the operator's marks, and give a result whose `more["outcome"]` is one of `Outcome` and whose
`more["accuses"]` says whether anything may rest on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import BEIJING, mean_rounded
from qingtian.standards.emissions.conversion import shown
from qingtian.standards.emissions.limits import Limit
from qingtian.standards.emissions.names import Item, item_of
from qingtian.standards.emissions.observing import (
    MINUTE,
    Mark,
    Reading,
    Sorted,
    sort,
    suspending,
    unmarked,
)
from qingtian.standards.emissions.oxygen import factor, guarded
from qingtian.standards.emissions.validity import needed
from qingtian.standards.emissions.verdict import Draft, Outcome, fitting, held, naming, stricter
from qingtian.standards.result import Cite, Result, Step

HOUR = timedelta(hours=1)
Means = Reading | Sequence[Reading] | None
"""An hourly mean as sent, or the minute means of the hour."""


def beijing_day(start: datetime) -> date:
    """Name the day in Beijing that a period starts in."""
    return start.astimezone(BEIJING).date()


def judge_hour(
    item: str,
    start: datetime,
    values: Means,
    limits: Iterable[Limit],
    *,
    oxygen: Means = None,
    flow: Means = None,
    idle_flow: Decimal | None = None,
    marks: Iterable[Mark] = (),
    minute_step: int = 1,
) -> Result:
    """Judge an hour of a stack: the hourly mean, converted, against the stricter limit.

    Parameters
    ----------
    item
        Name, other spelling or code of HJ 212 (`a21002`).
    start
        Start of the hour, with a zone.
    values
        Measured, dry, at the standard state, **not** converted: the hourly mean as sent (a
        `Reading`), or the minute means of the hour (a sequence). [mg/m³]
    limits
        Of standards (`limits`) and of the permit (`Limit.of_permit`); those for the hour that hold
        on the day are taken, the strictest decides.
    oxygen
        Of the dry flue gas, likewise; needed where a limit has a reference oxygen. [%vol]
    flow
        Flow, likewise; with `idle_flow` it tells an idle plant. [m³/h]
    idle_flow
        Flow below which the plant counts as idle; None = not known. [unit of the flow]
    marks
        The operator's marks. Marked minutes are shown and not judged: with fewer than 45 left the
        hour is not judged.
    minute_step
        Minutes that one minute mean stands for. [min]

    Returns
    -------
    Result
        The value as it is compared, rounded for show; `more`: `outcome` (`Outcome`), `accuses`,
        `measured`, `oxygen`, `minutes`, `limit` (with `origin` standard or permit), `limits`,
        `multiple`. [mg/m³]

    Raises
    ------
    LookupError
        If the item is unknown.
    ValueError
        If the start has no zone or is not on the hour.

    Examples
    --------
    >>> judge_hour("NOx", start, Reading(start, Decimal("24"), "mg/m³"), found,
    ...            oxygen=Reading(start, Decimal("6.0"), "%vol"))  # doctest: +SKIP
    """
    if start.tzinfo is None or (start.minute, start.second) != (0, 0):
        raise ValueError(f"expected the start of an hour, with a zone; got {start.isoformat()}")
    day, about = beijing_day(start), item_of(item)
    draft = Draft("EM-HOUR", about, day)
    draft.cite(law.at(day)["emissions.judging.stack"])
    marked = suspending(marks, about.name, day, start, start + HOUR)
    suspended = marked.held
    draft.left_out += marked.left_out
    draft.cite(*marked.rules)
    found, minutes = _hour(draft, values, start, suspended, minute_step)
    draft.more["minutes"] = minutes
    if suspended:
        draft.steps.append(Step("em-marks", {"kinds": ", ".join(mark.kind for mark in suspended)}))
    measured = _mean(found, about.unit)
    draft.more["measured"] = None if measured is None else shown(measured)
    outcome = _unfit(draft, minutes, suspended, found, day)
    o2 = _oxygen(oxygen, start, day, suspended, draft)
    known = fitting(limits, about, "hour", day)
    if outcome is not None or measured is None or not known:
        if outcome is None:
            outcome = Outcome.NO_LIMIT if measured is not None else Outcome.NOT_VALID
        return _shown_only(draft, outcome, measured, o2, known)
    idle = _idle(flow, start, day, idle_flow)
    return _against(draft, measured, o2, known, low_flow=idle)


def _hour(
    draft: Draft, values: Means, start: datetime, marks: Sequence[Mark], step: int
) -> tuple[Sorted, int]:
    """Take what counts of an hour, and count its valid minutes that no mark covers."""
    day = draft.day
    if isinstance(values, Reading) or values is None:
        found = sort([] if values is None else [values], day, start, start + MINUTE)
        covered = min(60, sum(mark.minutes(start, start + HOUR) for mark in marks))
        valid = values.minutes if values is not None and values.minutes is not None else 60
        minutes = min(valid, 60 - covered) if found.used else 0
    else:
        found = unmarked(sort(values, day, start, start + HOUR), marks, MINUTE * step)
        minutes = min(60, len(found.used) * step)
        draft.cite(law.at(day)["emissions.cems.oxygen.order"])
    draft.cite(found.flagged)
    draft.inputs += [each.given() for each in found.used]
    draft.left_out += found.left_out
    return found, minutes


def _unfit(
    draft: Draft, minutes: int, marks: Sequence[Mark], found: Sorted, day: date
) -> Outcome | None:
    """Say why an hour is not judged for its minutes; None = it has enough."""
    required, rule = needed("hour", day)
    draft.cite(rule)
    draft.steps.append(Step("enough", {"count": minutes, "required": required}))
    if minutes >= required:
        return None
    marked = any(out.reason == "marked" for out in found.left_out) or (marks and found.used)
    return Outcome.MARKED if marked else Outcome.NOT_VALID


def _mean(found: Sorted, unit: str) -> Fraction | None:
    numbers = [Fraction(each.to(unit)) for each in found.used]
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def _oxygen(
    oxygen: Means, start: datetime, day: date, marks: Sequence[Mark], draft: Draft
) -> Fraction | None:
    """Average the oxygen of an hour; none if it was not measured."""
    if oxygen is None:
        return None
    one = isinstance(oxygen, Reading)
    readings = [oxygen] if isinstance(oxygen, Reading) else oxygen
    found = sort(readings, day, start, start + (MINUTE if one else HOUR))
    if not one:
        found = unmarked(found, marks, MINUTE)
    draft.left_out += found.left_out
    draft.inputs += [each.given() for each in found.used] if one else []
    exact = _mean(found, "%vol") if found.used and found.used[0].unit != "%" else _plain(found)
    draft.more["oxygen"] = None if exact is None else shown(exact)
    return exact


def _plain(found: Sorted) -> Fraction | None:
    numbers = [Fraction(each.value) for each in found.used if each.value is not None]
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def _idle(flow: Means, start: datetime, day: date, bound: Decimal | None) -> bool:
    if flow is None:
        return False
    readings = [flow] if isinstance(flow, Reading) else flow
    mean = _plain(sort(readings, day, start, start + HOUR))
    return mean is not None and mean <= (0 if bound is None else bound)


def _shown_only(
    draft: Draft,
    outcome: Outcome,
    measured: Fraction | None,
    oxygen: Fraction | None,
    known: Sequence[Limit],
) -> Result:
    """Close without a judgement; the value is shown, converted where it can be."""
    value = measured
    reference = next((each.reference_oxygen for each in known if each.reference_oxygen), None)
    if measured is not None and reference is not None and oxygen is not None:
        air = law.at(draft.day)["emissions.cems.oxygen.air"].number()
        guard = guarded(oxygen, draft.day)
        value = None if guard else measured * factor(oxygen, reference, air)
    draft.more["limits"] = [each.to_more() for each in known]
    return draft.give(outcome, value)


def _against(
    draft: Draft,
    measured: Fraction,
    oxygen: Fraction | None,
    known: Sequence[Limit],
    *,
    low_flow: bool,
) -> Result:
    """Convert as each limit asks, choose the one that allows least, and compare."""
    rule = law.at(draft.day)["emissions.cems.oxygen.air"]
    chosen = stricter(known, draft.item, oxygen, rule.number())
    naming(draft, chosen, known)
    reference = chosen.reference_oxygen
    if reference is None:
        return held(draft, measured, chosen)
    if oxygen is None:
        draft.steps.append(Step("no-oxygen", {"reference": reference}))
        return draft.give(Outcome.NOT_CONVERTED, None, chosen)
    guard = guarded(oxygen, draft.day, low_flow=low_flow)
    if guard is not None:
        key, values, provision = guard
        draft.cite(provision)
        draft.steps += [Step(key, values), Step("not-converted")]
        return draft.give(Outcome.NOT_CONVERTED, None, chosen)
    draft.cite(rule)
    exact = measured * factor(oxygen, reference, rule.number())
    values = {"air": rule.number(), "reference": reference, "oxygen": shown(oxygen)}
    told = {"c": shown(measured), "exact": shown(mean_rounded(exact, 6))}
    draft.steps.append(Step("em-convert", {**values, **told}))
    draft.more["converted"] = mean_rounded(exact, chosen.decimals)
    return held(draft, exact, chosen)


def warn_minutes(
    item: str,
    start: datetime,
    minutes: Sequence[Reading],
    limits: Iterable[Limit],
    *,
    oxygen: Sequence[Reading] = (),
) -> Result:
    """Count the minutes of an hour that lie above the limit of the hour: a warning, no judgement.

    Parameters
    ----------
    item, start, limits
        As of `judge_hour`.
    minutes
        Minute means, measured. [mg/m³]
    oxygen
        Minute means of oxygen, by the same starts. [%vol]

    Returns
    -------
    Result
        How many minutes; `more["accuses"]` is always false. [1]
    """
    day, about = beijing_day(start), item_of(item)
    rule = law.at(day)["emissions.judging.stack"]
    found = sort(minutes, day, start, start + HOUR)
    o2 = {each.start: _plain(Sorted((each,), (), found.rule)) for each in oxygen}
    known = fitting(limits, about, "hour", day)
    over = [each for each in found.used if _over(each, o2.get(each.start), known, about, day)]
    return Result(
        rule="EM-MINUTE",
        subject=about.name,
        value=len(over),
        unit="",
        valid=False,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("minutes-warn", {"count": len(over), "total": len(found.used)}),),
        inputs=tuple(each.given() for each in over),
        left_out=found.left_out,
        more={
            "outcome": str(Outcome.WARNING if over else Outcome.WITHIN),
            "minutes": len(found.used),
            "limits": [each.to_more() for each in known],
            "accuses": False,
        },
    )


def _over(
    reading: Reading, oxygen: Fraction | None, known: Sequence[Limit], item: Item, day: date
) -> bool:
    """Say whether one minute lies above the limit; unconvertible minutes do not."""
    if not known:
        return False
    air = law.at(day)["emissions.cems.oxygen.air"].number()
    chosen = stricter(known, item, oxygen, air)
    value = Fraction(reading.to(item.unit))
    if chosen.reference_oxygen is not None:
        if oxygen is None or guarded(oxygen, day) is not None:
            return False
        value *= factor(oxygen, chosen.reference_oxygen, air)
    high = chosen.high_in(item.unit)
    return high is not None and value > high
