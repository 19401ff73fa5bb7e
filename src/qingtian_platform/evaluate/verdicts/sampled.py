"""Hold what a laboratory found in a sample against the limits of its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qingtian.quantities import Quantity, UnitError
from qingtian.standards import emissions
from qingtian.standards.emissions import UnclearKindError
from qingtian_platform.evaluate.verdicts import facts
from qingtian_platform.evaluate.verdicts.editions import bounds
from qingtian_platform.evaluate.verdicts.facts import Source
from qingtian_platform.evaluate.verdicts.held import of_law
from qingtian_platform.evaluate.verdicts.rows import Bounds

AVERAGING = {"stack": "hour", "water": "day"}
"""The mean that a sample stands for: of a stack the hour, of waste water the day."""


@dataclass(frozen=True)
class SampleLimit:
    """A limit that a sample is held against.

    Attributes
    ----------
    bounds
        In `unit`; `bounds.review` where its source must still be checked.
    unit, averaging
        Of the limit.
    over
        Whether the value lies outside.
    """

    bounds: Bounds
    unit: str
    averaging: str
    over: bool


@dataclass(frozen=True)
class SampleVerdict:
    """What the law of the day says of one value.

    Attributes
    ----------
    word
        `within`; `over` a limit; `review`: over none but such whose source must still be checked,
        which accuses nobody; `unclear`: below a detection limit that lies above the limit, or in another
        unit; `no-limit`.
    limits
        All that it was held against, the decisive one first.
    """

    word: str
    limits: tuple[SampleLimit, ...]


def judge_sample(thing_id: int, code: str, day: date, value: str, unit: str) -> SampleVerdict:
    """Hold a laboratory's value against permit and law of the day.

    Parameters
    ----------
    thing_id, code
        Number of the outlet, code of the property.
    day
        Of the sample, Beijing.
    value, unit
        As reported, converted to the reference state of the limit; `<0.05` is below detection.

    Returns
    -------
    SampleVerdict
        A limit of the permit does not hide one of the law: each is held against it.
    """
    source = facts.read().get(thing_id)
    below = value.startswith("<")
    number = Decimal(value.removeprefix("<"))
    known = [] if source is None else list(_limits(source, code, day))
    found = [each for each in (_held(limit, number, unit) for limit in known) if each is not None]
    if not found:
        return SampleVerdict("unclear" if known else "no-limit", ())
    found.sort(key=lambda each: (not each.over, each.bounds.review))
    word = "within"
    if any(each.over and not each.bounds.review for each in found):
        word = "unclear" if below else "over"
    elif found[0].over:
        word = "review"
    return SampleVerdict(word, tuple(found))


def _limits(source: Source, code: str, day: date) -> Iterator[tuple[Bounds, str, str]]:
    averaging = AVERAGING.get(source.way, "")
    for each in source.limits_on(day):
        if (each.code, each.interval) == (code, averaging):
            permit = Bounds(each.low, each.high, each.source, each.document, each.clause)
            yield permit, each.unit, averaging
    try:
        lawful = of_law(source, emissions.item_of(code).name, day, day)
    except (LookupError, UnclearKindError):
        return
    for limit in lawful:
        if limit.averaging == averaging:
            yield bounds(limit), limit.unit, averaging


def _held(limit: tuple[Bounds, str, str], value: Decimal, unit: str) -> SampleLimit | None:
    known, own, averaging = limit
    try:
        number = value if unit == own else Quantity(value, unit).to(own).value
    except UnitError:
        return None
    high = known.high is not None and number > known.high
    low = known.low is not None and number < known.low
    return SampleLimit(known, own, averaging, high or low)
