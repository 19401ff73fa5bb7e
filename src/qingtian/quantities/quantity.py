"""A number with its unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qingtian.quantities.rounding import gbt8170
from qingtian.quantities.units import convert, unit


@dataclass(frozen=True)
class Quantity:
    """A number as written, and its unit; what crosses a public border.

    Attributes
    ----------
    value
        The number with the digits it was given. [unit]
    unit
        Symbol of the unit; other spellings are put right.

    Raises
    ------
    TypeError
        If the value is a float: pass text, an int or a Decimal.
    UnitError
        If the unit is unknown.
    """

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        if isinstance(self.value, float):
            raise TypeError("expected a Decimal, an int or text; got a float; pass it as text")
        object.__setattr__(self, "value", Decimal(self.value))
        object.__setattr__(self, "unit", unit(self.unit).symbol)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read a number and a unit with a space between, as in `60 µg/m³`.

        Raises
        ------
        ValueError
            If the text has another form.
        """
        number, _, symbol = text.strip().partition(" ")
        try:
            return cls(Decimal(number), symbol.strip())
        except InvalidOperation:
            raise ValueError(f"expected a number, a space and a unit; got {text!r}") from None

    def to(self, target: str) -> Quantity:
        """Express it in another unit of the same dimension."""
        return Quantity(convert(self.value, self.unit, target), target)

    def rounded(self, decimals: int) -> Quantity:
        """Round it by GB/T 8170."""
        return Quantity(gbt8170(self.value, decimals), self.unit)

    def __str__(self) -> str:
        """Write the number and the unit."""
        return f"{self.value:f} {self.unit}" if self.unit != "1" else f"{self.value:f}"
