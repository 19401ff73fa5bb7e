"""Marks keep what rows of a table kept, in order and to the microsecond; an older manifest is brought up to date."""

from __future__ import annotations

import apsw
from hypothesis import given
from hypothesis import strategies as st

from qingtian_platform.record import api
from qingtian_platform.record.manifest import Manifest
from qingtian_platform.record.marks import Superseded, packed, rows_of, table_of, unpacked
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.verify import problems
from support.receipts import hour_frame, received

moments = st.integers(-(2**52), 2**52)
rows = st.builds(
    Superseded,
    batch=st.integers(0, 2**53),
    frame=st.integers(0, 2**31 - 1),
    code=st.text(max_size=8),
    field=st.text(max_size=8),
    place=st.integers(0, 2**15 - 1),
    interval=st.sampled_from(["hour", "day"]),
    start=moments,
    superseded_at=moments,
)


@given(st.lists(rows, max_size=20))
def test_what_is_packed_is_unpacked(given_rows: list[Superseded]):
    mark = packed(table_of(given_rows))
    if mark is None:
        assert given_rows == []
        return
    assert rows_of(unpacked(mark.data)) == given_rows
    starts = [row.start for row in given_rows]
    assert (mark.rows, mark.min_start, mark.max_start) == (len(starts), min(starts), max(starts))


def test_a_manifest_that_listed_rows_one_by_one_is_brought_up_to_date(places):
    received(places, [hour_frame(values={"a34004": f"{n}.0"}) for n in range(4)])
    with Sealer(places, frames=2) as sealer:
        sealer.run_dry()
    before = api.observations(places=places, superseded=True).to_pylist()
    db = apsw.Connection(str(places.manifest))
    marks = [rows_of(unpacked(data)) for (data,) in db.execute("SELECT data FROM marks")]
    db.execute(
        "DROP TABLE marks; CREATE TABLE superseded (batch INTEGER NOT NULL, frame INTEGER NOT NULL, "
        "code TEXT NOT NULL, field TEXT NOT NULL, place INTEGER NOT NULL, interval TEXT NOT NULL, "
        "start INTEGER NOT NULL, superseded_at INTEGER NOT NULL, PRIMARY KEY (batch, frame, code, "
        "field, place, interval, start)) STRICT, WITHOUT ROWID; PRAGMA user_version = 1"
    )
    db.executemany(
        "INSERT INTO superseded VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [row for one in marks for row in one],
    )
    db.close()
    Manifest(places.manifest, write=True).close()
    assert api.observations(places=places, superseded=True).to_pylist() == before
    assert problems(places) == []
    received(places, [hour_frame(values={"a34004": "9.0"})])
    with Sealer(places) as sealer:
        sealer.run_dry()
    assert problems(places) == []
