"""The city water quality index (CWQI) and the ranking of cities by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step
from qingtian.standards.water.indices import DECIMALS, ph_index
from qingtian.standards.water.names import ITEMS, Body, Item, body_of, item_of, rank_of
from qingtian.standards.water.rules import limit, listed
from qingtian.standards.water.samples import Number, Sample, sample_of, weighed


def _exact(item: Item, value: Decimal, body: Body, day: date) -> Fraction:
    bound = limit(item.key, body, day)
    water_class = law.at(day)["water.ranking.class"].value["class"]
    if item.key == "ph":
        low, high = bound.ends(water_class)
        neutral = law.at(day)["water.ranking.ph"].number()
        return ph_index(value, neutral, (low.value, high.value))
    s = Fraction(bound.level(water_class).value)
    if item.key != "do":
        return Fraction(value) / s
    if value <= 0:
        raise ValueError("expected dissolved oxygen above zero; the index divides by it")
    return s / Fraction(value)


def _number(item: Item, value: Number | Sample | Result, body: Body, day: date) -> Decimal | None:
    sample = sample_of(value, limit(item.key, body, day).unit)
    edge = sample.detection_limit()
    if sample.below(day) and edge is not None:
        return edge * law.at(day)["water.below_detection"].number()
    return sample.value


def cwqi_item(item: str, value: Number | Sample, day: date, *, body: Body = "river") -> Result:
    """Compute the index of one item: the concentration by its limit of class III.

    Parameters
    ----------
    item
        Name, symbol or code of one of the 21 items.
    value
        Mean concentration over the city's sections; below detection counts half of the limit.
        [unit of the law]
    day
        Day of the data.
    body
        `river` or `lake`.

    Returns
    -------
    Result
        C/S; of dissolved oxygen S/C, of pH the distance from neutral by that of the limit. [1]
    """
    each, kind = item_of(item), body_of(item, body)
    number = _number(each, value, kind, day)
    if each.key not in listed("water.ranking.items", day) or number is None:
        raise ValueError(f"expected a value of one of the 21 items; got {value} of {each.symbol}")
    exact = _exact(each, number, kind, day)
    index = mean_rounded(exact, DECIMALS)
    cited = [law.at(day)["water.ranking.items"], law.at(day)["water.ranking.class"]]
    cited.append(limit(each.key, kind, day))
    if each.key == "ph":
        cited.append(law.at(day)["water.ranking.ph"])
    shown = {"value": number, "class": cited[1].value["class"], "index": index}
    return _result(
        "WATER-CWQI-ITEM",
        each.symbol,
        index,
        cited,
        (Step("water-cwqi", shown),),
        inputs=(sample_of(value, cited[2].unit).given(each.symbol),),
        more={"exact": str(exact)},
    )


def _result(
    rule: str,
    subject: str,
    value: Decimal | None,
    cited: Sequence[Provision],
    steps: tuple[Step, ...],
    *,
    valid: bool = True,
    inputs: tuple[Result | Given, ...] = (),
    out: tuple[LeftOut, ...] = (),
    more: dict[str, Any],
    unit: str = "",
) -> Result:
    found = Result(
        rule=rule,
        subject=subject,
        value=value,
        unit=unit,
        valid=valid and value is not None,
        edition=cited[0].standard,
        cites=tuple(Cite.of(each) for each in cited),
        steps=steps,
        inputs=inputs,
        left_out=out,
        more=more,
    )
    return weighed(found)


def cwqi(means: Mapping[str, Number | Sample | None], day: date, *, body: Body = "river") -> Result:
    """Add up the indices of the city's mean concentrations over rivers, or over lakes.

    Parameters
    ----------
    means
        Item to its mean over the city's sections (points); the 21 items of the rule.
        [unit of the law]
    day
        Last day of the period.
    body
        `river` or `lake`.

    Returns
    -------
    Result
        The sum; not valid where an item is missing. [1]
    """
    wanted = listed("water.ranking.items", day)
    given = {item_of(name).key: value for name, value in means.items() if value is not None}
    there = [key for key in wanted if key in given]
    absent = [key for key in wanted if key not in given]
    single = [cwqi_item(key, given[key], day, body=body) for key in there]
    exact = sum((Fraction(each.more["exact"]) for each in single), Fraction(0))
    digits = law.at(day)["water.ranking.decimals"]
    value = mean_rounded(exact, int(digits.value["index"])) if single else None
    parts = "+".join(f"{each.value}" for each in single)
    return _result(
        "WATER-CWQI",
        body,
        value,
        [digits, law.at(day)["water.ranking.means"]],
        (Step("water-cwqi-sum", {"parts": parts, "count": len(single)}),),
        valid=not absent,
        inputs=tuple(single),
        out=tuple(LeftOut(Given(ITEMS[key].symbol, None), "not-given") for key in absent),
        more={"missing": absent, "exact": str(exact)},
    )


def cwqi_city(
    river: Number | Result | None,
    lake: Number | Result | None,
    sections: int,
    points: int,
    day: date,
) -> Result:
    """Put the indices of a city's rivers and lakes together, weighted by numbers of sections.

    Parameters
    ----------
    river, lake
        Index of the rivers and of the lakes; None where there are none. [1]
    sections, points
        How many sections of rivers and points of lakes. [1]
    day
        Last day of the period.

    Returns
    -------
    Result
        The index of the city; smaller is better. [1]

    Raises
    ------
    ValueError
        If the city has no section, or an index is missing where there are sections.
    """
    digits = law.at(day)["water.ranking.decimals"]
    city = law.at(day)["water.ranking.city"]
    total, count = Fraction(0), 0
    for index, weight in ((river, sections), (lake, points)):
        if weight == 0:
            continue
        number = sample_of(index, "1").value
        if number is None:
            raise ValueError("expected an index where there are sections; got none")
        total += Fraction(number) * weight
        count += weight
    if count <= 0:
        raise ValueError("expected at least one section or point; got none")
    value = mean_rounded(total / count, int(digits.value["index"]))
    own = {"river": river, "lake": lake}
    shown: dict[str, object] = {
        key: "-" if each is None else sample_of(each, "1").value for key, each in own.items()
    }
    shown |= {"sections": sections, "points": points, "value": value}
    inputs = tuple(
        each if isinstance(each, Result) else Given(key, sample_of(each, "1").value)
        for key, each in own.items()
        if each is not None
    )
    step = Step("water-cwqi-city", shown)
    return _result("WATER-CWQI-CITY", "", value, [city, digits], (step,), inputs=inputs, more={})


def cwqi_change(now: Number, base: Number, day: date) -> Result:
    """Say by how much a city's index changed; negative is better.

    Parameters
    ----------
    now, base
        Index of this period and of the same period before. [1]
    day
        Last day of this period.

    Returns
    -------
    Result
        (now-base)/base, in per cent. [%]

    Raises
    ------
    ValueError
        If the base is not above zero.
    """
    digits = law.at(day)["water.ranking.decimals"]
    new, old = sample_of(now, "1").value, sample_of(base, "1").value
    if new is None or old is None or old <= 0:
        raise ValueError(f"expected two indices, the base above zero; got {now} and {base}")
    value = mean_rounded(Fraction(new - old) / Fraction(old) * 100, int(digits.value["change"]))
    step = Step("water-cwqi-change", {"now": new, "base": old, "value": value})
    inputs = (Given("now", new), Given("base", old))
    more = {"improved": new < old}
    return _result(
        "WATER-CWQI-CHANGE", "", value, [digits], (step,), inputs=inputs, more=more, unit="%"
    )


def ranked(cities: Mapping[str, Decimal]) -> list[tuple[int, str, Decimal]]:
    """Order cities from the best, the smallest number; equal numbers share a place.

    Parameters
    ----------
    cities
        City to its index, or to its change, as reported. [1 or %]

    Returns
    -------
    list of (place, city, number)
        By place, then by name.
    """
    numbers = list(cities.values())
    rows = [
        (1 + sum(other < number for other in numbers), city, number)
        for city, number in cities.items()
    ]
    return sorted(rows, key=lambda row: (row[0], row[1]))


def joins_change_ranking(
    now: Sequence[str], before: Sequence[str], day: date, *, targets_met: bool
) -> bool:
    """Say whether a city takes part in the ranking of changes.

    It does not where all its sections are of class II or better and meet their targets in both
    years: it has nothing left to improve.

    Parameters
    ----------
    now, before
        Classes of its sections in both years.
    day
        Last day of this period.
    targets_met
        Whether all sections met their targets in both years.
    """
    edge = rank_of(law.at(day)["water.ranking.change"].value["class"])
    clean = all(rank_of(each) <= edge for each in (*now, *before))
    return not (clean and targets_met)
