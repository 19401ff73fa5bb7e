"""Judge a day of an outlet: waste water by its flow-weighted mean, a stack by its converted hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded, natural_day
from qingtian.standards.emissions.conversion import DIGITS, shown
from qingtian.standards.emissions.limits import Limit
from qingtian.standards.emissions.names import Item, item_of
from qingtian.standards.emissions.observing import Mark, Reading, sort, suspending, unmarked
from qingtian.standards.emissions.oxygen import factor, guarded
from qingtian.standards.emissions.validity import needed
from qingtian.standards.emissions.verdict import Draft, Outcome, fitting, held, naming, stricter
from qingtian.standards.result import LeftOut, Result, Step

HOUR = timedelta(hours=1)


def judge_day(
    item: str,
    day: date,
    readings: Sequence[Reading],
    limits: Iterable[Limit],
    *,
    flow: Sequence[Reading] = (),
    oxygen: Sequence[Reading] = (),
    marks: Iterable[Mark] = (),
    expected: int = 24,
) -> Result:
    """Judge a natural day in Beijing of an outlet against its daily limit.

    Waste water: mean of the valid values weighted by flow; at least 75 % of the expected values;
    pH is not averaged: its median is held against the range, and extremes outside only warn.
    A stack (as of an incinerator): mean of at least 20 hourly values, each converted by its own
    oxygen.

    Parameters
    ----------
    item
        Name, other spelling or code of HJ 212; it tells water from air.
    day
        The natural day of the data.
    readings
        Values of the day by the start of their period: hourly means of a stack, dry, at the
        standard state, not converted; values or hourly means of a water analyser.
        [mg/m³ or mg/L]
    limits
        Of standards and of the permit; those for the day that hold on it are taken.
    flow
        Of waste water, of the same periods. [m³/h, L/s …]
    oxygen
        Of a stack, of the same hours. [%vol]
    marks
        The operator's marks; what they touch is shown and not judged.
    expected
        How many values of waste water the day should have. [1]

    Returns
    -------
    Result
        The daily mean as it is compared; `more` as of `judge_hour`. [mg/m³, mg/L]

    Raises
    ------
    LookupError
        If the item is unknown.
    """
    about = item_of(item)
    draft = Draft("EM-DAY", about, day)
    whole = natural_day(day)
    marked = suspending(marks, about.name, day, whole.start, whole.end)
    draft.left_out += marked.left_out
    found = unmarked(sort(readings, day, whole.start, whole.end), marked.held, HOUR)
    draft.cite(found.flagged, *marked.rules)
    draft.left_out += found.left_out
    known = fitting(limits, about, "day", day)
    if about.medium == "water":
        return _water(draft, found.used, flow, known, expected)
    return _stack(draft, found.used, oxygen, known)


def _closed(draft: Draft, value: Fraction | None, known: Sequence[Limit], fits: bool) -> Result:  # noqa: FBT001 - what was found
    """Close with the comparison, or with why there is none."""
    if not fits or value is None:
        marked = any(out.reason == "marked" for out in draft.left_out)
        return draft.give(Outcome.MARKED if marked else Outcome.NOT_VALID, value)
    if not known:
        return draft.give(Outcome.NO_LIMIT, value)
    air = (
        law.at(draft.day)["emissions.cems.oxygen.air"].number() if _dry(draft.item) else Decimal(0)
    )
    chosen = stricter(known, draft.item, None, air)
    naming(draft, chosen, known)
    return held(draft, value, chosen)


def _dry(item: Item) -> bool:
    return item.medium == "air"


def _water(
    draft: Draft,
    used: Sequence[Reading],
    flow: Sequence[Reading],
    known: Sequence[Limit],
    expected: int,
) -> Result:
    share = law.at(draft.day)["emissions.online.minimum.day"]
    how = law.at(draft.day)["emissions.online.mean"]
    draft.cite(law.at(draft.day)["emissions.judging.water"], how, share)
    required = -(-expected * int(share.number()) // 100)
    draft.steps.append(Step("enough", {"count": len(used), "required": required}))
    draft.more["count"] = len(used)
    enough = len(used) >= max(required, 1)
    if draft.item.name in how.value["unweighted"]:
        return _range(draft, used, known, enough)
    value = _weighted(draft, used, flow)
    if enough and value is None and draft.more.get("flow") == 0:
        return draft.give(Outcome.NO_DISCHARGE)
    return _closed(draft, value, known, enough)


def _weighted(draft: Draft, used: Sequence[Reading], flow: Sequence[Reading]) -> Fraction | None:
    """Average by flow; where no flow was given, plainly, and such a mean accuses nobody."""
    if not used:
        return None
    numbers = {each.start: Fraction(each.to(draft.item.unit)) for each in used}
    if not flow:
        draft.inputs += [each.given() for each in used]
        draft.steps.append(Step("unweighted", {"count": len(used)}))
        draft.more["accuses"] = False
        return sum(numbers.values(), Fraction(0)) / len(numbers)
    whole = natural_day(draft.day)
    flows = sort(flow, draft.day, whole.start, whole.end)
    draft.left_out += flows.left_out
    weights = {each.start: Fraction(each.to("m³/h")) for each in flows.used}
    both = [each for each in used if each.start in weights]
    draft.inputs += [each.given() for each in both]
    draft.left_out += [LeftOut(each.given(), "no-flow") for each in used if each not in both]
    if not both:
        return None
    total = sum((weights[each.start] for each in both), Fraction(0))
    draft.more["flow"] = shown(total)
    if total == 0:
        draft.steps.append(Step("no-discharge"))
        return None
    mean = sum((numbers[each.start] * weights[each.start] for each in both), Fraction(0)) / total
    told = {"count": len(both), "flow": shown(total), "mean": shown(mean_rounded(mean, 6))}
    draft.steps.append(Step("weighted", told))
    return mean


def _range(draft: Draft, used: Sequence[Reading], known: Sequence[Limit], enough: bool) -> Result:  # noqa: FBT001 - as counted
    """Judge what is not averaged: the median decides, extremes outside only warn."""
    values = sorted(Fraction(each.to(draft.item.unit)) for each in used)
    draft.inputs += [each.given() for each in used]
    if not values:
        return _closed(draft, None, known, enough)
    n = len(values)
    median = (values[(n - 1) // 2] + values[n // 2]) / 2
    low, high = shown(values[0]), shown(values[-1])
    draft.more["range"] = [low, high]
    draft.steps.append(Step("em-range", {"low": low, "high": high, "median": shown(median)}))
    found = _closed(draft, median, known, enough)
    limit = found.more["limit"]
    if found.more["outcome"] != Outcome.WITHIN or limit is None:
        return found
    outside = [end for end in (low, high) if _beyond(end, limit["low"], limit["high"])]
    if not outside:
        return found
    chosen = stricter(known, draft.item, None, Decimal(0))
    draft.steps.append(Step("extremes", {"values": ", ".join(map(str, outside))}))
    return draft.give(Outcome.WARNING, median, chosen)


def _beyond(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _stack(
    draft: Draft, used: Sequence[Reading], oxygen: Sequence[Reading], known: Sequence[Limit]
) -> Result:
    required, rule = needed("day", draft.day)
    air = law.at(draft.day)["emissions.cems.oxygen.air"]
    chosen = stricter(known, draft.item, None, air.number()) if known else None
    reference = None if chosen is None else chosen.reference_oxygen
    values: list[Fraction] = []
    for each in used:
        value = _hour(draft, each, oxygen, reference)
        values += [] if value is None else [value]
    draft.cite(rule, air)
    draft.steps.append(Step("enough", {"count": len(values), "required": required}))
    draft.more["count"] = len(values)
    mean = sum(values, Fraction(0)) / len(values) if values else None
    if mean is not None:
        told = {"count": len(values), "total": shown(mean_rounded(sum(values, Fraction(0)), 6))}
        draft.steps.append(Step("sum", told))
    return _closed(draft, mean, known, len(values) >= required)


def _hour(
    draft: Draft, reading: Reading, oxygen: Sequence[Reading], reference: Decimal | None
) -> Fraction | None:
    """Convert one hour by its own oxygen; what cannot be converted is left out and named."""
    value = Fraction(reading.to(draft.item.unit))
    if reference is None:
        draft.inputs.append(reading.given())
        return value
    o2 = _at(oxygen, reading.start, draft.day)
    guard = ("no-oxygen-hour", {}, None) if o2 is None else guarded(o2, draft.day)
    if o2 is None or guard is not None:
        assert guard is not None
        draft.left_out.append(LeftOut(reading.given(), guard[0], guard[1]))
        draft.cite(guard[2])
        return None
    draft.inputs.append(reading.given())
    air = law.at(draft.day)["emissions.cems.oxygen.air"].number()
    # Hours are carried with six digits, so that anyone can add them up again.
    return Fraction(mean_rounded(value * factor(o2, reference, air), DIGITS))


def _at(oxygen: Sequence[Reading], start: datetime, day: date) -> Decimal | None:
    found = sort([each for each in oxygen if each.start == start], day, start, start + HOUR)
    return found.used[0].value if found.used else None
