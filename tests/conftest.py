"""What holds for every test: where its data is, how long an example may take, in which order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from hypothesis import settings

ROOT = Path(__file__).parents[1]
LONGEST = (
    "tests/journeys/test_tour.py",
    "tests/platform/collect/test_conversing.py",
    "tests/platform/collect/test_conversing_served.py",
    "tests/platform/project/test_demo_keys.py",
    "tests/platform/project/test_permissions.py",
    "tests/journeys/test_every_page.py",
    "tests/journeys/test_duty_officer.py",
    "tests/journeys/test_citizen.py",
    "tests/platform/project/test_serve.py",
    "tests/platform/collect/test_simulator.py",
    "tests/platform/record/test_kill.py",
    "tests/library/standards/test_tables.py",
    "tests/platform/evaluate/test_worker.py",
    "tests/platform/collect/test_simulator_served.py",
    "tests/platform/collect/test_kill.py",
    "tests/platform/evaluate/test_backlog.py",
    "tests/platform/evaluate/test_export.py",
    "tests/platform/evaluate/test_inputs.py",
    "tests/platform/record/test_compaction.py",
    "tests/platform/record/test_power.py",
)
"""Files that take longest, the longest first: begun first, so that none is left at the end alone."""

# The machine may be busy: an example is never too slow. With CI=true Hypothesis has by itself a
# profile that draws the same examples in every run; this one is made of it.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the order within a file stays."""
    rank = {ROOT / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_quick() -> None:
    """Take few rounds for a password of a test; the rounds that are shipped are Django's own."""
    assert PBKDF2PasswordHasher.iterations >= 1_000_000
    PBKDF2PasswordHasher.iterations = 1_000


@pytest.fixture(autouse=True)
def _the_data_directory_stays() -> Iterator[None]:
    """Undo what a command under test says about the data directory; it speaks for one process."""
    before = os.environ["QINGTIAN_DATA"]
    yield
    os.environ["QINGTIAN_DATA"] = before
