"""Verdicts on outlets: a stack's converted hours and days, waste water's days weighted by flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qingtian.quantities import BEIJING, UnitError, natural_day
from qingtian.standards import emissions
from qingtian.standards.emissions import Limit, Mark, Reading, judge_day, judge_hour
from qingtian.standards.emissions.names import FLOW_CODES, OXYGEN_CODE
from qingtian.standards.result import Result
from qingtian_platform.check.declared.api import MarkInfo, mark_due
from qingtian_platform.evaluate.verdicts import rows
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.held import Held, held
from qingtian_platform.evaluate.verdicts.reading import Sample, Samples
from qingtian_platform.evaluate.verdicts.rows import Bounds, Verdict

HOUR = timedelta(hours=1)
TEMPERATURE = "w01010"
STOPS = {"production": "停运", "discharge": "停运", "station": "停用"}
"""Kind of a declared stop to the kind of mark that the rule of 2022 has for it."""

OUTCOMES = {
    "within": rows.WITHIN,
    "exceeded": rows.OVER,
    "warning": rows.WARNED,
    "marked": rows.MARKED,
    "not valid": rows.TOO_FEW,
    "not converted": rows.NOT_CONVERTED,
    "no limit": rows.NO_LIMIT,
    "no discharge": rows.NO_DISCHARGE,
}
NOT_JUDGED = (rows.MARKED, rows.TOO_FEW)
Found = list[tuple[Verdict, Any]]


def item_of(code: str, medium: str) -> str | None:
    """Name the item that a code carries, where the law may limit it in this medium."""
    try:
        found = emissions.item_of(code)
    except LookupError:
        return None
    return found.name if found.medium == medium else None


def hourly(samples: Samples, code: str, start: datetime, end: datetime) -> list[Sample]:
    """List the hourly means of a property that start in [start, end), by time."""
    own = samples.get(("hour", code, "Avg"), {})
    return [own[at] for at in sorted(own) if start <= at < end]


def codes(samples: Samples, medium: str, start: datetime, end: datetime) -> list[tuple[str, str]]:
    """List what may be judged and has an hourly mean in [start, end): code and item."""
    found = sorted(
        {code for interval, code, field in samples if (interval, field) == ("hour", "Avg")}
    )
    items = [(code, item_of(code, medium)) for code in found]
    return [(code, item) for code, item in items if item and hourly(samples, code, start, end)]


def readings(source: Source, samples: Sequence[Sample]) -> list[Reading]:
    """Put samples into the form of the rules."""
    return [_reading(source, each) for each in samples]


def _reading(source: Source, sample: Sample, minutes: int | None = None) -> Reading:
    unit = source.unit(sample.code) or "1"
    return Reading(sample.start, sample.value, unit, sample.flag, sample.origin, minutes)


def valid_minutes(samples: Samples, code: str, start: datetime) -> int | None:
    """Count the minutes of an hour that no minute value speaks against; None without any. [min]."""
    own = samples.get(("minute", code, "Avg"), {})
    within = [each for at, each in own.items() if start <= at < start + HOUR]
    if not within:
        return None
    bad = [each for each in within if each.flag not in ("", "N")]
    lost = sum((each.end - each.start for each in bad), timedelta())
    return max(0, 60 - int(lost / timedelta(minutes=1)))


def marks(source: Source, start: datetime, end: datetime) -> list[Mark]:
    """Turn the declared stops of [start, end) into marks, beside those that the enterprise made."""
    stops = [
        Mark(STOPS[each.kind], each.start, each.end or end, reason=each.why, by=each.declared_by)
        for each in source.shutdowns(start, end)
    ]
    return stops + [found for each in source.marks(start, end) for found in _marks(each)]


def _marks(each: MarkInfo) -> list[Mark]:
    """Put a mark into the form of the rules; of a factor that carries no item it judges nothing."""
    if each.code and (item := _item(each.code)) is None:
        return []
    by = each.by.on_behalf if not each.by.contracted else f"{each.by.body} / {each.by.on_behalf}"
    return [
        Mark(
            each.kind,
            each.start,
            each.end,
            item=item if each.code else None,
            reason=each.reason,
            by=by,
            entered=each.entered,
        )
    ]


def _item(code: str) -> str | None:
    try:
        return emissions.item_of(code).name
    except LookupError:
        return None


def still(marks: Sequence[Mark]) -> bool:
    """Say whether the source or its monitor was said in time to stand still."""
    return any(
        each.kind in STOPS.values()
        and (each.entered is None or each.entered <= (mark_due(each.end) or each.entered))
        for each in marks
    )


def stack_hour(
    source: Source, samples: Samples, start: datetime, as_of: date | None = None
) -> Found:
    """Judge an hour of a stack: each pollutant's mean, converted, against the stricter limit."""
    when = start.astimezone(BEIJING).date()
    stops = marks(source, start, start + HOUR)
    oxygen = readings(source, hourly(samples, OXYGEN_CODE, start, start + HOUR))
    found: Found = []
    for code, item in codes(samples, "air", start, start + HOUR):
        sample = samples["hour", code, "Avg"][start]
        limits = held(source, code, item, when, as_of)
        result = judge_hour(
            item,
            start,
            _reading(source, sample, valid_minutes(samples, code, start)),
            limits.limits,
            oxygen=oxygen[0] if oxygen else None,
            marks=stops,
        )
        more = _minutes_over(samples, code, start, result)
        span = ("hour", start, start + HOUR)
        found.append(_verdict(source, (code, limits), span, result, [sample], more, still(stops)))
    return found


def _minutes_over(samples: Samples, code: str, start: datetime, result: Result) -> dict[str, Any]:
    """Count the minute values above the figure of the hour, converted as the logger sent them."""
    limit = result.more.get("limit") or {}
    field = "ZsAvg" if limit.get("reference_oxygen") is not None else "Avg"
    own = samples.get(("minute", code, field), {})
    values = [each.value for at, each in own.items() if start <= at < start + HOUR and each.value]
    if not values or limit.get("high") is None:
        return {}
    over = sum(value > limit["high"] for value in values)
    return {"warnings": over, "minutes": len(values)} if over else {}


def stack_day(source: Source, samples: Samples, when: date, as_of: date | None = None) -> Found:
    """Judge a natural day of a stack, where a limit of the day is known."""
    whole = natural_day(when)
    oxygen = readings(source, hourly(samples, OXYGEN_CODE, whole.start, whole.end))
    return _days(source, samples, when, as_of, "air", {"oxygen": oxygen})


def water_day(source: Source, samples: Samples, when: date, as_of: date | None = None) -> Found:
    """Judge a natural day of waste water: means weighted by flow against the limits of the day."""
    whole = natural_day(when)
    flow = readings(source, hourly(samples, FLOW_CODES["water"], whole.start, whole.end))
    return _days(source, samples, when, as_of, "water", {"flow": flow})


def _days(
    source: Source,
    samples: Samples,
    when: date,
    as_of: date | None,
    medium: str,
    beside: dict[str, Any],
) -> Found:
    whole = natural_day(when)
    stops = marks(source, whole.start, whole.end)
    warm = _mean(hourly(samples, TEMPERATURE, whole.start, whole.end))
    found: Found = []
    for code, item in codes(samples, medium, whole.start, whole.end):
        used = hourly(samples, code, whole.start, whole.end)
        limits = held(source, code, item, when, as_of, water_temperature=warm)
        if medium == "air" and not any(each.averaging == "day" for each in limits.limits):
            continue
        result = judge_day(
            item,
            when,
            readings(source, used),
            limits.limits,
            marks=stops,
            expected=source.owed(code, when),
            **beside,
        )
        span = ("day", whole.start, whole.end)
        found.append(_verdict(source, (code, limits), span, result, used, {}, still(stops)))
    return found


def _mean(samples: Sequence[Sample]) -> Decimal | None:
    values = [each.value for each in samples if each.value is not None and each.flag in ("", "N")]
    return sum(values, Decimal(0)) / len(values) if values else None


def shown_hour(
    source: Source, samples: Samples, start: datetime, as_of: date | None = None
) -> Found:
    """Show the hour of a source whose hours the law does not judge: waste water, dust."""
    del as_of
    word = rows.SHOWN if source.way == "water" else rows.NO_LIMIT
    found: Found = []
    for (interval, code, field), own in sorted(samples.items()):
        if (interval, field) != ("hour", "Avg") or start not in own or not _shown(code):
            continue
        sample = own[start]
        verdict = Verdict(
            thing_id=source.thing.id,
            period="hour",
            start=start,
            end=start + HOUR,
            code=code,
            word=word if sample.flag in ("", "N") else rows.MARKED,
            value=sample.value,
            unit=source.unit(code),
            more={"mark": sample.flag} if sample.flag not in ("", "N") else {},
            received_at=sample.received_at,
        )
        found.append((verdict, None))
    return found


def _shown(code: str) -> bool:
    """Say whether a property is a pollutant, or noise; flow, weather and states are not shown."""
    return item_of(code, "water") is not None or code.startswith("a34") or code == "LA"


def _verdict(
    source: Source,
    what: tuple[str, Held],
    span: tuple[str, datetime, datetime],
    result: Result,
    used: Sequence[Sample],
    more: dict[str, Any],
    stopped: bool,  # noqa: FBT001 - whether a stop was declared
) -> tuple[Verdict, Any]:
    code, limits = what
    period, start, end = span
    word = OUTCOMES[str(result.more["outcome"])]
    flags = {each.flag for each in used} - {"", "N"}
    if stopped and word in NOT_JUDGED:
        word = rows.SHUTDOWN
    elif word == rows.TOO_FEW and flags and len(used) == 1:
        word = rows.MARKED
    bounds, others = _bounds(result, limits.limits)
    converted = (result.more.get("limit") or {}).get("reference_oxygen") is not None
    field = "ZsAvg" if converted and result.value is not None else "Avg"
    value = result.value if isinstance(result.value, Decimal) else None
    if value is None and len(used) == 1:
        value, field = _in_unit(source, used[0], result.unit), "Avg"
    if flags and len(used) == 1:
        more = {**more, "mark": min(flags)}
    if limits.unclear:
        more = {**more, "unclear": limits.unclear}
    count, required = _counts(result)
    return (
        Verdict(
            thing_id=source.thing.id,
            period=period,
            start=start,
            end=end,
            code=code,
            field=field,
            word=word,
            value=value,
            unit=result.unit,
            bounds=bounds,
            others=others,
            multiple=result.more.get("multiple"),
            review=result.review or (word == rows.OVER and not result.more["accuses"]),
            edition=_edition(result, bounds),
            more=more,
            received_at=max(each.received_at for each in used),
            count=count,
            required=required,
        ),
        result.to_json(),
    )


def _edition(result: Result, bounds: Bounds | None) -> str:
    """Name the standard that was applied; beside a permit's limit, that of the judgement."""
    if bounds is not None and bounds.source == "standard":
        return bounds.document
    return result.cites[0].standard if result.cites else result.edition


def _in_unit(source: Source, sample: Sample, unit: str) -> Decimal | None:
    """Show what a marked period sent, in the unit of the item."""
    if sample.value is None:
        return None
    try:
        return _reading(source, sample).to(unit)
    except UnitError:
        return None


def _counts(result: Result) -> tuple[int | None, int | None]:
    found = next((step.values for step in result.steps if step.key == "enough"), None)
    if found is None:
        return None, None
    return int(str(found["count"])), int(str(found["required"]))


def _bounds(result: Result, known: Sequence[Limit]) -> tuple[Bounds | None, tuple[Bounds, ...]]:
    chosen = result.more.get("limit")
    rest = [each for each in result.more.get("limits") or () if each != chosen]
    return (
        _bound(chosen, known) if chosen else None,
        tuple(_bound(each, known) for each in rest),
    )


def _bound(limit: dict[str, Any], known: Sequence[Limit]) -> Bounds:
    """Put a limit that the rule names into the form of a verdict, with its place in the law."""
    where = (limit["document"], limit["clause"])
    own = (each for each in known if (each.cite.standard, each.cite.clause) == where)
    path = next((each.cite.path for each in own if each.origin == "standard"), "")
    return Bounds(
        limit["low"],
        limit["high"],
        limit["origin"],
        *where,
        "" if path == "permit" else path,
        limit["evidence"] in ("K:m", "K:l") or bool(limit["unknown"]),
    )
