"""A verifier that is not ours, in another language, accepts the log as the keeper writes it.

It is Go's own (`tests/support/go/examine`). Each size is checked as a whole, from its folder and
from an address, with inclusion and consistency proofs made there and made here; each kind of change
is refused.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from qingtian.ledger.checkpoint import opened
from qingtian.ledger.merkle import consistency_proof, inclusion_proof, leaf_hash
from qingtian.ledger.note import encoded
from qingtian.ledger.proof import Proof
from qingtian.ledger.tiles import Tiles, packed, path, unpacked
from qingtian.ledger.witness import Request
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.sealer import Sealer
from support.examiner import examined
from support.receipts import hour_frame, received

VECTORS = Path(__file__).parents[4] / "spec/vectors/log.json"
SIZES = (1, 255, 256, 257, 65_536, 70_000)


class Listed:
    """A source that the test lengthens."""

    name = "listed"
    count = 0

    def after(self, taken: int, limit: int) -> list[bytes]:
        numbers = range(taken, min(self.count, taken + limit))
        return [b'{"number":%d,"schema":"example/1"}' % number for number in numbers]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Show a folder as any web server would."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_given: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def proof_file(folder: Path, checkpoint: bytes, size: int, index: int) -> Path:
    """Write the proof of one entry, as this project makes it."""
    tiles = Tiles(Folder(folder).get, size)
    steps = tuple(inclusion_proof(tiles.node, index, size))
    file = folder.parent / "entry.tlog-proof"
    file.write_bytes(Proof(tiles.entry(index), index, steps, checkpoint).to_bytes())
    return file


def test_logs_of_all_sizes_are_accepted_from_a_folder_and_from_an_address(places: Places):
    key, source, before = vkey(places), Listed(), None
    old, request = places.data / "old", places.data / "request"
    with Keeper(places, [source]) as keeper, served(places.log) as address:
        for source.count in SIZES:
            while keeper.step():
                pass
            checkpoint = Folder(places.log).get("checkpoint")
            point = opened(checkpoint, key).checkpoint
            said = f"{source.count} {encoded(point.root)}"
            assert examined("log", key, places.log) == said
            assert examined("log", key, address) == said
            for index in {0, source.count // 3, source.count - 1}:
                file = proof_file(places.log, checkpoint, source.count, index)
                assert examined("proof", key, file) == f"entry {index} of {source.count}"
            if before is not None:
                node = Tiles(Folder(places.log).get, point.size).node
                steps = tuple(consistency_proof(node, before, point.size))
                request.write_bytes(Request(before, steps, checkpoint).to_bytes())
                assert examined("extension", key, old, request) == f"{point.size} extends {before}"
            old.write_bytes(checkpoint)
            before = point.size
    forge(places.log, 100, 7)
    assert examined("log", key, places.log).startswith("refused: ")


def forge(folder: Path, tile: int, place: int) -> None:
    """Put another entry in the middle of a log, and its hash into the lowest tile."""
    entries, hashes = folder / path("entries", tile), folder / path(0, tile)
    listed = unpacked(entries.read_bytes())
    listed[place] = listed[place].replace(b"example", b"another")
    entries.write_bytes(packed(listed))
    data = bytearray(hashes.read_bytes())
    data[place * 32 : place * 32 + 32] = leaf_hash(listed[place])
    hashes.write_bytes(data)


def test_a_sealed_frame_is_proven_to_it(places: Places, tmp_path: Path):
    received(places, [hour_frame(qn=f"2026112512{n:02d}00000") for n in range(13)])
    with Sealer(places, frames=5) as sealer:
        sealer.run_dry()
    with Keeper(places) as keeper:
        keeper.step()
    file = tmp_path / "frame.tlog-proof"
    for batch, frame in ((0, 0), (1, 4), (2, 2)):
        good = api.log_proof(batch, frame, places)
        file.write_bytes(good.to_bytes())
        want = f"frame {frame} of entry {batch} of 3"
        assert examined("proof", api.log_key(places), file) == want
        assert good.frame is not None
        moved = replace(good, frame=replace(good.frame, index=frame ^ 1))
        other = replace(good, frame=replace(good.frame, sealed=good.frame.sealed + b" "))
        for bad in (replace(good, index=batch ^ 1), moved, other):
            file.write_bytes(bad.to_bytes())
            assert examined("proof", api.log_key(places), file).startswith("refused: ")


def test_cosignatures_beside_the_logs_own_do_not_disturb_it(tmp_path: Path):
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    file = tmp_path / "vector.tlog-proof"
    file.write_text(vectors["proof"]["proof"], encoding="utf-8")
    assert examined("proof", vectors["log_vkey"], file) == "frame 0 of entry 0 of 3"
    assert examined("proof", vectors["witness_vkey"], file).startswith("refused: ")


@pytest.fixture
def whole(places: Places) -> Places:
    """A log of 600 entries."""
    source = Listed()
    source.count = 600
    with Keeper(places, [source]) as keeper:
        keeper.step()
    return places


@pytest.mark.parametrize(
    "name", ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001", "checkpoint"]
)
def test_a_changed_byte_anywhere_is_refused(whole: Places, name: str):
    key, file = vkey(whole), whole.log / name
    assert examined("log", key, whole.log).startswith("600 ")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert examined("log", key, whole.log).startswith("refused: ")


def test_another_past_under_the_same_key_is_no_extension(whole: Places, tmp_path: Path):
    key, aside = vkey(whole), tmp_path / "aside"
    (tmp_path / "old").write_bytes(Folder(whole.log).get("checkpoint"))
    other = Places(aside).make()
    shutil.copy(whole.log_key, other.log_key)
    source = Listed()
    source.count = 700
    source.after = lambda taken, limit: [  # type: ignore[method-assign]
        each.replace(b"example", b"another") for each in Listed.after(source, taken, limit)
    ]
    with Keeper(other, [source]) as keeper:
        keeper.step()
    assert examined("log", key, other.log).startswith("700 ")
    steps = tuple(consistency_proof(Tiles(Folder(other.log).get, 700).node, 600, 700))
    checkpoint = Folder(other.log).get("checkpoint")
    (tmp_path / "request").write_bytes(Request(600, steps, checkpoint).to_bytes())
    said = examined("extension", key, tmp_path / "old", tmp_path / "request")
    assert said.startswith("refused: ")
