"""Every alarm on real stations of Beijing was looked at, and the page counts what they look like."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "quality" / "beijing.md").read_text(encoding="utf-8")
SEEN = yaml.safe_load(
    (ROOT / "benchmarks" / "falsification" / "looked.yaml").read_text(encoding="utf-8")
)


def test_each_alarm_of_the_page_was_looked_at() -> None:
    rows = re.findall(r"^\| (\w+-\w+) \| (\S+ \d\d) h \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
    told = {
        (row["stream"], row["begins"].replace("T", " ")): row["cause"] for row in SEEN["alarms"]
    }
    assert len(rows) > 50
    assert f"Each of the {len(rows)} alarms was looked at" in PAGE
    assert {cause for *_, cause in rows} <= set(SEEN["causes"])
    assert all(told[stream, begins] == cause for stream, begins, cause in rows)


def test_the_table_of_causes_counts_the_alarms() -> None:
    rows = Counter(re.findall(r"^\| \w+-\w+ \| \S+ \d\d h \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE))
    table = dict(re.findall(r"^\| (\w+) \| [^|]+ \|.*\| (\d+) \|$", PAGE, re.MULTILINE))
    assert {cause: int(n) for cause, n in table.items() if cause in SEEN["causes"]} == rows
