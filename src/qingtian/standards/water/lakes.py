"""Lakes and reservoirs: each point over time, then over points, then by zone; and their trophic state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step
from qingtian.standards.water.means import carrier, rounded, uncarried
from qingtian.standards.water.names import ITEMS, Body, Item, item_of
from qingtian.standards.water.pollutants import ORDER
from qingtian.standards.water.rules import digits, limit
from qingtian.standards.water.samples import Number, Sample, objection, sample_of
from qingtian.standards.water.sections import section_of_means

Point = Mapping[str, Sequence[Number | Sample | None]]
"""Item to its values, one a time."""


def lake(
    points: Mapping[str, Point],
    day: date,
    *,
    zones: Mapping[str, Sequence[str]] | None = None,
    body: Body = "lake",
) -> Result:
    """Evaluate a lake or reservoir from its points.

    Parameters
    ----------
    points
        Point to its items, each with one value a time.
    day
        Last day of the period.
    zones
        Zone to its points, for big lakes; each zone is evaluated as well.
    body
        `lake`; `river` for a river-like reservoir, which is evaluated as a river.

    Returns
    -------
    Result
        As of `section`, from means over time at each point and then over points, rounded once;
        `more["zones"]` has the class of each zone, `more["zone_results"]` its result.

    Raises
    ------
    ValueError
        If a zone names a point that is not there.
    """
    zones = zones or {}
    for zone, names in zones.items():
        if missing := set(names) - set(points):
            raise ValueError(f"expected points of the lake in {zone}; got {', '.join(missing)}")
    found = _whole(points, day, body)
    own = {
        zone: _whole({name: points[name] for name in names}, day, body)
        for zone, names in zones.items()
    }
    rule = law.at(day)["water.evaluation.lakes"]
    times = max((len(v) for each in points.values() for v in each.values()), default=0)
    step = Step("water-lake", {"points": len(points), "times": times})
    classes = {zone: each.value for zone, each in own.items()}
    return Result(
        **{
            **vars(found),
            "rule": "WATER-LAKE",
            "cites": (Cite.of(rule), *found.cites),
            "steps": (step, *found.steps),
            "more": {**found.more, "zones": classes, "zone_results": own},
        }
    )


def _whole(points: Mapping[str, Point], day: date, body: Body) -> Result:
    keys = {item_of(name).key for each in points.values() for name in each}
    means = {
        ITEMS[key].symbol: _mean(ITEMS[key], points, day, body)
        for key in sorted(keys, key=lambda key: ORDER[key])
        if key != "temperature" and ITEMS[key].group != "other"
    }
    return section_of_means(means, day, body)


def _mean(item: Item, points: Mapping[str, Point], day: date, body: Body) -> Result:
    unit = limit(item.key, body, day).unit
    own = {name: _point(item, _values(item, each), unit, day) for name, each in points.items()}
    there = {name: each for name, each in own.items() if each is not None}
    total = sum(there.values(), Fraction(0))
    exact = uncarried(item, total / len(there)) if there else None
    places, cite = digits(item.key, day)
    value: Decimal | None = None if exact is None else rounded(item, exact, places, day)
    shown = {"points": len(there), "before": "-" if exact is None else f"{float(exact):.6g}"}
    symbol = "" if unit == "1" else unit
    return Result(
        rule="WATER-MEAN",
        subject=item.symbol,
        value=value,
        unit=symbol,
        valid=value is not None,
        edition=cite.standard,
        cites=(Cite.of(cite),),
        steps=(Step("water-points", {**shown, "after": value}),),
        inputs=tuple(Given(name, _shown(item, each), symbol) for name, each in there.items()),
        left_out=tuple(
            LeftOut(Given(name, None), "no-number") for name in points if name not in there
        ),
        more={"points": len(there)},
    )


def _values(item: Item, point: Point) -> list[Number | Sample | None]:
    return [
        value for name, each in point.items() if item_of(name).key == item.key for value in each
    ]


def _shown(item: Item, mean: Fraction) -> Decimal:
    """Show a point's mean, with six digits."""
    return mean_rounded(uncarried(item, mean), 6)


def _point(
    item: Item, values: Sequence[Number | Sample | None], unit: str, day: date
) -> Fraction | None:
    share = law.at(day)["water.below_detection"].number()
    numbers = []
    for value in values:
        sample = sample_of(value, unit)
        edge = sample.detection_limit()
        if objection(sample, day) is not None or edge is None:
            continue
        number = edge * share if sample.below(day) else sample.value
        if number is not None:
            numbers.append(carrier(item, number))
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None
