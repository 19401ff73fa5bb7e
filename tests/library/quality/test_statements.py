"""What an enterprise says is held against records, values and meters; each border, and the twins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from qingtian.quality import RULES
from qingtian.quality.confronting import Claim, Hour, Record, hiding, running, unbacked
from qingtian.quality.detectors.settings import settings

START = datetime(2026, 3, 1, tzinfo=UTC)
FOLDER = Path(__file__).parents[2] / "forgeries"
PART = {
    name.partition(".")[2]: value
    for name, value in settings().items()
    if name.startswith("statements.")
}
STOPPED = {"load": settings()["stopped.load"], "hours": 2, "share": 0.7}


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def claim(start: float = 60, end: float = 63, kind: str = "校准", *backing: str) -> Claim:
    return Claim(7, kind, at(start), at(end), backing or ("check",))


def record(hour: float, what: str = "check") -> Record:
    return Record(what, at(hour), at(hour + 1))


def hours(values: list[float], limit: float = 50, marked: tuple[int, ...] = ()) -> list[Hour]:
    return [Hour(at(n), value, limit, n in marked) for n, value in enumerate(values)]


def played(number: str, which: str) -> tuple[list[int], list[Any]]:
    given = yaml.safe_load((FOLDER / number / f"{which}.yaml").read_text(encoding="utf-8"))
    claims = [
        Claim(n, each["kind"], at(each["from"]), at(each["to"]), tuple(each["backing"]))
        for n, each in enumerate(given["claims"])
    ]
    records = [record(each["h"], each["what"]) for each in given["records"]]
    if "values" in given:
        rows = hours(given["values"], given["limit"], tuple(given["marked"]))
        return given["said"], hiding(claims, rows, records, PART)
    return given["said"], unbacked(claims, records, PART)


@pytest.mark.parametrize("number", ["FD-131", "FD-132"])
@pytest.mark.parametrize("which", ["forged", "honest"])
def test_the_twins(number: str, which: str) -> None:
    said, found = played(number, which)
    assert [each.claim.number for each in found] == said
    for each in found:
        assert each.rule == number
        for language in ("zh", "en"):
            told = RULES[number].say(language, each.evidence)
            assert "None" not in told
            assert each.claim.kind in told


def test_a_record_backs_as_far_as_the_threshold_and_no_farther() -> None:
    near = PART["near_h"]
    old = record(1)
    assert unbacked([claim()], [old, record(63 + near - 0.01)], PART) == []
    assert len(unbacked([claim()], [old, record(63 + near)], PART)) == 1
    assert unbacked([claim()], [old, record(60 - near - 0.99)], PART) == []
    assert len(unbacked([claim()], [old, record(60 - near - 1)], PART)) == 1


def test_another_kind_of_record_backs_nothing() -> None:
    assert len(unbacked([claim()], [record(1), record(61, "visit")], PART)) == 1
    assert unbacked([claim(60, 63, "校准", "check", "visit")], [record(61, "visit")], PART) == []


def test_where_nobody_keeps_records_nothing_is_said() -> None:
    assert unbacked([claim()], [], PART) == []
    long_ago = record(60 - 24 * PART["known_d"] - 1)
    assert unbacked([claim()], [long_ago], PART) == []
    assert unbacked([Claim(1, "停运", at(60), at(63))], [record(1)], PART) == []


def test_an_exceedance_is_hidden_only_where_the_instrument_measured_on() -> None:
    over = [80.0, 80.0, 40.0, 40.0]
    (found,) = hiding([claim(0, 4)], hours(over), [], PART)
    assert (found.start, found.end) == (at(0), at(2))
    assert (found.evidence["n"], found.evidence["marked"]) == (2, 4)
    assert hiding([claim(0, 4)], hours(over, marked=(0, 1)), [], PART) == []
    assert hiding([claim(0, 4)], hours(over), [record(5)], PART) == []
    assert hiding([claim(0, 4)], hours([50.0] * 4), [], PART) == []
    assert hiding([claim(0, 4)], [], [], PART) == []
    assert hiding([claim(0, 4)], hours([80.0, 40, 40, 40]), [], PART) == []


def test_the_more_hours_are_hidden_the_surer_it_is() -> None:
    few, many = (hiding([claim(0, n)], hours([80.0] * n), [], PART)[0].score for n in (1, 5))
    assert 0 < few < many < 1


def test_a_stop_is_none_while_the_meters_go_on() -> None:
    load = {at(n): 0.9 for n in range(60, 72)}
    stop = Claim(3, "停运", at(60), at(72))
    (found,) = running([stop], {"power": load}, STOPPED)
    assert (found.rule, found.evidence["n"], found.evidence["observed"]) == ("FD-114", 12, 0.9)
    assert "12" in RULES["FD-114"].say("en", found.evidence)
    still = {at(n): 0.05 for n in range(60, 72)}
    assert running([stop], {"power": still}, STOPPED) == []
    ramp = still | {at(60): 0.9, at(61): 0.5}
    assert running([stop], {"power": ramp}, STOPPED) == []
    assert running([stop], {}, STOPPED) == []
    assert running([stop], {"power": {at(60): 0.9}}, STOPPED) == []


def test_of_several_meters_the_middle_counts() -> None:
    stop = Claim(3, "停运", at(60), at(72))
    hot = {at(n): 0.6 for n in range(60, 72)}
    cold = {at(n): 0.0 for n in range(60, 72)}
    assert running([stop], {"temperature": hot, "power": cold, "flow": cold}, STOPPED) == []
