"""Values as loggers write them: plain decimal numbers, and text that is kept as it is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?([0-9]*)|\.([0-9]+))")
_EXPONENT = re.compile(r"([+-]?[0-9]+(?:\.([0-9]+))?)[eE]([+-]?[0-9]{1,2})")
_LONGEST = 40  # no instrument writes so many characters; beyond it a value is text
_FINEST = 40  # nor a number so small: `1e-99` is a fault, and the archive counts digits in a byte


class Value(NamedTuple):
    """One value.

    Parameters
    ----------
    number
        As float64, or None where the text is no number.
    decimals
        Digits sent after the point.
    text
        The characters sent, where they are no plain decimal number; else None.
    """

    number: float | None
    decimals: int
    text: str | None


def value(text: str, shift: int = 0) -> Value:
    """Read a value.

    Parameters
    ----------
    text
        As sent. Empty, `null`, `-`, `NaN`, words and ranges are no numbers and keep their text.
    shift
        Power of ten to multiply by, exactly.

    Returns
    -------
    Value
        `-100`, which some send for "no value", is a number here: only a rule may judge it.
    """
    plain = _PLAIN.fullmatch(text) if len(text) <= _LONGEST else None
    if plain is None:
        return _exponent(text, shift)
    decimals = len(plain[1] or plain[2] or "")
    if not shift:
        return Value(float(text), decimals, None)
    return Value(float(Decimal(text).scaleb(shift)), max(0, decimals - shift), None)


def _exponent(text: str, shift: int) -> Value:
    parts = _EXPONENT.fullmatch(text) if len(text) <= _LONGEST else None
    if parts is None:
        return Value(None, 0, text)
    decimals = max(0, len(parts[2] or "") - int(parts[3]) - shift)
    if decimals > _FINEST:
        return Value(None, 0, text)
    return Value(float(Decimal(text).scaleb(shift)), decimals, text)
