"""Call a function of the library with words from the command line, by its annotations."""

from __future__ import annotations

import csv
import dataclasses
import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

Function = Callable[..., Any]


class ArgumentError(ValueError):
    """A word that cannot be what the function takes; says what was expected and what came."""


def call(function: Function, given: Mapping[str, str]) -> Any:  # noqa: ANN401 - what it returns
    """Call a function with values as text.

    Parameters
    ----------
    function
        Its annotations say how each text is read.
    given
        Text by name of the parameter. A mapping is written `a=1,b=2` or as JSON, a sequence
        `1,2,3` or as JSON; `@FILE` takes rows of a CSV, or JSON.

    Returns
    -------
    object
        What the function returns.

    Raises
    ------
    ArgumentError
        If a name is not known, one is missing, or a text cannot be read.
    """
    parameters = inspect.signature(function).parameters
    hints = typing.get_type_hints(function)
    if unknown := [name for name in given if name not in parameters]:
        raise ArgumentError(f"expected {wanted(function)}; got --{unknown[0]}")
    missing = [name for name, p in parameters.items() if p.default is p.empty and name not in given]
    if missing:
        raise ArgumentError(f"expected {wanted(function)}; --{missing[0]} is missing")
    values = {name: read(hints[name], text, f"--{name}") for name, text in given.items()}
    return function(**values)


def wanted(function: Function) -> str:
    """Write which parameters a function takes, those that may be left out in brackets."""
    parameters = inspect.signature(function).parameters.values()
    return " ".join(f"--{p.name}" if p.default is p.empty else f"[--{p.name}]" for p in parameters)


def read(hint: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - any annotation, any JSON
    """Read a value as an annotation says.

    Parameters
    ----------
    hint
        The annotation.
    value
        Text, or what JSON held.
    where
        Name of the parameter, for the message.

    Raises
    ------
    ArgumentError
        If it cannot be read so.
    """
    hint = getattr(hint, "__value__", hint)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _first(typing.get_args(hint), value, where)
    if origin is typing.Literal:
        return _choice(typing.get_args(hint), value, where)
    if origin is not None and issubclass(origin, Mapping):
        key, item = typing.get_args(hint)
        pairs = _pairs(value, where).items()
        return {read(key, k, where): read(item, v, f"{where} {k}") for k, v in pairs}
    if origin is not None and issubclass(origin, Sequence):
        item = typing.get_args(hint)[0]
        return origin_of(origin)(read(item, each, where) for each in _items(value, where))
    if dataclasses.is_dataclass(hint):
        return _record(hint, value, where)
    return _plain(hint, value, where)


def origin_of(origin: type) -> type:
    """Choose what a sequence is made as: a tuple stays one, the rest are lists."""
    return tuple if origin is tuple else list


def _first(choices: Sequence[Any], value: Any, where: str) -> Any:  # noqa: ANN401
    if type(None) in choices and value in (None, "", "null", "none"):
        return None
    reasons = []
    for choice in choices:
        if choice is type(None):
            continue
        try:
            return read(choice, value, where)
        except ArgumentError as error:
            reasons.append(str(error))
    raise ArgumentError(reasons[-1])


def _choice(choices: Sequence[Any], value: Any, where: str) -> Any:  # noqa: ANN401
    found = next((each for each in choices if str(each) == str(value)), None)
    if found is None:
        raise ArgumentError(f"{where}: expected one of {', '.join(map(str, choices))}; got {value}")
    return found


def _file(text: str, where: str) -> Any:  # noqa: ANN401 - what JSON holds
    path = Path(text[1:])
    try:
        whole = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ArgumentError(f"{where}: expected a file; {path}: {error.strerror}") from None
    if path.suffix.lower() == ".csv":
        return [
            {k: v or None for k, v in row.items()} for row in csv.DictReader(whole.splitlines())
        ]
    return _json(whole, where)


def _json(text: str, where: str) -> Any:  # noqa: ANN401 - what JSON holds
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ArgumentError(f"{where}: expected JSON; {error.msg} at {error.pos}") from None


def _unpacked(value: Any, where: str) -> Any:  # noqa: ANN401 - what JSON holds
    if isinstance(value, str) and value.startswith("@"):
        return _file(value, where)
    if isinstance(value, str) and value[:1] in ("{", "["):
        return _json(value, where)
    return value


def _pairs(value: Any, where: str) -> Mapping[str, Any]:  # noqa: ANN401
    value = _unpacked(value, where)
    if isinstance(value, str):
        cells = [cell.partition("=") for cell in value.split(",") if cell]
        if any(not middle for _key, middle, _text in cells):
            raise ArgumentError(f"{where}: expected name=value,name=value or JSON; got {value!r}")
        return {key.strip(): text.strip() for key, _middle, text in cells}
    if not isinstance(value, Mapping):
        raise ArgumentError(f"{where}: expected name=value,name=value or JSON; got {value!r}")
    return value


def _items(value: Any, where: str) -> Sequence[Any]:  # noqa: ANN401
    value = _unpacked(value, where)
    if isinstance(value, str):
        return [cell.strip() for cell in value.split(",") if cell.strip()]
    if not isinstance(value, Sequence):
        raise ArgumentError(f"{where}: expected a list; got {value!r}")
    return value


def _record(hint: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - an instance of the hint
    if isinstance(value, hint):
        return value
    if isinstance(value, str) and {f.name for f in dataclasses.fields(hint)} == {"value", "unit"}:
        number, _space, unit = value.strip().partition(" ")
        if not unit:
            raise ArgumentError(f"{where}: expected a number and its unit; got {value!r}")
        value = {"value": number, "unit": unit}
    hints = typing.get_type_hints(hint)
    given = _pairs(value, where)
    if unknown := set(given) - set(hints):
        raise ArgumentError(f"{where}: expected {', '.join(hints)}; got {', '.join(unknown)}")
    try:
        return hint(**{k: read(hints[k], v, f"{where} {k}") for k, v in given.items()})
    except TypeError as error:
        raise ArgumentError(f"{where}: {error}") from None


def _plain(hint: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - a plain value
    reader = READERS.get(hint)
    if reader is None:
        if hint is typing.Any or hint is object or isinstance(value, hint):
            return value
        raise ArgumentError(f"{where}: the command line cannot give this; use Python")
    try:
        return reader(value)
    except (ValueError, TypeError, InvalidOperation):
        raise ArgumentError(f"{where}: expected {NAMES[hint]}; got {value!r}") from None


def _decimal(value: Any) -> Decimal:  # noqa: ANN401
    number = Decimal(str(value))
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(value)
    return number


def _whole(value: Any) -> int:  # noqa: ANN401
    return int(str(value))


def _truth(value: Any) -> bool:  # noqa: ANN401
    found = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(value).lower() not in found:
        raise ValueError(value)
    return found[str(value).lower()]


READERS: dict[Any, Callable[[Any], Any]] = {
    Decimal: _decimal,
    float: lambda value: float(_decimal(value)),
    int: _whole,
    bool: _truth,
    str: str,
    date: lambda value: date.fromisoformat(str(value)),
    datetime: lambda value: datetime.fromisoformat(str(value)),
}
NAMES = {
    Decimal: "a number",
    float: "a number",
    int: "a whole number",
    bool: "yes or no",
    str: "text",
    date: "a day as 2026-03-01",
    datetime: "a moment as 2026-03-01T08:00+08:00",
}
