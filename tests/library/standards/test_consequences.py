"""Consequences: array forms equal the scalar ones, numbers keep their units, results explain."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian import law
from qingtian.quantities import Quantity, UnitError
from qingtian.standards import consequences as con
from qingtian.standards import quality_control as qc
from qingtian.standards.borders import at_least_zero, by_unit, number
from qingtian.standards.consequences.calendar import months_on
from qingtian.standards.consequences.pollutants import PATHS, equivalents, pollutant
from qingtian.standards.words import consequences as words
from qingtian.standards.words import quality as quality_words

DAY = date(2024, 5, 1)
ROOT = Path(__file__).parents[3]

MULTIPLES = st.lists(st.integers(-20_000, 20_000_000), min_size=1, max_size=30)


@given(MULTIPLES)
def test_coefficients_of_many_multiples_are_those_of_each(ten_thousandths: list[int]) -> None:
    exact = [Decimal(n) / 10_000 for n in ten_thousandths]
    found = con.tau_water_array([float(each) for each in exact], DAY)
    assert found.tolist() == [float(str(con.tau_water(each, DAY).value)) for each in exact]


def test_a_missing_multiple_stays_missing() -> None:
    found = con.tau_water_array([np.nan, 10, 10.01], DAY)
    assert np.isnan(found[0])
    assert found[1:].tolist() == [1.25, 1.5]


AIR = ("SO2", "NOx", "CO", "smoke", "NH3", "BaP")
WATER = ("Hg", "COD", "BOD5", "TOC", "SS", "NH3-N", "TP")
AMOUNTS = st.integers(0, 10**9).map(lambda n: Decimal(n) / 1000)
RATES = st.integers(14, 120).map(lambda n: Decimal(n) / 10)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[AMOUNTS] * len(AIR)), min_size=1, max_size=5), RATES)
def test_the_air_tax_of_many_outlets_is_that_of_each(
    rows: list[tuple[Decimal, ...]], rate: Decimal
) -> None:
    columns = {name: [float(row[n]) for row in rows] for n, name in enumerate(AIR)}
    found = con.air_tax_array(columns, DAY, rate)
    each = [con.air_tax(dict(zip(AIR, row, strict=True)), DAY, rate=rate).value for row in rows]
    assert found.tolist() == [float(str(value)) for value in each]


@settings(max_examples=60)
@given(st.lists(st.tuples(*[AMOUNTS] * len(WATER)), min_size=1, max_size=5), RATES)
def test_the_water_tax_of_many_outlets_is_that_of_each(
    rows: list[tuple[Decimal, ...]], rate: Decimal
) -> None:
    rate = min(rate + Decimal("1.4"), Decimal(14))
    columns = {name: [float(row[n]) for row in rows] for n, name in enumerate(WATER)}
    found = con.water_tax_array(columns, DAY, rate)
    each = [con.water_tax(dict(zip(WATER, row, strict=True)), DAY, rate=rate).value for row in rows]
    assert found.tolist() == [float(str(value)) for value in each]


def test_half_a_fen_is_decided_exactly() -> None:
    """COD of 0.0125 kg at 2.0 is 0.025 yuan: a tie, which goes to the even fen."""
    kg = {"COD": [0.0125, 0.0175]}
    scalar = [con.water_tax({"COD": Decimal(str(x))}, DAY, rate=2).value for x in kg["COD"]]
    assert scalar == [Decimal("0.02"), Decimal("0.04")]
    assert con.water_tax_array(kg, DAY, 2).tolist() == [0.02, 0.04]


def test_a_missing_amount_makes_the_tax_missing_and_a_negative_one_is_refused() -> None:
    assert np.isnan(con.air_tax_array({"SO2": [np.nan]}, DAY, 12)).all()
    with pytest.raises(ValueError, match="SO2 has one below"):
        con.air_tax_array({"SO2": [-1.0]}, DAY, 12)


SCORES = st.lists(st.lists(st.integers(-40, 40), min_size=12, max_size=12), min_size=1, max_size=6)


@given(SCORES)
def test_many_charts_are_judged_as_each_is(tenths: list[list[int]]) -> None:
    found = qc.westgard_array(np.array(tenths) / 10, DAY)
    for n, run in enumerate(tenths):
        places = qc.westgard([Decimal(each) / 10 for each in run], DAY).more["places"]
        for rule, flags in found.items():
            assert (np.flatnonzero(flags[n]) + 1).tolist() == places.get(rule, [])


def test_a_chart_shorter_than_a_rule_does_not_meet_it() -> None:
    assert not qc.westgard_array([[3.5, 0.0]], DAY)["10_x"].any()


def test_every_taxed_pollutant_is_found_by_each_of_its_names() -> None:
    assert {name: len(equivalents(name, DAY)) for name in PATHS} == {
        "air": 44,
        "first": 10,
        "other": 51,
    }
    for medium in PATHS:
        for each in equivalents(medium, DAY).values():
            for name in (each.item, each.zh, each.en, each.item.upper()):
                assert pollutant(name, (medium,), DAY) == (medium, each), name


@pytest.mark.parametrize(
    ("text", "item"),
    [("CODcr", "COD"), ("NH3N", "NH3-N"), ("六价铬", "Cr6"), ("汞", "Hg"), ("石油类", "oil")],
)
def test_other_spellings_of_water_pollutants(text: str, item: str) -> None:
    assert pollutant(text, ("first", "other"), DAY)[1].item == item


@pytest.mark.parametrize(
    ("text", "item"),
    [("氨气", "NH3"), ("铅及其化合物", "Pb"), ("铅", "Pb"), ("b[a]p", "BaP"), ("SO₂", "SO2")],
)
def test_other_spellings_of_air_pollutants(text: str, item: str) -> None:
    assert pollutant(text, ("air",), DAY)[1].item == item


def test_particulate_matter_is_not_guessed_to_be_smoke_or_dust() -> None:
    with pytest.raises(ValueError, match="expected a taxed pollutant"):
        pollutant("颗粒物", ("air",), DAY)


def test_equivalents_are_exact() -> None:
    found = con.air_tax({"CO": "16.7"}, DAY, rate=12)
    assert found.value == 12
    assert con.air_tax({"CO": Quantity(Decimal("0.0167"), "t")}, DAY, rate=12).value == 12


def test_a_border_takes_units_and_refuses_floats_and_other_dimensions() -> None:
    assert number(Quantity(Decimal(2), "t"), "kg") == 2000
    assert by_unit(Quantity(Decimal(2), "m³"), ("t", "m³")) == (2, "m³")
    with pytest.raises(TypeError, match="pass text"):
        number(0.1, "kg")  # type: ignore[arg-type]
    with pytest.raises(UnitError):
        number(Quantity(Decimal(2), "mg/L"), "kg")
    with pytest.raises(UnitError, match="expected one of"):
        by_unit(Quantity(Decimal(2), "mg/L"), ("t", "m³"))
    with pytest.raises(ValueError, match="a number"):
        number("many", "kg")
    with pytest.raises(ValueError, match="finite"):
        number("NaN", "kg")
    with pytest.raises(ValueError, match="zero or more"):
        at_least_zero(-1, "kg", "an amount")


@given(st.integers(1, 400), st.integers(1, 40))
def test_days_of_a_daily_penalty_do_not_depend_on_re_inspections_between(
    length: int, rounds: int
) -> None:
    start = date(2024, 3, 1)
    ends = sorted({start.toordinal() + 1 + length * n // rounds for n in range(rounds + 1)})
    inspections = tuple(con.Inspection(date.fromordinal(end), "continues") for end in ends)
    found = con.daily_penalty(con.Order(1000, start, inspections))
    assert found.more["days"] == length + 1 == sum(found.more["rounds"])
    assert found.value == 1000 * (length + 1)


def test_the_national_law_has_no_rate_of_a_place() -> None:
    with pytest.raises(law.UnknownProvisionError):
        con.air_tax({"SO2": 1}, DAY)


def test_a_reduction_carries_into_the_tax() -> None:
    share = con.reduction(10, 30, DAY, any_exceed=False)
    assert con.air_tax({"SO2": "0.95"}, DAY, rate=12, factors={"二氧化硫": share}).value == 6


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months_end_with_the_month_that_is_shorter(start: date, months: int, end: date) -> None:
    assert months_on(start, months) == end


def test_kappa_is_exact_and_needs_a_baseline() -> None:
    assert con.kappa("0.3", "0.1") == 2
    assert con.kappa(Quantity(Decimal(300), "µg/L"), Quantity(Decimal("0.1"), "mg/L")) == Fraction(
        2
    )
    with pytest.raises(ValueError, match="baseline"):
        con.kappa(1, 0)


def test_a_tree_speaks_both_languages() -> None:
    found = con.vac_water(
        "142420",
        "0.634",
        DAY,
        alpha=1,
        kappa="3.27",
        water_class="Ⅲ类",
        reasons={"alpha": "有机物"},
    )
    assert "γ=α×τ×ω=1×1.25×2=2.5" in found.tree("zh")
    assert "gamma = alpha·tau·omega = 1·1.25·2 = 2.5" in found.tree("en")
    assert found.to_json()["review"] is True
    assert found.to_json()["more"]["accuses"] is False


def test_no_result_accuses() -> None:
    found = [
        con.data_crime("key", ["COD"], DAY),
        con.penalties("false data", DAY),
        con.credit_grade(["false data"], DAY),
        con.incident_grade(DAY, deaths=30),
        qc.fraud_kind("塑料袋包住采样口", DAY),
        qc.westgard(["3.2"], DAY),
    ]
    assert [each.more["accuses"] for each in found] == [False] * len(found)


FRAUD = Path(__file__).parent / "fraud.csv"


@pytest.mark.parametrize("line", FRAUD.read_text(encoding="utf-8").splitlines())
def test_a_description_is_sorted_by_its_words_or_not_at_all(line: str) -> None:
    text, kind = line.split(",")
    found = qc.fraud_kind(text, DAY)
    assert (found.value or "") == kind, found.more["candidates"]
    assert all(word in text for word in found.more["words"])
    assert found.review


def test_every_kind_has_words_or_is_the_rest() -> None:
    """篡改-14, 伪造-8 and 指使-5 are 'other acts': no words can point to them."""
    table = law.at(DAY)["quality.fraud.words"]
    kinds = {row["kind"] for row in table.rows()}
    every = {f"篡改-{n}" for n in range(1, 15)} | {f"伪造-{n}" for n in range(1, 9)}
    every |= {f"指使-{n}" for n in range(1, 6)}
    assert every - kinds == {"篡改-14", "伪造-8", "指使-5"}
    assert kinds <= every


def test_every_sentence_and_rule_is_used() -> None:
    folders = ("consequences", "quality_control")
    code = "".join(
        file.read_text(encoding="utf-8")
        for folder in folders
        for file in (ROOT / "src/qingtian/standards" / folder).glob("*.py")
    )
    code += (ROOT / "src/qingtian/standards/states.py").read_text(encoding="utf-8")
    for module in (words, quality_words):
        unused = [key for key in {**module.RULES, **module.WORDS} if f'"{key}"' not in code]
        assert unused == []
    said = set(re.findall(r'Step\(\s*"([a-z-]+)"', code))
    assert said <= set(words.WORDS) | set(quality_words.WORDS)
