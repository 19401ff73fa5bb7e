"""200,000 matters and 2 million deeds: pages, intake, and clocks that are killed while they ring.

`QINGTIAN_LOAD=200000` says how many matters; a smaller number proves the same of the clocks, and no speed.
`QINGTIAN_LOAD_AT` names a folder that keeps what was planted, which takes longest, for the next run.

Speeds are told by the clock and by the work of one core; the promises are held against the work, as other
programs run on the machine beside it.
"""

from __future__ import annotations

import json
import os
import shutil
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
OPENED, TAKEN = ("500", "4000") if MATTERS >= WHOLE else ("50", "200")
PAGES = "200" if MATTERS >= WHOLE else "40"
KILLS = 10 if MATTERS >= WHOLE else 2

UNTOLD = """SELECT count(*) FROM (SELECT DISTINCT matter_id FROM cases_firing) AS f WHERE NOT EXISTS (
    SELECT 1 FROM notices_message WHERE topic = 'case' AND number = f.matter_id AND what = 'expired')"""


def command(data: Path, *words: str) -> list[str]:
    return [sys.executable, str(SCRIPT), str(data), *words]


def run(data: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(command(data, *words), check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def fired(data: Path) -> int:
    with closing(sqlite3.connect(data / "records.sqlite3")) as rows:
        return int(rows.execute("SELECT count(*) FROM cases_firing").fetchone()[0])


def plant(tmp: Path) -> tuple[Path, dict[str, Any]]:
    """Plant a city, or take the one that was planted before; what happens then happens in a copy."""
    kept = Path(os.environ.get("QINGTIAN_LOAD_AT", tmp / "planted"))
    said = kept / "planted.json"
    if not said.exists():
        kept.mkdir(parents=True, exist_ok=True)
        said.write_text(json.dumps(run(kept, "plant", str(MATTERS))))
    shutil.copytree(kept, tmp / "city")
    return tmp / "city", json.loads(said.read_text())


@pytest.mark.campaign
@pytest.mark.timeout(0)
def test_many_matters_are_listed_taken_in_and_rung_once_each(tmp_path, record_property):
    city, planted = plant(tmp_path)
    assert planted["deeds"] >= MATTERS * 9.9
    pages = run(city, "queue", PAGES)
    opened, taken = run(city, "intake", OPENED), run(city, "bulk", TAKEN)
    for number in range(KILLS):
        before = fired(city)
        with subprocess.Popen(command(city, "ring"), stdout=subprocess.PIPE) as ringing:
            until(lambda: fired(city) > before or ringing.poll() is not None)  # noqa: B023
            ringing.send_signal(signal.SIGKILL)
        record_property("kills", number + 1)
    rung = run(city, "ring")
    with closing(sqlite3.connect(city / "records.sqlite3")) as rows:
        [(matters,)] = rows.execute("SELECT count(DISTINCT matter_id) FROM cases_firing")
        [(twice,)] = rows.execute(
            "SELECT count(*) FROM (SELECT 1 FROM cases_firing GROUP BY matter_id, duty, nth"
            " HAVING count(*) > 1)"
        )
        [(untold,)] = rows.execute(UNTOLD)
    for name, value in (planted | pages | opened | taken | rung).items():
        record_property(name, value)
    assert (matters, twice, untold) == (planted["ringing"], 0, 0)
    assert rung["sent_up"] == matters
    if MATTERS >= WHOLE:
        assert pages["p95_cpu"] < 150
        assert taken["taken_in_per_cpu_second"] >= 200
