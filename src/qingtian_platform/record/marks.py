"""Marks: which rows are not current any more and since when, many at a time.

A batch that corrects values lists the rows that it supersedes as one mark: a small Parquet file
that lies in the manifest itself, so that it becomes real in the transaction that lists the batch,
and not a row of a table for each value. Readers join a file of rows against all marks. A merge
states superseded rows in files of their own and takes them out of the marks that named them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qingtian_platform.record.rows import IDENTITY, TIME, plain_schema

_PLAIN: Final = plain_schema()
MARKS: Final = pa.schema(
    [_PLAIN.field(name) for name in IDENTITY] + [pa.field("superseded_at", TIME)]
)
"""What tells a row from every other, and since when it is not current."""


class Superseded(NamedTuple):
    """A row that is not current any more, and since when. [µs UTC]."""

    batch: int
    frame: int
    code: str
    field: str
    place: int
    interval: str
    start: int
    superseded_at: int


class Mark(NamedTuple):
    """Superseded rows as the manifest keeps them; beginnings of their values. [µs UTC]."""

    rows: int
    min_start: int
    max_start: int
    data: bytes


def table_of(rows: Sequence[Superseded]) -> pa.Table:
    """Give superseded rows as columns of the schema `MARKS`."""
    columns = zip(*rows, strict=True) if rows else [()] * len(MARKS)
    arrays = (
        pa.array(list(column), pa.int64() if item.type == TIME else item.type)
        for column, item in zip(columns, MARKS, strict=True)
    )
    return pa.table([a.cast(f.type) for a, f in zip(arrays, MARKS, strict=True)], MARKS)


def rows_of(table: pa.Table) -> list[Superseded]:
    """Give columns of the schema `MARKS` as rows."""
    plain = (
        table[item.name].cast(pa.int64()) if item.type == TIME else table[item.name]
        for item in MARKS
    )
    return list(map(Superseded, *(column.to_pylist() for column in plain)))


def packed(table: pa.Table) -> Mark | None:
    """Write superseded rows as a mark; none where there are none."""
    if not len(table):
        return None
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=1)
    bounds = pc.min_max(table["start"].cast(pa.int64())).as_py()
    return Mark(len(table), bounds["min"], bounds["max"], sink.getvalue().to_pybytes())


def unpacked(data: bytes) -> pa.Table:
    """Read the rows of a mark."""
    return pq.read_table(pa.BufferReader(data)).cast(MARKS)
