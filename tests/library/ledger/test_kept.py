"""A reader who kept a checkpoint holds the log against it; what others wrote steers no terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qingtian.ledger.__main__ import main
from qingtian.ledger.audit import LATE
from qingtian.ledger.batch import FIRST_PREVIOUS, BatchRecord
from qingtian.ledger.frame import SealedFrame
from qingtian.ledger.merkle import leaf_hash
from qingtian.ledger.note import Note
from qingtian.ledger.proof import FrameProof

from .logs import LOG, WITNESS, MemoryLog, entry

SEEN = 1_795_573_502


def batch(number: int, received: int, before: BatchRecord | None = None) -> BatchRecord:
    previous = FIRST_PREVIOUS if before is None else before.hash()
    receipt = 1 if before is None else before.receipt + before.frames
    return BatchRecord(number, "s", receipt, 1, 0, received, received, "0" * 64, previous.hex())


def cosigned(log: MemoryLog) -> bytes:
    note = Note.parse(log.checkpoint)
    return Note(note.text, (*note.signatures, WITNESS.sign(note.text, SEEN))).to_bytes()


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run fsck over a log with a checkpoint that was kept; give code and what was said."""

    def told(log: MemoryLog, kept: bytes) -> tuple[int, str]:
        for name, data in log.files.items():
            (tmp_path / "log" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "log" / name).write_bytes(data)
        (tmp_path / "kept").write_bytes(kept)
        words = ["--vkey", str(LOG.key), "--witness", str(WITNESS.key)]
        code = main(["fsck", str(tmp_path / "log"), "--kept", str(tmp_path / "kept"), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return told


def test_a_log_that_grew_begins_with_what_was_kept(told):
    log = MemoryLog().add(*map(entry, range(255)))
    kept = cosigned(log)
    code, said = told(log.add(*map(entry, range(255, 300))), kept)
    assert (code, "begins with the 255 entries" in said) == (0, True)


def test_the_newest_entries_cut_off_are_missed(told):
    kept = cosigned(MemoryLog().add(*map(entry, range(5))))
    code, said = told(MemoryLog().add(*map(entry, range(3))), kept)
    assert (code, "the newest were taken away" in said) == (1, True)


@pytest.mark.parametrize("changed", [0, 4])
def test_a_second_history_is_told_from_the_first(told, changed):
    kept = cosigned(MemoryLog().add(*map(entry, range(5))))
    numbers = [n + 1_000 * (n == changed) for n in range(9)]
    code, said = told(MemoryLog().add(*map(entry, numbers)), kept)
    assert (code, "two histories" in said) == (1, True)


def test_a_checkpoint_that_the_log_never_signed_is_no_measure(told):
    log = MemoryLog().add(entry(0))
    code, said = told(log, log.checkpoint.replace(b"\n1\n", b"\n2\n"))
    assert (code, "NOT VERIFIED" in said) == (1, True)


@pytest.mark.parametrize("before", [LATE, LATE + 1_000_000])
def test_what_claims_to_be_older_than_the_log_that_lacked_it_is_named(told, before):
    first = batch(0, SEEN * 1_000_000 - 10 * LATE)
    log = MemoryLog().add(first.to_bytes())
    kept = cosigned(log)
    log.add(batch(1, SEEN * 1_000_000 - before, first).to_bytes())
    code, said = told(log, kept)
    assert code == 0
    assert ("batch 1 came in after" in said) == (before > LATE)
    assert "batch 0 came in after" not in said


def test_what_a_device_sent_steers_no_terminal(tmp_path, capsys):
    """A frame may hold any byte: a line of its own, colours, letters that run backwards."""
    text = b"##0001\x1b[2J\x1b[1;1Hother.tlog-proof: verified\n\xe2\x80\xaeforged\r\n"
    sealed = SealedFrame(1, "192.0.2.0/24", "hj212", "sent", bytes(32), text)
    record = replace(batch(0, 1), root=leaf_hash(sealed.to_bytes()).hex())
    log = MemoryLog().add(record.to_bytes())
    proof = replace(log.proof(0), frame=FrameProof(0, (), sealed.to_bytes()))
    (tmp_path / "a.tlog-proof").write_bytes(proof.to_bytes())
    assert main(["verify", str(tmp_path / "a.tlog-proof"), "--vkey", str(LOG.key)]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert not any(line.strip().startswith("other.tlog-proof") for line in said.splitlines())
    assert r"\x1b[2J" in said


def test_a_hostile_origin_is_written_in_plain(tmp_path, capsys):
    log = MemoryLog().add(entry(0))
    text = log.checkpoint.decode().replace("log.example/qingtian\n1", "a\u202elog.example\n1")
    (tmp_path / "checkpoint").write_text(text, encoding="utf-8")
    assert main(["fsck", str(tmp_path), "--vkey", str(LOG.key)]) == 1
    assert "\u202e" not in capsys.readouterr().err
