"""Shapes shared by the papers of a draw, and how they are read: canonical JSON, every key known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from qingtian.draw.errors import DrawError
from qingtian.ledger.acts import canonical
from qingtian.ledger.errors import FormError
from qingtian.ledger.kinds import Check, Shape, shaped, text

NAME: Final = text(120)
_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")


def key(value: object) -> None:
    """Accept a key by which something of a pool is named."""
    if not isinstance(value, str) or _KEY.fullmatch(value) is None:
        raise FormError(f"expected a key {_KEY.pattern}, got {value!r}")


def between(least: int, most: int) -> Check:
    """Accept an integer within bounds."""

    def check(value: object) -> None:
        if type(value) is not int or not least <= value <= most:
            raise FormError(f"expected an integer from {least} to {most}, got {value!r}")

    return check


def many(check: Check, least: int, most: int) -> Check:
    """Accept a list of so many values."""

    def listed(value: object) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise FormError(f"expected a list of {least} to {most}, got {value!r:.80}")
        for each in value:
            check(each)

    return listed


def keyed(check: Check, least: int, most: int) -> Check:
    """Accept an object of so many keys, each with a value of one kind."""

    def mapped(value: object) -> None:
        if not isinstance(value, dict) or not least <= len(value) <= most:
            raise FormError(f"expected an object of {least} to {most} keys, got {value!r:.80}")
        for name, each in value.items():
            key(name)
            check(each)

    return mapped


def of(shape: Shape) -> Check:
    """Accept an object of a shape."""

    def check(value: object) -> None:
        shaped(value, shape)

    return check


def sorted_keys(value: object) -> None:
    """Accept a sorted list of different keys."""
    many(key, 0, 10_000)(value)
    if value != sorted(set(value)):  # type: ignore[call-overload]
        raise FormError(f"expected sorted keys, none twice, got {value!r:.80}")


def read(data: str, shapes: Callable[[Mapping[str, Any]], Shape]) -> dict[str, Any]:
    """Read canonical JSON of a shape.

    Parameters
    ----------
    data
        The text.
    shapes
        Gives the shape by what was read.

    Raises
    ------
    DrawError
        It is of another form, or another spelling of it.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DrawError(f"expected JSON, got {data[:60]!r}") from error
    if not isinstance(found, dict):
        raise DrawError(f"expected an object, got {data[:60]!r}")
    try:
        shaped(found, shapes(found))
        if canonical(found).decode() != data:
            raise DrawError("expected canonical JSON: sorted keys, no spaces, plain integers")
    except FormError as error:
        raise DrawError(str(error)) from error
    return found
