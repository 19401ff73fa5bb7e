"""Say at the end of the tests what took longest, what was left out and, last, what failed.

Reads the reports that scripts/test keeps of each part: `PART.xml` (JUnit's, written by pytest) and
`PART.log` (what the part printed). Given are the folder and the names of the parts that failed.
Whoever sees the last twenty lines alone sees the names of the tests that failed and why; of a part
that failed without such a test (types, a crash) the end of what it printed. Ends with 1 where
CI=true and a test was left out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

SLOWEST = 4
LISTED = 12
WIDTH = 230
TAIL = 6


class Case(NamedTuple):
    """A test that pytest reports.

    Parameters
    ----------
    name
        File and name.
    seconds
        How long set-up, test and tear-down took. [s]
    left_out
        Why it was not run; empty where it was.
    failed
        First line of why it failed or broke; empty where it did not.
    """

    name: str
    seconds: float
    left_out: str
    failed: str


def case(element: Element) -> Case:
    """Read one test of a report."""
    name = f"{element.get('classname', '').replace('.', '/')}.py::{element.get('name')}"
    failed = _why(element, "failure") or _why(element, "error")
    return Case(name, float(element.get("time", "0")), _why(element, "skipped"), failed)


def _why(element: Element, kind: str) -> str:
    """Give the first line of a message; empty where the test has none of this kind."""
    found = element.find(kind)
    if found is None:
        return ""
    lines = (found.get("message") or found.text or "").strip().splitlines()
    return lines[0].strip() if lines else "no reason given"


def cases(folder: Path) -> Iterator[Case]:
    """Read every test of all reports; a report that was not finished has none."""
    for report in sorted(folder.glob("*.xml")):
        try:
            yield from map(case, ElementTree.parse(report).iter("testcase"))
        except ParseError:
            continue


def listed(lines: list[str]) -> list[str]:
    """Keep as many lines as fit, each as long as fits, and say how many more there are."""
    more = len(lines) - LISTED
    kept = [f"  {line}" if len(line) <= WIDTH else f"  {line[:WIDTH]}…" for line in lines[:LISTED]]
    return [*kept, f"  and {more} more"] if more > 0 else kept


def ends(folder: Path, parts: list[str]) -> Iterator[str]:
    """Give the end of what a part printed that failed though none of its tests did."""
    for part in parts:
        report, log = folder / f"{part}.xml", folder / f"{part}.log"
        if log.exists() and not (report.exists() and any(one.failed for one in _of(report))):
            said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
            yield f"The end of what {part} said:"
            yield from listed(said[-TAIL:])


def _of(report: Path) -> list[Case]:
    try:
        return [case(one) for one in ElementTree.parse(report).iter("testcase")]
    except ParseError:
        return []


def main(folder: Path, parts: list[str]) -> int:
    """Print, and give the exit code."""
    found = sorted(cases(folder), key=lambda one: one.seconds, reverse=True)
    left_out = [f"{one.name}: {one.left_out}" for one in found if one.left_out]
    failed = sorted(f"{one.name}: {one.failed}" for one in found if one.failed)
    lines = [f"The {SLOWEST} slowest of {len(found)} tests; campaigns stand apart (make campaign):"]
    lines += [f"  {one.seconds:6.1f} s  {one.name}" for one in found[:SLOWEST]]
    lines += [f"Left out: {len(left_out) or 'nothing'}.", *listed(left_out)]
    lines += ends(folder, parts)
    lines += [f"Failed or broke: {len(failed)}.", *listed(failed)] if failed else []
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    strict = os.environ.get("CI") == "true"
    if left_out and strict:
        sys.stderr.write("tests: with CI=true nothing may be left out\n")
    return int(bool(left_out and strict))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
