"""The trophic state of a lake (综合营养状态指数, TLI)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import gbt8170
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step
from qingtian.standards.water.names import ITEMS, item_of
from qingtian.standards.water.samples import Number, sample_of

PRECISION = 40
"""Digits that logarithms are computed with. [1]"""

GUARD = 9
"""Decimals that an index is cut to before it is rounded and graded. [1]"""


def tli(values: Mapping[str, Number | None], day: date) -> Result:
    """Compute the trophic level index of a lake.

    Parameters
    ----------
    values
        `chlorophyll_a` [mg/m³], `tp`, `tn`, `codmn` [mg/L], `transparency` [m]; a `Quantity` is
        converted. All five are needed: the rule knows no way to do without one.
    day
        Day of the data.

    Returns
    -------
    Result
        The index; None where an item is missing or not above zero. `more` has the index and
        weight of each item, and the grade. [1]
    """
    table = law.at(day)["water.trophic.items"]
    given = {item_of(name).key: value for name, value in values.items()}
    rows = {row["item"]: row for row in table.rows()}
    samples = {key: sample_of(given.get(key), row["unit"]) for key, row in rows.items()}
    absent = [key for key, each in samples.items() if each.value is None or each.value <= 0]
    inputs = tuple(
        Given(ITEMS[key].symbol, each.value, rows[key]["unit"])
        for key, each in samples.items()
        if key not in absent
    )
    if absent:
        out = tuple(
            LeftOut(Given(ITEMS[key].symbol, samples[key].value), "water-tli-missing")
            for key in absent
        )
        return _result(None, table, (), inputs, {"missing": absent, "grade": None}, out)
    each = {key: _single(row, samples[key].value or Decimal(1)) for key, row in rows.items()}
    weights = _weights(rows)
    exact = sum((weights[key] * each[key] for key in rows), Decimal(0))
    digits = law.at(day)["water.trophic.decimals"]
    places = int(digits.number())
    cut = exact.quantize(Decimal(1).scaleb(-GUARD))
    value = gbt8170(cut, places)
    found = _grade(value, law.at(day)["water.trophic.grades"])
    more = {
        "each": {key: gbt8170(number, places) for key, number in each.items()},
        "weights": {key: gbt8170(number, 5) for key, number in weights.items()},
        "grade": found["zh"],
        "grade_en": found["en"],
    }
    result = _result(value, table, _steps(rows, each, weights, value), inputs, more, ())
    extra = (Cite.of(digits), Cite.of(law.at(day)["water.trophic.grades"]))
    return Result(**{**vars(result), "cites": (*result.cites, *extra)})


def _single(row: Mapping[str, Any], value: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = PRECISION
        found: Decimal = 10 * (row["intercept"] + row["slope"] * value.ln())
        return found


def _weights(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Decimal]:
    with localcontext() as context:
        context.prec = PRECISION
        total = sum((row["r"] ** 2 for row in rows.values()), Decimal(0))
        return {key: row["r"] ** 2 / total for key, row in rows.items()}


def _grade(value: Decimal, table: Provision) -> Mapping[str, Any]:
    for row in table.rows():
        if value > row["from"] or (row["included"] and value == row["from"]):
            return row
    return table.rows()[-1]


def trophic_grade(index: Number, day: date) -> Result:
    """Find the grade of a trophic level index.

    Parameters
    ----------
    index
        The index as reported. [1]
    day
        Day of the data.

    Returns
    -------
    Result
        贫营养, 中营养, 轻度富营养, 中度富营养 or 重度富营养; 30 and 50 are 中营养.
    """
    table = law.at(day)["water.trophic.grades"]
    value = sample_of(index, "1").value
    if value is None:
        raise ValueError("expected an index; got none")
    row = _grade(value, table)
    return Result(
        rule="WATER-TLI-GRADE",
        subject="",
        value=row["zh"],
        unit="",
        valid=True,
        edition=table.standard,
        cites=(Cite.of(table),),
        inputs=(Given("TLI", value),),
        more={"grade": row["zh"], "grade_en": row["en"]},
    )


def _steps(
    rows: Mapping[str, Mapping[str, Any]],
    each: Mapping[str, Decimal],
    weights: Mapping[str, Decimal],
    value: Decimal,
) -> tuple[Step, ...]:
    single = tuple(
        Step(
            "water-tli",
            {
                "item": ITEMS[key].symbol,
                "index": gbt8170(each[key], 2),
                "weight": gbt8170(weights[key], 5),
            },
        )
        for key in rows
    )
    return (*single, Step("water-tli-sum", {"value": value}))


def _result(
    value: Decimal | None,
    table: Provision,
    steps: tuple[Step, ...],
    inputs: tuple[Given, ...],
    more: dict[str, Any],
    out: tuple[LeftOut, ...],
) -> Result:
    return Result(
        rule="WATER-TLI",
        subject="",
        value=value,
        unit="",
        valid=value is not None,
        edition=table.standard,
        cites=(Cite.of(table),),
        steps=steps,
        inputs=inputs,
        left_out=out,
        more=more,
    )
