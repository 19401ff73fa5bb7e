"""An examiner of logs that is not written here: Go's own signed notes and tiled logs.

`tests/support/go/examine` says what decides in it. It is built once from Debian's packages and kept
below `.make` until its source changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from support.patience import LONG

_ROOT = Path(__file__).parents[2]
_SOURCE = Path(__file__).parent / "go" / "examine" / "main.go"
_LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
PACKAGES = "golang-go golang-golang-x-mod-dev"


@cache
def program() -> Path:
    """Build the examiner where that was not done yet; leave the test out where Go is missing."""
    if shutil.which("go") is None or not _LIBRARY.exists():
        pytest.skip(f"Go or its library is missing: apt-get install {PACKAGES}")
    mark = hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:16]
    kept = _ROOT / ".make" / f"examine-{mark}"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            _build(Path(folder) / "examine")
            (Path(folder) / "examine").replace(kept)
    return kept


def _build(target: Path) -> None:
    """Build by the packages of the system alone, without modules from a network.

    Where there is a C compiler, Debian's compiled standard library serves; else it is built.
    """
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(_ROOT / ".make" / "go-cache"),
        "GOFLAGS": "",
        "CGO_ENABLED": "1" if shutil.which("gcc") else "0",
    }
    command = ["go", "build", "-o", str(target), str(_SOURCE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def examined(*words: object) -> str:
    """Have the examiner look; give what it says, or `refused: …`."""
    command = [program(), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONG)
    assert done.returncode == 0 or done.stderr.startswith("refused: "), done.stderr
    return (done.stdout or done.stderr).strip()
