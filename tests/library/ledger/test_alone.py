"""The verifier stands alone: the standard library and cryptography, one command, plain words."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
import tracemalloc
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cryptography
import pytest

import qingtian.ledger
from qingtian.ledger import files
from qingtian.ledger.__main__ import main
from qingtian.ledger.vectors import run

from .logs import LOG, OTHER, WITNESS, MemoryLog, entry
from .test_proof import proof_of

VECTORS = Path(__file__).parents[3] / "spec" / "vectors" / "merkle.json"


def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qingtian.ledger", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_imports_nothing_but_the_standard_library_and_cryptography():
    code = (
        "import sys, qingtian.ledger.__main__; "
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    plain = subprocess.run(
        [sys.executable, "-c", code.replace("qingtian.ledger.__main__", "os")],
        capture_output=True,
        text=True,
        check=True,
    )
    strangers = loaded - set(sys.stdlib_module_names) - set(plain.stdout.split())
    assert strangers <= {"qingtian", "cryptography", "_cffi_backend", "_openssl"}


def test_it_runs_where_nothing_else_is_installed(tmp_path, folder):
    """A Python that sees the standard library, cryptography and this one package."""
    seen = tmp_path / "seen"
    (seen / "qingtian").mkdir(parents=True)
    package = Path(qingtian.ledger.__file__).parent
    (seen / "qingtian" / "ledger").symlink_to(package)
    site = Path(cryptography.__file__).parents[1]
    for name in ("cryptography", *(each.name for each in site.glob("_cffi_backend*"))):
        (seen / name).symlink_to(site / name)
    code = (
        f"import runpy, sys; sys.path.append({str(seen)!r}); "
        "runpy.run_module('qingtian.ledger', run_name='__main__')"
    )
    proof = tmp_path / "value.tlog-proof"
    proof.write_bytes(proof_of().to_bytes())
    for words in (("verify", str(proof)), ("fsck", str(folder))):
        command = [sys.executable, "-I", "-S", "-c", code, *words, "--vkey", str(LOG.key)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "log log.example/qingtian" in done.stdout


@pytest.fixture
def folder(tmp_path):
    for name, data in MemoryLog().add(*map(entry, range(300))).files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return tmp_path


def test_a_whole_log_from_a_folder_and_from_an_address(folder, capsys):
    assert main(["fsck", str(folder), "--vkey", str(LOG.key)]) == 0
    assert "300 entries" in capsys.readouterr().out
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_given: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert main(["fsck", address, "--vkey", str(LOG.key)]) == 0
        (folder / "tile/0/000").unlink()
        assert main(["fsck", address, "--vkey", str(LOG.key)]) == 1
        server.shutdown()
    assert "every entry checked: 300 example/1" in capsys.readouterr().out


def test_a_changed_byte_is_said_in_words(folder, capsys):
    file = folder / "tile/entries/001.p/44"
    file.write_bytes(file.read_bytes().replace(b"299", b"298"))
    assert main(["fsck", str(folder), "--vkey", str(LOG.key)]) == 1
    said = capsys.readouterr().err
    assert "NOT VERIFIED: tile/entries/001 and tile/0/001 do not agree" in said
    assert "show them to whoever keeps the log" in said


class Hostile(BaseHTTPRequestHandler):
    """A server that does all but answer."""

    log_message = lambda *_given: None  # noqa: E731

    def do_GET(self) -> None:
        way = self.path.split("/")[1]
        with contextlib.suppress(OSError):
            getattr(self, f"do_{way}")()

    def do_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(1 << 20))

    def do_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def do_broken(self) -> None:
        self.send_error(503)

    def do_circle(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.path)
        self.end_headers()

    def do_elsewhere(self) -> None:
        self.send_response(302)
        self.send_header("Location", "ftp://127.0.0.1/checkpoint")
        self.end_headers()


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("endless", "NOT VERIFIED: expected at most 16777472 bytes"),
        ("drip", "was not there within 0.5 s"),
        ("broken", "the server answered 503"),
        ("circle", "the server answered 302"),
        ("elsewhere", "leads to ftp://127.0.0.1/checkpoint, which is not followed"),
    ],
)
def test_a_server_that_means_harm_is_left(way, said, capsys, monkeypatch):
    monkeypatch.setattr(files, "DEADLINE", 0.5 if way == "drip" else 20)
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{way}"
        tracemalloc.start()
        assert main(["fsck", address, "--vkey", str(LOG.key)]) == 1
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        server.shutdown()
    found = capsys.readouterr().err
    assert said in found
    assert "Fetch them again" in found or "neither that the log holds nor that it does not" in found
    assert peak < 4 * files.FILE_LIMIT


def test_who_looks_on_sees_how_far_it_is(folder, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["fsck", str(folder), "--vkey", str(LOG.key)]) == 0
    assert "300 of 300 entries checked\n" in capsys.readouterr().err


def test_what_is_not_there_is_said_with_what_was_expected(tmp_path, capsys):
    assert main(["fsck", str(tmp_path / "nowhere"), "--vkey", str(LOG.key)]) == 1
    said = capsys.readouterr().err
    assert f"there is no {tmp_path}/nowhere/checkpoint" in said
    assert "Expected a proof file, or a folder or an address" in said
    assert main(["fsck", "http://127.0.0.1:9", "--vkey", str(LOG.key)]) == 1
    assert "Connection refused" in capsys.readouterr().err


def test_a_proof_is_verified_by_the_bare_command(tmp_path):
    file = tmp_path / "value.tlog-proof"
    file.write_bytes(proof_of().to_bytes())
    good = run_alone("verify", str(file), "--vkey", str(LOG.key))
    assert good.returncode == 0
    assert "unchanged since; this does not say that the instrument was right" in good.stdout
    assert "no witness known to you has cosigned" in good.stdout
    file.write_bytes(proof_of().to_bytes().replace(b"index 0", b"index 1"))
    bad = run_alone("verify", str(file), "--vkey", str(LOG.key))
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "NOT VERIFIED" in bad.stderr


def test_the_key_comes_from_the_reader(tmp_path, capsys):
    file = tmp_path / "value.tlog-proof"
    file.write_bytes(proof_of().to_bytes())
    assert main(["verify", str(file)]) == 2
    assert "the key comes from you" in capsys.readouterr().err
    assert main(["verify", str(file), "--vkey", str(LOG.key)[:-4]]) == 2
    said = capsys.readouterr().err
    assert "--vkey: " in said
    assert "was it copied whole?" in said
    assert "NOT VERIFIED" not in said, "a slip of the reader says nothing about the log"
    assert main(["verify", str(file), "--vkey", str(LOG.key), "--quorum", "1"]) == 2
    assert "expected 0 to 0, the number of --witness" in capsys.readouterr().err
    assert (
        main(
            [
                "verify",
                str(file),
                "--vkey",
                str(LOG.key),
                "--witness",
                str(WITNESS.key),
                "--quorum",
                "1",
            ]
        )
        == 1
    )
    assert "quorum" in capsys.readouterr().err
    policy = tmp_path / "policy"
    policy.write_text(f"log {LOG.key}\nwitness w {OTHER.key}\nquorum none\n")
    assert main(["verify", str(file), "--policy", str(policy)]) == 0


def test_all_vectors_pass_and_a_wrong_one_fails(tmp_path, capsys):
    assert main(["vectors", str(VECTORS)]) == 0
    assert capsys.readouterr().out.endswith(" passed, 0 failed\n")
    vectors = json.loads(VECTORS.read_text())
    vectors["negative"][0]["wantErr"] = not vectors["negative"][0]["wantErr"]
    file = tmp_path / "bent.json"
    file.write_text(json.dumps(vectors))
    assert main(["vectors", str(file)]) == 1
    said = capsys.readouterr().err
    assert "1 failed" in said
    assert "NOT VERIFIED" not in said
    with pytest.raises(KeyError, match="expected parts"):
        run({"surprise": []})
