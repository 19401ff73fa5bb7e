"""A data directory with a boiler, its enterprise and its contractor."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.places import Places
from support.firm import Firm, firm_in


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def firm(places) -> Firm:
    return firm_in(places)
