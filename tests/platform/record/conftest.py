"""A data directory for each test."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.places import Places


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "data").make()
