"""The last lines of `make test` name what failed, for those who keep the last lines alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "summary.py"
GOOD = '<testcase classname="tests.a.test_b" name="test_good" time="5.0"/>'
BAD = (
    '<testcase classname="tests.a.test_b" name="test_bad[1:/]" time="1.0">'
    '<failure message="AssertionError: no city&#10;assert False">long text</failure></testcase>'
)
BROKEN = (
    '<testcase classname="tests.a.test_c" name="test_broken" time="0.1">'
    '<error message="failed on setup with &quot;database is locked&quot;">text</error></testcase>'
)
LEFT_OUT = '<testcase classname="tests.a.test_d" name="test_d" time="0"><skipped message="no java"/></testcase>'


def report(folder: Path, part: str, *cases: str) -> None:
    text = f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
    (folder / f"{part}.xml").write_text(text)


def said(folder: Path, *parts: str, ci: str = "false") -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, SCRIPT, folder, *parts],
        check=False, capture_output=True, text=True, env=os.environ | {"CI": ci},
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()


def test_the_last_lines_name_what_failed_and_the_first_line_of_why(tmp_path: Path) -> None:
    report(tmp_path, "check", BROKEN)
    report(tmp_path, "suite", GOOD, BAD)
    code, lines = said(tmp_path, "check", "suite")
    assert code == 0
    assert lines[-3:] == [
        "Failed or broke: 2.",
        "  tests/a/test_b.py::test_bad[1:/]: AssertionError: no city",
        '  tests/a/test_c.py::test_broken: failed on setup with "database is locked"',
    ]


def test_where_nothing_failed_nothing_is_said_of_it(tmp_path: Path) -> None:
    report(tmp_path, "suite", GOOD)
    assert said(tmp_path)[1] == [
        "The 4 slowest of 1 tests; campaigns stand apart (make campaign):",
        "     5.0 s  tests/a/test_b.py::test_good",
        "Left out: nothing.",
    ]


def test_a_part_that_failed_without_a_test_shows_the_end_of_what_it_said(tmp_path: Path) -> None:
    report(tmp_path, "check", GOOD)
    (tmp_path / "check.log").write_text("dots\n\nsrc/a.py:1: error: no type\nFound 1 error\n")
    (tmp_path / "suite.xml").write_text("<testsuites><testsuite>")  # the process died
    (tmp_path / "suite.log").write_text("Segmentation fault\n")
    _, lines = said(tmp_path, "check", "suite")
    at = lines.index("The end of what check said:")
    assert lines[at + 1 : at + 4] == ["  dots", "  src/a.py:1: error: no type", "  Found 1 error"]
    assert lines[-2:] == ["The end of what suite said:", "  Segmentation fault"]


def test_all_fits_into_twenty_lines_however_much_failed(tmp_path: Path) -> None:
    many = [BAD.replace("no city", "x" * 900).replace("bad", f"bad_{n}") for n in range(99)]
    report(tmp_path, "suite", *many)
    _, lines = said(tmp_path, "suite")
    assert lines[-1] == "  and 87 more"
    assert len(lines) - lines.index("Failed or broke: 99.") <= 17
    assert max(map(len, lines)) < 240


def test_on_the_machine_that_judges_nothing_may_be_left_out(tmp_path: Path) -> None:
    report(tmp_path, "suite", GOOD, LEFT_OUT)
    assert said(tmp_path)[0] == 0
    code, lines = said(tmp_path, ci="true")
    assert code == 1
    assert lines[-1] == "  tests/a/test_d.py::test_d: no java"
