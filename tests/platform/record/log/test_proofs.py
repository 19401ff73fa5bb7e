"""A frame that was received is proven to a stranger, who has the key and nothing else."""

from __future__ import annotations

import time

import pytest

from qingtian.ledger.audit import audit
from qingtian.ledger.proof import Proof, check
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.sealer import Sealer
from support.receipts import hour_frame, received


@pytest.fixture
def places(tmp_path) -> Places:
    places = Places(tmp_path / "data").make()
    received(places, [hour_frame(qn=f"2026112512{n:02d}00000") for n in range(50)])
    with Sealer(places, frames=7) as sealer:
        sealer.run_dry()
    return places


def test_before_the_log_covers_it_a_reader_is_asked_to_wait(places):
    with pytest.raises(api.NotLoggedError, match="some seconds"):
        api.log_proof(0, 0, places)


def test_every_frame_is_proven_from_its_file_alone(places):
    with Keeper(places) as keeper:
        keeper.step()
    key = api.log_key(places)
    for batch in range(8):
        for frame in range(api.batch(batch, places).frames):
            data = api.log_proof(batch, frame, places).to_bytes()
            found = check(Proof.from_bytes(data), key)
            sealed = api.sealed_frame(batch, frame, places)
            assert found.frame is not None
            assert (found.frame.text, found.index) == (sealed.masked, batch)
            assert b"PW=******" in found.frame.text
            assert b"123456" not in data
    with pytest.raises(api.NotSealedError):
        api.log_proof(0, 99, places)
    with pytest.raises(api.NotSealedError):
        api.log_proof(99, 0, places)


def test_the_whole_log_is_checked_from_its_folder(places):
    with Keeper(places) as keeper:
        keeper.step()
    found = audit(Folder(places.log).get, api.log_key(places))
    assert (found.batches, found.frames) == (8, 50)
    assert [
        each.relative_to(places.data).as_posix() for each in places.data.rglob("checkpoint")
    ] == ["log/checkpoint"]


def test_a_proof_is_made_and_verified_within_the_time_that_is_promised(places):
    with Keeper(places) as keeper:
        keeper.step()
    key = api.log_key(places)
    check(api.log_proof(3, 3, places), key)
    took = []
    for _ in range(20):
        start = time.process_time()
        check(api.log_proof(3, 3, places), key)
        took.append(time.process_time() - start)
    assert min(took) < 0.02, "of the processor, whoever else works"
