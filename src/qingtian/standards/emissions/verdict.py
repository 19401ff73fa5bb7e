"""Hold a value against the limits of a source: the strictest decides and is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from qingtian import law
from qingtian.law import NotInForceError, Provision
from qingtian.quantities import mean_rounded
from qingtian.standards.emissions.limits import Limit
from qingtian.standards.emissions.names import Item
from qingtian.standards.result import Cite, Given, LeftOut, Result, Step


class Outcome(StrEnum):
    """What became of a period.

    `WITHIN` and `EXCEEDED` are judgements; a `WARNING` judges nothing; all others say why there is
    no judgement.
    """

    WITHIN = "within"
    EXCEEDED = "exceeded"
    WARNING = "warning"
    MARKED = "marked"
    NOT_VALID = "not valid"
    NOT_CONVERTED = "not converted"
    NO_LIMIT = "no limit"
    NO_DISCHARGE = "no discharge"


OUTCOMES = {
    Outcome.WITHIN: {"zh": "达标", "en": "within the limit"},
    Outcome.EXCEEDED: {"zh": "超标", "en": "above the limit"},
    Outcome.WARNING: {"zh": "预警，不作判断", "en": "a warning, not a judgement"},
    Outcome.MARKED: {"zh": "已标记，不作判断", "en": "marked, not judged"},
    Outcome.NOT_VALID: {"zh": "数据不足，不作判断", "en": "too few data, not judged"},
    Outcome.NOT_CONVERTED: {"zh": "工况异常，不折算", "en": "abnormal state, not converted"},
    Outcome.NO_LIMIT: {"zh": "无限值", "en": "no limit"},
    Outcome.NO_DISCHARGE: {"zh": "无排放", "en": "nothing was discharged"},
}
"""What people read for an outcome."""


UNKNOWN = {"water_temperature": "unknown-water-temperature", "built": "unknown-built"}
"""Sentence for a condition of a limit that nobody told."""


@dataclass
class Draft:
    """What a verdict is put together from, step by step.

    Attributes
    ----------
    rule, item, day
        Number of the rule, item, day of the data.
    cites, steps, inputs, left_out
        As of a result.
    more
        What else it tells.
    """

    rule: str
    item: Item
    day: date
    cites: list[Cite] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    inputs: list[Result | Given] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def cite(self, *provisions: Provision | None) -> None:
        """Add provisions that were used."""
        self.cites += [Cite.of(each) for each in provisions if each is not None]

    def give(
        self, outcome: Outcome, value: Fraction | None = None, limit: Limit | None = None
    ) -> Result:
        """Close it with an outcome.

        Parameters
        ----------
        outcome
            What became of the period.
        value
            What was or would be compared, exact. [unit of the item]
        limit
            The limit that it was held against.
        """
        decimals = 2 if limit is None else limit.decimals
        shown = None if value is None else mean_rounded(value, decimals)
        cites = [*self.cites, *([] if limit is None else [limit.cite])]
        found = Result(
            rule=self.rule,
            subject=self.item.name,
            value=shown,
            unit=self.item.unit,
            valid=outcome in (Outcome.WITHIN, Outcome.EXCEEDED),
            edition="" if not cites else cites[-1].standard,
            cites=tuple(cites),
            steps=tuple(self.steps),
            inputs=tuple(self.inputs),
            left_out=tuple(self.left_out),
        )
        more = {
            "outcome": str(outcome),
            **OUTCOMES[outcome],
            "limit": None if limit is None else limit.to_more(),
            "multiple": _multiple(value, limit) if outcome == Outcome.EXCEEDED else None,
            "accuses": _accuses(outcome, found, limit),
            **self.more,
        }
        return Result(**{**vars(found), "more": more})


def _accuses(outcome: Outcome, found: Result, limit: Limit | None) -> bool:
    return (
        outcome == Outcome.EXCEEDED and limit is not None and not limit.unknown and not found.review
    )


def _multiple(value: Fraction | None, limit: Limit | None) -> Decimal | None:
    if value is None or limit is None or not limit.high:
        return None
    over = value / Fraction(limit.high) - 1
    return mean_rounded(over, 2) if over > 0 else None


def fitting(limits: Iterable[Limit], item: Item, averaging: str, day: date) -> list[Limit]:
    """Pick the limits of an item that are for this averaging and hold on the day."""
    return [
        each
        for each in limits
        if each.item == item.name and each.averaging == averaging and each.holds(day)
    ]


def stricter(limits: Sequence[Limit], item: Item, oxygen: Fraction | None, air: Decimal) -> Limit:
    """Pick the limit that allows least; of equal ones that of a standard.

    Parameters
    ----------
    limits
        One at least, of one item and averaging.
    item
        The item, whose unit they are compared in.
    oxygen
        Of the flue gas, where limits differ in their reference oxygen. [%vol]
    air
        Oxygen of air. [%vol]
    """

    def allowed(limit: Limit) -> tuple[Fraction, bool]:
        high = limit.high_in(item.unit)
        if high is None:
            return Fraction(10**12), limit.origin == "permit"
        scale = Fraction(1)
        if limit.reference_oxygen is not None and oxygen is not None:
            scale = (Fraction(air) - oxygen) / (Fraction(air) - Fraction(limit.reference_oxygen))
        return Fraction(high) * scale, limit.origin == "permit"

    return min(limits, key=allowed)


def naming(draft: Draft, chosen: Limit, others: Sequence[Limit]) -> None:
    """Say which limit decides, and from which it was chosen."""
    draft.more["limits"] = [each.to_more() for each in others]
    if len({each.origin for each in others}) > 1:
        with suppress(NotInForceError):
            draft.cite(law.at(draft.day)["emissions.judging.stricter"])
    key = "limit-of-permit" if chosen.origin == "permit" else "limit-of-standard"
    ends = [str(end) for end in (chosen.low, chosen.high) if end is not None]
    values = {"limit": "–".join(ends), "unit": chosen.unit, "source": chosen.cite.standard}
    draft.steps.append(Step(key, {**values, "count": len(others)}))
    draft.steps += [Step(UNKNOWN[fact]) for fact in chosen.unknown]


def held(draft: Draft, value: Fraction, limit: Limit) -> Result:
    """Compare in full (全数值比较): exactly at the limit is within it."""
    high, low = limit.high_in(draft.item.unit), limit.low
    over = high is not None and value > Fraction(high)
    under = low is not None and value < Fraction(low)
    shown = mean_rounded(value, limit.decimals)
    if over or under:
        key = "above-limit" if over else "below-limit"
        draft.steps.append(Step(key, {"value": shown, "limit": high if over else low}))
        return draft.give(Outcome.EXCEEDED, value, limit)
    draft.steps.append(Step("at-most-limit", {"value": shown, "limit": high}))
    return draft.give(Outcome.WITHIN, value, limit)
