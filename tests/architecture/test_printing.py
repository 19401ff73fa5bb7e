"""One script prints, the one that every page loads: a second that listens to the same button asks twice."""

from __future__ import annotations

from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def test_one_script_prints():
    prints = {
        path.name
        for path in SOURCE.rglob("static/**/*.js")
        if "vendor" not in path.parts and ".print()" in path.read_text(encoding="utf-8")
    }
    assert prints == {"live.js"}
