"""The page of conversations says what the tables say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_the_page_is_what_the_tables_give():
    spec = importlib.util.spec_from_file_location(
        "make_conversations_page", ROOT / "scripts" / "make_conversations_page.py"
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = (ROOT / "docs" / "protocols" / "conversations.md").read_text(encoding="utf-8")
    assert page == script.page(), "run scripts/make_conversations_page.py"
    assert page.count("```mermaid") == 4
