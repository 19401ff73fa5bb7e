"""Black-odorous water of towns (城市黑臭水体): a sample, a point, a reach, the whole body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.result import Cite, Given, Result, Step
from qingtian.standards.water.names import ITEMS, item_of
from qingtian.standards.water.samples import Number, sample_of

NONE, LIGHT, HEAVY = "不黑臭", "轻度黑臭", "重度黑臭"
ENGLISH = {
    NONE: "not black-odorous",
    LIGHT: "lightly black-odorous",
    HEAVY: "heavily black-odorous",
}
"""The grades by language."""


def _grade(value: Decimal, row: Mapping[str, Any], shallow: Decimal | None) -> str:
    light, heavy = row["light"], row["heavy"]
    if shallow is not None:
        # 40 % of the depth takes the place of the limit; there is no band of light grade.
        return HEAVY if value < shallow else NONE
    if row["side"] == "below":
        return HEAVY if value < heavy else LIGHT if value <= light else NONE
    return HEAVY if value > heavy else LIGHT if value >= light else NONE


def black_odour_sample(
    values: Mapping[str, Number | None], day: date, *, depth: Number | None = None
) -> Result:
    """Grade one sample: any indicator within its band makes the water black-odorous.

    Parameters
    ----------
    values
        `transparency` [cm], `do` [mg/L], `redox` [mV], `nh3n` [mg/L]; None = missing.
    day
        Day of the data.
    depth
        Of the water; below 25 cm, 40 % of it takes the place of the limit of transparency. [cm]

    Returns
    -------
    Result
        不黑臭, 轻度黑臭 or 重度黑臭; None without any value. `more` has the grade of each.
    """
    table = law.at(day)["water.black_odour.indicators"]
    rule = law.at(day)["water.black_odour.shallow"]
    given = {item_of(name).key: value for name, value in values.items()}
    samples = {row["item"]: sample_of(given.get(row["item"]), row["unit"]) for row in table.rows()}
    shallow = _shallow(depth, rule)
    found = {
        row["item"]: _grade(number, row, shallow if row["item"] == "transparency" else None)
        for row in table.rows()
        if (number := samples[row["item"]].value) is not None
    }
    counts = Counter(found.values())
    value = next((name for name in (HEAVY, LIGHT, NONE) if counts[name]), None)
    steps = [
        Step("water-black", {"item": ITEMS[key].symbol, **_both(name)})
        for key, name in found.items()
    ]
    if shallow is not None:
        steps.append(Step("water-shallow", {"limit": f"{shallow.normalize():f}"}))
    cited = (table,) if shallow is None else (table, rule)
    inputs = tuple(
        each.given(ITEMS[key].symbol) for key, each in samples.items() if each.value is not None
    )
    return _result("WATER-BLACK-SAMPLE", value, cited, tuple(steps), inputs, {"each": found})


def _shallow(depth: Number | None, rule: Provision) -> Decimal | None:
    cm = None if depth is None else sample_of(depth, "cm").value
    if cm is None or cm >= rule.value["depth"]:
        return None
    share: Decimal = rule.value["share"]
    return cm * share / 100


def _both(grade: str) -> dict[str, str]:
    return {"zh": grade, "en": ENGLISH[grade]}


def _result(
    rule: str,
    value: str | None,
    cited: tuple[Provision, ...],
    steps: tuple[Step, ...],
    inputs: tuple[Result | Given, ...],
    more: dict[str, Any],
) -> Result:
    return Result(
        rule=rule,
        subject="",
        value=value,
        unit="",
        valid=value is not None,
        edition=cited[0].standard,
        cites=tuple(Cite.of(each) for each in cited),
        steps=steps,
        inputs=inputs,
        more={**more, "grade": value, "grade_en": None if value is None else ENGLISH[value]},
    )


def black_odour_point(shares: Mapping[str, Number], day: date, *, black: bool = True) -> Result:
    """Grade a point from the shares of its data that are heavy, by indicator.

    Parameters
    ----------
    shares
        Indicator to the share of its data that is heavy, 0 to 1. [1]
    day
        Day of the data.
    black
        Whether any data lie in a band at all.

    Returns
    -------
    Result
        Heavy where one indicator has 60 % or two have 30 %; else light.
    """
    rule = law.at(day)["water.black_odour.point"]
    numbers = {
        item_of(name).key: Fraction(sample_of(each, "1").value or 0) * 100
        for name, each in shares.items()
    }
    one = [key for key, share in numbers.items() if share >= rule.value["one"]]
    two = [key for key, share in numbers.items() if share >= rule.value["two"]]
    heavy = bool(one) or len(two) >= rule.value["indicators"]
    value = (HEAVY if heavy else LIGHT) if black else NONE
    shown = ", ".join(f"{ITEMS[key].symbol} {float(share):g} %" for key, share in numbers.items())
    inputs = tuple(
        Given(ITEMS[item_of(name).key].symbol, sample_of(each, "1").value)
        for name, each in shares.items()
    )
    step = Step("water-black-shares", {"shares": shown})
    return _result("WATER-BLACK-POINT", value, (rule,), (step,), inputs, {"one": one, "two": two})


def black_odour_point_of(samples: Sequence[Result], day: date) -> Result:
    """Grade a point from its graded samples; see `black_odour_point`.

    Parameters
    ----------
    samples
        Results of `black_odour_sample`; at least as many as the rule asks to be valid.
    day
        Day of the last sample.
    """
    graded = [each for each in samples if each.value is not None]
    counts: Counter[str] = Counter()
    heavy: Counter[str] = Counter()
    for sample in graded:
        for key, grade in sample.more["each"].items():
            counts[key] += 1
            heavy[key] += grade == HEAVY
    shares = {key: Decimal(heavy[key]) / Decimal(count) for key, count in counts.items()}
    exact = black_odour_point(
        dict(shares),
        day,
        black=any(each.value != NONE for each in graded),
    )
    times = law.at(day)["water.black_odour.sampling"]
    required = int(times.value["times"])
    step = Step("enough", {"count": len(graded), "required": required})
    return Result(
        **{
            **vars(exact),
            "valid": len(graded) >= required,
            "cites": (*exact.cites, Cite.of(times)),
            "steps": (step, *exact.steps),
            "inputs": tuple(graded),
        }
    )


def black_odour_body(points: Sequence[str], day: date) -> Result:
    """Grade a water body from its points in their order along it.

    Parameters
    ----------
    points
        Grade of each point, upstream to downstream.
    day
        Day of the data.

    Returns
    -------
    Result
        Heavy where 60 % of the points are; else light where any point is black-odorous. `more`
        has `reaches`: first and last point of each run of three or more heavy points, which is
        a heavy reach whatever the body is. Not valid with fewer than three points.
    """
    rule = law.at(day)["water.black_odour.reach"]
    sampling = law.at(day)["water.black_odour.sampling"]
    heavy = [grade == HEAVY for grade in points]
    share = Fraction(100 * sum(heavy), len(points)) if points else Fraction(0)
    value = None
    if points:
        black = any(grade in (LIGHT, HEAVY) for grade in points)
        value = HEAVY if share >= rule.value["share"] else LIGHT if black else NONE
    reaches = _runs(heavy, int(rule.value["points"]))
    required = int(sampling.value["points"])
    steps = (
        Step("enough", {"count": len(points), "required": required}),
        Step("water-black-body", {"share": f"{float(share):g}", "reaches": len(reaches)}),
    )
    found = _result(
        "WATER-BLACK-BODY",
        value,
        (rule, sampling),
        steps,
        tuple(Given(str(n), grade) for n, grade in enumerate(points, 1)),
        {"reaches": reaches},
    )
    return Result(**{**vars(found), "valid": len(points) >= required})


def _runs(heavy: Sequence[bool], least: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for n, each in enumerate([*heavy, False], 1):
        if each and start is None:
            start = n
        elif not each and start is not None:
            if n - start >= least:
                runs.append((start, n - 1))
            start = None
    return runs
