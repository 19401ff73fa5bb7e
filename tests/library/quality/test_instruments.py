"""What was done to an instrument, judged by the standards, and what follows for the data between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from qingtian.quality import Datastream, Finding, Flag, absent, findings, judge, property_of, series
from qingtian.quality.checks import instruments as checks
from qingtian.quality.checks import traced
from qingtian.quality.completeness import Span
from qingtian.standards.emissions import instruments as standards

DAY = date(2024, 3, 1)
START = np.datetime64("2024-02-29T16:00", "us")
HOUR = np.timedelta64(1, "h").astype("timedelta64[us]")


def pairs(shift: str) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(100 + n), Decimal(100 + n) + Decimal(shift)) for n in range(9)]


@pytest.mark.parametrize(
    ("result", "state", "limit"),
    [
        (standards.drift("gas_zero", Decimal("2.5"), DAY), checks.GOOD, 2.5),
        (standards.drift("gas_zero", Decimal(-4), DAY), checks.BEYOND, 2.5),
        (standards.drift("gas_zero", Decimal("5.1"), DAY), checks.OUT, 5),
        (standards.standard_sample("COD", Decimal(50), Decimal(55), DAY), checks.GOOD, 10),
        (standards.standard_sample("COD", Decimal(50), Decimal("55.1"), DAY), checks.OUT, 10),
        (standards.water_comparison("TP", Decimal(1), Decimal("1.2"), DAY), checks.OUT, 15),
        (standards.accuracy("SO2", pairs("3"), DAY, unit="mg/m³"), checks.GOOD, 30),
        (standards.accuracy("SO2", pairs("50"), DAY, unit="mg/m³"), checks.OUT, 30),
    ],
)
def test_a_verdict_of_the_standard_becomes_an_outcome(result, state, limit) -> None:
    outcome = checks.of_result(START, result)
    assert outcome is not None
    assert (outcome.state, outcome.limit, outcome.time) == (state, limit, START)
    assert outcome.what
    assert (abs(outcome.error) > outcome.limit) == (state != checks.GOOD)


def test_where_the_standard_gives_no_verdict_there_is_no_outcome() -> None:
    nothing = standards.water_comparison("pH", Decimal(0), Decimal(0), DAY)
    assert checks.of_result(START, nothing) is None or nothing.value is not None
    none = standards.water_comparison("flow", Decimal(0), Decimal(3), DAY)
    assert none.value is None
    assert checks.of_result(START, none) is None
    assert checks.air_check(START, "pm25", "zero", 1.0, DAY) is None
    assert checks.air_check(START, "so2", "zero", 1.0, date(2018, 8, 31)) is None


def test_a_failed_check_reaches_from_the_last_good_one_to_the_next() -> None:
    """The order in which checks are given does not matter, and the message names the check."""
    one = series(START + np.arange(10) * HOUR, np.arange(10.0) + 5, step=HOUR)
    done = [
        checks.air_check(START + 2 * HOUR, "o3", "span", 0.0, DAY),
        checks.air_check(START + 7 * HOUR, "o3", "span", 1.0, DAY),
        checks.air_check(START + 5 * HOUR, "o3", "span", -12.0, DAY),
    ]
    stream = Datastream("air", "o3", lists={"checks": done})
    (found,) = findings(judge(one, stream, rules=["QC-161"]), "o3 of a station")
    assert (found.start, found.end) == (START + 2 * HOUR, START + 7 * HOUR)
    assert (found.score, found.datastream) == (1.0, "o3 of a station")
    assert found.say("en").startswith("A check gave -12, beyond 10 (span)")
    assert "-12" in found.say("zh")


def test_without_a_good_check_after_it_a_failed_one_reaches_to_the_end() -> None:
    one = series(START + np.arange(4) * HOUR, [5.0, 6.0, 5.0, 6.0], step=HOUR)
    done = [checks.of_limits(START + 2 * HOUR, "zero", 99.0, 5, 10)]
    (found,) = judge(one, Datastream("air", "o3", lists={"checks": done}), rules=["QC-161"])
    assert found.judged.flags.tolist() == [0, 0, Flag.WRONG, Flag.WRONG]


def test_a_chart_needs_results_that_scatter() -> None:
    times = [START + n * HOUR for n in range(22)]
    assert checks.scored(times, [10.0] * 22, DAY) == []
    assert checks.scored(times[:20], list(range(20)), DAY) == []
    scores = checks.scored(times, [*range(20), 9.5, np.nan], DAY)
    assert scores[0].score == 0
    assert np.isnan(scores[1].score)


def test_a_check_or_control_without_a_result_passes_nothing() -> None:
    one = series(START + np.arange(8) * HOUR, np.arange(8.0) + 5, step=HOUR)
    controls = [
        checks.Control(START + hour * HOUR, score)
        for hour, score in ((0, 0.1), (2, 3.5), (4, np.nan), (6, 0.2))
    ]
    doubted = np.flatnonzero(checks.chart(one, controls=controls, day=DAY).flags == Flag.SUSPECT)
    assert doubted.tolist() == [2, 3, 4, 5]
    with pytest.raises(ValueError, match="expected the error of a zero check"):
        checks.of_limits(START, "zero", float("nan"), 1.0, 2.0)


def test_periods_without_a_row_are_listed() -> None:
    one = series(START + np.array([0, 1, 4]) * HOUR, [1.0, 2.0, 3.0], step=HOUR)
    span = Span(START, START + 6 * HOUR)
    assert absent(one, span).tolist() == (START + np.array([2, 3, 5]) * HOUR).tolist()
    for broken in (Span(START), span):
        with pytest.raises(ValueError, match="expected a span"):
            absent(one if broken.end is None else series([], []), broken)


def test_a_finding_is_a_stretch_with_a_score() -> None:
    for start, end, score in ((START, START, 0.5), (START, START + HOUR, 1.5)):
        with pytest.raises(ValueError, match="expected a"):
            Finding("QC-121", "x", start, end, score=score)
    with pytest.raises(LookupError, match="QC-1"):
        Finding("QC-1", "x", START, START + HOUR)


def test_codes_of_hj212_lead_to_properties() -> None:
    air, stack = property_of("22", "a21026"), property_of("31", "a21026")
    assert air is not None
    assert stack is not None
    assert (air.domain, air.unit, stack.domain, stack.unit) == ("air", "µg/m³", "cems", "mg/m³")
    assert property_of("22", "w01018") is None
    assert property_of("99", "a21026") is None


@pytest.mark.parametrize(("reason", "doubted"), [("expired", [2, 3]), ("revoked", [0, 1, 2, 3])])
def test_only_a_certificate_that_ended_has_a_grace(reason: str, doubted: list[int]) -> None:
    values = series(START + 12 * HOUR * np.arange(4), [40, 41, 42, 43])
    chains = [traced.Traced(START, None, reason, "JZ-1")]
    found = traced.untraced(values, chains=chains, grace_d=1)
    assert np.flatnonzero(found.flags == Flag.SUSPECT).tolist() == doubted
