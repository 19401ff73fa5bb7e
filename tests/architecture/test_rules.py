"""A rule without number, message, page, check or twin fails the build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qingtian.quality import CHECKS, RULES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "quality"
TWINS = ROOT / "tests" / "forgeries"
ANCHOR = re.compile(r"^\(([a-z]{2}-\d{3})\)=\n### ([A-Z]{2}-\d{3})\b", re.MULTILINE)
FIELD = re.compile(r"{(\w+)[^}]*}")


def anchors() -> dict[str, str]:
    """Number to page of what the docs explain."""
    return {
        match.group(2): page.stem
        for page in sorted(DOCS.glob("*.md"))
        for match in ANCHOR.finditer(page.read_text(encoding="utf-8"))
    }


def test_rules_code_docs_and_twins_name_the_same_numbers() -> None:
    twins = {each.name for each in TWINS.iterdir() if each.is_dir()}
    assert set(RULES) == set(anchors()) == twins
    assert set(CHECKS) == {number for number in RULES if number.startswith("QC-")}


@pytest.mark.parametrize("number", sorted(RULES))
def test_a_rule_is_whole(number: str) -> None:
    rule = RULES[number]
    assert rule.number == number
    assert anchors()[number] == rule.family
    folder = TWINS / number
    for which in ("forged", "honest"):
        assert list(folder.glob(f"{which}.*")), f"{number} has no {which} twin"
    assert set(FIELD.findall(rule.message["zh"])) == set(FIELD.findall(rule.message["en"])) - {
        "en"
    } | ({"zh"} if "{en}" in rule.message["en"] else set())
    assert rule.clause or rule.reason["en"]


def test_messages_and_names_are_told_apart() -> None:
    for language in ("zh", "en"):
        names = [rule.name[language] for rule in RULES.values()]
        assert len(set(names)) == len(names)
    kinds = [rule.kind for number, rule in RULES.items() if number.startswith("QC-")]
    assert len(set(kinds)) == len(kinds)
