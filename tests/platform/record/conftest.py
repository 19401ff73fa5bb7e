"""A data directory for each test; current values are asked of the acts of persons too."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.places import Places


@pytest.fixture
def places(tmp_path, db) -> Places:
    return Places(tmp_path / "data").make()
