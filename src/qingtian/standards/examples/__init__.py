"""Run worked examples: rows of area, rule, input and expected output, both as JSON.

A row passes if every expected key is met: numbers within a relative 1e-3 (they were printed
rounded), text exactly, lists without regard to order. A rule that the library does not know is
unsupported, and so is one of its inputs.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qingtian.standards.examples import air, consequences, emissions, quality, water
from qingtian.standards.examples.inputs import Inputs, Outputs, UnsupportedError

TOLERANCE = Decimal("0.001")

AREAS = (air, water, emissions, consequences, quality)

RULES: dict[tuple[str, str], Callable[[Inputs], Outputs]] = {
    name: rule for area in AREAS for name, rule in area.RULES.items()
}
"""Every rule that examples may name, by area and rule."""


@dataclass(frozen=True)
class Outcome:
    """What became of a row: `passed`, `failed` or `unsupported`, and why."""

    line: int
    area: str
    rule: str
    state: str
    detail: str = ""


def _numeric(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def agrees(expected: object, found: object) -> bool:
    """Compare an expected value with what was found.

    Parameters
    ----------
    expected, found
        Text and truth must be equal, numbers within a relative 1e-3, lists hold the same items in
        any order, mappings the expected keys.
    """
    a, b = _numeric(expected), _numeric(found)
    if a is not None and b is not None:
        return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(key in found and agrees(value, found[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and _all_found(expected, found)
    return expected == found and type(expected) is type(found)


def _all_found(expected: list[object], found: list[object]) -> bool:
    rest = list(found)
    for each in expected:
        place = next((n for n, other in enumerate(rest) if agrees(each, other)), None)
        if place is None:
            return False
        del rest[place]
    return True


def run(line: int, row: Mapping[str, str]) -> Outcome:
    """Run one row.

    Parameters
    ----------
    line
        Number of the row in its file, for messages. [1]
    row
        `area`, `rule`, `input_json`, `expected_json`.
    """
    area, rule = row["area"], row["rule"]
    function = RULES.get((area, rule))
    if function is None:
        return Outcome(line, area, rule, "unsupported", "no such rule here")
    given = json.loads(row["input_json"], parse_float=Decimal)
    expected = json.loads(row["expected_json"], parse_float=Decimal)
    try:
        found = function(given)
    except UnsupportedError as error:
        return Outcome(line, area, rule, "unsupported", str(error))
    except (ValueError, KeyError, LookupError, TypeError, ArithmeticError) as error:
        return Outcome(line, area, rule, "failed", f"{type(error).__name__}: {error}")
    if agrees(expected, found):
        return Outcome(line, area, rule, "passed")
    return Outcome(line, area, rule, "failed", f"expected {expected}; found {found}")


def check(lines: Iterable[str]) -> list[Outcome]:
    """Run every row of a CSV file of examples.

    Parameters
    ----------
    lines
        The file's lines, the first one the header.
    """
    return [run(number, row) for number, row in enumerate(csv.DictReader(lines), 2)]
