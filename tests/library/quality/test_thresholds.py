"""Thresholds are dated, and a pack's go before the library's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qingtian import law, quality
from qingtian.quality import CHECKS, RULES, Datastream, Flag
from qingtian.quality.checks.settings import paths_of, row_of, stretches, value_of

PACK = """
key: {key}
name: {{zh: 某市, en: A city}}
place: {{zh: 某市, en: A city}}
division: "999900"
publisher: {{zh: 某市, en: A city}}
gazette: {{zh: 某市, en: A city}}
published: 2024-01-01
checked: 2024-01-01
"""
SPIKE = """
name: {{zh: 突跳, en: Spike}}
kind: table
columns: [domain, property, height, share, gap]
checked: 2024-01-01
values:
  {day}:
    standard: CITY-{key}
    clause: clause 3
    source: S-{key}
    evidence: V
    value: [[air, pm25, {height}, 0, 2]]
"""


def pack(folder: Path, key: str, height: int, day: str = "1990-01-01") -> Path:
    root = folder / key
    place = root / "law" / "quality" / key / "checks"
    place.mkdir(parents=True)
    (root / "pack.yaml").write_text(PACK.format(key=key), encoding="utf-8")
    document = f"CITY-{key}: {{title: t, issuer: i, since: 1990-01-01, knowledge: V}}\n"
    (root / "law" / "documents.yaml").write_text(document, encoding="utf-8")
    (root / "law" / "sources.yaml").write_text(f"S-{key}: read\n", encoding="utf-8")
    (place / "spike.yaml").write_text(
        SPIKE.format(key=key, height=height, day=day), encoding="utf-8"
    )
    return root


def series(start: str = "2024-03-01T00:00") -> quality.Series:
    times = np.datetime64(start, "us") + np.arange(5) * np.timedelta64(1, "h")
    return quality.series(times, [40.0, 41.0, 90.0, 42.0, 40.0])


def spikes(packs: tuple[Path, ...], one: quality.Series | None = None) -> list[int]:
    one = one or series()
    stream = Datastream("air", "pm25")
    found = quality.judge(one, stream, packs=packs, rules=["QC-121"])
    return np.flatnonzero(quality.flags_of(one, found) == Flag.SUSPECT).tolist()


def test_a_pack_has_a_threshold_of_its_own(tmp_path: Path) -> None:
    city = pack(tmp_path, "city", 20)
    assert spikes(()) == []
    assert spikes((city,)) == [2]
    row = row_of("quality.checks.spike", "air", "pm10", date(2024, 3, 1), (city,))
    assert row is not None
    assert row[1].pack is None  # what the pack does not say, the library does


def test_a_later_pack_goes_before_an_earlier_one(tmp_path: Path) -> None:
    first, second = pack(tmp_path, "first", 20), pack(tmp_path, "second", 500)
    assert spikes((first, second)) == []
    assert spikes((second, first)) == [2]
    assert paths_of("quality.checks.spike", (first, second)) == [
        "quality.second.checks.spike",
        "quality.first.checks.spike",
        "quality.checks.spike",
    ]


def test_a_threshold_holds_from_its_day_on(tmp_path: Path) -> None:
    """One series over the border: before the day the library's number, from it on the pack's."""
    city = pack(tmp_path, "city", 20, "2024-03-02")
    times = np.datetime64("2024-03-01T12:00", "us") + np.arange(8) * np.timedelta64(1, "h")
    one = quality.series(times, [40.0, 90.0, 40.0, 41.0, 40.0, 41.0, 90.0, 40.0])
    judged = quality.judge(one, Datastream("air", "pm25"), packs=(city,), rules=["QC-121"])
    assert [len(each.series) for each in judged] == [4, 4]
    assert [each.arguments["height"] for each in judged] == [60, 20]
    assert spikes((city,), one) == [6]


def test_stretches_cover_the_days_without_overlap() -> None:
    found = stretches(["emissions.marks.flags"], date(2016, 1, 1), date(2026, 2, 1))
    assert found[0][0] == date(2016, 1, 1)
    assert found[-1][1] == date(2026, 2, 1)
    assert [start for start, _ in found] == [
        date(2016, 1, 1),
        date(2017, 5, 1),
        date(2026, 1, 1),
    ]
    assert stretches(["quality.checks.spike"], date(2024, 1, 2), date(2024, 1, 1)) == []


def test_before_its_day_nothing_is_asked() -> None:
    assert value_of("quality.checks.interval", date(2018, 8, 31)) is None
    assert row_of("quality.checks.spike", "air", "pm25", date(1989, 12, 31)) is None
    old = series("1980-03-01T00:00")
    assert {each.number for each in quality.judge(old, Datastream("air", "pm25"))} == {
        "QC-131",
        "QC-133",
    }


@pytest.mark.parametrize("number", sorted(CHECKS))
def test_the_settings_that_a_rule_names_are_in_the_law(number: str) -> None:
    assert set(RULES[number].settings) <= set(law.provisions())


def test_every_threshold_belongs_to_a_rule() -> None:
    named = {path for each in RULES.values() for path in each.settings}
    there = {path for path in law.provisions() if path.startswith("quality.checks.")}
    assert there == {path for path in named if path.startswith("quality.checks.")}
