"""Send a source to the rules of its kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from qingtian_platform.evaluate.verdicts import outlets, sections
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.reading import Samples
from qingtian_platform.evaluate.verdicts.rows import Verdict

Found = list[tuple[Verdict, Any]]
HOURS: dict[str, Callable[[Source, Samples, datetime, date | None], Found]] = {
    "section": sections.hour,
    "stack": outlets.stack_hour,
    "water": outlets.shown_hour,
    "dust": outlets.shown_hour,
}
DAYS: dict[str, Callable[[Source, Samples, date, date | None], Found]] = {
    "section": sections.day,
    "stack": outlets.stack_day,
    "water": outlets.water_day,
}


def hour(source: Source, samples: Samples, start: datetime, as_of: date | None = None) -> Found:
    """Judge one hour of a source by the rules of its kind, under the law of its day or another."""
    rule = HOURS.get(source.way)
    return [] if rule is None else rule(source, samples, start, as_of)


def day(source: Source, samples: Samples, when: date, as_of: date | None = None) -> Found:
    """Judge one natural day of a source by the rules of its kind, under the law of a day."""
    rule = DAYS.get(source.way)
    return [] if rule is None else rule(source, samples, when, as_of)
