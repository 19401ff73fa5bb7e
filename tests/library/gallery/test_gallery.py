"""The notebooks of the gallery run in a fresh kernel and print what the documentation shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPTS = sorted((ROOT / "docs" / "gallery").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.stem)
def test_a_notebook_prints_what_is_kept(script: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "make_gallery.py"), "--check", script.stem]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr


def test_every_notebook_is_kept_and_made_of_a_script() -> None:
    kept = {each.stem for each in (ROOT / "docs" / "gallery").glob("*.ipynb")}
    assert kept == {each.stem for each in SCRIPTS}
