"""Observations as Arrow columns: the archive's schema, and how rows are put together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Final

import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

INTERVALS: Final = ("realtime", "minute", "hour", "day")
TIME: Final = pa.timestamp("us", "UTC")
WORD: Final = pa.dictionary(pa.int32(), pa.string())

DECODED: Final = pa.schema(
    [
        pa.field("frame", pa.int32(), nullable=False),
        pa.field("mn", WORD, nullable=False),
        pa.field("st", WORD, nullable=False),
        pa.field("code", WORD, nullable=False),
        pa.field("interval", WORD, nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("field", WORD, nullable=False),
        pa.field("place", pa.int16(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("decimals", pa.int8()),
        pa.field("text", pa.string()),
        pa.field("flag", WORD, nullable=False),
    ]
)
"""What a form's decoder returns; times since 1970-01-01T00:00:00Z. [µs]."""

ARCHIVE: Final = pa.schema(
    [
        pa.field("mn", WORD, nullable=False),
        pa.field("st", WORD, nullable=False),
        pa.field("code", WORD, nullable=False),
        pa.field("interval", WORD, nullable=False),
        pa.field("start", TIME, nullable=False),
        pa.field("end", TIME, nullable=False),
        pa.field("field", WORD, nullable=False),
        pa.field("place", pa.int16(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("decimals", pa.int8()),
        pa.field("text", pa.string()),
        pa.field("flag", WORD, nullable=False),
        pa.field("received_at", TIME, nullable=False),
        pa.field("batch", pa.int64(), nullable=False),
        pa.field("frame", pa.int32(), nullable=False),
        pa.field("superseded_at", TIME),
    ]
)
"""Columns of the archive's files, as `docs/map.md` names them."""

COLUMNS: Final = tuple(ARCHIVE.names)
READ: Final = (*COLUMNS, "act")
"""What can be asked for: beside what is in the files the number of the last act about the value."""
IDENTITY: Final = ("batch", "frame", "code", "field", "place", "interval", "start")
"""What tells one row from every other."""


@dataclasses.dataclass
class RowList:
    """Rows one by one, for frames that are read the readable way."""

    frame: list[int] = dataclasses.field(default_factory=list)
    mn: list[str] = dataclasses.field(default_factory=list)
    st: list[str] = dataclasses.field(default_factory=list)
    code: list[str] = dataclasses.field(default_factory=list)
    interval: list[str] = dataclasses.field(default_factory=list)
    start: list[int] = dataclasses.field(default_factory=list)
    end: list[int] = dataclasses.field(default_factory=list)
    field: list[str] = dataclasses.field(default_factory=list)
    place: list[int] = dataclasses.field(default_factory=list)
    value: list[float | None] = dataclasses.field(default_factory=list)
    decimals: list[int | None] = dataclasses.field(default_factory=list)
    text: list[str | None] = dataclasses.field(default_factory=list)
    flag: list[str] = dataclasses.field(default_factory=list)

    def table(self) -> pa.Table:
        """Give the rows as columns of the schema `DECODED`."""
        arrays = [pa.array(getattr(self, item.name), _plain(item.type)) for item in DECODED]
        return pa.table([a.cast(f.type) for a, f in zip(arrays, DECODED, strict=True)], DECODED)


def words(places: npt.NDArray[Any], values: Sequence[str]) -> pa.DictionaryArray:
    """Make a column of words from places in a list of them."""
    return pa.DictionaryArray.from_arrays(
        pa.array(places, pa.int32()), pa.array(list(values), pa.string())
    )


def together(tables: Sequence[pa.Table]) -> pa.Table:
    """Join decoded rows in the order of their frames."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return DECODED.empty_table()
    if len(filled) == 1:
        return filled[0].combine_chunks()
    joined = pa.concat_tables(filled).unify_dictionaries().combine_chunks()
    return joined.take(pc.sort_indices(joined, sort_keys=[("frame", "ascending")]))


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def plain_schema() -> pa.Schema:
    """Give the archive's columns as a query returns them: words as plain strings."""
    return pa.schema([pa.field(item.name, _plain(item.type)) for item in ARCHIVE])


def read_schema() -> pa.Schema:
    """Give the columns of `READ` as a query returns them."""
    return plain_schema().append(pa.field("act", pa.int64()))
