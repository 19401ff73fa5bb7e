"""Worked examples pass; the runner is strict about what it does not know."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qingtian.standards.examples import RULES, agrees, check

OWN = Path(__file__).parent / "examples.csv"
REFERENCE = Path(__file__).parents[3] / "../shared/reference/standards/worked_examples.csv"


@pytest.mark.parametrize(
    "file", [OWN, *([REFERENCE] if REFERENCE.exists() else [])], ids=lambda each: each.name
)
def test_every_example_of_air_passes(file: Path) -> None:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        outcomes = [each for each in check(lines) if each.area == "air"]
    assert len(outcomes) > 40
    assert [each for each in outcomes if each.state != "passed"] == []


def test_every_rule_has_an_example() -> None:
    with OWN.open(encoding="utf-8") as lines:
        seen = Counter((each.area, each.rule) for each in check(lines))
    assert set(RULES) == set(seen)


def test_a_wrong_row_fails_and_an_unknown_one_is_unsupported() -> None:
    header = "area,rule,input_json,expected_json\n"
    wrong = 'air,iaqi,"{""edition"": ""HJ633-2012"", ""item"": ""PM2.5_24h"", ""c"": 75}","{""iaqi"": 101}"\n'
    unknown = 'air,rain,"{}","{}"\n'
    edition = 'air,iaqi,"{""edition"": ""HJ633-1999"", ""item"": ""PM2.5_24h"", ""c"": 75}","{""iaqi"": 1}"\n'
    broken = (
        'air,iaqi,"{""edition"": ""HJ633-2012"", ""item"": ""PM3"", ""c"": 75}","{""iaqi"": 1}"\n'
    )
    found = [each.state for each in check([header, wrong, unknown, edition, broken])]
    assert found == ["failed", "unsupported", "unsupported", "failed"]


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        (100, 100, True),
        (100, 101, False),
        (4.4893, 4.4889, True),
        (True, 1, False),
        (None, None, True),
        (None, 0, False),
        (["a", "b"], ["b", "a"], True),
        (["a"], ["a", "b"], False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 1}, False),
        ("1", 1, False),
    ],
)
def test_what_agrees(expected: object, found: object, same: bool) -> None:
    assert agrees(expected, found) is same
