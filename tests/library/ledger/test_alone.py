"""The verifier stands alone: the standard library and cryptography, one command, plain words."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

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
    assert "NOT VERIFIED: tile/entries/001 and tile/0/001 do not agree" in capsys.readouterr().err


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
    assert main(["verify", str(file)]) == 1
    assert "the key comes from you" in capsys.readouterr().err
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
    assert "1 failed" in capsys.readouterr().err
    with pytest.raises(KeyError, match="expected parts"):
        run({"surprise": []})
