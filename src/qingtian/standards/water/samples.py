"""One measured value as it came: a number, a mark, a detection limit that it may lie below."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.quantities import Quantity, convert
from qingtian.standards.result import Given, LeftOut, Result

Number = Decimal | int | str | Quantity
BELOW = re.compile(r"^\s*[<＜]\s*([\d.]+)\s*$|^\s*([\d.]+)\s*L\s*$")
"""How a value below detection is written: `<0.025`, or `0.025L` of HJ 91.2."""


@dataclass(frozen=True)
class Sample:
    """One value of one item.

    Attributes
    ----------
    value
        The number as sent; None = no number, or below detection. [unit]
    flag
        Data mark; empty = none; `L` and `<` = below detection.
    mdl
        Detection limit of the method, where known; a value below it counts as below detection.
        [unit]
    unit
        Of the value and the detection limit; empty = that of the law.
    origin
        Where it comes from: time, logger, batch, frame.
    """

    value: Decimal | None
    flag: str = ""
    mdl: Decimal | None = None
    unit: str = ""
    origin: Mapping[str, object] = field(default_factory=dict)

    def below(self, day: date) -> bool:
        """Say whether it lies below its detection limit."""
        marks = law.at(day)["water.marks"].value["below"] if self.flag else ()
        marked = self.flag in marks and (self.mdl is not None or self.value is not None)
        return marked or (self.mdl is not None and self.value is not None and self.value < self.mdl)

    def detection_limit(self) -> Decimal | None:
        """Give the limit that it lies below; where only the mark was sent, the value is it. [unit]."""
        return self.mdl if self.mdl is not None else self.value

    def converted(self, unit: str) -> Sample:
        """Express it in another unit."""
        if self.unit in ("", unit):
            return Sample(self.value, self.flag, self.mdl, unit, self.origin)
        value, mdl = (
            None if number is None else convert(number, self.unit, unit)
            for number in (self.value, self.mdl)
        )
        return Sample(value, self.flag, mdl, unit, self.origin)

    def given(self, name: str) -> Given:
        """Show it as an input of a result."""
        unit = "" if self.unit == "1" else self.unit
        if self.flag and self.mdl is not None and self.value is None:
            return Given(name, f"<{self.mdl:f}", unit, self.origin)
        return Given(name, self.value, unit, self.origin)


def sample_of(value: Number | Sample | Result | None, unit: str) -> Sample:
    """Read whatever stands for a value; text like `<0.025` or `0.025L` is below detection.

    Parameters
    ----------
    value
        A number in the unit of the law, a `Quantity`, a `Sample`, the result of another rule, or
        None = missing.
    unit
        The unit of the law.

    Raises
    ------
    TypeError
        If it is a float: its digits are not those written.
    """
    if isinstance(value, Sample):
        return value.converted(unit)
    if isinstance(value, Result):
        number = value.value if value.valid and isinstance(value.value, Decimal) else None
        return Sample(number, unit=value.unit).converted(unit)
    if isinstance(value, Quantity):
        return Sample(value.to(unit).value, unit=unit)
    if isinstance(value, float):
        raise TypeError("expected a Decimal, an int or text; got a float; pass it as text")
    if isinstance(value, str) and (found := BELOW.match(value)):
        return Sample(None, "L", Decimal(found.group(1) or found.group(2)), unit)
    return Sample(None if value is None else Decimal(value), unit=unit)


def objection(sample: Sample, day: date) -> str | None:
    """Say why a sample takes no part in statistics, by the key of the reason; None = it does."""
    if sample.flag and sample.flag not in law.at(day)["water.marks"].value["accepted"]:
        return "flagged"
    if sample.below(day):
        return None
    if sample.value is None:
        return "no-number"
    return "negative" if sample.value < 0 else None


def left_out(name: str, sample: Sample, reason: str) -> LeftOut:
    """Show a sample as left out."""
    values: dict[str, Any] = {"flag": sample.flag} if reason == "flagged" else {}
    return LeftOut(sample.given(name), reason, values)


def weighed(result: Result) -> Result:
    """Say of a result that rests on weak evidence that it accuses nobody."""
    if not result.review:
        return result
    return Result(**{**vars(result), "more": {**result.more, "accuses": False}})
