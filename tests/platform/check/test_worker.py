"""From frames in the inbox to counts, blocks and broken chains, equal to the known truth."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian_platform.check import api, worker
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from support import desk_city

pytestmark = pytest.mark.django_db
NOW = CITY_NOW = datetime(2026, 11, 24, 15, 40, tzinfo=BEIJING)


def expected(unit, code, offset, hours):
    fates = unit.fate(code)[offset : offset + hours]
    if unit.key == "east-gate-site":
        return {"expected": 0, "missing": 0, "valid": 0, "refilled": 0, "shutdown": hours}
    return {
        "expected": hours,
        "missing": fates.count("-"),
        "valid": sum(fates.count(f) for f in "vl+"),
        "refilled": fates.count("l"),
        "shutdown": 0,
    }


def test_completeness_equals_the_truth_by_property_and_day(truth):
    for offset, day, hours in ((0, truth.yesterday, 24), (24, NOW.date(), 15)):
        found = {(row.mn, row.code): row.counts for row in api.counts(day, day, "hour")}
        for unit in truth.units:
            for code in desk_city.CODES[unit.st]:
                counts = found[unit.mn, code]
                got = {name: getattr(counts, name) for name in expected(unit, code, 0, 24)}
                want = expected(unit, code, offset, hours)
                if unit.key == "east-gate-site" and offset:
                    want["shutdown"] = got["shutdown"]
                assert got == want, (unit.key, code, day)


def test_each_block_has_its_place_in_the_chain(truth):
    gaps = {(g.mn, g.kind): g for g in api.blocks(truth.yesterday, truth.yesterday)}
    assert gaps["QTDESK02", "invalid"].rule.link == "analyser"
    filled = gaps["QTDESK03", "missing"]
    assert (filled.rule.number, filled.slots, filled.refilled, filled.still_missing) == (
        "CH-12",
        6,
        6,
        0,
    )
    assert gaps["QTDESK07", "missing"].rule.link == "link"
    assert gaps["QTDESK06", "invalid"].rule.link == "link"


def test_where_each_chain_is_broken_now(truth):
    broken = {(b.mn, b.code): b for b in api.broken()}
    assert broken["QTDESK01", ""].well
    assert broken["QTDESK04", ""].rule.link == "network"
    assert broken["QTDESK04", ""].since == NOW.replace(hour=9, minute=0)
    assert broken["QTDESK05", ""].rule.number == "CH-01"
    assert broken["QTDESK06", "a21026"].rule.link == "link"


def test_time_alone_makes_slots_fall_due_and_silence_be_seen(truth, tmp_path):
    later = NOW + timedelta(hours=4)
    worker.step(Places(tmp_path), later)
    today = {
        row.mn: row.counts
        for row in api.counts(NOW.date(), NOW.date(), "hour")
        if row.code == "a34004"
    }
    assert (today["QTDESK01"].expected, today["QTDESK01"].missing) == (19, 4)
    assert not next(b for b in api.broken() if (b.mn, b.code) == ("QTDESK01", "")).well


def test_a_step_without_news_does_nothing(truth, tmp_path):
    stamp = api.stamp()
    assert worker.step(Places(tmp_path), NOW) is False
    assert api.stamp() == stamp


def test_a_shutdown_declared_later_counts_old_days_again(truth, tmp_path):
    from qingtian_platform.kit.times import midnight
    from qingtian_platform.registry import api as registry
    from qingtian_platform.registry.models import Shutdown

    thing = registry.thing("south-incinerator")
    start = midnight(NOW.date())
    Shutdown(
        thing_id=thing.id, kind="production", start=start, end=None, declared_by="owner"
    ).save()
    with registry.acting(None, "declared late"):
        registry.ensure_thing("another", key="another", kind="outlet")
    worker.step(Places(tmp_path), NOW + timedelta(seconds=1))
    (row,) = api.rates(
        by="outlet", start=NOW.date(), end=NOW.date(), seen=lambda t: t.id == thing.id
    )
    assert (row.counts.expected, row.counts.missing) == (0, 0)
