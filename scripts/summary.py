"""Say at the end of the tests what took longest and what was left out.

Reads the reports (JUnit's XML) that scripts/test had pytest write. Ends with 1 where CI=true and
a test was left out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

SLOWEST = 10


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
    """

    name: str
    seconds: float
    left_out: str


def case(element: Element) -> Case:
    """Read one test of a report."""
    skipped = element.find("skipped")
    name = f"{element.get('classname', '').replace('.', '/')}.py::{element.get('name')}"
    why = "" if skipped is None else skipped.get("message") or "no reason given"
    return Case(name, float(element.get("time", "0")), why)


def cases(folder: Path) -> Iterator[Case]:
    """Read every test of all reports."""
    for report in sorted(folder.glob("*.xml")):
        yield from map(case, ElementTree.parse(report).iter("testcase"))


def main(folder: Path) -> int:
    """Print, and give the exit code."""
    found = sorted(cases(folder), key=lambda one: one.seconds, reverse=True)
    left_out = [one for one in found if one.left_out]
    lines = [f"The {SLOWEST} slowest of {len(found)} tests:"]
    lines += [f"  {one.seconds:6.1f} s  {one.name}" for one in found[:SLOWEST]]
    lines += [f"Left out: {len(left_out) or 'nothing'}."]
    lines += [f"  {one.name}: {one.left_out}" for one in left_out]
    lines += ["Campaigns stand apart: make campaign."]
    sys.stdout.write("\n".join(lines) + "\n")
    strict = os.environ.get("CI") == "true"
    if left_out and strict:
        sys.stderr.write("tests: with CI=true nothing may be left out\n")
    return int(bool(left_out and strict))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
