"""The coverage-guided fuzzer finds nothing: seconds of it in the suite, ten minutes of each in the campaign.

atheris belongs to no environment of the project; where no wheel of it fits this Python, the
targets are still run on their corpus and on Hypothesis's streams by the files beside this one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ("hj212_reader", "gateway_session")


def fuzzed(target: str, seconds: int) -> int:
    """Fuzz a target for a time and give how many inputs it took; a finding fails the test."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/fuzz.py", target, "--seconds", str(seconds)],
        check=False, capture_output=True, text=True, timeout=seconds + 120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    counted = re.search(r"^Done (\d+) runs", done.stderr, re.MULTILINE)
    assert counted is not None, done.stderr[-2000:]
    return int(counted[1])


@pytest.mark.parametrize("target", TARGETS)
def test_some_seconds_of_guided_fuzzing_find_nothing(target: str):
    assert fuzzed(target, 10) > 200


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("target", TARGETS)
def test_ten_minutes_of_guided_fuzzing_find_nothing(target: str, record_property):
    record_property("inputs", fuzzed(target, 600))
