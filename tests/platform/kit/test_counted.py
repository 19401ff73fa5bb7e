"""What is counted of one sender stands, however many others come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache, caches

from qingtian_platform.act.complaints import limiting
from qingtian_platform.act.complaints.errors import TooManyError
from qingtian_platform.assess.computing.kept import kept
from qingtian_platform.kit import counted

NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
ONE = "203.0.113.7"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    for each in ("default", "computed"):
        caches[each].clear()
    yield
    for each in ("default", "computed"):
        caches[each].clear()


def held() -> int:
    return len(list(Path(cache._dir).glob("*.djcache")))


def later(monkeypatch, seconds: float) -> None:
    moment = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: moment)


def full() -> None:
    for _n in range(limiting.HOUR):
        limiting.count(ONE, NOON)


def test_many_other_networks_do_not_wash_out_what_one_has_sent(monkeypatch):
    monkeypatch.setattr(counted, "SWEPT", 1)
    full()
    for n in range(200):
        limiting.count(f"10.{n}.0.1", NOON)
    assert held() == 402
    with pytest.raises(TooManyError):
        limiting.count(ONE, NOON)


def test_what_is_computed_takes_no_place_of_what_is_counted():
    full()
    for n in range(310):
        kept(f"a table {n}", 1, lambda: 0)
    assert held() == 2
    with pytest.raises(TooManyError):
        limiting.count(ONE, NOON)


def test_a_pause_within_the_hour_gives_no_new_reports(monkeypatch):
    full()
    later(monkeypatch, 1800)
    with pytest.raises(TooManyError):
        limiting.count(ONE, NOON)


def test_a_new_stretch_begins_from_nothing():
    assert [counted.count("a", "one", 60), counted.count("a", "one", 60)] == [1, 2]
    assert counted.count("b", "one", 60) == 1
    assert counted.count("a", "two", 60) == 1


def test_what_has_run_out_is_swept_though_nobody_asks_for_it(monkeypatch):
    monkeypatch.setattr(counted, "SWEPT", 1)
    counted.count("short", "one", 60)
    counted.count("long", "one", 3600)
    later(monkeypatch, 120)
    counted.count("new", "one", 60)
    assert held() == 2
    assert counted.count("long", "one", 3600) == 2
