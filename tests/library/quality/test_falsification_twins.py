"""Each detector objects to its forged site where it was forged, and not to the honest one beside it."""

from __future__ import annotations

import pyarrow as pa
import pytest

from qingtian.quality import RULES
from qingtian.quality.detectors.detection import NUMBERS
from qingtian.quality.detectors.fusion import fused
from qingtian.quality.detectors.held import constant
from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.settings import settings
from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.detectors.tables import read
from support.forged import twin

FD = sorted(number for number, rule in RULES.items() if rule.family == "falsification")


def said(number: str, which: str) -> list[Suspicion]:
    case = twin(number, which)
    world = read(case.observations, case.datastreams)
    first = case.datastreams["site_id"][0].as_py()
    kind = RULES[number].kind
    found = looked_at(world, settings(), [first], copies=kind == "copied_history")
    return [one for one in found if one.kind == kind]


@pytest.mark.parametrize("number", FD)
def test_a_forged_site_is_found_where_it_was_forged(number: str) -> None:
    (event,) = twin(number, "forged").events
    right = [
        one
        for one in said(number, "forged")
        if one.stream in event.streams and one.start < event.end and event.start < one.end
    ]
    assert right
    for language in ("zh", "en"):
        told = RULES[number].say(language, right[0].evidence)
        assert "nan" not in told
        assert "None" not in told
    assert right[0].evidence["ruled_out"]
    assert NUMBERS[right[0].kind] == number


@pytest.mark.parametrize("number", FD)
def test_the_honest_site_beside_it_is_not(number: str) -> None:
    assert said(number, "honest") == []


def test_what_several_say_of_one_stretch_is_one() -> None:
    a = Suspicion("x", 0, 100, "constant", 3.0)
    b = Suspicion("x", 10, 90, "simulated_signal", 2.0)
    c = Suspicion("x", 500, 600, "scaling", 1.5)
    d = Suspicion("y", 0, 100, "constant", 1.0)
    one, other, third = fused([d, c, b, a])
    assert (one.stream, one.start, one.end, one.kind) == ("x", 0, 100, "constant")
    assert one.evidence["alternatives"] == ["simulated_signal"]
    assert (other.kind, third.stream) == ("scaling", "y")
    assert fused([a, b, c, d]) == [one, other, third]


def test_a_clear_long_one_lengthens_a_clearer_short_one_and_a_weak_one_does_not() -> None:
    short = Suspicion("x", 400, 440, "upper_truncation", 4.0)
    for strength, stretch in ((2.0, (0, 900)), (1.2, (400, 440))):
        long = Suspicion("x", 0, 900, "upper_truncation", strength)
        (one,) = fused([short, long])
        assert (one.start, one.end, one.strength) == (*stretch, 4.0)


@pytest.mark.parametrize("known", [True, False])
def test_a_cause_is_ruled_out_by_what_is_there_alone(*, known: bool) -> None:
    """Without meters nobody knows that the plant ran, nor without a limit that the value is above it."""
    case = twin("FD-101", "forged")
    (event,) = case.events
    rows = [
        row | {"lod": 0.01 if known else None}
        for row in case.datastreams.to_pylist()
        if known or row["datastream_id"] in event.streams
    ]
    world = read(case.observations, pa.Table.from_pylist(rows))
    said_of = [
        one
        for stream in event.streams
        for one in constant(world, world.streams[stream], settings())
    ]
    evidence = said_of[0].evidence
    assert ({"detection limit", "plant stopped"} <= set(evidence["ruled_out"])) == known
    assert evidence["left_open"] == ([] if known else ["detection limit", "plant stopped"])
