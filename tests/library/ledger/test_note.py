"""Signed notes: what is accepted is exactly what was signed."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.ledger.checkpoint import Checkpoint, opened
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.note import Key, Note, Signature, Signer, key_id

from .logs import LOG, OTHER, WITNESS

POINT = Checkpoint(LOG.key.name, 7, bytes(32))


def test_a_note_is_written_as_it_is_read():
    note = Note(POINT.text(), (LOG.sign(POINT.text()), WITNESS.sign(POINT.text(), 1_795_573_502)))
    assert Note.parse(note.to_bytes()) == note
    found = opened(note.to_bytes(), LOG.key, (WITNESS.key, OTHER.key))
    assert found.checkpoint == POINT
    assert [(key.name, signature.time) for key, signature in found.witnesses] == [
        ("witness.example/w1", 1_795_573_502)
    ]


def test_every_flipped_bit_of_a_checkpoint_is_refused():
    data = POINT.signed(LOG).to_bytes()
    for place in range(len(data) * 8):
        bent = bytearray(data)
        bent[place // 8] ^= 1 << place % 8
        with pytest.raises(LedgerError):
            opened(bytes(bent), LOG.key)


def test_an_unknown_key_says_nothing_and_a_known_one_that_fails_sinks_the_note():
    text = POINT.text()
    stranger = Signer("stranger.example", bytes(32))
    note = Note(text, (LOG.sign(text), stranger.sign(text), OTHER.sign(text, 1)))
    assert opened(note.to_bytes(), LOG.key, (WITNESS.key,)).witnesses == ()
    forged = Signature(WITNESS.key.name, WITNESS.key.id, bytes(72))
    with pytest.raises(ProofError, match="witness"):
        opened(Note(text, (LOG.sign(text), forged)).to_bytes(), LOG.key, (WITNESS.key,))


def test_a_signature_of_a_kind_to_come_is_kept_and_counts_for_nothing():
    text = POINT.text()
    ident = key_id(LOG.key.name, 0x06, bytes(1312))
    later = Signature(LOG.key.name, ident, bytes(2420))
    note = Note(text, (later, LOG.sign(text)))
    assert opened(note.to_bytes(), LOG.key).checkpoint == POINT
    assert Note.parse(note.to_bytes()).signatures[0] == later


def test_a_cosignature_states_its_time():
    text = POINT.text()
    signature = WITNESS.sign(text, 1_000)
    later = Signature(signature.name, signature.key_id, (2_000).to_bytes(8) + signature.value[8:])
    WITNESS.key.check(text, signature)
    with pytest.raises(ProofError):
        WITNESS.key.check(text, later)


def test_a_checkpoint_of_another_log_is_refused():
    other = Signer("log.example/other", bytes(range(32)))
    point = Checkpoint("log.example/other", 7, bytes(32))
    with pytest.raises(ProofError, match="expected a checkpoint of"):
        opened(point.signed(other).to_bytes(), LOG.key)
    with pytest.raises(ProofError, match="there is none"):
        opened(Note(POINT.text(), (other.sign(POINT.text()),)).to_bytes(), LOG.key)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nx name AAAAAAAA\n",
        "text\n\n— name AAAAAAAA".encode(),
        "text\n\n— name AAA\n".encode(),
        "text\n\n— na+me AAAAAAAA\n".encode(),
        "te\rxt\n\n— name AAAAAAAA\n".encode(),
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        "text\n\n— name AAAAAAB=\n".encode(),
        b"text\n\n" + "— name AAAAAAAA\n".encode() * 65,
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(FormError):
        Note.parse(data)


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n01\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n", "\n1\nx\n", "a\n1"]
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(FormError):
        Checkpoint.parse(text)


def test_a_verifier_key_is_written_as_it_is_read():
    assert Key.parse(str(LOG.key)) == LOG.key
    for bent in (str(LOG.key).replace("+", "-"), str(LOG.key)[:-2], "x+00000000+AQ==", "x+aa"):
        with pytest.raises(FormError):
            Key.parse(bent)
    name, _, rest = str(LOG.key).partition("+")
    with pytest.raises(FormError, match="expected the key id"):
        Key.parse(f"{name}+00000000+{rest.partition('+')[2]}")


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_a_note_or_an_error_of_the_ledger(data):
    with contextlib.suppress(FormError):
        Note.parse(data)
