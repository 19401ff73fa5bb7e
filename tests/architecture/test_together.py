"""Journeys through the one served city stay in one process: another one would plant and serve it again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SHARED = {"city", "chromium", "reader"}  # what tests/journeys/conftest.py keeps for a whole process


def asking(file: Path) -> Iterator[str]:
    """Name what tests and fixtures of a file ask for and the file does not make by itself."""
    made = [
        each for each in ast.parse(file.read_text("utf-8")).body if type(each) is ast.FunctionDef
    ]
    for each in made:
        if each.name.startswith("test_") or each.decorator_list:
            yield from {one.arg for one in each.args.args} - {other.name for other in made}


def test_who_asks_for_the_served_city_stays_with_the_others(
    pytestconfig: pytest.Config,
) -> None:
    rules = pytestconfig.pluginmanager.get_plugin(str(TESTS / "conftest.py"))
    assert rules is not None
    files = {
        f"tests/journeys/{file.name}"
        for file in (TESTS / "journeys").glob("test_*.py")
        if SHARED & set(asking(file))
    }
    assert files == {*rules.TOGETHER, *rules.TOGETHER.values()}
