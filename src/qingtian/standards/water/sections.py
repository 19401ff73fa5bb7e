"""A section: the worst of its items decides (单因子评价), with condition and main pollutants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qingtian import law
from qingtian.standards.result import Cite, LeftOut, Result, Step
from qingtian.standards.water.classes import classify
from qingtian.standards.water.means import average, yearly
from qingtian.standards.water.names import CLASSES, Body, Item, body_of, item_of
from qingtian.standards.water.pollutants import Pollutant, exceeding
from qingtian.standards.water.rules import grade, listed
from qingtian.standards.water.samples import Number, Sample, sample_of, weighed

Values = Mapping[str, Number | Sample | Result | None]


def section(
    items: Values, day: date, *, body: Body = "river", saturation: Number | None = None
) -> Result:
    """Evaluate a section or a point from its items as reported.

    Parameters
    ----------
    items
        Item to its value; see `classify`. Items that are not evaluated are left out and named;
        total nitrogen and faecal coliforms are evaluated alone.
    day
        Day of the data.
    body
        `river` or `lake`.
    saturation
        Saturation of dissolved oxygen, where measured. [%]

    Returns
    -------
    Result
        The class; None without any item. `more` has status and colour by language, main
        pollutants (`main`, with multiples; `main_text`), the deciding items, classes by item,
        what was ignored, and classes of the items evaluated alone.
    """
    kind = body_of(body)
    judged, out, alone = _judged(items, kind, day, saturation)
    taken = [each for each in judged if each.value is not None]
    evaluated = law.at(day)["water.evaluation.items"]
    rank = max((each.more["rank"] for each in taken), default=None)
    name = None if rank is None else CLASSES[rank - 1]
    deciding = [each.subject for each in taken if each.more["rank"] == rank]
    main = exceeding(taken, kind, day)
    most = int(law.at(day)["water.evaluation.main"].value["most"])
    paths = ("grades", "main", "exceed_multiple") if main else ("grades",)
    cited = [evaluated, *(law.at(day)[f"water.evaluation.{path}"] for path in paths)]
    return Result(
        rule="WATER-SECTION",
        subject="",
        value=name,
        unit="",
        valid=name is not None,
        edition=evaluated.standard,
        cites=tuple(Cite.of(each) for each in cited),
        steps=_steps(name, deciding, main[:most], day),
        inputs=tuple(taken),
        left_out=(*out, *_undecided(judged)),
        more={
            **_status(name, day),
            "deciding": deciding,
            **_main(main, most),
            "classes": {each.subject: each.value for each in taken},
            "ignored": [each.given.name for each in out],
            "alone": {each.subject: each.value for each in alone},
            "body": kind,
        },
    )


def _judged(
    items: Values, body: Body, day: date, saturation: Number | None
) -> tuple[list[Result], list[LeftOut], list[Result]]:
    wanted = listed("water.evaluation.items", day)
    apart = listed("water.evaluation.alone", day)
    judged, out, alone = [], [], []
    for name, value in items.items():
        item = item_of(name)
        if item.key in wanted:
            judged.append(
                classify(item.key, value, day, body=_own(name, body), saturation=saturation)
            )
            continue
        result = classify(item.key, value, day, body="lake") if item.key in apart else None
        if result is not None and (item.key != "tn" or body == "lake"):
            alone.append(result)
        unit = result.inputs[0].unit if result is not None and result.inputs else ""
        reason = "water-alone" if item.key in apart else "water-not-evaluated"
        out.append(LeftOut(sample_of(value, unit).given(name), reason, result=result))
    return judged, out, alone


def _own(name: str, body: Body) -> Body:
    return body_of(name, body)


def _undecided(judged: Sequence[Result]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(_given(each), "water-no-class", result=each)
        for each in judged
        if each.value is None
    )


def _given(result: Result) -> Any:  # noqa: ANN401 - the one input of a class is a Given
    return result.inputs[0]


def _status(name: str | None, day: date) -> dict[str, Any]:
    if name is None:
        return {"status": None, "status_en": None, "colour": None}
    found = grade(name, day)
    colour = {"zh": found["colour_zh"], "en": found["colour_en"]}
    return {"status": found["zh"], "status_en": found["en"], "colour": colour}


def _main(main: Sequence[Pollutant], most: int) -> dict[str, Any]:
    return {
        "main": [[each.item.symbol, each.multiple] for each in main[:most]],
        "main_text": "、".join(map(str, main[:most])),
        "exceeding": [each.item.symbol for each in main],
    }


def _steps(
    name: str | None, deciding: Sequence[str], main: Sequence[Pollutant], day: date
) -> tuple[Step, ...]:
    if name is None:
        return (Step("water-nothing"),)
    found = grade(name, day)
    worst = Step("water-worst", {"items": ", ".join(deciding), "class": name})
    status = Step("water-status", {"class": name, "zh": found["zh"], "en": found["en"]})
    if not main:
        return worst, status, Step("water-no-main")
    names = ", ".join(
        each.item.symbol if each.multiple is None else f"{each.item.symbol}({each.multiple:f})"
        for each in main
    )
    return worst, status, Step("water-main", {"names": names})


def section_period(
    samples: Mapping[str, Sequence[Number | Sample | None]],
    day: date,
    *,
    period: str = "month",
    body: Body = "river",
) -> Result:
    """Evaluate a section over a week, ten days, a month or a quarter.

    Parameters
    ----------
    samples
        Item to its values in the period; one stands for itself, several are averaged.
    day
        Last day of the period, which decides the law.
    period
        `week`, `ten_days`, `month` or `quarter`.
    body
        `river` or `lake`.

    Returns
    -------
    Result
        As of `section`; items with too few samples take no part.
    """
    means = {
        name: average(name, values, day, period=period, body=body_of(name, body))
        for name, values in samples.items()
        if _measured(item_of(name))
    }
    return section_of_means(means, day, body)


def section_year(
    months: Mapping[str, Sequence[Number | Sample | None]],
    day: date,
    *,
    freezing: bool = False,
    body: Body = "river",
) -> Result:
    """Evaluate a section over a year, from its months as reported.

    Parameters
    ----------
    months
        Item to one value a month; None = not measured.
    day
        Last day of the year.
    freezing
        Whether the section freezes in winter.
    body
        `river` or `lake`.

    Returns
    -------
    Result
        As of `section`; items with too few months take no part.
    """
    means = {
        name: yearly(name, values, day, freezing=freezing, body=body_of(name, body))
        for name, values in months.items()
        if _measured(item_of(name))
    }
    return section_of_means(means, day, body)


def _measured(item: Item) -> bool:
    return item.group != "other" and item.key != "temperature"


def section_of_means(means: Mapping[str, Result], day: date, body: Body) -> Result:
    """Evaluate a section from results of means, which stay in the tree."""
    found = section(dict(means), day, body=body)
    by_symbol = {each.subject: each for each in means.values()}
    inputs = tuple(
        Result(**{**vars(each), "inputs": (by_symbol[each.subject],)})
        if isinstance(each, Result)
        else each
        for each in found.inputs
    )
    short = tuple(
        LeftOut(each.given, "not-valid", result=by_symbol[each.result.subject])
        if each.result is not None and each.reason == "water-no-class"
        else each
        for each in found.left_out
    )
    return weighed(Result(**{**vars(found), "inputs": inputs, "left_out": short}))
