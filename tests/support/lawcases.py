"""The law's cases, `tests/law/<area>/<file>.yaml`: lists that a jurist can read.

A case has a `name` that says which border it stands at, the `day` of the data, what is given or
asked, and `expect`, with the `source` that must be cited. Where two cases of a file would differ in
numbers alone, each names its `border`, one of `BORDERS`.

An area's module `tests/library/law/test_<area>_cases.py` has `run(file, case)`, which fails where
the library gives something else, and is parametrised by `params(area)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from qingtian.law.reading import read

FOLDER = Path(__file__).parents[1] / "law"

BORDERS = (
    "day before",
    "day of force",
    "last day",
    "at the limit",
    "one step over",
    "one step under",
    "just enough",
    "one too few",
    "tie",
    "between two rows",
    "first row",
    "last row",
    "beyond the last row",
    "nothing",
)
"""What a case stands at, where its numbers alone do not tell it from another."""

NAMES = ("level", "class", "edition")
"""Keys whose numbers are names."""

NUMBER = re.compile(r"[+-]?\d[\d.]*(?: ?(?:%|‰|[a-zA-Zµ°℃]+[a-zA-Z0-9/³²·℃]*))?")


@dataclass(frozen=True)
class Case:
    """One case and where it stands."""

    area: str
    file: str
    case: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.case["name"])


def areas() -> tuple[str, ...]:
    """Areas that have cases."""
    return tuple(sorted(each.name for each in FOLDER.iterdir() if any(each.glob("*.yaml"))))


def cases(area: str, file: str = "*") -> Iterator[Case]:
    """Cases of an area, all or those of one file, in the order of the files."""
    for path in sorted((FOLDER / area).glob(f"{file}.yaml")):
        text = path.read_text(encoding="utf-8")
        inner = "cases:\n" + "\n".join(f"  {line}" for line in text.splitlines())
        for case in read(inner, f"{area}/{path.stem}")["cases"]:
            yield Case(area, path.stem, case)


def params(area: str, file: str = "*") -> list[Any]:
    """Cases of an area for `parametrize(("file", "case"), …)`."""
    return [
        pytest.param(each.file, each.case, id=f"{each.file}: {each.name}")
        for each in cases(area, file)
    ]


def runner(area: str) -> Callable[[str, Mapping[str, Any]], None]:
    """Give the function that runs a case of an area."""
    module = import_module(f"library.law.test_{area}_cases")
    run: Callable[[str, Mapping[str, Any]], None] = module.run
    return run


def blanked(value: Any, key: str = "") -> Any:
    """Give a case's content with every number and day taken out; names of levels stay."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(k), blanked(v, str(k))) for k, v in value.items()))
    if isinstance(value, list | tuple):
        return tuple(blanked(item, key) for item in value)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, date) or (isinstance(value, int | Decimal) and key not in NAMES):
        return "#"
    return "#" if NUMBER.fullmatch(str(value)) and key not in NAMES else str(value)


def shape(each: Case) -> Any:
    """Give what two cases must not share: area, file, border, and content without numbers."""
    content = {key: value for key, value in each.case.items() if key not in ("name", "border")}
    return (each.area, each.file, each.case.get("border"), blanked(content))
