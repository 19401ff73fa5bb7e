"""Numbers as people type them: of few characters, and of a size that can be written out."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

LONGEST: Final = 40
"""Of a number as it is typed. [1]"""
FARTHEST: Final = 40
"""Of an exponent, either way: `1e999999999` written out has a thousand million digits. [1]"""


def plain_number(text: str) -> Decimal:
    """Read a finite number of a form or file.

    Parameters
    ----------
    text
        As `4.2`, `-0.05` or `1.2e3`.

    Raises
    ------
    ValueError
        It is none, is infinite, or is too long or too large to be written out.
    """
    plain = text.strip()
    if len(plain) > LONGEST or not plain.isascii() or "_" in plain:
        raise ValueError(f"expected a number, got {plain[:LONGEST]!r}")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"expected a number, got {plain!r}") from None
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > FARTHEST:
        raise ValueError(f"expected a number that can be written out, got {plain!r}")
    return found
