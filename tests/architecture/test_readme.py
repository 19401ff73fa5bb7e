"""What the README says can be done, can be done."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_notebook_runs_and_prints_the_worst_days():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "HJ 633-2012" in done.stdout
    assert "Individual index of PM2.5: 100" in done.stdout


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
