"""A district's officers and a data directory of their own."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.places import Places
from support.clerk import Clerk


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def clerk(places, db) -> Clerk:
    return Clerk.hire()
