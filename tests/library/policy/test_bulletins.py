"""The bulletin of a list, and its turns: cases in YAML that a jurist can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from qingtian.policy import bulletin, open_policy
from qingtian.policy.placing import Figure, Measure, listing
from qingtian.policy.settings import Decision
from qingtian.policy.turns import turns

FOLDER = Path(__file__).parents[2] / "policy"
DAY = date(2026, 10, 31)


def cases(name: str) -> list:
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(each, id=each["name"]) for each in found]


@pytest.mark.parametrize("case", cases("bulletins"))
def test_a_bulletin(case):
    figures = [Figure(str(who), Decimal(value)) for who, value in case["figures"].items()]
    placed = listing(figures, Measure("low", 0)).placed
    tail = bulletin.tail(placed, case["last"])
    expect = case["expect"]
    assert [each.subject for each in tail.placed] == [str(who) for who in expect["tail"]]
    assert tail.border == expect["border"]
    if "ends" in expect:
        found = bulletin.ends(placed, open_policy("beijing2018").divisions, DAY, case["district"])
        assert {
            each.district.code: [[p.subject for p in each.first], [p.subject for p in each.last]]
            for each in found
        } == {
            str(d): [[str(w) for w in side] for side in both] for d, both in expect["ends"].items()
        }


@pytest.mark.parametrize("case", cases("turns"))
def test_turns_of_a_list(case):
    known = open_policy("beijing2018")
    setting = known.settings["dust.bulletin"]
    answers = tuple(
        Decision(day, {"cycle": word}, "x", {}) for day, word in case["answers"].items()
    )
    settings = {**known.settings, "dust.bulletin": replace(setting, decisions=answers)}
    found = turns(replace(known, settings=settings), "coarse-particles", case["until"])
    assert [[each.first, each.last] for each in found[::-1]] == case["expect"]
    assert [each.number for each in found[::-1]] == list(range(len(found)))
