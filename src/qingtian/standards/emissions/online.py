"""On-line monitoring of waste water: months, manual samples, gaps (HJ 355, HJ 356)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from qingtian import law
from qingtian.quantities import mean_rounded
from qingtian.standards.result import Cite, Given, Result, Step


def water_month(valid_days: int, days: int, day: date) -> Result:
    """Say whether a month of waste water has enough valid days (HJ 356-2019).

    Parameters
    ----------
    valid_days, days
        Valid days, and days on which there was discharge. [d]
    day
        Any day of the month.
    """
    rule = law.at(day)["emissions.online.minimum.month"]
    required = -(-days * int(rule.number()) // 100)
    enough = days > 0 and valid_days >= required
    return Result(
        rule="EM-WATER-MONTH",
        subject="month",
        value=enough,
        unit="",
        valid=enough,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("enough", {"count": valid_days, "required": required}),),
        inputs=(Given("days", days, "d"),),
    )


def water_manual(times: Sequence[datetime], day: date) -> Result:
    """Say whether manual samples stand in for an analyser on a day (HJ 356-2019).

    Parameters
    ----------
    times
        When samples were taken, with a zone.
    day
        The natural day.

    Returns
    -------
    Result
        Whether they are at least four, and no two neighbours more than six hours apart.
    """
    rule = law.at(day)["emissions.online.manual"]
    longest = timedelta(hours=int(rule.value["interval_h"]))
    ordered = sorted(times)
    close = all(after - before <= longest for before, after in pairwise(ordered))
    good = len(ordered) >= rule.value["per_day"] and close
    values = {"count": len(ordered), "required": rule.value["per_day"]}
    return Result(
        rule="EM-WATER-MANUAL",
        subject="manual",
        value=good,
        unit="",
        valid=good,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("em-manual", {**values, "hours": rule.value["interval_h"]}),),
        inputs=tuple(Given("sample", each.isoformat()) for each in ordered),
    )


def water_gap(
    item: str, before: Sequence[Decimal | None], length: int, day: date, *, decimals: int = 3
) -> Result:
    """Fill a gap as platforms used to: mean of as many values before it, of pH the median.

    Parameters
    ----------
    item
        What is missing; `pH` takes the median.
    before
        Values before the gap, the latest last; None = not valid. [unit]
    length
        How many values are missing. [1]
    day
        Day of the gap.
    decimals
        Digits of the result. [1]

    Returns
    -------
    Result
        The value that stands in; none without any before. It judges nobody. [unit]
    """
    rule = law.at(day)["emissions.online.gap"]
    last = sorted(Fraction(each) for each in before[-length:] if each is not None) if length else []
    exact: Fraction | None = None
    n = len(last)
    if n and item == "pH":
        exact = (last[(n - 1) // 2] + last[n // 2]) / 2
    elif n:
        exact = sum(last, Fraction(0)) / n
    return Result(
        rule="EM-WATER-GAP",
        subject=item,
        value=None if exact is None else mean_rounded(exact, decimals),
        unit="",
        valid=exact is not None,
        edition=rule.standard,
        cites=(Cite.of(rule),),
        steps=(Step("em-gap", {"count": n}),),
        more={"accuses": False},
    )
