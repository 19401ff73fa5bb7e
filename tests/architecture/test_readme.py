"""What the README says can be done, can be done."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


NOTEBOOKS = {
    "README.md": ("HJ 633-2012", "Individual index of PM2.5: 100"),
    "docs/network.md": ("agree\n",),
}
"""Pages whose lines run as they stand, with what they print."""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_prints_what_it_says(name: str):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert all(each in done.stdout for each in NOTEBOOKS[name]), done.stdout


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_link_and_every_file_that_is_named_exists(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    files = re.findall(r"`((?:src|docs|scripts|tests|spec)/[\w./-]+)`", text)
    missing = [p for p in {*links, *files} if "://" not in p and not (ROOT / p).exists()]
    assert not missing


def test_every_command_that_is_named_exists():
    from qingtian_cli.main import commands

    named = set(re.findall(r"\.venv/bin/qingtian (\w+)", README))
    assert named
    assert named <= set(commands())
