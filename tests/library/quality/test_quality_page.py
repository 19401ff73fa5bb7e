"""The pages of the rules cannot drift from the registry, and what they show runs."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "quality" / "index.md"


def maker() -> Any:
    spec = importlib.util.spec_from_file_location("page", ROOT / "scripts/make_quality_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_what_the_registry_says() -> None:
    assert maker().stale() == []


def test_the_three_lines_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(block.strip().splitlines()) == 3
    values = [40, 41, 900, 43, 40]
    lines = [f"2024-03-01 0{hour}:00,{value}" for hour, value in enumerate(values)]
    (tmp_path / "station.csv").write_text("\n".join(["time,value", *lines]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(block, names)
    assert names["checked"]["flag"].tolist().count("SUSPECT") == 1
    assert names["checked"]["value"].tolist() == values
