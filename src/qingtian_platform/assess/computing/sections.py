"""The share of river sections that are of some classes, over a year.

A section's class of a year comes from its months, and a month from its days (the method of 2011). Days
marked as maintenance are left out and counted; so are days of a declared stop, and days with nothing.
A section with too few months has no class and takes no part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from qingtian.quantities import BEIJING, mean_rounded, natural_day
from qingtian.standards import water
from qingtian.standards.result import Result
from qingtian.standards.water.means import average
from qingtian.standards.water.names import Body, class_of
from qingtian.standards.water.sections import section_of_means
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.assess.computing.years import Year, years
from qingtian_platform.assess.tasks.figures import Asked
from qingtian_platform.assess.tasks.infos import Figure, Lineage
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

CLASSED, MAINTENANCE, SHUTDOWN = "classed", "maintenance", "shutdown"


@dataclass(frozen=True)
class SectionYear:
    """A section over a year.

    Attributes
    ----------
    key, name, name_en
        Which section.
    water_class
        Its class; None where it has too few months.
    days
        How many days were `classed`, in `maintenance`, `shutdown`, or `missing`. [d]
    months
        Months that have a class-giving value. [1]
    editions
        Standards that were applied.
    """

    key: str
    name: str
    name_en: str
    water_class: str | None
    days: Mapping[str, int]
    months: int
    editions: tuple[str, ...]


def figures(asked: Asked) -> Iterator[Figure]:
    """Give a figure for each year that has any day of any section."""
    classes = tuple(class_of(str(each)) for each in asked.indicator.computed["classes"])
    for year, found in _all(asked.day):
        if any(each.days[CLASSED] or each.days[MAINTENANCE] for each in found):
            yield _figure(classes, year, found, asked.indicator.digits)


def _all(day: date) -> tuple[tuple[Year, list[SectionYear]], ...]:
    """Give every year until a day; the same while no verdict and nothing of the registry changes."""
    state = (evaluate.verdict_state(), registry.version())
    return _known(Places.current(), day, *state)


@lru_cache(maxsize=8)
def _known(
    _places: Places, day: date, _verdicts: int, _registry: int
) -> tuple[tuple[Year, list[SectionYear]], ...]:
    span = evaluate.verdict_span(each.id for each in _sections())
    first = span[0].astimezone(BEIJING).date() if span else None
    return tuple((year, section_years(year)) for year in years(first, day))


def section_years(year: Year) -> list[SectionYear]:
    """Evaluate every section over a year."""
    known = _sections()
    start, end = natural_day(year.first).start, natural_day(year.last).end
    things = [each.id for each in known]
    written = evaluate.verdicts_written(things, "day", start, end)
    if not written:
        return []
    state = (registry.version(), year.last, written)
    return kept(f"sections {year.number}", state, lambda: [_one(each, year) for each in known])


def _sections() -> list[ThingInfo]:
    return [each for each in registry.things().values() if each.kind == "section"]


def _figure(classes: tuple[str, ...], year: Year, found: list[SectionYear], digits: int) -> Figure:
    judged = [each for each in found if each.water_class is not None]
    share = sum(each.water_class in classes for each in judged)
    totals: Counter[str] = Counter()
    for each in found:
        totals.update(each.days)
    why = () if judged else ("no-class",)
    lineage = Lineage(
        series="water-share",
        of=",".join(classes),
        first=year.first,
        last=year.last,
        counts={
            "of-class": share,
            "sections": len(judged),
            "without-class": len(found) - len(judged),
            **{
                f"section-days-{word}": totals[word]
                for word in (CLASSED, MAINTENANCE, SHUTDOWN, "missing")
            },
        },
        editions=tuple(sorted({name for each in found for name in each.editions})),
        origins=("results",),
        why=why if year.over else ("unfinished", *why),
    )
    value = mean_rounded(Fraction(100 * share, len(judged)), digits) if judged else None
    return Figure(year.last, value, lineage=lineage, provisional=not year.over)


def _one(thing: ThingInfo, year: Year) -> SectionYear:
    start, end = natural_day(year.first).start, natural_day(year.last).end
    verdicts = evaluate.verdicts(thing.id, "day", start, end)
    words = Counter(each.word for each in verdicts)
    good = [each for each in verdicts if each.word == CLASSED]
    months = _months(good)
    result = _class(months, year, _body(thing, year.last)) if months else None
    owed = sum(_open(thing, day) for day in year)
    days = {
        CLASSED: len(good),
        MAINTENANCE: words[MAINTENANCE],
        SHUTDOWN: words[SHUTDOWN],
    }
    days["missing"] = max(0, owed - sum(days.values()))
    return SectionYear(
        thing.key,
        thing.name,
        thing.name_en,
        None if result is None else cast("str | None", result.value),
        days,
        len(months),
        tuple(dict.fromkeys(each.standard for each in result.cites)) if result else (),
    )


def _open(thing: ThingInfo, day: date) -> bool:
    return (thing.opened is None or thing.opened <= day) and (
        thing.closed is None or day <= thing.closed
    )


def _body(thing: ThingInfo, day: date) -> Body:
    standing = thing.standing(day)
    return cast("Body", (standing.body if standing else None) or "river")


Months = dict[int, dict[str, list[Decimal]]]


def _months(days: Iterable[Verdict]) -> Months:
    """Gather the days' values by month and item."""
    found: Months = {}
    for each in days:
        month = each.start.astimezone(BEIJING).month
        values: Mapping[str, Any] = each.more["values"]
        for item, number in values.items():
            if number is not None:
                found.setdefault(month, {}).setdefault(item, []).append(Decimal(number))
    return found


def _class(months: Months, year: Year, body: Body) -> Result:
    """Find the class of a year, or of its months so far while it is not over."""
    items = sorted({item for own in months.values() for item in own})
    means = {
        item: [_mean(item, months.get(n, {}).get(item), year, body) for n in range(1, 13)]
        for item in items
    }
    if year.over:
        return water.section_year(means, year.last, body=body)
    so_far = {item: average(item, values, year.last, body=body) for item, values in means.items()}
    return section_of_means(so_far, year.last, body)


def _mean(item: str, values: list[Decimal] | None, year: Year, body: Body) -> Decimal | None:
    if not values:
        return None
    found = average(item, values, year.last, period="month", body=body).value
    return found if isinstance(found, Decimal) else None
