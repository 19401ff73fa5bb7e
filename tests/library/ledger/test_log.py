"""A log in tiles: grown in any steps it is the same, and nothing in it can be changed unseen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.ledger import merkle
from qingtian.ledger.audit import audit
from qingtian.ledger.batch import FIRST_PREVIOUS, BatchRecord, Chain, check_chain
from qingtian.ledger.checkpoint import opened
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.merkle import leaf_hash
from qingtian.ledger.tiles import Tiles, packed, path, unpacked, width_of

from .logs import LOG, MemoryLog, entry


def log_of(size: int) -> MemoryLog:
    return MemoryLog().add(*map(entry, range(size)))


def test_paths_are_those_of_the_specification():
    assert path(0, 1234067) == "tile/0/x001/x234/067"
    assert path("entries", 5, 3) == "tile/entries/005.p/3"
    assert path(63, 0) == "tile/63/000"


def test_seventy_thousand_entries_have_the_tiles_that_the_specification_counts():
    size = 70_000
    assert (size // 256, width_of(273, size)) == (273, 112)
    assert (width_of(0, size >> 8), width_of(1, size >> 8), width_of(0, size >> 16)) == (256, 17, 1)
    files = log_of(size).files
    level = {each: sum(name.startswith(f"tile/{each}/") for name in files) for each in range(4)}
    assert level == {0: 274, 1: 2, 2: 1, 3: 0}
    assert {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"} <= files.keys()


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 1_000, 65_536, 65_537, 70_000])
def test_the_root_is_that_of_the_tree(size):
    log = log_of(size) if size else MemoryLog()
    want = merkle.root([merkle.leaf_hash(entry(number)) for number in range(size)])
    assert log.root == want
    assert log.tiles().root() == want


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_however_it_grows_it_is_the_same_log(steps):
    log, at = MemoryLog(), 0
    for step in steps:
        log.add(*map(entry, range(at, at + step)))
        at += step
    whole = log_of(at)
    assert (log.root, log.size) == (whole.root, whole.size)
    assert whole.files.items() <= log.files.items()
    assert audit(log.fetch, LOG.key).kinds == {"example/1": at}


def test_a_reader_of_an_older_checkpoint_takes_the_full_tile():
    log = log_of(200)
    old = log.tiles().root()
    log.add(*map(entry, range(200, 300)))
    del log.files[path(0, 0, 200)], log.files[path("entries", 0, 200)]
    before = Tiles(log.fetch, 200)
    assert before.root() == old
    assert before.entry(199) == entry(199)


def test_every_flipped_bit_of_a_small_log_is_found():
    log = log_of(3)
    for name, data in list(log.files.items()):
        for place in range(len(data) * 8):
            bent = bytearray(data)
            bent[place // 8] ^= 1 << place % 8
            log.files[name] = bytes(bent)
            with pytest.raises(LedgerError):
                audit(log.fetch, LOG.key)
        log.files[name] = data
    audit(log.fetch, LOG.key)


def test_a_changed_tile_of_a_large_log_is_found_on_every_level():
    log = log_of(66_000)
    for name in (
        "tile/0/100",
        "tile/1/000",
        "tile/2/000.p/1",
        "tile/entries/100",
        "tile/1/001.p/1",
    ):
        good = log.files[name]
        log.files[name] = good[:-1] + bytes([good[-1] ^ 1])
        with pytest.raises(LedgerError):
            audit(log.fetch, LOG.key)
        log.files[name] = good
    audit(log.fetch, LOG.key)


@pytest.mark.parametrize("name", ["tile/0/000.p/3", "tile/entries/000.p/3", "checkpoint"])
def test_a_file_that_is_gone_is_reported(name):
    log = log_of(3)
    del log.files[name]
    with pytest.raises(FileNotFoundError):
        audit(log.fetch, LOG.key)


def test_entries_taken_off_the_end_or_swapped_are_found():
    log = log_of(300)
    shorter = log_of(299)
    kept = {**shorter.files, "checkpoint": log.files["checkpoint"]}
    with pytest.raises((LedgerError, FileNotFoundError)):
        audit(lambda name: MemoryLog(files=kept).fetch(name), LOG.key)
    entries = unpacked(log.files["tile/entries/000"])
    entries[3], entries[4] = entries[4], entries[3]
    log.files["tile/entries/000"] = packed(entries)
    with pytest.raises(ProofError, match="do not agree"):
        audit(log.fetch, LOG.key)


def record(number: int, previous: bytes, receipt: int = 1) -> BatchRecord:
    return BatchRecord(number, "s", receipt, 2, 0, 10, 20, "00" * 32, previous.hex())


def test_batch_records_that_do_not_follow_each_other_are_found():
    first = record(0, FIRST_PREVIOUS)
    second = record(1, first.hash(), 3)
    good = MemoryLog().add(first.to_bytes(), entry(1), second.to_bytes())
    found = audit(good.fetch, LOG.key)
    assert (found.batches, found.frames) == (2, 4)
    assert found.kinds == {"qingtian.batch/1": 2, "example/1": 1}
    for other in (record(2, first.hash(), 3), record(1, FIRST_PREVIOUS, 3)):
        bad = MemoryLog().add(first.to_bytes(), other.to_bytes())
        with pytest.raises(LedgerError, match="entry 1"):
            audit(bad.fetch, LOG.key)


def test_a_frame_taken_out_between_receipt_and_sealing_is_found():
    first = record(0, FIRST_PREVIOUS)
    for receipt in (2, 4):
        bad = MemoryLog().add(first.to_bytes(), record(1, first.hash(), receipt).to_bytes())
        with pytest.raises(FormError, match="entry 1: batch 1: expected receipt 3 of s, got"):
            audit(bad.fetch, LOG.key)


def records(sources: list[str]) -> list[BatchRecord]:
    """Make a batch of three frames of each of these sources, in order."""
    made: list[BatchRecord] = []
    for number, source in enumerate(sources):
        previous = made[-1].hash() if made else FIRST_PREVIOUS
        receipt = 1 + 3 * sources[:number].count(source)
        times = (10**15 + number, 10**15 + number + 7)
        made.append(BatchRecord(number, source, receipt, 3, 1, *times, "ab" * 32, previous.hex()))
    return made


def read_one_by_one(entries: list[bytes]) -> bool:
    """Say whether records follow each other, as a plain reader would."""
    before, ends = None, dict[str, int]()
    try:
        for entry_ in entries:
            found = BatchRecord.from_bytes(entry_)
            check_chain(before, found)
            if found.receipt != ends.get(found.source, 0) + 1:
                return False
            ends[found.source] = found.receipt + found.frames - 1
            before = found
    except LedgerError:
        return False
    return True


@given(st.lists(st.sampled_from(["a.db", "b.db", "c"]), min_size=1, max_size=9), st.data())
@settings(max_examples=150, deadline=None)
def test_records_are_accepted_together_where_they_are_one_by_one(sources, data):
    entries = [each.to_bytes() for each in records(sources)]
    place = data.draw(st.integers(0, len(entries) - 1))
    bent = bytearray(entries[place])
    at = data.draw(st.integers(0, len(bent) - 1))
    bent[at : at + data.draw(st.integers(0, 2))] = data.draw(
        st.sampled_from(
            [b"", b"0", b"1", b"9", b"a", b"A", b'"', b"\n", b" ", b"-", bytes([bent[at]])]
        )
    )
    entries[place] = bytes(bent)
    # Their successors name the bent record, so that its form alone decides.
    for later in range(place + 1, len(entries)):
        before = leaf_hash(entries[later - 1]).hex().encode()
        entries[later] = re.sub(rb'(?<="previous":")[0-9a-f]{64}', before, entries[later])
    good = read_one_by_one(entries)
    leaves = list(map(leaf_hash, entries))
    assert (Chain().take(entries, leaves) is not None) == good
    chain = Chain()
    assert (
        all(chain.take([each], [leaf]) for each, leaf in zip(entries, leaves, strict=True)) == good
    )


def test_two_records_in_one_entry_are_not_two_entries():
    first, second = (each.to_bytes() for each in records(["s", "s"]))
    for bent in ([first + b"\n" + second, b"x"], [first, b"x\n" + second]):
        assert Chain().take(bent, list(map(leaf_hash, bent))) is None


def test_a_schema_that_looks_like_that_of_a_record_is_none():
    bent = records(["s"])[0].to_bytes().replace(b"qingtian.batch", b"qingtian0batch")
    assert Chain().take([bent], [leaf_hash(bent)]) is None


def test_no_file_is_asked_for_twice():
    """Who shows one file to the check and another to the proof of it has nothing to gain."""
    asked: list[str] = []
    log = log_of(66_000)
    kept = opened(log_of(300).checkpoint, LOG.key)
    audit(lambda name: asked.append(name) or log.fetch(name), LOG.key, kept=kept)
    assert len(asked) == len(set(asked)) == 1 + 2 * 258 + 2 + 1


def test_what_names_no_schema_is_no_entry():
    for bent in (b"", b"{}", b"[]", b'{"schema":1}', b"\xff"):
        with pytest.raises(FormError):
            audit(MemoryLog().add(bent).fetch, LOG.key)


def test_progress_is_told():
    told = []
    audit(log_of(600).fetch, LOG.key, progress=lambda done, of: told.append((done, of)))
    assert told == [(256, 600), (512, 600), (600, 600)]


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_entries_are_written_as_they_are_read(entries):
    assert unpacked(packed(entries)) == entries


def test_too_long_an_entry_is_refused():
    with pytest.raises(FormError, match="65535"):
        packed([bytes(65_536)])
    with pytest.raises(FormError, match="ends within"):
        unpacked(packed([b"abc"])[:-1])


def test_another_log_of_the_same_size_under_this_ones_signature_is_found():
    log = log_of(3)
    other = MemoryLog().add(*map(entry, (7, 8, 9)))
    files = {**other.files, "checkpoint": log.files["checkpoint"]}
    with pytest.raises(ProofError, match="signed root"):
        audit(MemoryLog(files=files).fetch, LOG.key)
