"""Daily penalties: the days that count, round by round (EPL article 59 and the order of 2014)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from qingtian import law
from qingtian.standards.borders import Number, at_least_zero
from qingtian.standards.consequences.money import yuan
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

Found = Literal["continues", "refused", "false report", "corrected"]
REFUSING: Final[dict[str, str]] = {
    "continues": "inspection-continues",
    "refused": "inspection-refused",
    "false report": "inspection-false-report",
}
"""What counts as refusing, each with its sentence: the violation goes on, the inspection is obstructed,
a correction is claimed falsely."""


@dataclass(frozen=True)
class Inspection:
    """A re-inspection and what it found.

    Attributes
    ----------
    day
        The day of it.
    found
        `continues`, `refused` (obstructed), `false report` (claimed as corrected) or `corrected`.
    ordered
        Day on which the next order to correct was delivered; None = on the spot.
    """

    day: date
    found: Found
    ordered: date | None = None


@dataclass(frozen=True)
class Order:
    """A fine with its order to correct, and the re-inspections that followed.

    Attributes
    ----------
    fine
        The original fine. [CNY]
    delivered
        Day on which the order to correct was delivered.
    inspections
        In the order of their days.
    """

    fine: Number
    delivered: date
    inspections: Sequence[Inspection] = field(default_factory=tuple)


def _check(order: Order) -> None:
    days = [order.delivered, *(each.day for each in order.inspections)]
    if days != sorted(days):
        raise ValueError(f"expected re-inspections in order and after delivery; got {days}")


def daily_penalty(order: Order) -> Result:
    """Count the days of one order and the fine that they add.

    Parameters
    ----------
    order
        The fine, the delivery and the re-inspections.

    Returns
    -------
    Result
        What is added to the original fine; `more` has the days, rounds, total, and re-inspections
        that came too late. [CNY]

    Raises
    ------
    ValueError
        If a re-inspection lies before the delivery or out of order.
    NotInForceError
        If the delivery was before 2015-01-01.
    """
    _check(order)
    fine = at_least_zero(order.fine, "CNY", "a fine")
    base = law.at(order.delivered)["consequences.penalties.daily_base"]
    rule = law.at(order.delivered)["consequences.penalties.daily"]
    rounds, steps, late, left_out = _rounds(order, int(rule.value["reinspection_days"]))
    days = sum(rounds)
    extra = Fraction(fine) * days * Fraction(base.value["per_day_fines"])
    total = yuan(extra + Fraction(fine))
    shown = {"fine": fine, "days": days, "extra": yuan(extra), "total": total}
    return Result(
        rule="CON-DAILY",
        subject="",
        value=yuan(extra),
        unit="CNY",
        valid=not late,
        edition=rule.standard,
        cites=(Cite.of(base), Cite.of(rule)),
        steps=(*steps, Step("daily-sum", shown)),
        inputs=(Given("fine", fine, "CNY"), Given("delivered", str(order.delivered))),
        left_out=tuple(left_out),
        more={"days": days, "rounds": rounds, "total": total, "late": late, "accuses": False},
    )


def _rounds(order: Order, within: int) -> tuple[list[int], list[Step], list[str], list[LeftOut]]:
    start = ordered = order.delivered
    rounds: list[int] = []
    steps: list[Step] = []
    late: list[str] = []
    for n, each in enumerate(order.inspections):
        if (each.day - ordered).days > within:
            late.append(str(each.day))
            steps.append(Step("inspection-late", {"day": each.day, "within": within}))
        if each.found not in REFUSING:
            steps.append(Step("inspection-corrected", {"day": each.day}))
            return rounds, steps, late, _after(order.inspections[n + 1 :])
        rounds.append((each.day - start).days)
        first = start + timedelta(days=1)
        shown = {"first": first, "last": each.day, "days": rounds[-1]}
        steps.append(Step(REFUSING[each.found], shown))
        start, ordered = each.day, each.ordered or each.day
    return rounds, steps, late, []


def _after(rest: Sequence[Inspection]) -> list[LeftOut]:
    """Leave out what came after a correction: it needs an order of its own."""
    return [LeftOut(Given(str(each.day), each.found), "needs-order") for each in rest]


def daily_penalties(violations: Mapping[str, Sequence[Order]]) -> Result:
    """Add up the daily penalties of several violations, each counted by itself.

    Parameters
    ----------
    violations
        Violation to its orders; a violation found again after a correction has a second order.

    Returns
    -------
    Result
        What is added in all; one result for each order below it. [CNY]

    Raises
    ------
    ValueError
        If there is no order.
    """
    each = [daily_penalty(order) for orders in violations.values() for order in orders]
    if not each:
        raise ValueError("expected at least one order to correct; got none")
    extra = sum((Decimal(str(item.value)) for item in each), Decimal(0))
    total = sum((item.more["total"] for item in each), Decimal(0))
    days = sum(item.more["days"] for item in each)
    return Result(
        rule="CON-DAILY",
        subject="、".join(violations),
        value=extra,
        unit="CNY",
        valid=all(item.valid for item in each),
        edition=each[0].edition,
        steps=(Step("apart", {"count": len(each)}),),
        inputs=tuple(each),
        more={"days": days, "total": total, "accuses": False},
    )
