"""The month of a section from the days that the platform evaluated: means of items, class, and index.

The index is the sum over the items of concentration by limit of class III (the rule for cities), over
the items that the setting names: what is summed must be the same for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, cast

from qingtian.quantities import natural_day
from qingtian.standards import water
from qingtian.standards.result import Result
from qingtian.standards.water.means import average
from qingtian.standards.water.names import item_of
from qingtian_platform.assess.townships.reckoned import Reckoned, lacking
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.places import Places

Body = Literal["river", "lake"]
LACKS = "an item of the index was not measured"


def reckon(
    sections: Mapping[int, str], items: Sequence[str], first: date, last: date, places: Places
) -> dict[int, Reckoned]:
    """Compute the index of sections over a period.

    Parameters
    ----------
    sections
        Number of each section to its water body, `river` or `lake`.
    items
        Names of the items that are summed.
    first, last
        Days of the period, in Beijing; the law is that of the last.
    places
        Where everything lives.

    Returns
    -------
    dict
        By number of the section. [1]
    """
    return {
        thing: _one(thing, cast("Body", body or "river"), items, (first, last), places)
        for thing, body in sections.items()
    }


def _one(
    thing: int, body: Body, items: Sequence[str], days: tuple[date, date], places: Places
) -> Reckoned:
    first, last = days
    start = natural_day(first).start.astimezone(UTC)
    end = natural_day(last).end.astimezone(UTC)
    classed = [
        each
        for each in evaluate.verdicts(thing, "day", start, end, places=places)
        if each.word == "classed"
    ]
    values = _values(each.more["values"] for each in classed)
    if not values:
        return lacking("", 1)
    found = water.section_period(values, last, period="month", body=body)
    more = {"class": str(found.value or "")}
    absent = [name for name in items if not values.get(item_of(name).symbol)]
    if absent:
        told = {**more, "lacks": ", ".join(item_of(name).symbol for name in absent)}
        return Reckoned(None, len(classed), 1, 0, found.edition, LACKS, told)
    index = _index(
        {item_of(name).symbol: values[item_of(name).symbol] for name in items}, last, body
    )
    return Reckoned(index, len(classed), 1, 0, found.edition, "", more)


def _values(days: Iterable[Mapping[str, str | None]]) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for day in days:
        for symbol, text in day.items():
            if text is not None:
                found.setdefault(symbol, []).append(Decimal(text))
    return found


def number_of(found: Result) -> Decimal:
    """Give the number of a result that has one."""
    if not isinstance(found.value, Decimal):
        raise TypeError(f"expected a number of {found.subject}; got {found.value!r}")
    return found.value


def _index(values: Mapping[str, Sequence[Decimal]], last: date, body: Body) -> Fraction:
    """Sum the indices of the month's means, as reported."""
    total = Fraction(0)
    for symbol, each in values.items():
        found = average(symbol, each, last, period="month", body=body)
        total += Fraction(water.cwqi_item(symbol, number_of(found), last, body=body).more["exact"])
    return total
