"""The log and the proof are those of the vectors, byte for byte."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from qingtian.ledger.checkpoint import Checkpoint, opened
from qingtian.ledger.errors import FormError, LedgerError
from qingtian.ledger.merkle import check_consistency
from qingtian.ledger.note import Key
from qingtian.ledger.proof import Proof, check

from .logs import MemoryLog, entry

SPEC = Path(__file__).parents[3] / "spec"
VECTORS = json.loads((SPEC / "vectors/log.json").read_text(encoding="utf-8"))
LOG, WITNESS = Key.parse(VECTORS["log_vkey"]), Key.parse(VECTORS["witness_vkey"])


def test_every_state_is_that_of_the_vectors():
    log = MemoryLog()
    old_root = log.root
    for state in VECTORS["states"]:
        before = log.size
        log.add(*map(entry, range(log.size, state["size"])))
        assert log.root.hex() == state["root"]
        assert set(state["tiles"]) <= log.files.keys()
        found = opened(state["checkpoint"].encode(), LOG, (WITNESS,))
        assert (found.checkpoint.size, found.checkpoint.root) == (log.size, log.root)
        assert [signature.time for _, signature in found.witnesses] == [VECTORS["time"]]
        if before:
            steps = [bytes.fromhex(each) for each in state["consistency"]["proof"]]
            check_consistency(before, log.size, steps, old_root, log.root)
        old_root = log.root


def test_the_proof_holds_and_is_written_alike():
    data = VECTORS["proof"]["proof"].encode()
    proof = Proof.from_bytes(data)
    assert proof.to_bytes() == data
    found = check(proof, LOG, (WITNESS,))
    assert found.frame is not None
    assert b"PW=******" in found.frame.text


@pytest.mark.parametrize("case", VECTORS["accepted_proofs"], ids=lambda case: case["name"])
def test_other_proofs_hold(case):
    proof = Proof.from_bytes(case["proof"].encode())
    assert proof.to_bytes().decode() == case["proof"]
    check(proof, LOG, (WITNESS,))


@pytest.mark.parametrize("case", VECTORS["refused_proofs"], ids=lambda case: case["name"])
def test_what_must_be_refused_is(case):
    with pytest.raises(LedgerError):
        check(Proof.from_bytes(case["proof"].encode()), LOG, (WITNESS,))


@pytest.mark.parametrize("case", VECTORS["refused_keys"], ids=lambda case: case["name"])
def test_what_is_no_key_is_refused(case):
    with pytest.raises(FormError):
        Key.parse(case["vkey"])


def test_the_vectors_are_as_their_script_makes_them(monkeypatch: pytest.MonkeyPatch):
    made = {}
    monkeypatch.setattr(Path, "write_text", lambda self, text, **_: made.update({self.name: text}))
    runpy.run_path(str(SPEC / "vectors/make_log.py"), run_name="__main__")
    assert json.loads(made["log.json"]) == VECTORS


@pytest.mark.parametrize("name", ["log.md", "proof.md"])
def test_the_examples_of_the_text_are_in_the_vectors(name):
    text = (SPEC / name).read_text(encoding="utf-8")
    for line in re.findall(r"^— \S+\.\S+ \S+$|^[A-Za-z0-9+/]{43}=$", text, re.MULTILINE):
        assert line in json.dumps(VECTORS, ensure_ascii=False)


@pytest.mark.parametrize("size", ["9007199254740992", "01", "-1", "1e3", ""])
def test_a_size_out_of_its_bounds_is_no_checkpoint(size):
    good = f"log.example/qingtian\n9007199254740991\n{'A' * 43}=\n"
    assert Checkpoint.parse(good).size == 2**53 - 1
    with pytest.raises(FormError):
        Checkpoint.parse(good.replace("9007199254740991", size))
