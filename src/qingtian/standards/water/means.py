"""Means of samples: pH by hydrogen ions, half of the detection limit, a digit kept where zero would stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.quantities import gbt8170, mean_rounded
from qingtian.standards.result import Cite, LeftOut, Result, Step
from qingtian.standards.water.names import Body, Item, item_of
from qingtian.standards.water.rules import digits, limit
from qingtian.standards.water.samples import Number, Sample, left_out, objection, sample_of

PRECISION = 40
"""Digits that logarithms are computed with. [1]"""

GUARD = 9
"""Decimals that a pH is cut to before it is rounded: what lies beyond is error of the logarithm. [1]"""

PERIODS = ("sample", "week", "ten_days", "month", "quarter")
"""Periods that are averaged from samples; a year is averaged from its months."""


def carrier(item: Item, value: Decimal) -> Fraction:
    """Turn a value into what is averaged: of pH the concentration of hydrogen ions. [mol/L]."""
    if item.key != "ph":
        return Fraction(value)
    with localcontext() as context:
        context.prec = PRECISION
        return Fraction(Decimal(10) ** -value)


def uncarried(item: Item, mean: Fraction) -> Fraction:
    """Turn a mean of carriers back into the item's own number."""
    if item.key != "ph":
        return mean
    with localcontext() as context:
        context.prec = PRECISION
        power = -(Decimal(mean.numerator) / Decimal(mean.denominator)).log10()
        return Fraction(power.quantize(Decimal(1).scaleb(-GUARD), rounding=ROUND_HALF_EVEN))


def keep_digit(value: Decimal | Fraction, decimals: int, day: date) -> Decimal:
    """Round by GB/T 8170, but keep a significant digit where zero would stand.

    Parameters
    ----------
    value
        The number before rounding. [any]
    decimals
        Digits kept after the point. [1]
    day
        Day of the data.

    Returns
    -------
    Decimal
        Zero only where the value is zero.
    """
    exact = Fraction(value)
    found = mean_rounded(exact, decimals)
    if found != 0 or exact == 0:
        return found
    place = decimals
    while abs(exact) * 10**place < 1:
        place += 1
    more = int(law.at(day)["water.rounding.keep"].number()) - 1
    kept = mean_rounded(exact, place + more)
    return gbt8170(kept, max(-int(kept.normalize().as_tuple().exponent), 0))  # 0.00010 is 0.0001


def rounded(item: Item, exact: Fraction, decimals: int, day: date) -> Decimal:
    """Round the mean of an item as it is reported; a pH of zero is a value, not an absence.

    Parameters
    ----------
    item
        The item.
    exact
        The mean before rounding. [unit of the item]
    decimals
        Digits kept after the point. [1]
    day
        Day of the data.
    """
    if item.key == "ph":
        return mean_rounded(exact, decimals)
    return keep_digit(exact, decimals, day)


def ph_mean(values: Sequence[Number], day: date, *, decimals: int | None = None) -> Result:
    """Average pH through the concentration of hydrogen ions.

    Parameters
    ----------
    values
        pH of each sample. [1]
    day
        Day of the data.
    decimals
        Digits of the result; None = those of on-line values. [1]

    Returns
    -------
    Result
        -log10 of the mean of 10^-pH. [1]

    Raises
    ------
    ValueError
        Without values.
    """
    own, _ = digits("ph", day, "online")
    return average("ph", values, day, decimals=own if decimals is None else decimals)


def _taken(
    item: Item, samples: Sequence[Sample], day: date
) -> tuple[list[tuple[Sample, Decimal]], list[LeftOut], int]:
    share = law.at(day)["water.below_detection"]
    used: list[tuple[Sample, Decimal]] = []
    out: list[LeftOut] = []
    below = 0
    for sample in samples:
        reason = objection(sample, day)
        edge = sample.detection_limit()
        if reason is not None:
            out.append(left_out(item.symbol, sample, reason))
        elif sample.below(day) and edge is not None:
            below += 1
            used.append((sample, edge * share.number()))
        elif sample.value is not None:
            used.append((sample, sample.value))
    return used, out, below


def _unit(item: Item, body: Body, day: date) -> str:
    return limit(item.key, body, day).unit if item.group != "other" else ""


def average(
    item: str,
    values: Sequence[Number | Sample | None],
    day: date,
    *,
    period: str = "sample",
    body: Body = "river",
    decimals: int | None = None,
) -> Result:
    """Average an item over samples and round the mean as it is evaluated.

    A value below detection counts as half of the limit; what a mark rejects is left out and named.

    Parameters
    ----------
    item
        Name, symbol or code of the item.
    values
        Samples of the period; numbers in the unit of the law. [mg/L; pH 1; coliforms 1/L]
    day
        Last day of the period, which decides the law.
    period
        `sample`, `week`, `ten_days`, `month` or `quarter`: how many samples it needs.
    body
        `river` or `lake`.
    decimals
        Digits of the result; None = those of evaluation. [1]

    Returns
    -------
    Result
        The mean; not valid with fewer samples than the period needs. [unit of the law]

    Raises
    ------
    ValueError
        If the period is no such period.
    """
    if period not in PERIODS:
        raise ValueError(f"expected one of {', '.join(PERIODS)}; got {period!r}")
    each = item_of(item)
    unit = _unit(each, body, day)
    used, out, below = _taken(each, [sample_of(value, unit) for value in values], day)
    minimum = law.at(day)[f"water.minimum.{period}"]
    given = decimals is not None and each.group == "other"
    own, cite = (0, minimum) if given else digits(each.key, day)
    places = own if decimals is None else decimals
    exact = _mean(each, [number for _, number in used])
    value = None if exact is None else rounded(each, exact, places, day)
    return Result(
        rule="WATER-MEAN",
        subject=each.symbol,
        value=value,
        unit="" if unit == "1" else unit,
        valid=len(used) >= minimum.number(),
        edition=minimum.standard,
        cites=_cites(day, minimum, cite, below, out),
        steps=_steps(each, used, exact, value, (places, minimum), below),
        inputs=tuple(sample.given(each.symbol) for sample, _ in used),
        left_out=tuple(out),
        more={"count": len(used), "required": int(minimum.number()), "below_detection": below},
    )


def _mean(item: Item, numbers: Sequence[Decimal]) -> Fraction | None:
    if not numbers:
        return None
    total = sum((carrier(item, number) for number in numbers), Fraction(0))
    return uncarried(item, total / len(numbers))


def _cites(
    day: date, minimum: Provision, cite: Provision, below: int, out: Sequence[LeftOut]
) -> tuple[Cite, ...]:
    found = [minimum, cite]
    if below:
        found.append(law.at(day)["water.below_detection"])
    if any(each.reason == "flagged" for each in out):
        found.append(law.at(day)["water.marks"])
    return tuple(Cite.of(each) for each in found)


def _steps(
    item: Item,
    used: Sequence[tuple[Sample, Decimal]],
    exact: Fraction | None,
    value: Decimal | None,
    rules: tuple[int, Provision],
    below: int,
) -> tuple[Step, ...]:
    places, minimum = rules
    steps = [Step("enough", {"count": len(used), "required": minimum.number()})]
    if below:
        steps.append(Step("water-half", {"count": below}))
    if exact is None:
        return tuple(steps)
    if item.key == "ph":
        steps.append(Step("water-ions", {"count": len(used)}))
    elif len(used) > 1:
        total = sum((number for _, number in used), Decimal(0))
        steps.append(Step("sum", {"count": len(used), "total": total}))
    shown = {"decimals": places, "before": f"{float(exact):.6g}", "after": value}
    return (*steps, Step("round", shown))


def yearly(
    item: str,
    months: Sequence[Number | Sample | None],
    day: date,
    *,
    freezing: bool = False,
    body: Body = "river",
) -> Result:
    """Average an item over the months of a year.

    Parameters
    ----------
    item
        Name, symbol or code of the item.
    months
        One value a month, as reported; None = not measured. [unit of the law]
    day
        Last day of the year.
    freezing
        Whether the section freezes in winter, which asks for fewer months.
    body
        `river` or `lake`.

    Returns
    -------
    Result
        The mean; not valid with fewer months than the law asks. [unit of the law]
    """
    found = average(item, months, day, body=body)
    rule = law.at(day)["water.minimum.year"]
    required = int(rule.value["freezing" if freezing else "months"])
    count = int(found.more["count"])
    first = Step("water-months", {"count": count, "required": required})
    return Result(
        **{
            **vars(found),
            "valid": count >= required,
            "edition": rule.standard,
            "cites": (Cite.of(rule), *found.cites[1:]),
            "steps": (first, *found.steps[1:]),
            "more": {**found.more, "required": required},
        }
    )
