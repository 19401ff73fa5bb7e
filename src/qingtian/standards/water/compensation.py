"""Beijing's compensation between districts for the water of boundary sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from qingtian import law
from qingtian.law import NotInForceError, Provision
from qingtian.law.packs import AnyPack
from qingtian.standards.result import Cite, Given, Result, Step
from qingtian.standards.water.names import item_of, rank_of

Kind = Literal["worsened_vs_inflow", "target_missed"]
PATH = "water.compensation.section"
BEIJING: tuple[AnyPack, ...] = ("beijing2018",)


class AmountsUnknownError(NotInForceError):
    """The amounts of the day's rule are not known to the library; the user must enter them."""


def _rule(day: date, packs: Iterable[AnyPack]) -> Provision:
    try:
        return law.at(day, packs=packs)[PATH]
    except NotInForceError:
        raise AmountsUnknownError(
            f"the amounts of Beijing's compensation on {day} are not known here: the rule of "
            "2014 holds from 2015-01-01 to 2022-12-31, and the amounts of that of 2022 "
            "(京政办发〔2022〕31号) were not found; enter them as amounts={'worsened_vs_inflow': …, "
            "'target_missed': …} in yuan a class step and month"
        ) from None


def compensation(
    kind: Kind,
    class_steps: int,
    day: date,
    *,
    pollutants: int = 1,
    months: int = 1,
    amounts: Mapping[str, Decimal | int] | None = None,
    packs: Iterable[AnyPack] = BEIJING,
) -> Result:
    """Compute what a district owes for a boundary section.

    Parameters
    ----------
    kind
        `worsened_vs_inflow`: the water leaves worse than it came in, or an own-source reach
        misses its target; `target_missed`: the inflow was not worsened, but the target is missed.
    class_steps
        By how many classes the water is worse. [1]
    day
        Day of the data, which decides the rule.
    pollutants
        How many pollutants (COD, NH3-N, TP) are worse by so much; they add up. [1]
    months
        How many months. [1]
    amounts
        Kind to its amount, where the user enters a table of his own. [CNY a step and month]
    packs
        Whose law is asked for the amounts.

    Returns
    -------
    Result
        The amount. [CNY]

    Raises
    ------
    AmountsUnknownError
        If no amounts are known for the day and none are entered.
    ValueError
        If a count is negative, or the kind is unknown.
    """
    if min(class_steps, pollutants, months) < 0:
        raise ValueError("expected counts of zero or more")
    rule = None if amounts is not None else _rule(day, packs)
    table = amounts if rule is None else rule.value
    if table is None or kind not in table:
        raise ValueError(f"expected worsened_vs_inflow or target_missed; got {kind!r}")
    amount = Decimal(table[kind])
    value = amount * class_steps * pollutants * months
    counts = {"steps": class_steps, "pollutants": pollutants, "months": months}
    key = "water-compensation" if value else "water-compensation-none"
    return Result(
        rule="WATER-COMPENSATION",
        subject="",
        value=value,
        unit="CNY",
        valid=True,
        edition="entered" if rule is None else rule.standard,
        cites=() if rule is None else (Cite.of(rule),),
        steps=(Step(key, {"amount": amount, **counts}),),
        inputs=tuple(Given(name, number) for name, number in counts.items()),
        more={"kind": kind, "entered": rule is None},
    )


def section_compensation(
    inflow: Mapping[str, str] | None,
    outflow: Mapping[str, str],
    target: Mapping[str, str],
    day: date,
    *,
    amounts: Mapping[str, Decimal | int] | None = None,
    packs: Iterable[AnyPack] = BEIJING,
) -> Result:
    """Compute a section's month from the classes of its pollutants.

    Parameters
    ----------
    inflow
        Pollutant to its class where the water enters; None for an own-source reach.
    outflow
        Pollutant to its class at the section.
    target
        Pollutant to the class that it is to reach.
    day
        Last day of the month.
    amounts, packs
        As of `compensation`.

    Returns
    -------
    Result
        The sum over pollutants; `inputs` has each. [CNY]
    """
    parts = []
    for name, found in outflow.items():
        missed = rank_of(found) - rank_of(target[name])
        came = None if inflow is None else rank_of(inflow[name])
        worse = missed if came is None else rank_of(found) - came
        kind: Kind = "worsened_vs_inflow" if worse > 0 else "target_missed"
        steps = max(worse if worse > 0 else missed, 0) if missed > 0 else 0
        one = compensation(kind, steps, day, amounts=amounts, packs=packs)
        parts.append(Result(**{**vars(one), "subject": item_of(name).symbol}))
    total = sum((each.value for each in parts if isinstance(each.value, Decimal)), Decimal(0))
    return Result(
        rule="WATER-COMPENSATION",
        subject="",
        value=total,
        unit="CNY",
        valid=bool(parts),
        edition=parts[0].edition if parts else "",
        cites=parts[0].cites if parts else (),
        inputs=tuple(parts),
    )
