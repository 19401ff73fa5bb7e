"""Rivers and basins: by the mean of few sections, or by shares of classes of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step
from qingtian.standards.water.means import average
from qingtian.standards.water.names import CLASSES, Body, item_of, rank_of
from qingtian.standards.water.pollutants import ORDER, Pollutant, by_share, exceeding
from qingtian.standards.water.sections import Values, section, section_of_means

GOOD = 3
"""Rank of the last class that counts as good: I to III."""

WORST = len(CLASSES)


def basin(sections: int, good: int, worse: int, day: date) -> Result:
    """Judge a river or basin by the shares of its sections' classes.

    Parameters
    ----------
    sections
        How many sections were evaluated. [1]
    good
        Of them, those of classes I to III. [1]
    worse
        Of them, those worse than class V. [1]
    day
        Day of the data.

    Returns
    -------
    Result
        优 to 重度污染; None with fewer than five sections, which are evaluated by their mean
        (`river`). `more` has English name, colour and shares. [%]

    Raises
    ------
    ValueError
        If the counts do not fit each other.
    """
    if min(sections, good, worse) < 0 or good + worse > sections:
        raise ValueError(f"expected counts within {sections} sections; got {good} and {worse}")
    rule = law.at(day)["water.evaluation.shares_from"]
    if sections < rule.number():
        shown = {"count": sections, "required": rule.number()}
        return _basin(None, rule.standard, (Cite.of(rule),), Step("water-few", shown), {})
    table = law.at(day)["water.evaluation.basin"]
    a, d = Fraction(100 * good, sections), Fraction(100 * worse, sections)
    row = next(row for row in table.rows() if _row_holds(row, a, d))
    shares = {"good": mean_rounded(a, 1), "worse": mean_rounded(d, 1)}
    more = {
        "status_en": row["en"],
        "colour": {"zh": row["colour_zh"], "en": row["colour_en"]},
        **{f"share_{name}": value for name, value in shares.items()},
    }
    step = Step("water-shares", {"count": sections, **shares})
    return _basin(row["zh"], table.standard, (Cite.of(table), Cite.of(rule)), step, more)


def _row_holds(row: Mapping[str, Any], good: Fraction, worse: Fraction) -> bool:
    tests = (
        row["good_from"] is None or good >= row["good_from"],
        row["worse_from"] is None or worse >= row["worse_from"],
        row["worse_below"] is None or worse < row["worse_below"],
    )
    return all(tests)


def _basin(
    status: str | None, edition: str, cites: tuple[Cite, ...], step: Step, more: dict[str, Any]
) -> Result:
    return Result(
        rule="WATER-BASIN",
        subject="",
        value=status,
        unit="",
        valid=status is not None,
        edition=edition,
        cites=cites,
        steps=(step,),
        more={"status": status, **more},
    )


def basin_of(classes: Sequence[str], day: date) -> Result:
    """Judge a river or basin by the classes of its sections; see `basin`."""
    ranks = [rank_of(each) for each in classes]
    good = sum(rank <= GOOD for rank in ranks)
    return basin(len(ranks), good, sum(rank == WORST for rank in ranks), day)


def river(sections: Mapping[str, Values], day: date, *, body: Body = "river") -> Result:
    """Evaluate a river or basin from its sections' items.

    Parameters
    ----------
    sections
        Section to its items as reported.
    day
        Day of the data.
    body
        `river`, or `lake` for points of lakes.

    Returns
    -------
    Result
        The condition, 优 to 重度污染. With fewer than five sections each item is averaged over
        them and evaluated as one section; with more, by shares. `more` has the main pollutants:
        with multiples, or with the share of sections in which they exceed. [1 or %]
    """
    found = {name: section(items, day, body=body) for name, items in sections.items()}
    valid = {name: each for name, each in found.items() if each.valid}
    few = len(valid) < law.at(day)["water.evaluation.shares_from"].number()
    if few:
        return _by_mean({name: sections[name] for name in valid}, found, day, body)
    result = basin_of([str(each.value) for each in valid.values()], day)
    each_main = {name: _exceeding(each, body, day) for name, each in valid.items()}
    main = by_share(each_main, day) if result.value not in _clean(day) else []
    shares = [[item.symbol, share] for item, share in main]
    return _with_sections(result, valid, found, {"main": shares, "by": "shares"})


def _exceeding(result: Result, body: Body, day: date) -> list[Pollutant]:
    return exceeding([each for each in result.inputs if isinstance(each, Result)], body, day)


def _clean(day: date) -> tuple[str, ...]:
    rows = law.at(day)["water.evaluation.basin"].rows()
    return tuple(row["zh"] for row in rows if row["good_from"] is not None)


def _by_mean(
    sections: Mapping[str, Values], found: Mapping[str, Result], day: date, body: Body
) -> Result:
    means = averaged(list(sections.values()), day, body)
    one = section_of_means(means, day, body)
    rule = law.at(day)["water.evaluation.shares_from"]
    shown = {"count": len(sections), "required": rule.number()}
    more = {**one.more, "class": one.value, "by": "mean"}
    result = _basin(
        one.more["status"], rule.standard, (Cite.of(rule),), Step("water-few", shown), more
    )
    return Result(**{**vars(result), "inputs": (one,), "left_out": _left(found)})


def averaged(sections: Sequence[Values], day: date, body: Body) -> dict[str, Result]:
    """Average each item over sections, as reported."""
    names = {item_of(name).key: name for each in sections for name in each}
    means = {}
    for key in sorted(names, key=lambda key: ORDER[key]):
        values = [
            value for each in sections for name, value in each.items() if item_of(name).key == key
        ]
        if key != "temperature" and item_of(key).group != "other":
            means[item_of(key).symbol] = average(
                key, [_number(value) for value in values], day, body=body
            )
    return means


def _number(value: Any) -> Any:  # noqa: ANN401 - whatever a section holds
    if isinstance(value, Result):
        return value.value if value.valid and isinstance(value.value, Decimal) else None
    return value


def _left(found: Mapping[str, Result]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(Given(name, None), "not-valid", result=each)
        for name, each in found.items()
        if not each.valid
    )


def _with_sections(
    result: Result, valid: Mapping[str, Result], found: Mapping[str, Result], more: dict[str, Any]
) -> Result:
    named = tuple(Result(**{**vars(each), "subject": name}) for name, each in valid.items())
    return Result(
        **{
            **vars(result),
            "inputs": named,
            "left_out": _left(found),
            "more": {**result.more, **more},
        }
    )
