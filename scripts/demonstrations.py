"""Run the tests that the pack names for a document read by articles, and keep which passed, on which commit.

python scripts/demonstrations.py [--check] [PREFIX ...]

Without a prefix every named test is run but those in a browser, which are run when their prefix is
given (`tests/journeys`). A test that fails loses its record. `--check` runs nothing: it names what has
no record, or one of another test or another code, and ends with 1 if there is any.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qingtian.policy import open_policy
from qingtian_platform.publish.articles import demonstrations

ROOT = Path(__file__).parents[1]
JOURNEYS = "tests/journeys"


def named() -> list[str]:
    """List the tests that are named for clauses of documents with articles."""
    policy = open_policy("beijing2018")
    mine = {clause.id for each in policy.articles.values() for clause in each.clauses}
    found = (each.tests for each in policy.covers.values() if mine & set(each.clauses))
    return sorted({test for tests in found for test in tests})


def source(test: str) -> str:
    """Hash the file of a test, or the files of a folder of tests."""
    path = ROOT / test.split("::", maxsplit=1)[0]
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return hashlib.sha256(b"\0".join(each.read_bytes() for each in files)).hexdigest()[:16]


def run(tests: list[str]) -> dict[str, Any]:
    """Run tests, and give by name how many cases passed and failed, and which folders they ran through."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        env = os.environ | {
            "PYTHONPATH": str(ROOT / "tests"),
            "QINGTIAN_NAMED_TESTS": json.dumps(tests),
            "QINGTIAN_DEMONSTRATED": str(report),
        }
        words = ["-q", "-p", "support.demonstrating", "-m", "not campaign", *tests]
        subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=env, check=False)
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return told


def kept(told: dict[str, Any], commit: str, now: datetime) -> dict[str, Any]:
    """Give the rows of what passed whole; None for what did not."""
    rows: dict[str, Any] = {}
    for test, each in told.items():
        whole = test.startswith(JOURNEYS)
        folders = [demonstrations.WHOLE] if whole else each["folders"]
        rows[test] = None
        if each["passed"] and not each["failed"]:
            rows[test] = {
                "checks": each["passed"],
                "at": now.isoformat(timespec="seconds"),
                "commit": commit,
                "folders": folders,
                "code": demonstrations.code_of(folders),
                "source": source(test),
            }
    return rows


def stale(tests: Iterable[str]) -> list[str]:
    """Name the tests without a record of this test on this code."""
    found = demonstrations.recorded()
    return [
        f"{each}: {demonstrations.state(each)}"
        for each in tests
        if demonstrations.state(each) != "passed" or found[each].source != source(each)
    ]


def main() -> int:
    """Run and keep, or check."""
    wanted = named()
    if "--check" in sys.argv:
        missing = stale(wanted)
        sys.stderr.writelines(f"{each}\n" for each in missing)
        return int(bool(missing))
    asked = sys.argv[1:]
    chosen = [
        test
        for test in wanted
        if (test.startswith(tuple(asked)) if asked else not test.startswith(JOURNEYS))
    ]
    failed = [test for together in _by_file(chosen) for test in _kept_of(together, wanted)]
    sys.stderr.writelines(f"did not pass: {each}\n" for each in failed)
    return int(bool(failed))


def _by_file(tests: list[str]) -> list[list[str]]:
    """Put tests of one file together: each file is a run of its own, kept when it has ended."""
    found: dict[str, list[str]] = {}
    for test in tests:
        found.setdefault(test.split("::", maxsplit=1)[0], []).append(test)
    return list(found.values())


def _kept_of(tests: list[str], wanted: list[str]) -> list[str]:
    """Run tests and keep which passed; give those that did not."""
    commit = ["git", "rev-parse", "--short=7", "HEAD"]
    at = subprocess.run(commit, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    made = kept(run(tests), at.strip(), datetime.now(UTC))
    file = demonstrations.FILE
    rows = (json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}) | made
    rows = {test: rows[test] for test in sorted(rows) if rows[test] and test in wanted}
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    return [test for test in tests if test not in rows]


if __name__ == "__main__":
    sys.exit(main())
