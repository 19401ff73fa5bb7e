"""Who answers: the cases as YAML that a jurist can read, and one lead wherever anybody is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from qingtian.policy import NotThereError, open_policy

TESTS = Path(__file__).parents[2]
POLICY = open_policy("beijing2018")
CASES: list[dict[str, Any]] = yaml.safe_load(
    (TESTS / "policy" / "responsibility.yaml").read_text("utf-8")
)
DAY = date(2026, 11, 26)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_who_answers(case: Mapping[str, Any]) -> None:
    given = dict(case["given"])
    asked = given.pop("problem"), given.pop("places"), given.pop("day")
    if "refused" in case:
        with pytest.raises(NotThereError, match=case["refused"]):
            POLICY.who(*asked, **given)
        return
    found = POLICY.who(*asked, **given)
    said = {
        "lead": [found.lead.organisation, found.lead.place],
        "level": found.level,
        "helpers": [each.organisation for each in found.helpers],
        "at": [each.place for each in found.helpers if each.place != found.lead.place],
        "clauses": list(found.clauses),
        "chain": {step.level: step.unit.organisation for step in found.chain},
    }
    assert {key: said[key] for key in case["expect"]} == case["expect"]


def test_in_each_district_one_unit_leads_for_each_problem_or_the_text_names_nobody() -> None:
    nobody = set()
    for problem in POLICY.responsibility.problems:
        for place in POLICY.divisions.on(DAY, ("district", "zone")):
            try:
                found = POLICY.who(problem, [place.code], DAY)
            except NotThereError:
                nobody.add(problem)
            else:
                assert found.lead.place in (place.code, place.parent, "110000000")
                assert found.lead not in found.helpers
                assert set(found.clauses) <= set(POLICY.clauses)
    assert nobody == {"drinking-water"}


def test_the_ten_department_lines_answer_for_their_own_bodies() -> None:
    named = {POLICY.organisations.named(word).key for word in POLICY.clauses["D7-2.5-03"].units}
    lines = {each.unit for key, each in POLICY.responsibility.datasets.items() if "line-" in key}
    assert lines == named
    assert len(lines) == 10


def test_a_later_row_takes_over_on_its_day() -> None:
    small = open_policy(TESTS / "packs" / "small")
    assert small.who("dust", ["990000"], date(2030, 12, 31)).lead.organisation == "environment"
    assert small.who("dust", ["990000"], date(2031, 1, 1)).lead.organisation == "water"
