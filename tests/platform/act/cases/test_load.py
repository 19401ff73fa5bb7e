"""200,000 matters and 2 million deeds: pages, intake, and clocks that are killed while they ring.

`QINGTIAN_LOAD=200000` says how many matters; a smaller number proves the same of the clocks, and no speed.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from support.patience import until

ROOT = Path(__file__).parents[4]
SCRIPT = ROOT / "tests" / "support" / "manymatters.py"
WHOLE = 200_000
MATTERS = int(os.environ.get("QINGTIAN_LOAD", WHOLE))
OPENED = "2000" if MATTERS >= WHOLE else "50"
PAGES = "400" if MATTERS >= WHOLE else "40"
KILLS = 10 if MATTERS >= WHOLE else 2


def command(data: Path, *words: str) -> list[str]:
    return [sys.executable, str(SCRIPT), str(data), *words]


def run(data: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(command(data, *words), check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def fired(data: Path) -> int:
    with closing(sqlite3.connect(data / "records.sqlite3")) as rows:
        return int(rows.execute("SELECT count(*) FROM cases_firing").fetchone()[0])


@pytest.mark.campaign
@pytest.mark.timeout(0)
def test_many_matters_are_listed_taken_in_and_rung_once_each(tmp_path, record_property):
    planted = run(tmp_path, "plant", str(MATTERS))
    assert planted["deeds"] >= MATTERS * 10
    pages, opened = run(tmp_path, "queue", PAGES), run(tmp_path, "intake", OPENED)
    wanted = planted["matters"]
    for number in range(KILLS):
        before = fired(tmp_path)
        with subprocess.Popen(command(tmp_path, "ring"), stdout=subprocess.PIPE) as ringing:
            until(lambda: fired(tmp_path) > before or ringing.poll() is not None)  # noqa: B023
            ringing.send_signal(signal.SIGKILL)
        record_property("kills", number + 1)
    rung = run(tmp_path, "ring")
    with closing(sqlite3.connect(tmp_path / "records.sqlite3")) as rows:
        [(matters,)] = rows.execute("SELECT count(DISTINCT matter_id) FROM cases_firing")
        [(twice,)] = rows.execute(
            "SELECT count(*) FROM (SELECT 1 FROM cases_firing GROUP BY matter_id, duty, nth"
            " HAVING count(*) > 1)"
        )
    for name, value in (planted | pages | opened | rung).items():
        record_property(name, value)
    assert (matters, twice) == (wanted, 0)
    if MATTERS >= WHOLE:
        assert pages["p95"] < 150
        assert opened["per_second"] >= 200
