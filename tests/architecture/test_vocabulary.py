"""Public arguments of the library's arithmetic are words of the vocabulary."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"
MODULES = (
    "qingtian.quantities",
    "qingtian.law",
    "qingtian.standards",
    "qingtian.standards.air",
    "qingtian.standards.air.tables",
    "qingtian.standards.air.yearly",
    "qingtian.standards.air.arrays",
    "qingtian.standards.air.moving",
    "qingtian.standards.water",
    "qingtian.standards.water.arrays",
    "qingtian.standards.water.evaluating",
    "qingtian.standards.water.tables",
    "qingtian.standards.emissions",
    "qingtian.standards.emissions.tables",
    "qingtian.standards.emissions.arrays",
    "qingtian.quality.checks.values",
    "qingtian.quality.checks.course",
    "qingtian.quality.checks.stamps",
    "qingtian.quality.checks.relations",
    "qingtian.quality.checks.instruments",
    "qingtian.quality.collecting",
    "qingtian.quality.finding",
    "qingtian.quality.flags",
    "qingtian.quality.history",
    "qingtian.quality.judging",
    "qingtian.quality.marks",
    "qingtian.quality.stream",
    "qingtian.quality.tables",
)
PLAIN = {
    "at",
    "below",
    "column",
    "at_groups",
    "frame",
    "groups",
    "items",
    "long_table",
    "native",
    "top",
    "wide_table",
}
"""Words of programming, not of the field: tables, columns, what a mapping holds."""


def arguments() -> Iterator[tuple[str, str]]:
    for name in MODULES:
        module = importlib.import_module(name)
        for key, each in vars(module).items():
            where = getattr(each, "__module__", "")
            # A module of checks offers what it defines, a package what it names.
            own = where == name if ".quality." in name else where.startswith("qingtian.")
            if key.startswith("_") or not callable(each) or not own or _enum(each):
                continue
            for argument in inspect.signature(each).parameters:
                yield f"{name}.{key}", argument


def _enum(each: object) -> bool:
    return inspect.isclass(each) and issubclass(each, (str, int, Exception))


def test_every_public_argument_is_in_the_vocabulary() -> None:
    text = PAGE.read_text(encoding="utf-8")
    known = set(re.findall(r"`(\w+)`", text)) | PLAIN
    strange = sorted(
        {f"{where}: {argument}" for where, argument in arguments() if argument not in known}
    )
    assert strange == []


def test_the_list_of_plain_words_is_not_longer_than_needed() -> None:
    used = {argument for _, argument in arguments()}
    assert not PLAIN - used


def test_every_term_has_its_chinese() -> None:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| English"):
            assert re.search(r"[\u4e00-\u9fff]", line), line
