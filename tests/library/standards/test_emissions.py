"""Emissions: every limit is led to by words, nothing divides by zero, weak evidence accuses nobody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian import law
from qingtian.quantities import BEIJING, Quantity
from qingtian.standards import emissions as em
from qingtian.standards.emissions.kinds import words_of

DAY = date(2021, 6, 1)
HOUR = datetime(2021, 6, 1, 8, tzinfo=BEIJING)
PACKS = ("beijing2018",)
PREFIXES = (
    "emissions.boiler.",
    "emissions.power.",
    "emissions.power.ultralow.",
    "emissions.incineration.",
    "emissions.sewage.",
    "emissions.beijing.boiler.",
    "emissions.beijing.boiler.elsewhere.",
    "emissions.beijing.sewage.",
    "emissions.beijing.discharge.",
    "emissions.beijing.air.",
)
tenths = st.integers(-50, 260).map(lambda n: Decimal(n) / 10)
amounts = st.integers(0, 100_000).map(lambda n: Decimal(n) / 100)


def test_every_level_of_every_limit_is_led_to_by_words() -> None:
    found = law.provisions(PACKS)
    rows = [
        row
        for path, stages in found.items()
        if path.endswith(".applies")
        for row in stages[-1].rows()
    ]
    led = {(str(row["limits"]), str(row["level"])) for row in rows}
    lost = []
    for path, stages in found.items():
        if path.startswith("emissions.") and stages[-1].kind == "limit":
            prefix = path.rsplit(".", 1)[0]
            prefix = prefix.rsplit(".", 1)[0] if path.endswith((".hour", ".day")) else prefix
            assert f"{prefix}." in PREFIXES, path
            lost += [(path, level) for level in stages[-1].value if (prefix, level) not in led]
    assert lost == []


def test_every_row_of_words_leads_to_a_limit() -> None:
    day = date(2020, 1, 1)
    for path in law.provisions(PACKS):
        if not path.endswith(".applies"):
            continue
        for row in law.at(day, PACKS)[path].rows():
            kind = " ".join(row["words"])
            reached = [
                each
                for item in em.ITEMS
                for water in (Decimal(5), Decimal(20))
                for each in em.limits(
                    kind, item, day, PACKS, water_temperature=water, built=date(2005, 1, 1)
                )
            ]
            assert reached, kind


@pytest.mark.parametrize("item", em.ITEMS.values(), ids=lambda each: each.name)
def test_an_item_is_known_by_each_of_its_names(item: em.Item) -> None:
    for word in (item.name, item.name.lower(), item.zh, item.en, *item.codes):
        assert em.item_of(word) is item


def test_an_unknown_item_is_told_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"expected one of PM, SO2.*got 'phlogiston'"):
        em.item_of("phlogiston")


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("gas boiler", "boiler gas new"),
        ("gas boiler, Beijing", r"give packs=\('beijing2018',\)"),
        ("北京新建燃气锅炉", r"give packs=\('beijing2018',\)"),
        ("", "expected the words of a kind"),
    ],
)
def test_unclear_words_are_told_what_to_add(kind: str, message: str) -> None:
    with pytest.raises(em.UnclearKindError, match=message):
        em.limits(kind, "NOx", DAY)


def test_what_a_source_is_is_said_in_both_languages_and_read_alike() -> None:
    rows = [
        row
        for path in ("emissions.applies", "emissions.beijing.applies")
        for row in law.at(DAY, PACKS)[path].rows()
    ]
    for row in rows:
        kind = " ".join(row["words"])
        chinese = em.kind_text(kind, "zh", PACKS)
        assert chinese is not None, kind
        assert not set("abcdefghijklmnopqrstuvwxyz") & set(chinese), chinese
        english = em.kind_text(chinese, "en", PACKS)
        assert english is not None, chinese
        assert english.isascii()
        assert words_of(chinese) == words_of(english) == words_of(kind)


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        ("new gas boiler", "新建燃气锅炉", "new gas boiler"),
        ("sewage works, class A", "城镇污水处理厂A标准", "sewage works, class A"),
        ("gas boiler, new, Beijing", "新建燃气锅炉", "gas boiler, new, Beijing"),
        ("新建燃气锅炉", "新建燃气锅炉", "new gas boiler"),
        ("phlogiston works", None, "phlogiston works"),
    ],
)
def test_the_words_of_a_source_are_said_as_registered_or_by_their_names(
    kind: str, zh: str | None, en: str
) -> None:
    assert em.kind_text(kind, "zh", PACKS) == zh
    assert em.kind_text(kind, "en", PACKS) == en


def test_a_permit_has_an_end_at_least() -> None:
    with pytest.raises(ValueError, match="got neither"):
        em.Limit.of_permit("pH", None, "day", "P", "1")
    low = em.Limit.of_permit("pH", Quantity(9, "1"), "day", "P", "1", low=Quantity(6, "1"))
    assert (low.low, low.high, low.origin) == (6, 9, "permit")


def test_a_permit_out_of_force_decides_nothing() -> None:
    high = Quantity(10, "mg/m³")
    old = em.Limit.of_permit("SO2", high, "hour", "P", "1", until=date(2021, 5, 31))
    reading = em.Reading(HOUR, Decimal(500), "mg/m³")
    assert em.judge_hour("SO2", HOUR, reading, [old]).more["outcome"] == em.Outcome.NO_LIMIT


@given(amounts, tenths, tenths, st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_conversion_is_exact_or_refused(
    c: Decimal, oxygen: Decimal, reference: Decimal, low: bool
) -> None:
    found = em.converted(c, oxygen, reference, DAY, low_flow=low, decimals=6)
    if oxygen >= 21 or oxygen < 0 or (low and oxygen > 19):
        assert found.value is None
        assert found.more["flag"] == "工况异常"
        return
    exact = Fraction(c) * (21 - Fraction(reference)) / (21 - Fraction(oxygen))
    assert found.value is not None
    assert abs(Fraction(found.value) - exact) <= Fraction(1, 2_000_000)  # type: ignore[arg-type]


@given(amounts, tenths, st.sampled_from(["", "N", "S", "D", "C", "x"]), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_an_hour_is_judged_only_with_number_mark_minutes_and_oxygen(
    c: Decimal, oxygen: Decimal, flag: str, minutes: int
) -> None:
    known = em.limits("gas boiler, new, Beijing", "NOx", DAY, PACKS)
    found = em.judge_hour(
        "NOx",
        HOUR,
        em.Reading(HOUR, c, "mg/m³", flag, minutes=minutes),
        known,
        oxygen=em.Reading(HOUR, oxygen, "%vol"),
    )
    outcome = found.more["outcome"]
    fit = flag in ("", "N", "S") and minutes >= 45 and 0 <= oxygen < 21
    assert found.valid is fit is (outcome in (em.Outcome.WITHIN, em.Outcome.EXCEEDED))
    if fit:
        over = Fraction(c) * Fraction(35, 2) > 30 * (21 - Fraction(oxygen))
        assert (outcome == em.Outcome.EXCEEDED) is over
        assert found.more["accuses"] is over
    else:
        assert not found.more["accuses"]
    assert found.to_json()["more"]["outcome"] == outcome
    assert found.tree("zh")
    assert found.tree("en")


@given(
    st.lists(st.tuples(amounts, st.integers(0, 500)), min_size=18, max_size=24),
    st.permutations(range(24)),
)
@settings(max_examples=60, deadline=None)
def test_the_mean_of_a_day_is_that_of_the_whole_water(
    hours: list[tuple[Decimal, int]], order: list[int]
) -> None:
    """Mixing all the water of the day gives the mean, whatever the order of the hours."""
    start = datetime(2021, 6, 1, tzinfo=BEIJING)
    at = [start + timedelta(hours=n) for n in order]
    values = [em.Reading(when, c, "mg/L") for when, (c, _) in zip(at, hours, strict=False)]
    flow = [em.Reading(when, Decimal(q), "m³/h") for when, (_, q) in zip(at, hours, strict=False)]
    found = em.judge_day("COD", DAY, values, em.limits("sewage 1A", "COD", DAY), flow=flow)
    water = sum(q for _, q in hours)
    if water == 0:
        assert found.more["outcome"] == em.Outcome.NO_DISCHARGE
        return
    mean = sum(Fraction(c) * q for c, q in hours) / water
    assert found.value is not None
    assert abs(Fraction(found.value) - mean) <= Fraction(1, 200)  # type: ignore[arg-type]
    assert (found.more["outcome"] == em.Outcome.EXCEEDED) is (mean > 50)


def test_a_mark_of_another_item_or_hour_does_nothing() -> None:
    later = HOUR + timedelta(hours=1)
    day = date(2023, 6, 1)
    hour = datetime(2023, 6, 1, 8, tzinfo=BEIJING)
    marks = [
        em.Mark("校准", hour, hour + timedelta(hours=1), item="SO2"),
        em.Mark("校准", hour + timedelta(hours=1), hour + timedelta(hours=2)),
    ]
    found = em.judge_hour(
        "CO",
        hour,
        em.Reading(hour, Decimal(50), "mg/m³"),
        [em.Limit.of_permit("CO", Quantity(80, "mg/m³"), "hour", "P", "1")],
        marks=marks,
    )
    assert found.more["outcome"] == em.Outcome.WITHIN
    assert found.left_out == ()
    assert later > HOUR
    assert "造纸" in em.marking_sectors(day)
    assert em.marking_sectors(date(2022, 12, 31)) == ()


@pytest.mark.parametrize(
    "start", [HOUR.replace(minute=5), HOUR.replace(tzinfo=None)], ids=["minute", "no zone"]
)
def test_an_hour_starts_on_the_hour_with_a_zone(start: datetime) -> None:
    with pytest.raises(ValueError, match="start of an hour"):
        em.judge_hour("NOx", start, None, ())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: em.standard_state(DAY, "298"), "expected 273 or 273.15"),
        (lambda: em.to_dry(Decimal(1), DAY, moisture=Decimal(100)), "below 100 %"),
        (lambda: em.of_ppm(Decimal(1), "Xe", DAY), "expected one of SO2"),
        (lambda: em.accuracy("SO2", [], DAY), "at least one pair"),
        (lambda: em.accuracy("Xe", [(Decimal(1), Decimal(1))], DAY), "expected one of"),
        (lambda: em.drift("Xe", Decimal(1), DAY), "expected one of"),
        (lambda: em.overdue("Xe", Decimal(1), DAY), "expected one of"),
        (lambda: em.acceptance("Xe", Decimal(1), DAY), "expected one of"),
        (lambda: em.water_comparison("Xe", Decimal(1), Decimal(1), DAY), "expected one of"),
        (lambda: em.standard_sample("COD", Decimal(0), Decimal(1), DAY), "positive sample"),
        (lambda: em.window(Decimal(90), 1, "boredom", DAY), "calibration, other"),
        (
            lambda: em.to_standard(
                Decimal(1), DAY, temperature=Decimal(-300), ambient=Decimal(1), static=Decimal(0)
            ),
            "positive pressure and kelvin",
        ),
    ],
)
def test_a_wrong_question_is_told_what_was_expected(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_dust_needs_area_and_days() -> None:
    zero = Decimal(0)
    with pytest.raises(ValueError, match="positive area"):
        em.dustfall(zero, zero, zero, zero, Decimal(30), date(2022, 1, 1))


def test_a_tsp_monitor_that_does_not_follow_the_reference_fails() -> None:
    pairs = [(float(n), float(n % 2)) for n in range(20)]
    found = em.tsp_monitor(Decimal(0), Decimal(0), DAY, PACKS, pairs=pairs)
    assert found.more["failed"] == ["r"]
    same = [(float(n), 2.0 * n) for n in range(20)]
    assert em.tsp_monitor(Decimal(0), Decimal(0), DAY, PACKS, pairs=same).value is True


def test_weak_evidence_never_accuses() -> None:
    """Every limit of the law, exceeded tenfold: only those of firm evidence accuse."""
    for path, stages in law.provisions(PACKS).items():
        stage = stages[-1]
        if not path.startswith("emissions.") or stage.averaging != "hour" or stage.kind != "limit":
            continue
        item = em.item_of(path.removesuffix(".hour").rsplit(".", 1)[1])
        for level in stage.value:
            limit = em.Limit.of(stage, level, item.name)
            assert limit.high is not None
            reading = em.Reading(HOUR, limit.high * 10, limit.unit)
            found = em.judge_hour(item.name, HOUR, reading, [limit])
            assert found.more["outcome"] == em.Outcome.EXCEEDED
            assert found.more["accuses"] is not stage.evidence.weak
