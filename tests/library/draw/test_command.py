"""The command says what holds or what broke and whose it is, and needs cryptography alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qingtian.draw.__main__ import main
from support import drawn as played

VECTORS = json.loads(
    (Path(__file__).parents[3] / "spec" / "vectors" / "draw.json").read_text(encoding="utf-8")
)
VKEY = ["--vkey", VECTORS["log"], "--witness", VECTORS["witness"], "--quorum", "1"]


@pytest.fixture
def file(tmp_path):
    def write(name: str) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(VECTORS[name]), encoding="utf-8")
        return str(path)

    return write


def test_a_draw_that_holds(file, capsys):
    known = f"quality supervision={played.QUALITY.name}"
    assert main(["verify", file("record"), *VKEY, "--party", known]) == 0
    said = capsys.readouterr().out
    assert "drawn again, and the same came out" in said
    assert "Object a" in said


def test_a_draw_that_is_void_names_who(file, capsys):
    assert main(["verify", file("void"), *VKEY]) == 3
    assert "VOID: quality supervision did not reveal in time" in capsys.readouterr().out


def test_what_does_not_hold_says_whose_it_is(file, capsys):
    assert main(["verify", file("refused"), *VKEY]) == 1
    assert "to be answered by: whoever handed you the file" in capsys.readouterr().err
    assert main(["verify", file("record"), *VKEY, "--party", f"bureau={'0' * 64}"]) == 1
    assert "to be answered by: whoever announced" in capsys.readouterr().err


def test_what_it_cannot_work_with(file, tmp_path):
    assert main(["verify", file("record")]) == 2
    assert main(["verify", file("record"), "--vkey", VECTORS["log"][:-4]]) == 2
    assert main(["verify", file("record"), *VKEY, "--party", "nobody"]) == 2
    assert main(["verify", str(tmp_path / "none.json"), *VKEY]) == 2


def test_a_party_commits_and_reveals_without_a_server(tmp_path, capsys):
    out = tmp_path / "secret.json"
    given = ["--draw", "1" * 64, "--key", "2" * 64, "--out", str(out)]
    assert main(["commit", *given]) == 0
    made = capsys.readouterr().out.strip()
    assert out.stat().st_mode & 0o077 == 0
    assert main(["commit", *given]) == 2, "a secret is never written over"
    capsys.readouterr()
    assert main(["reveal", str(out), "--commitment", made]) == 0
    said = json.loads(capsys.readouterr().out)
    parts = bytes.fromhex(said["salt"]), bytes.fromhex(said["secret"])
    assert played.commitment("1" * 64, "2" * 64, *parts) == made
    assert main(["reveal", str(out), "--commitment", "3" * 64]) == 2


def test_it_loads_nothing_but_the_standard_library_and_cryptography():
    code = (
        "import sys; before = set(sys.modules); import qingtian.draw.__main__; "
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    strangers = set(done.stdout.split()) - set(sys.stdlib_module_names)
    assert strangers <= {"qingtian", "cryptography", "_cffi_backend", "_openssl"}
