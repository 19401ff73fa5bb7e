"""Read YAML so that nothing is guessed: numbers are Decimal, a key stands once, dates are dates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml

from qingtian.law.errors import LawFileError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The compiled loader where PyYAML has it: ten times as fast, the same rules."""


class Located(dict[Any, Any]):
    """A mapping that knows where it stood.

    Attributes
    ----------
    line, lines
        Line on which it began, and that of each of its keys, from 1.
    """

    line: int = 0
    lines: dict[Any, int]


class _Loader(_Base):  # type: ignore[misc]  # chosen at run time
    """YAML's safe loader with exact numbers and no repeated keys."""


def _number(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


def _truth(loader: _Loader, node: yaml.ScalarNode) -> bool:
    """Take `true` and `false` alone: YAML 1.1 would read the gas NO as false."""
    word = str(loader.construct_scalar(node)).lower()
    if word not in ("true", "false"):
        line = node.start_mark.line + 1
        raise LawFileError(f"expected true, false, or {node.value!r} in quotes (line {line})")
    return word == "true"


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Located:
    lines: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in lines:
            raise LawFileError(f"key {key!r} stands twice (line {line})")
        lines[key] = line
    found = Located(loader.construct_mapping(node, deep=True))
    found.line, found.lines = node.start_mark.line + 1, lines
    return found


_Loader.add_constructor("tag:yaml.org,2002:int", _number)
_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:bool", _truth)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(text: str, name: str) -> Located:
    """Read one YAML document that must be a mapping.

    Parameters
    ----------
    text
        The document.
    name
        The file's name, for messages.

    Returns
    -------
    Located
        Integers and floats as `Decimal`, as written.

    Raises
    ------
    LawFileError
        If it is no YAML, no mapping, or repeats a key.
    """
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from SafeLoader
    except yaml.YAMLError as error:
        raise LawFileError(f"{name}: expected YAML; {error}") from None
    except LawFileError as error:
        raise LawFileError(f"{name}: {error}") from None
    if not isinstance(found, Located):
        raise LawFileError(f"{name}: expected a mapping at the top; got {type(found).__name__}")
    return found


def day(value: object, where: str) -> date:
    """Check that a value is a plain date."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise LawFileError(f"{where}: expected a date like 2026-03-01; got {value!r}")
    return value
