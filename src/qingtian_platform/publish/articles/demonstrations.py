"""When the tests that a pack names passed, on which commit, and whether their code has changed since.

`demonstrations.json` is kept by `scripts/demonstrations.py`, which runs the tests and takes down of
each which folders of the program it ran through. So a running system can hold its own code against
the one that was shown, without the tests at hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[3]
"""Where the packages of the program stand."""
PACKAGES = ("qingtian", "qingtian_cli", "qingtian_platform")
FILE = Path(__file__).with_name("demonstrations.json")
WHOLE = "*"
"""Stands for all folders: of a test that looks at a whole city from outside."""

State = Literal["passed", "changed", "none"]


@dataclass(frozen=True)
class Demonstration:
    """A run of a test in which nothing failed.

    Attributes
    ----------
    test
        As the pack names it.
    checks
        How many cases of it passed. [1]
    at
        When. [UTC]
    commit
        On which state of the repository.
    folders, code
        Through which folders of the program it ran, and the hash of their modules at that time.
    source
        The hash of the test itself.
    """

    test: str
    checks: int
    at: datetime
    commit: str
    folders: tuple[str, ...]
    code: str
    source: str


@cache
def recorded(file: Path = FILE) -> Mapping[str, Demonstration]:
    """Read what is on record, by test."""
    if not file.is_file():
        return {}
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {
        test: Demonstration(
            test,
            row["checks"],
            datetime.fromisoformat(row["at"]),
            row["commit"],
            tuple(row["folders"]),
            row["code"],
            row["source"],
        )
        for test, row in rows.items()
    }


def _modules(folder: str, root: Path) -> bytes:
    """Give name and digest of each module of a folder."""
    return b"".join(
        f"{folder}/{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest()
        for file in sorted((root / folder).glob("*.py"))
    )


_running = cache(_modules)
"""The same of the code that runs here: many tests run through one folder, which is read once."""


@cache
def state(test: str) -> State:
    """Say whether a test is known to have passed on the code that runs here.

    Returns
    -------
    State
        `changed` where a module that it ran through differs from the one of that time; `none` where
        no run of it is on record.
    """
    found = recorded().get(test)
    if found is None:
        return "none"
    return "passed" if code_of(found.folders, modules=_running) == found.code else "changed"


def code_of(
    folders: Iterable[str], root: Path = ROOT, modules: Callable[[str, Path], bytes] = _modules
) -> str:
    """Hash the modules of folders, by their names and bytes; short enough to compare by eye."""
    each = (modules(folder, root) for folder in sorted(set(_each(folders, root))))
    return hashlib.sha256(b"".join(each)).hexdigest()[:16]


def _each(folders: Iterable[str], root: Path) -> Iterable[str]:
    for each in folders:
        if each != WHOLE:
            yield each
            continue
        for package in PACKAGES:
            for file in (root / package).rglob("*.py"):
                yield file.parent.relative_to(root).as_posix()
