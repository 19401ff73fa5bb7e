"""A small city of two outlets and a station, with stores of its own."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.places import Places
from support.alarming import City


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def city(places, db) -> City:
    return City(places)
