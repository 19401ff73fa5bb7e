"""What holds for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _the_data_directory_stays() -> Iterator[None]:
    """Undo what a command under test says about the data directory; it speaks for one process."""
    before = os.environ["QINGTIAN_DATA"]
    yield
    os.environ["QINGTIAN_DATA"] = before
