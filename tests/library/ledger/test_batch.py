"""Sealed frames, records and bundles are exact bytes, and no bit of them can change unseen."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.ledger import batch, bundle, frame
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.merkle import Tree, leaf_hash

SPEC = Path(__file__).parents[3] / "spec"
VECTORS = json.loads((SPEC / "vectors/batch.json").read_text())

networks = st.sampled_from(["-", "192.0.2.0/24", "2001:db8::/48", "2001:db8:7::/48"])
sealed = st.builds(
    frame.SealedFrame,
    received_at=st.integers(0, 2**53 - 1),
    network=networks,
    form=st.sampled_from(["hj212", "row"]),
    reading=st.sampled_from(["sent", "decrypted"]),
    commitment=st.binary(min_size=32, max_size=32),
    text=st.binary(max_size=300),
)


def bundled(frames: list[frame.SealedFrame]) -> bytes:
    data = [item.to_bytes() for item in frames]
    tree = Tree([leaf_hash(item) for item in data])
    times = [item.received_at for item in frames]
    record = batch.BatchRecord(
        number=0,
        source="some-file",
        receipt=1,
        frames=len(frames),
        decrypted=sum(item.reading == "decrypted" for item in frames),
        first=min(times),
        last=max(times),
        root=tree.root().hex(),
        previous=batch.FIRST_PREVIOUS.hex(),
    )
    return b"".join(bundle.build(record, data, tree))


def opened(data: bytes) -> bundle.Bundle:
    return bundle.Bundle(lambda offset, size: data[offset : offset + size])


@pytest.mark.parametrize("case", VECTORS["frames"], ids=lambda case: case["name"])
def test_frames_are_those_of_the_vectors(case):
    salt, raw = bytes.fromhex(case["salt"]), bytes.fromhex(case["raw"])
    item = frame.SealedFrame(
        received_at=case["received"],
        network=frame.network_of(case["peer"]),
        form=case["form"],
        reading=case["reading"],
        commitment=frame.commit(salt, raw),
        text=bytes.fromhex(case["text"]),
    )
    assert item.to_bytes().hex() == case["bytes"]
    assert item.leaf().hex() == case["leaf"]
    frame.check_original(item, salt, raw)
    with pytest.raises(ProofError):
        frame.check_original(item, salt, raw + b" ")


def test_the_bundle_is_that_of_the_vectors():
    frames = [bytes.fromhex(case["bytes"]) for case in VECTORS["frames"]]
    tree = Tree([leaf_hash(item) for item in frames])
    record = batch.BatchRecord.from_bytes(VECTORS["record"].encode())
    assert tree.root().hex() == record.root
    assert record.hash().hex() == VECTORS["record_hash"]
    data = b"".join(bundle.build(record, frames, tree))
    assert data.hex() == VECTORS["bundle"]
    opened(data).check(length=len(data))


def test_the_example_of_the_specification_is_the_first_vector():
    text = (SPEC / "batch.md").read_text()
    assert VECTORS["record"] in text
    assert VECTORS["record_hash"] in text
    first = bytes.fromhex(VECTORS["frames"][0]["bytes"]).decode()
    assert first.rstrip("\r\n") in text
    assert VECTORS["frames"][0]["leaf"] in text


@pytest.mark.parametrize("case", VECTORS["refused_frames"], ids=lambda case: case["name"])
def test_other_frames_are_refused(case):
    with pytest.raises(FormError):
        frame.SealedFrame.from_bytes(case["bytes"].encode())


@pytest.mark.parametrize("case", VECTORS["refused_records"], ids=lambda case: case["name"])
def test_other_records_are_refused(case):
    with pytest.raises(FormError):
        batch.BatchRecord.from_bytes(case["record"].encode())


@given(sealed)
def test_a_frame_is_read_as_written(item):
    assert frame.SealedFrame.from_bytes(item.to_bytes()) == item


@given(st.binary(max_size=400))
def test_any_bytes_are_a_frame_or_a_form_error(data):
    with contextlib.suppress(FormError):
        assert frame.SealedFrame.from_bytes(data).to_bytes() == data


def form_of(check, data: bytes) -> bool:
    try:
        check(data)
    except FormError:
        return False
    return True


@given(sealed, st.data())
@settings(max_examples=150, deadline=None)
def test_many_frames_are_checked_as_each_of_them_is(item, data):
    bent = bytearray(item.to_bytes())
    at = data.draw(st.integers(0, min(len(bent), 190) - 1))
    bent[at] = data.draw(st.sampled_from([*b"\n0/9a-:. ", bent[at]]))
    alone = form_of(frame.SealedFrame.from_bytes, bytes(bent))
    assert form_of(lambda one: frame.check_many([item.to_bytes(), one]), bytes(bent)) == alone
    if alone:
        times, decrypted = frame.check_many([bytes(bent)])
        read = frame.SealedFrame.from_bytes(bytes(bent))
        assert (times, decrypted) == ([read.received_at], read.reading == "decrypted")


@given(st.lists(sealed, min_size=1, max_size=40), st.data())
def test_each_frame_is_read_and_proven_alone(frames, data):
    reader = opened(bundled(frames))
    index = data.draw(st.integers(0, len(frames) - 1))
    got = reader.frame(index)
    assert got == frames[index].to_bytes()
    bundle.check_frame(reader.record, index, got, reader.proof(index))
    assert list(reader.frames()) == [item.to_bytes() for item in frames]
    with pytest.raises(IndexError):
        reader.frame(len(frames))


def accepted(data: bytes, fixed: batch.BatchRecord) -> bool:
    """Read a bundle as one who knows the hash that the next record names."""
    try:
        reader = opened(data)
        reader.check(length=len(data))
    except LedgerError:
        return False
    return reader.record.hash() == fixed.hash()


@settings(max_examples=60, deadline=None)
@given(st.lists(sealed, min_size=1, max_size=4), st.data())
def test_no_bit_can_be_flipped_unseen(frames, data):
    whole = bytearray(bundled(frames))
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    fixed = opened(bytes(whole)).record
    whole[at // 8] ^= 1 << at % 8
    assert not accepted(bytes(whole), fixed)


@settings(max_examples=60, deadline=None)
@given(st.lists(sealed, min_size=1, max_size=4), st.data())
def test_no_truncated_or_longer_bundle_passes(frames, data):
    whole = bundled(frames)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(LedgerError):
        opened(whole[:cut]).check()
    with pytest.raises(FormError):
        opened(whole + b"x").check(length=len(whole) + 1)


def test_the_chain_of_records_admits_no_gap_and_no_other_past():
    record = batch.BatchRecord.from_bytes(VECTORS["record"].encode())
    batch.check_chain(None, record)
    following = dataclasses.replace(record, number=1, previous=record.hash().hex())
    batch.check_chain(record, following)
    with pytest.raises(FormError, match="expected batch 1"):
        batch.check_chain(record, dataclasses.replace(following, number=2))
    other = dataclasses.replace(record, last=record.last + 1)
    with pytest.raises(ProofError):
        batch.check_chain(other, following)


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.77:53124", "192.0.2.0/24"),
        ("192.0.2.77", "192.0.2.0/24"),
        ("[2001:db8:7:9::1]:443", "2001:db8:7::/48"),
        ("2001:db8:7:9::1", "2001:db8:7::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("[fe80::1%eth0]:9", "fe80::/48"),
        ("importer of CSV", "-"),
        ("", "-"),
    ],
)
def test_an_address_is_shortened_to_its_network(peer, network):
    assert frame.network_of(peer) == network


@pytest.mark.parametrize("network", ["192.0.2.7/32", "192.0.2.0/25", "2001:db8::/64", "host"])
def test_no_frame_states_more_than_a_network(network):
    with pytest.raises(FormError):
        frame.head_bytes(1, network, "hj212", bytes(32))
