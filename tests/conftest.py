"""What holds for every test: where its data is, how long an example may take, in which order."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import django.apps
import pytest
from django.utils import translation
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from qingtian_platform.project import fresh
from support import passwords, statics

ROOT = Path(__file__).parents[1]
LONGEST = (
    "tests/journeys/test_tour.py",
    "tests/journeys/test_citizen.py",
    "tests/platform/collect/test_conversing.py",
    "tests/platform/collect/test_conversing_served.py",
    "tests/library/standards/test_spark.py",
    "tests/journeys/test_duty_officer.py",
    "tests/platform/project/test_serve.py",
    "tests/platform/project/test_permissions.py",
    "tests/platform/project/test_demo_rail.py",
    "tests/platform/record/test_kill.py",
    "tests/library/standards/test_tables.py",
    "tests/platform/collect/test_simulator.py",
    "tests/platform/collect/test_simulator_served.py",
    "tests/platform/record/test_power.py",
    "tests/platform/check/findings/test_detection.py",
    "tests/platform/check/findings/test_late_data.py",
    "tests/platform/check/findings/test_stage.py",
    "tests/platform/evaluate/test_worker.py",
    "tests/library/gallery/test_gallery.py",
    "tests/platform/collect/test_kill.py",
    "tests/platform/evaluate/test_backlog.py",
    "tests/platform/evaluate/test_inputs.py",
    "tests/fuzz/test_guided.py",
    "tests/library/standards/test_water_tables.py",
    "tests/platform/record/test_compaction.py",
)
"""Files that take longest, the longest first: begun first, so that none is left at the end alone."""

TOGETHER = {
    "tests/journeys/test_enterprise.py": "tests/journeys/test_citizen.py",
    "tests/journeys/test_signing.py": "tests/journeys/test_citizen.py",
    "tests/journeys/test_reviewing.py": "tests/journeys/test_citizen.py",
    "tests/journeys/test_field.py": "tests/journeys/test_citizen.py",
    "tests/journeys/test_persons.py": "tests/journeys/test_citizen.py",
    "tests/journeys/test_verify.py": "tests/journeys/test_citizen.py",
    "tests/journeys/test_drawing.py": "tests/journeys/test_citizen.py",
}
"""Files that one process runs, one after the other: they share a served city and a browser."""

APART = {
    "tests/platform/record/test_kill.py",
    "tests/platform/record/test_power.py",
}
"""Files whose tests share nothing that takes time: any process may run any of them."""

# The machine may be busy: an example is never too slow. With CI=true Hypothesis has by itself a
# profile that draws the same examples in every run; this one is made of it.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the order within a file stays."""
    rank = {ROOT / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


class Scheduling(LoadFileScheduling):
    """Which tests stay in one process when several run: those of a file, unless told above."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return nodeid if file in APART else TOGETHER.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Hand the tests out as above, in the order of the collection."""
    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_quick() -> None:
    """Take few rounds for a password of a test."""
    passwords.quick()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_once() -> None:
    """Let each client of a test know the files that the first one has found."""
    statics.once()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Begin the tests' database, which is in memory, with the tables that the set-up keeps."""
    name = "file:memorydb_default?mode=memory&cache=shared"  # as Django names it
    with closing(sqlite3.connect(name, uri=True)) as held:
        fresh.lay(held)
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_the_language_of_the_city() -> Iterator[None]:
    """Forget the language of the last page that a test has read; it speaks for one process."""
    yield
    if django.apps.apps.ready:
        translation.deactivate()


@pytest.fixture(autouse=True)
def _the_data_directory_stays() -> Iterator[None]:
    """Undo what a command under test says about the data directory; it speaks for one process."""
    before = os.environ["QINGTIAN_DATA"]
    yield
    os.environ["QINGTIAN_DATA"] = before
