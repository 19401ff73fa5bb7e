"""A row that somebody changed behind the sealer's back is named: table, row, field, both values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import apsw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from qingtian_platform.kit.places import Places
from qingtian_platform.record import compaction
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.recheck import api
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.registry import api as registry
from support.receipts import NOON, hour_frame, received

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def kept(places) -> Places:
    """Five hours, one of them sent twice alike, one corrected, one frame replayed."""
    frames = [hour_frame(start=NOON + n * HOUR, values={"a34004": f"2{n}.0"}) for n in range(5)]
    later = "20261125230000000"
    frames += [frames[1], hour_frame(start=NOON + HOUR, values={"a34004": "21.0"}, qn=later)]
    frames += [hour_frame(start=NOON, values={"a34004": "99.0", "a34002": "7"}, qn=later)]
    received(places, [*frames, frames[0]])
    with Sealer(places, frames=2) as sealer:
        sealer.run_dry()
    with Keeper(places) as keeper:
        keeper.step()
    return places


def named(places: Places) -> list[str]:
    return [str(each) for each in api.observations(0, 99, places)]


def rows(places: Places, batch: int, change: Callable[[pa.Table], pa.Table]) -> None:
    path = next(places.archive.rglob(f"tail/{batch:012d}.parquet"))
    pq.write_table(change(pq.read_table(path)), path)


def column(table: pa.Table, name: str, made: pa.ChunkedArray) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), made)


def manifest(places: Places, query: str) -> None:
    db = apsw.Connection(str(places.manifest))
    db.execute(query)
    db.close()


def only(folder, number: int):
    return next(folder.rglob(f"{number:012d}*"))


def flip(path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def test_what_nobody_touched_is_not_named(kept):
    assert named(kept) == []
    assert [api.observations(n, n, kept) for n in range(5)] == [[]] * 5


def test_nor_after_everything_was_merged(kept):
    while compaction.step(kept, enough=dict.fromkeys(compaction.ENOUGH, 1)):
        pass
    assert not list(kept.archive.glob("tail/*.parquet")) or named(kept) == []
    assert named(kept) == []


def test_a_changed_value_is_named_with_both_values(kept):
    rows(kept, 1, lambda table: column(table, "value", pc.add(table["value"], 1.5)))
    first, *_ = named(kept)
    assert first == (
        "observations, batch 1, frame 0: A110108_0001 a34004-Avg hour 2026-11-25T06:00:00Z 0, "
        "value: the entries say 22.0; found 23.5"
    )


FRAUDS = {
    "a flag": (
        lambda p: rows(
            p,
            1,
            lambda t: column(t, "flag", pa.chunked_array([["D"] * len(t)]).dictionary_encode()),
        ),
        "flag: the entries say 'N'; found 'D'",
    ),
    "an hour moved": (
        lambda p: rows(
            p,
            1,
            lambda t: column(
                t, "start", pc.add(t["start"], pa.scalar(HOUR)).cast(t.schema.field("start").type)
            ),
        ),
        "found no such row",
    ),
    "a row gone": (lambda p: rows(p, 1, lambda t: t.slice(1)), "found no such row"),
    "a row twice": (lambda p: rows(p, 1, lambda t: pa.concat_tables([t, t])), None),
    "a row invented": (
        lambda p: rows(
            p,
            1,
            lambda t: pa.concat_tables(
                [t, column(t, "code", pa.chunked_array([["a21026"] * len(t)]).dictionary_encode())]
            ),
        ),
        "a21026-Avg hour 2026-11-25T06:00:00Z 0: the entries say no such row",
    ),
    "a file off the list": (
        lambda p: manifest(p, "UPDATE files SET removed_at = 1 WHERE first_batch = 1"),
        "found no such row",
    ),
    "what is superseded made current again": (
        lambda p: manifest(p, "DELETE FROM marks"),
        "superseded_at: the entries say 2026-11-25 04:00:07",
    ),
    "a batch record": (
        lambda p: manifest(
            p,
            "UPDATE batches SET record = CAST(replace(CAST(record AS TEXT), '\"frames\":2', '\"frames\":3') AS BLOB) WHERE number = 1",
        ),
        "batches, batch 1, record: the entries say {",
    ),
    "a byte of a frame": (lambda p: flip(only(p.bundles, 1), -20), "bundles, batch 1"),
    "a byte of an original": (
        lambda p: flip(only(p.originals, 1), -20),
        "originals, batch 1, frame 1",
    ),
    "an original gone": (lambda p: only(p.originals, 1).unlink(), "originals, batch 1, frame 0"),
    "an entry of the log": (
        lambda p: flip(next(p.log.glob("tile/entries/*.p/*")), 20),
        "log, entry 0 (batch 0)",
    ),
}


@pytest.mark.parametrize("fraud", FRAUDS)
def test_whatever_is_changed_by_hand_is_named(kept, fraud):
    change, words = FRAUDS[fraud]
    change(kept)
    found = named(kept)
    assert found
    assert words is None or any(words in line for line in found), found


def test_a_dialect_that_was_changed_since_does_not_look_like_fraud(kept):
    thing = registry.ensure_thing("某站", name_en="Station")
    registry.ensure_logger("A110108_0001", thing_id=thing, st="22", password="x", codes=("a34004",))
    registry.set_dialect("A110108_0001", "2017", "standard", label="end", valid_from=NOON.date())
    assert named(kept) == []


def test_the_batches_are_cut_into_pieces_that_cover_all(kept):
    assert api.pieces(0, 4, kept) == [(0, 1), (2, 3), (4, 4)]
    assert api.pieces(3, 1, kept) == [(3, 3), (4, 4)]
    assert api.pieces(9, 4, kept) == []
