"""Proof files: from a frame up to the log's signature, or refused."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.ledger import merkle
from qingtian.ledger.batch import FIRST_PREVIOUS, BatchRecord
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.frame import SealedFrame
from qingtian.ledger.note import Note
from qingtian.ledger.proof import FrameProof, Proof, check

from .logs import LOG, OTHER, WITNESS, MemoryLog, entry


def sealed(number: int) -> bytes:
    text = f"##0010QN={number}&&****\r\n".encode()
    return SealedFrame(10 + number, "192.0.2.0/24", "hj212", "sent", bytes(32), text).to_bytes()


FRAMES = [sealed(number) for number in range(5)]
TREE = merkle.Tree([merkle.leaf_hash(each) for each in FRAMES])
RECORD = BatchRecord(0, "s", 1, 5, 0, 10, 14, TREE.root().hex(), FIRST_PREVIOUS.hex())


def proof_of(frame: int = 3) -> Proof:
    log = MemoryLog().add(RECORD.to_bytes(), entry(1), entry(2))
    path = tuple(merkle.inclusion_proof(TREE.node, frame, 5))
    return replace(log.proof(0), frame=FrameProof(frame, path, FRAMES[frame]))


def test_a_proof_is_written_as_it_is_read_and_holds():
    proof = proof_of()
    assert Proof.from_bytes(proof.to_bytes()) == proof
    found = check(proof, LOG.key)
    assert (found.batch, found.index) == (RECORD, 0)
    assert found.frame == SealedFrame.from_bytes(FRAMES[3])


def test_an_entry_that_is_no_batch_is_proven_alone():
    log = MemoryLog().add(*map(entry, range(300)))
    found = check(Proof.from_bytes(log.proof(299).to_bytes()), LOG.key)
    assert (found.entry, found.batch, found.frame) == (entry(299), None, None)


def test_every_flipped_bit_is_refused():
    data = proof_of().to_bytes()
    for place in range(len(data) * 8):
        bent = bytearray(data)
        bent[place // 8] ^= 1 << place % 8
        with pytest.raises(LedgerError):
            check(Proof.from_bytes(bytes(bent)), LOG.key)


def test_every_cut_is_refused():
    data = proof_of().to_bytes()
    for end in range(len(data)):
        with pytest.raises(LedgerError):
            check(Proof.from_bytes(data[:end]), LOG.key)


def test_a_frame_of_another_batch_or_place_is_refused():
    proof = proof_of()
    assert proof.frame is not None
    for frame in (
        replace(proof.frame, index=2),
        replace(proof.frame, sealed=sealed(9)),
        replace(proof.frame, path=proof.frame.path[:-1]),
    ):
        with pytest.raises(ProofError):
            check(replace(proof, frame=frame), LOG.key)
    with pytest.raises(ProofError):
        check(replace(proof, index=1), LOG.key)
    with pytest.raises(ProofError, match="expected a checkpoint of"):
        check(proof, OTHER.key)


def test_witnesses_that_the_reader_knows_are_named():
    proof = proof_of()
    note = Note.parse(proof.checkpoint)
    cosigned = Note(note.text, (*note.signatures, WITNESS.sign(note.text, 5)))
    found = check(replace(proof, checkpoint=cosigned.to_bytes()), LOG.key, (WITNESS.key, OTHER.key))
    assert [key for key, _ in found.opened.witnesses] == [WITNESS.key]


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_a_proof_or_an_error_of_form(data):
    for start in (
        b"",
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\n",
    ):
        with contextlib.suppress(FormError):
            Proof.from_bytes(start + data)
