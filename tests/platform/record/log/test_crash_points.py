"""Killed at any point of the written table, the log goes on as one history, whole to a stranger."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from qingtian.ledger.audit import audit
from qingtian.ledger.checkpoint import Opened
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.verify import problems
from support import sealers
from support.attacked import Listed, plain
from support.keepers import POINTS, SIZES, run, serve
from support.patience import LONG
from support.receipts import NOON, PEER, hour_frame, micros

ROOT = Path(__file__).parents[4]


def looked(places: Places, kept: Opened | None = None) -> Opened | None:
    """Check the log as a stranger, against what he kept; None where none is shown yet."""
    if not (places.log / "checkpoint").exists():
        assert kept is None, "what was shown stays"
        return None
    return audit(Folder(places.log).get, vkey(places), kept=kept).opened


@pytest.mark.parametrize("name", POINTS)
def test_killed_at_each_point_of_the_table(tmp_path, name):
    places = Places(tmp_path / "data").make()
    kept, kills = None, 0
    for count in (1, 2, 5):
        process = sealers.start(run, places.data, name, count)
        process.join()
        kills += process.exitcode == -9
        kept = looked(places, kept)
    assert kills >= 2, f"the point {name!r} is passed"
    with Keeper(places, [Listed(plain(SIZES[-1]))]) as keeper:
        while keeper.step():
            pass
        assert keeper.size == SIZES[-1]
    kept = looked(places, kept)
    assert kept is not None
    assert kept.checkpoint.size == SIZES[-1]
    assert not list(places.log_staging.iterdir())


def test_the_table_names_every_point():
    text = (ROOT / "docs/evidence.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    assert [name for name in rows if name in POINTS] == list(POINTS)
    assert [name for name in rows if name in sealers.POINTS] == list(sealers.POINTS)


def killed_under_load(tmp_path: Path, kills: int) -> int:
    """Kill the keeper again and again while batches are sealed; a stranger looks after each."""
    places = Places(tmp_path / "data").make()
    vkey(places)
    chance, kept, number = random.Random(5), None, 0
    sealer = sealers.start(sealers.serve, places.data)
    with Inbox(places) as inbox:
        for _ in range(kills):
            keeper = sealers.start(serve, places.data)
            until = time.monotonic() + 0.2 + chance.random() / 2
            while time.monotonic() < until:
                inbox.append([(micros(NOON) + number, PEER, "hj212", hour_frame())])
                number += 1
                time.sleep(chance.random() * 0.02)
            keeper.kill()
            keeper.join()
            kept = looked(places, kept)
    sealer.terminate()
    sealer.join(LONG)
    with Keeper(places) as last:
        while last.step():
            pass
    found = audit(Folder(places.log).get, vkey(places), kept=kept)
    assert found.frames == number
    assert problems(places, values=False) == []
    return found.batches


def test_the_keeper_is_killed_ten_times_at_random_under_load(tmp_path):
    assert killed_under_load(tmp_path, 10) >= 1


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_the_keeper_is_killed_two_hundred_times_at_random_under_load(tmp_path, record_property):
    batches = killed_under_load(tmp_path, 200)
    record_property("kills", 200)
    record_property("batches", batches)
    assert batches >= 20
