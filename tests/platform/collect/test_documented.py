"""The page on the gateway names every setting with its default, every metric, every reason."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from qingtian_platform.collect.errors import SettingError
from qingtian_platform.collect.gateway import metrics
from qingtian_platform.collect.gateway.counts import Counts
from qingtian_platform.collect.gateway.devices import REASONS
from qingtian_platform.collect.gateway.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "gateway.md"


def rows(heading: str) -> dict[str, list[str]]:
    """Read the table below a heading: first cell to the others."""
    text = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[1:] for cells in found}


def test_every_setting_stands_there_with_its_default():
    page = {name: float(cells[0]) for name, cells in rows("Settings").items()}
    assert page == {
        field.name: float(getattr(Settings(), field.name)) for field in fields(Settings)
    }


def test_every_reason_stands_there():
    assert set(rows("Quarantine")) == set(REASONS)


def test_every_metric_stands_there_with_its_help():
    assert set(metrics.COUNTERS) == {field.name for field in fields(Counts)}
    page = rows("Metrics")
    assert set(page) == set(metrics.COUNTERS) | {"refused", *metrics.GAUGES}
    for name, text in metrics.COUNTERS.items():
        assert page[name][0].lower() == text.lower()


def test_settings_are_taken_from_the_environment():
    given = Settings.from_environment({"QINGTIAN_GATEWAY_RATE": "2.5", "PATH": "/bin"})
    assert given == Settings(rate=2.5)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("RATE", "fast", "expected a number, got 'fast'"),
        ("RATE", "0", "expected a number above 0"),
        ("RATES", "1", "is no setting of the gateway"),
        ("CONNECTIONS", "1.5", "expected a number"),
    ],
)
def test_a_wrong_setting_ends_the_start(name, value, message):
    with pytest.raises(SettingError, match=re.escape(message)):
        Settings.from_environment({f"QINGTIAN_GATEWAY_{name}": value})
