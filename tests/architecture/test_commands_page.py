"""The page of commands says what the commands say of themselves."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_as_the_commands_write_it():
    path = ROOT / "scripts/make_commands_page.py"
    spec = importlib.util.spec_from_file_location("make_commands_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), f"run {path.name}"
