"""Run the tests that are too long for the suite and write their result to docs/campaigns.md.

`python -m benchmarks.campaign [WORD ...]` runs the campaign tests whose names hold one of the
words, or all. A test says what it did through pytest's `record_property`; the page shows it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from defusedxml import ElementTree

from benchmarks.__main__ import ROOT, commit, machine

PAGE = ROOT / "docs" / "campaigns.md"
HEAD = "| campaign | result | seconds | what was done | when, commit |\n|---|---|--:|---|---|"


def play(words: list[str], report: Path) -> int:
    """Run the campaign tests, write pytest's report in XML, and return its exit code."""
    chosen = ["-k", " or ".join(words)] if words else []
    command = [sys.executable, "-m", "pytest", "-m", "campaign", "-q", "--timeout=3600", *chosen]
    command += ["-o", "junit_family=xunit1"]  # the form that carries properties of a test
    return subprocess.run([*command, f"--junitxml={report}"], check=False, cwd=ROOT).returncode


def lines(report: Path, when: str) -> dict[str, str]:
    """Set each test of pytest's report as a line of the table."""
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None
        result = "**failed**" if bad else "left out" if case.find("skipped") is not None else "held"
        done = "; ".join(f"{p.get('name')}: {p.get('value')}" for p in case.iter("property"))
        name = f"{case.get('classname', '').removeprefix('tests.')}.{case.get('name')}"
        seconds = float(case.get("time", "0"))
        found[name] = f"| `{name}` | {result} | {seconds:,.0f} | {done} | {when} |"
    return found


def kept() -> dict[str, str]:
    """Read the lines of earlier runs."""
    if not PAGE.exists():
        return {}
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    return {row.split("`")[1]: row for row in rows}


def main() -> None:
    """Run and write."""
    when = f"{time.strftime('%Y-%m-%d %H:%M')}, {commit()}"
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = play(sys.argv[1:], report)
        rows = {**kept(), **lines(report, when)}
    PAGE.write_text(
        "# Campaigns\n\nWhat is too long for the suite: kills, power cuts, fuzzing, many connections, "
        f"every page.\nWritten by `make campaign`; machine of the last run: {machine()}.\n\n{HEAD}\n"
        + "\n".join(rows[name] for name in sorted(rows))
        + "\n",
        encoding="utf-8",
    )
    sys.exit(code)


if __name__ == "__main__":
    main()
