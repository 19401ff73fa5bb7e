"""Completeness equals the known truth of a troubled fleet over real sockets, property by property."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from qingtian.protocols.hj212.events import MOBILE
from qingtian_platform.collect.simulator import fleet as fleets
from support import served

TESTS = Path(__file__).parents[2]
FLEETS = Path(fleets.__file__).with_name("fleets.yaml")
LATE = [
    pytest.param(2.5 * MOBILE.timeout.total_seconds(), id="soon"),
    pytest.param(3600, id="hour"),
]
"""When the late logger answers: the centre waits for one time-out after it was told to wait. [s]"""


def module(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "support.fleet_truth", *words],
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        check=False, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def troubled(path: Path, late: float) -> dict[str, str]:
    """Write the troubled fleet with a lateness of `late` seconds; give who has which habit."""
    units = yaml.safe_load(FLEETS.read_text(encoding="utf-8"))["troubled"]
    for unit in units:
        if unit["history"] == "late":
            unit["late_seconds"] = late
    path.write_text(yaml.safe_dump(units, allow_unicode=True), encoding="utf-8")
    return {unit["history"]: unit["mn"] for unit in units}


@pytest.mark.campaign
@pytest.mark.parametrize("late", LATE)
def test_counts_are_those_of_the_truth_whatever_loggers_do_with_history(
    tmp_path: Path, record_property, late: float
):
    """One answers history, one refuses, one answers with another QN, one late, one not at all.

    The late one answers when the centre has long given its question up: soon after, or an hour.
    """
    data, truth, fleet = tmp_path / "data", tmp_path / "truth.jsonl", tmp_path / "fleet.yaml"
    habits = troubled(fleet, late)
    module("register", str(data), str(fleet))
    with served.serve(data) as running:
        running.wait_until_ready(60)
        words = ["simulate", "--gateway", f"127.0.0.1:{running.gateway}", "--fleet", str(fleet),
                 "--seed", "7", "--backfill", "30", "--duration", str(late + 65), "--truth", str(truth)]  # fmt: skip
        done = subprocess.run(
            [served.QINGTIAN, *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=late + 175,
        )
        assert done.returncode == 0, done.stderr
        running.stop()
    found = json.loads(module("compare", str(data), str(truth)).splitlines()[-1])
    recovered, withheld = found["recovered"], found["withheld"]
    record_property("seconds late", late)
    record_property("properties", found["checked"])
    record_property("periods sent late", recovered)
    assert found["wrong"] == []
    assert found["checked"] >= 40
    assert found["gaps"] > 0
    assert recovered[habits["refuses"]] == 0 < withheld[habits["refuses"]]
    for habit in ("answers", "other-number", "late"):
        assert recovered[habits[habit]] > 0, (habit, found)
