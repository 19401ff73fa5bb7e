"""The code stays small, documented and typed: what a reader would object to first."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for path in (ROOT / "src").rglob("*.py")
    if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip()
)
LONGEST_FUNCTION = 60  # lines after the docstring
REASON = "kept whole for speed"  # a compiled loop over bytes says so where it begins
LONGEST_MODULE = 400  # lines that are not blank


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_module_says_what_it_is_and_stays_short(path: Path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert sum(bool(line.strip()) for line in text.splitlines()) <= LONGEST_MODULE
    lines = text.splitlines()
    long = {
        function.name: _length(function)
        for function in _functions(path)
        if _length(function) > LONGEST_FUNCTION and REASON not in lines[function.lineno - 1]
    }
    assert not long


def test_half_of_the_functions_fit_in_eight_lines_and_nine_tenths_in_twenty_two():
    lengths = sorted(_length(function) for path in SOURCES for function in _functions(path))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 22
