"""Run the tests that are too long for the suite and keep the last result of each in docs/campaigns.md.

`python -m benchmarks.campaign [WORD ...]` runs the campaigns whose names hold one of the words, or
all. The page is written after each test, so that an interrupted run keeps what was done. A test
says what it did through pytest's `record_property`; the page shows it.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict

import pytest

from benchmarks.__main__ import ROOT, commit, machine

PAGE = ROOT / "docs" / "campaigns.md"
HEAD = "| campaign | result | seconds | what was done | when, commit |\n|---|---|--:|---|---|"


def name_of(nodeid: str) -> str:
    """Name a campaign as the page does: `platform.collect.test_kill.test_two_hundred_kills`."""
    file, _, test = nodeid.partition("::")
    return f"{file.removeprefix('tests/').removesuffix('.py').replace('/', '.')}.{test}"


def line(name: str, reports: list[pytest.TestReport], when: str) -> str:
    """Set what pytest reports of a test's set-up, call and tear-down as a line of the table."""
    outcomes = {report.outcome for report in reports}
    result = (
        "**failed**" if "failed" in outcomes else "left out" if "skipped" in outcomes else "held"
    )
    done = "; ".join(f"{key}: {value}" for key, value in reports[-1].user_properties)
    seconds = sum(report.duration for report in reports)
    return f"| `{name}` | {result} | {seconds:,.0f} | {done.replace('|', '/')} | {when} |"


def kept() -> dict[str, str]:
    """Read the lines of earlier runs."""
    if not PAGE.exists():
        return {}
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    return {row.split("`")[1]: row for row in rows}


def write(rows: dict[str, str]) -> None:
    """Write the page."""
    PAGE.write_text(
        "# Campaigns\n\nWhat is too long for the suite: kills, power cuts, fuzzing, many connections, "
        f"every page.\nWritten by `make campaign`; machine of the last run: {machine()}.\n\n{HEAD}\n"
        + "\n".join(rows[name] for name in sorted(rows))
        + "\n",
        encoding="utf-8",
    )


class Keeper:
    """A plugin of pytest that picks the campaigns asked for and keeps the result of each.

    Parameters
    ----------
    words
        A campaign whose name holds one of them is run; all, where there is none.
    when
        Time and commit of this run.
    """

    def __init__(self, words: list[str], when: str) -> None:
        self.words = words
        self.when = when
        self.names: set[str] = set()
        self.reports: dict[str, list[pytest.TestReport]] = defaultdict(list)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what was not asked for."""
        self.names = {name_of(item.nodeid) for item in items}
        unknown = [word for word in self.words if not any(word in name for name in self.names)]
        if unknown:
            there = "\n  ".join(sorted(self.names))
            raise pytest.UsageError(
                f"no campaign holds {', '.join(unknown)}; there are:\n  {there}"
            )
        left = [item for item in items if not self._asked(name_of(item.nodeid))]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if self._asked(name_of(item.nodeid))]

    def _asked(self, name: str) -> bool:
        return not self.words or any(word in name for word in self.words)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result of a test that is over; forget those that are no more."""
        name = name_of(report.nodeid)
        self.reports[name].append(report)
        if report.when == "teardown":
            rows = {**kept(), name: line(name, self.reports[name], self.when)}
            write({one: row for one, row in rows.items() if one in self.names})


def main() -> int:
    """Run, and give pytest's exit code."""
    os.chdir(ROOT)
    keeper = Keeper(sys.argv[1:], f"{time.strftime('%Y-%m-%d %H:%M')}, {commit()}")
    return pytest.main(["-m", "campaign", "-q", "--timeout=9000", "tests"], plugins=[keeper])


if __name__ == "__main__":
    sys.exit(main())
