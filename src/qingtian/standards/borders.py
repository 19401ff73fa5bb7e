"""What may cross a public border: exact numbers, with or without their unit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qingtian.quantities import Quantity, UnitError
from qingtian.quantities.units import unit

Number = Decimal | int | str | Quantity
"""A number as written; one without a unit stands in the unit that the argument names."""


def number(value: Number, symbol: str) -> Decimal:
    """Read a number in a unit.

    Parameters
    ----------
    value
        Text, an int or a Decimal in the unit named, or a `Quantity` that converts to it.
    symbol
        The unit.

    Returns
    -------
    Decimal
        Exact. [symbol]

    Raises
    ------
    TypeError
        If it is a binary float, whose digits are not those written.
    ValueError
        If it is no finite number.
    UnitError
        If its unit measures something else.
    """
    if isinstance(value, Quantity):
        return value.to(symbol).value
    if isinstance(value, float | bool):
        raise TypeError(f"expected a Decimal, an int or text [{symbol}]; got {value!r}; pass text")
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"expected a number [{symbol}]; got {value!r}") from None
    if not found.is_finite():
        raise ValueError(f"expected a finite number [{symbol}]; got {value!r}")
    return found


def at_least_zero(value: Number, symbol: str, what: str) -> Decimal:
    """Read a number that cannot be below zero.

    Raises
    ------
    ValueError
        If it is.
    """
    found = number(value, symbol)
    if found < 0:
        raise ValueError(f"expected {what} of zero or more [{symbol}]; got {found}")
    return found


def dimension(value: Number) -> str | None:
    """Name what a number measures; None where it came without a unit."""
    return unit(value.unit).dimension if isinstance(value, Quantity) else None


def by_unit(value: Number, symbols: tuple[str, ...]) -> tuple[Decimal, str]:
    """Read a number that may stand in one of several units of different dimensions.

    Returns
    -------
    tuple
        The number and the unit that it is in; a bare number has the unit `""`.

    Raises
    ------
    UnitError
        If its unit fits none.
    """
    measured = dimension(value)
    if measured is None:
        return number(value, symbols[0]), ""
    for symbol in symbols:
        if unit(symbol).dimension == measured:
            return number(value, symbol), symbol
    raise UnitError(f"expected one of {', '.join(symbols)}; got a {measured}")
