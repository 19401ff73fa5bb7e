"""Whatever somebody changes behind the sealer's back is named by the verifier."""

from __future__ import annotations

import apsw
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from qingtian_platform.record.marks import packed, rows_of, table_of, unpacked
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.verify import problems
from support.receipts import hour_frame, received


@pytest.fixture
def kept(places):
    received(places, [hour_frame(values={"a34004": f"{n}.0"}) for n in range(5)])
    with Sealer(places, frames=2) as sealer:
        sealer.run_dry()
    assert problems(places) == []
    return places


def flip(path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def only(folder, number: int):
    return next(folder.rglob(f"{number:012d}*"))


def change_rows(places, change) -> None:
    path = only(places.archive / "tail", 1)
    pq.write_table(change(pq.read_table(path)), path)


def in_manifest(places, query: str) -> None:
    db = apsw.Connection(str(places.manifest))
    db.execute(query)
    db.close()


def raise_values(table):
    at = table.schema.get_field_index("value")
    return table.set_column(at, table.schema.field(at), pc.add(table["value"], 1.0))


def change_mark(places, change) -> None:
    """Add to the first mark its first row, changed."""
    db = apsw.Connection(str(places.manifest))
    number, data = db.execute("SELECT number, data FROM marks").fetchone()
    rows = rows_of(unpacked(data))
    mark = packed(table_of([*rows, change(rows[0])]))
    db.execute(
        "UPDATE marks SET rows = ?, data = ? WHERE number = ?", (mark.rows, mark.data, number)
    )
    db.close()


FRAUDS = {
    "a byte of a frame": lambda p: flip(only(p.bundles, 1), -20),
    "a byte of a stored hash": lambda p: flip(only(p.bundles, 1), 450),
    "a byte of an original": lambda p: flip(only(p.originals, 1), -20),
    "a salt": lambda p: flip(only(p.originals, 1), 45),
    "a bundle gone": lambda p: only(p.bundles, 1).unlink(),
    "an original gone": lambda p: only(p.originals, 1).unlink(),
    "two bundles exchanged": lambda p: only(p.bundles, 0).write_bytes(
        only(p.bundles, 1).read_bytes()
    ),
    "a value of the archive": lambda p: change_rows(p, raise_values),
    "a row of the archive gone": lambda p: change_rows(p, lambda table: table.slice(1)),
    "a file of the archive gone": lambda p: only(p.archive / "tail", 1).unlink(),
    "a file taken off the list": lambda p: in_manifest(
        p, "UPDATE files SET removed_at = 1 WHERE first_batch = 1"
    ),
    "the newest batch gone": lambda p: in_manifest(p, "DELETE FROM batches WHERE number = 2"),
    "a batch in between gone": lambda p: in_manifest(p, "DELETE FROM batches WHERE number = 1"),
    "a record changed": lambda p: in_manifest(
        p,
        "UPDATE batches SET record = "
        "CAST(replace(CAST(record AS TEXT), '\"frames\":2', '\"frames\":1') AS BLOB)",
    ),
    "a correction forgotten": lambda p: in_manifest(p, "DELETE FROM marks"),
    "a value declared superseded": lambda p: change_mark(
        p, lambda row: row._replace(batch=2, frame=0)
    ),
    "the cursor moved": lambda p: in_manifest(p, "UPDATE cursors SET sealed = 9"),
    "the count of receipts": lambda p: in_manifest(
        p, "UPDATE totals SET value = 4 WHERE name = 'receipts'"
    ),
}


@pytest.mark.parametrize("fraud", FRAUDS)
def test_every_change_is_named(kept, fraud):
    FRAUDS[fraud](kept)
    assert problems(kept)
