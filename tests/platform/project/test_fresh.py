"""A new data directory begins with the tables that the migrations leave, however it came by them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from qingtian_platform.project import fresh

PROGRAM = """
import pathlib, sys
from qingtian_platform.project import fresh
fresh.FOLDER = pathlib.Path(sys.argv[1])
if sys.argv[2:]:
    from qingtian_platform.project.commands._setup import use
    use(pathlib.Path(sys.argv[2]))
else:
    print(fresh.keep())
"""


def run(*words: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], check=False, capture_output=True, text=True,
        env={name: value for name, value in os.environ.items() if name != "QINGTIAN_DATA"},
        timeout=120, cwd=words[0].parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def whole(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as found:
        return list(found.iterdump())


def test_a_directory_begun_with_kept_tables_is_as_the_migrations_leave_it(tmp_path: Path) -> None:
    kept = Path(run(tmp_path / "kept"))
    assert kept.name == fresh.kept().name
    run(tmp_path / "kept", tmp_path / "data")
    begun = whole(tmp_path / "data" / "records.sqlite3")
    assert begun == whole(kept)
    assert any("CREATE TRIGGER" in line for line in begun)
    assert sum("people_division" in line and line.startswith("INSERT") for line in begun) > 300
    inside = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in inside)


def test_tables_of_other_migrations_are_not_taken(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(fresh, "FOLDER", tmp_path)
    (tmp_path / "0123456789abcdef.sqlite3").write_bytes(b"of another day")
    with closing(sqlite3.connect(":memory:")) as target:
        assert fresh.lay(target) is False
        assert target.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
