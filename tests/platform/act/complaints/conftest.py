"""A boiler that somebody reports, and those who work on the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from qingtian_platform.kit.places import Places
from support import firm as firms

NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)


@dataclass
class Cast:
    firm: firms.Firm
    hotline: Any
    officer: Any
    elsewhere: Any


@pytest.fixture
def cast(tmp_path, monkeypatch, db) -> Cast:
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    firm = firms.firm_in(Places(tmp_path).make())
    return Cast(
        firm,
        firms.person("rexian", "duty", district="110105"),
        firms.person("zhifa", "enforcement", district="110105"),
        firms.person("haidian", "duty", district="110108"),
    )
