"""Findings, scores, alarms and accountability of a named unit are for the desk: no public page reaches them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PUBLISH = Path(__file__).parents[2] / "src" / "qingtian_platform" / "publish"
DESK = ("desk", "enterprise")
"""Pages behind a log-in with a role; who sees what is decided there, thing by thing."""
CLOSED = (
    "qingtian_platform.check.findings",
    "qingtian_platform.check.flagging",
    "qingtian_platform.check.detection",
    "qingtian_platform.act.alarms",
    "qingtian_platform.assess.accounts",
)
CHECK = "qingtian_platform.check.api"
NAMES = {"findings", "finding", "finding_changes", "flag_history", "flags"}
"""Of `check.api`: what no public page asks for."""


def public() -> list[Path]:
    return [
        path
        for path in sorted(PUBLISH.rglob("*.py"))
        if path.relative_to(PUBLISH).parts[0] not in DESK
    ]


def imported(tree: ast.Module) -> list[tuple[str, str]]:
    """List what is imported: full name, and the name that it is known as."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(each.name, each.asname or each.name) for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{n.name}", n.asname or n.name) for n in node.names]
    return found


def reached(path: Path) -> set[str]:
    """List what a module imports of findings, or asks `check.api` for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    every = imported(tree)
    aliases = {known_as for full, known_as in every if full == CHECK}
    asked = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in NAMES
        and ast.unparse(node.value) in aliases
    }
    closed = {full for full, _ in every if full.startswith(CLOSED)}
    return asked | closed | {full for full, _ in every if full in {f"{CHECK}.{n}" for n in NAMES}}


@pytest.mark.parametrize("path", public(), ids=lambda path: str(path.relative_to(PUBLISH)))
def test_no_public_page_reaches_a_finding(path: Path) -> None:
    assert reached(path) == set()


def test_of_alarms_the_public_reads_the_causes_that_were_given_alone() -> None:
    tree = ast.parse((PUBLISH / "enterprise" / "public.py").read_text(encoding="utf-8"))
    closed = {(full, alias) for full, alias in imported(tree) if full.startswith(CLOSED)}
    assert closed == {("qingtian_platform.act.alarms.api", "alarms")}
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "alarms"
    }
    assert asked == {"answers"}


def test_the_test_sees_what_it_forbids(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    for text in (
        "from qingtian_platform.check import api as check\ncheck.findings()",
        "from qingtian_platform.check.api import flag_history",
        "from qingtian_platform.check.findings import api",
        "from qingtian_platform.assess.accounts import api as accounts",
        "from qingtian_platform.act.alarms import api as alarms",
        "import qingtian_platform.check.api\nqingtian_platform.check.api.finding(1)",
    ):
        page.write_text(text, encoding="utf-8")
        assert reached(page), text
    page.write_text("from qingtian_platform.check import api as check\ncheck.rates()")
    assert not reached(page)
