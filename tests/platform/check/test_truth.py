"""Completeness equals the known truth of a troubled fleet over real sockets, property by property."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import served

TESTS = Path(__file__).parents[2]


def module(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "support.fleet_truth", *words],
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        check=False, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.campaign
def test_counts_are_those_of_the_truth_whatever_loggers_do_with_history(tmp_path: Path):
    """One answers history, one refuses, one answers with another QN, one late, one not at all."""
    data, truth = tmp_path / "data", tmp_path / "truth.jsonl"
    module("register", str(data), "troubled")
    with served.serve(data) as running:
        running.wait_until_ready(60)
        words = ["simulate", "--gateway", f"127.0.0.1:{running.gateway}", "--fleet", "troubled",
                 "--seed", "7", "--backfill", "30", "--duration", "45", "--truth", str(truth)]  # fmt: skip
        done = subprocess.run(
            [served.QINGTIAN, *words], check=False, capture_output=True, text=True, timeout=200
        )
        assert done.returncode == 0, done.stderr
        running.stop()
    found = json.loads(module("compare", str(data), str(truth)).splitlines()[-1])
    assert found["wrong"] == []
    assert found["checked"] >= 40
    assert found["withheld"]
    assert found["gaps"] > 0
