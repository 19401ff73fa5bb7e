"""The nouns live without Django, sockets and clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
PROGRAM = """
import importlib, pkgutil, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "qingtian_platform", "apsw", "granian", "ninja"}:
            raise ImportError(f"a noun asked for {name}")
sys.meta_path.insert(0, Refuse())
import qingtian
for module in pkgutil.walk_packages(qingtian.__path__, "qingtian."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def test_every_noun_is_imported_where_django_is_absent():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_no_noun_asks_what_time_it_is():
    asking = [
        f"{path.relative_to(SOURCE)}: {word}"
        for path in (SOURCE / "qingtian").rglob("*.py")
        for word in ("datetime.now(", ".today(", "time.time(", "monotonic(")
        if word in path.read_text(encoding="utf-8")
    ]
    assert not asking
