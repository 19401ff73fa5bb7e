"""A pack's thresholds of detectors go before the library's, from their day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qingtian.law import Pack
from qingtian.law.packs import open_packs
from qingtian.quality.detectors.settings import settings
from qingtian.quality.detectors.standing import standing
from qingtian.quality.detectors.streams import HOUR, World

from .test_standing import START, stream

DAY = date(2023, 11, 25)
HEAD = """
key: city
name: {zh: 示例, en: Example}
place: {zh: 某市, en: A city}
division: "999900"
publisher: {zh: 某人, en: Somebody}
gazette: {zh: 某公报, en: A gazette}
published: 2023-10-25
checked: 2023-10-25
"""
HELD = """
name: {zh: 本市恒值探测的阈值, en: Thresholds of held values in this city}
kind: setting
fields: [surprise]
checked: 2023-10-25
values:
  2023-11-25: {standard: CITY 1, clause: table 1, source: C1, evidence: V, until: 2023-12-31, value: {surprise: 500}}
"""


@pytest.fixture
def packs(tmp_path: Path) -> tuple[Pack, ...]:
    folder = tmp_path / "law/quality/city/detectors"
    folder.mkdir(parents=True)
    (folder / "constant.yaml").write_text(HELD, encoding="utf-8")
    (tmp_path / "law/documents.yaml").write_text(
        "CITY 1: {title: 示例, issuer: A city, since: 2023-11-25, knowledge: V}\n", encoding="utf-8"
    )
    (tmp_path / "law/sources.yaml").write_text("C1: read by us\n", encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    return open_packs([tmp_path])


def test_a_pack_names_some_thresholds_and_leaves_the_rest(packs: tuple[Pack, ...]) -> None:
    own, library = settings(DAY, packs), settings(DAY)
    assert own["constant.surprise"] == 500
    assert {k for k, v in own.items() if library[k] != v} == {"constant.surprise"}
    for day in (date(2023, 11, 24), date(2024, 1, 1)):
        assert settings(day, packs) == settings(day)


def test_what_a_pack_lets_pass_is_found_until_its_day(packs: tuple[Pack, ...]) -> None:
    held = stream("b-so2", "b", 1)
    at = START + 960 * HOUR
    assert [f.rule for f in standing(World({"b-so2": held}), at)] == ["FD-101"]
    assert standing(World({"b-so2": held}), at, packs=packs) == []
    earlier = World({"b-so2": replace(held, start=START - 40 * 24 * HOUR)})
    assert standing(earlier, at - 40 * 24 * HOUR, packs=packs) == standing(
        earlier, at - 40 * 24 * HOUR
    )
