"""A plug-in of pytest that takes down which named tests passed, and through which code they ran.

`scripts/demonstrations.py` loads it. Of each test it remembers the folders of the program that had a
function called while the test ran; what runs in another process is not seen.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

NAMED, REPORT = "QINGTIAN_NAMED_TESTS", "QINGTIAN_DEMONSTRATED"
SRC = f"{Path(__file__).parents[2] / 'src'}{os.sep}"


def names(node: str, wanted: list[str]) -> list[str]:
    """List the wanted names that a test answers: its own, its file's, or a folder's above it."""
    plain = node.split("[", maxsplit=1)[0]
    return [each for each in wanted if plain == each or plain.startswith((f"{each}::", f"{each}/"))]


class Demonstrating:
    """What is remembered of a run."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = wanted
        self.passed: dict[str, int] = dict.fromkeys(wanted, 0)
        self.failed: dict[str, int] = dict.fromkeys(wanted, 0)
        self.files: dict[str, set[str]] = {each: set() for each in wanted}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watch what is called while a test is set up, runs and is torn down."""
        seen: set[str] = set()

        def called(frame: FrameType, event: str, _argument: Any) -> None:
            if event == "call":
                seen.add(frame.f_code.co_filename)

        threading.setprofile(called)
        sys.setprofile(called)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
            for each in names(item.nodeid, self.wanted):
                self.files[each] |= seen

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what passed; whatever failed, broke or was left out did not."""
        for each in names(report.nodeid, self.wanted):
            if report.when == "call" and report.passed:
                self.passed[each] += 1
            elif not report.passed:
                self.failed[each] += 1

    def pytest_sessionfinish(self) -> None:
        """Write the report."""
        told = {
            each: {
                "passed": self.passed[each],
                "failed": self.failed[each],
                "folders": sorted({*folders(self.files[each])}),
            }
            for each in self.wanted
        }
        Path(os.environ[REPORT]).write_text(json.dumps(told), encoding="utf-8")


def folders(files: set[str]) -> Iterator[str]:
    """Give the folders of the program among files."""
    for each in files:
        if each.startswith(SRC):
            yield str(Path(each.removeprefix(SRC)).parent)


def pytest_configure(config: pytest.Config) -> None:
    """Watch where it is asked for."""
    if NAMED in os.environ:
        config.pluginmanager.register(Demonstrating(json.loads(os.environ[NAMED])))
