"""Whose a matter is: the pack says it of those that no problem names a unit for, in the reader's language."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from qingtian.cases import Handed
from qingtian_platform.act.cases import api, pack, placing

from .conftest import TEN, Desk

PLOT = api.Subject("plot", "p1", "某地块")
OPENED: tuple[tuple[str, str, dict[str, Any], tuple[Handed, ...], str], ...] = (
    ("inspection", "order", {"basis": "random"}, (), "朝阳区环境保护部门"),
    (
        "supervision-order",
        "issue",
        {"by-day": date(2024, 5, 20)},
        (Handed("order", seal=True, number="督〔2024〕1号"),),
        "朝阳区",
    ),
    (
        "rectification",
        "find",
        {"level": "city", "by-day": date(2024, 5, 20)},
        (Handed("finding", seal=True, number="察〔2024〕1号"),),
        "朝阳区",
    ),
)


@pytest.mark.parametrize(("procedure", "act", "facts", "papers", "unit"), OPENED)
def test_what_is_opened_names_the_unit_that_has_to_act(
    desk: Desk, procedure, act, facts, papers, unit
):
    matter = api.open_matter(
        procedure,
        act,
        subject=PLOT,
        division="110105036",
        origin=api.Origin("csv", "row-1"),
        party="machine",
        facts=facts,
        papers=papers,
        now=TEN,
    )
    assert matter.unit_name == unit
    assert api.matter(matter.id).unit_name == unit
    assert api.matter(matter.id).unit_in("en").isascii(), "the pack has an English name of each"


def jurisdiction(procedure: str, subject: api.Subject, division: str, language: Any) -> str:
    kind: Any = SimpleNamespace(key=procedure)
    unit = placing.jurisdiction(kind, subject, division)
    return placing.named(unit.organisation, unit.place, language)


@pytest.mark.parametrize(
    ("procedure", "subject", "division", "zh", "en"),
    [
        ("complaint", PLOT, "110105036", "朝阳区环境保护部门", "Environmental protection departments, Chaoyang"),
        ("complaint", PLOT, "", "市环保局", "Municipal environmental protection bureau"),
        ("supervision-order", PLOT, "110106", "丰台区", "Fengtai"),
        ("supervision-order", PLOT, "", "", ""),
        ("rectification", api.Subject("unit", "transport", "市交通委"), "", "市交通委", "Municipal commission of transport"),
        ("rectification", api.Subject("unit", "110105036", "金盏"), "110105", "朝阳区金盏地区", "Chaoyang 金盏地区"),
        ("rectification", api.Subject("unit", "alarm-7", "alarm 7"), "110105", "朝阳区", "Chaoyang"),
        ("inspection", api.Subject("unit", "transport", "市交通委"), "110105", "朝阳区环境保护部门", "Environmental protection departments, Chaoyang"),
    ],
)  # fmt: skip
def test_whose_a_matter_is_by_the_pack(procedure, subject, division, zh, en):
    assert jurisdiction(procedure, subject, division, "zh") == zh
    assert jurisdiction(procedure, subject, division, "en") == en


def test_many_of_a_level_are_at_one_place_that_place():
    known = pack.policy()
    assert placing.name(known, "districts", "110105000") == "朝阳区"
    assert placing.name(known, "townships", "110105036") == "朝阳区金盏地区"
    assert placing.name(known, "water-departments", "110105000") == "朝阳区水务部门"
