"""The class of a water section for an hour or a day (GB 3838 and the method of evaluation of 2011)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from qingtian import law
from qingtian.quantities import BEIJING, natural_day
from qingtian.standards import water
from qingtian.standards.result import Result
from qingtian.standards.water.names import ITEMS, Item, class_of, rank_of
from qingtian.standards.water.samples import Sample as Measured
from qingtian.standards.water.samples import left_out, objection
from qingtian_platform.evaluate.verdicts import rows
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.reading import Sample, Samples
from qingtian_platform.evaluate.verdicts.rows import SECTION, Verdict

HOUR = timedelta(hours=1)
MAINTAINED = ("M", "C")
"""Marks of HJ 212 under which a station is kept or calibrated."""

ITEM_OF = {item.code: item for item in ITEMS.values() if item.code}
Found = list[tuple[Verdict, Any]]


def hour(source: Source, samples: Samples, start: datetime, as_of: date | None = None) -> Found:
    """Find the class of one hour, from the items that have a value that counts."""
    day = as_of or start.astimezone(BEIJING).date()
    own = {
        ITEM_OF[code]: by_start[start]
        for (interval, code, field), by_start in samples.items()
        if (interval, field) == ("hour", "Avg") and code in ITEM_OF and start in by_start
    }
    if not own:
        return []
    measured = {item: _measured(source, sample) for item, sample in own.items()}
    reasons = {item: objection(one, day) for item, one in measured.items()}
    good = {
        item.symbol: one for item, one in measured.items() if reasons[item] is None and _law(item)
    }
    found = water.section(good, day, body=_body(source, start.astimezone(BEIJING).date()))
    out = tuple(
        left_out(item.symbol, measured[item], reason)
        for item, reason in reasons.items()
        if reason is not None
    )
    found = replace(found, left_out=(*found.left_out, *out))
    return [_verdict(source, found, ("hour", start, start + HOUR), list(own.values()))]


def day(source: Source, samples: Samples, when: date, as_of: date | None = None) -> Found:
    """Find the class of a natural day, from the means of its hours."""
    whole = natural_day(when)
    own: dict[Item, list[Sample]] = {}
    for (interval, code, field), by_start in samples.items():
        if (interval, field) == ("hour", "Avg") and code in ITEM_OF:
            hours = [one for at, one in by_start.items() if whole.start <= at < whole.end]
            if hours:
                own[ITEM_OF[code]] = sorted(hours, key=lambda one: one.start)
    if not own:
        return []
    measured = {
        item.symbol: [_measured(source, one) for one in hours]
        for item, hours in own.items()
        if _law(item)
    }
    found = water.section_period(measured, as_of or when, period="sample", body=_body(source, when))
    every = [one for hours in own.values() for one in hours]
    return [_verdict(source, found, ("day", whole.start, whole.end), every)]


def _law(item: Item) -> bool:
    """Say whether the law has limits of an item; temperature and conductivity have none."""
    return item.group == "basic" and item.key != "temperature"


def _body(source: Source, when: date) -> Any:  # noqa: ANN401 - a literal of the library
    standing = source.standing(when)
    return (standing.body if standing else None) or "river"


def _measured(source: Source, sample: Sample) -> Measured:
    unit = source.unit(sample.code)
    return Measured(sample.value, sample.flag, None, "" if unit == "1" else unit, sample.origin)


def _verdict(
    source: Source, found: Result, when: tuple[str, datetime, datetime], used: Sequence[Sample]
) -> tuple[Verdict, Any]:
    period, start, end = when
    verdict = Verdict(
        thing_id=source.thing.id,
        period=period,
        start=start,
        end=end,
        code=SECTION,
        field="",
        word=_word(source, found, start, end, used),
        review=found.review,
        edition=found.edition,
        more=_more(source, found, start),
        received_at=max(one.received_at for one in used),
    )
    return verdict, found.to_json()


def _word(
    source: Source, found: Result, start: datetime, end: datetime, used: Sequence[Sample]
) -> str:
    if source.shutdowns(start, end):
        return rows.SHUTDOWN
    if found.value is not None:
        return rows.CLASSED
    marks = {one.flag for one in used}
    if marks and marks <= set(MAINTAINED):
        return rows.MAINTENANCE
    return rows.MARKED if marks - {"", "N"} else rows.MISSING


def _more(source: Source, found: Result, start: datetime) -> Mapping[str, Any]:
    standing = source.standing(start.astimezone(BEIJING).date())
    target = class_of(standing.target) if standing and standing.target else None
    more: dict[str, Any] = {
        "class": found.value,
        "status": {"zh": found.more["status"], "en": found.more["status_en"]},
        "main": found.more["main_text"],
        "deciding": list(found.more["deciding"]),
        "classes": dict(found.more["classes"]),
        "values": {item.subject: _shown(item) for item in found.inputs if isinstance(item, Result)},
        "body": found.more["body"],
        "target": target,
    }
    if target and found.value is not None:
        more["meets"] = rank_of(str(found.value)) <= rank_of(target)
    return more


def _shown(item: Result) -> str | None:
    number = item.more["number"]
    return None if number is None else f"{number:f}"


def colour(water_class: str, when: date) -> str:
    """Give the colour of a class, as CSS writes it."""
    table = law.at(when)["water.evaluation.colours"].rows()
    return next(f"rgb({row['rgb']})" for row in table if row["class"] == water_class)
