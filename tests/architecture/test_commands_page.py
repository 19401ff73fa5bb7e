"""The page of commands says what the commands say of themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_as_the_commands_write_it():
    path = ROOT / "scripts/make_commands_page.py"
    done = subprocess.run(
        [sys.executable, path, "--stdout"], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == done.stdout, f"run {path}"
