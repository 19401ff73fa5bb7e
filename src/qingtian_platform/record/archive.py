"""Read the archive with DuckDB: Parquet files named by the manifest, never found by a glob.

Superseded rows leave the current view by an anti-join against the marks, those that no merge has
moved aside yet; a window over the archive would cost a hundred times as much.
DuckDB is opened after a fork and only with the extensions in its wheel.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from qingtian_platform.kit.places import Places
from qingtian_platform.record.manifest import ArchiveFile, Manifest, is_there
from qingtian_platform.record.marks import MARKS, unpacked
from qingtian_platform.record.rows import COLUMNS, IDENTITY, TIME, plain_schema

THREADS: Final = 2
MEMORY: Final = "1GB"
ENGINES: Final = 2
"""How many a process keeps: mostly all data lies in one place. [1]"""
JOIN: Final = ", ".join(f'"{name}"' for name in IDENTITY)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICRO: Final = timedelta(microseconds=1)
_PLAIN: Final = plain_schema()


@dataclass(frozen=True)
class Snapshot:
    """One state of the archive.

    Attributes
    ----------
    root
        The archive's directory.
    files
        Files that may hold what is asked for.
    superseded
        Rows in them that are not current, with the time since when.
    batches
        Number of batches sealed.
    """

    root: Path
    files: tuple[ArchiveFile, ...]
    superseded: pa.Table
    batches: int

    def paths(self, *, past: bool | None = None) -> list[str]:
        """List the files; with `past`, only those of current or of superseded rows."""
        return [str(self.root / f.path) for f in self.files if past is None or f.past == past]

    def current(self) -> str:
        """Say in SQL which rows are current."""
        rows = _scan(self.paths(past=False))
        return f"SELECT {_columns('f')} FROM {rows} f{self._but()}"  # noqa: S608 - our own names

    def everything(self) -> str:
        """Say in SQL what all rows are, superseded ones with both times."""
        columns, join = _columns("f"), ""
        if len(self.superseded):
            columns = columns.replace(
                'f."superseded_at"', "coalesce(f.superseded_at, s.superseded_at) AS superseded_at"
            )
            join = f" LEFT JOIN superseded s USING ({JOIN})"
        return f"SELECT {columns} FROM {_scan(self.paths())} f{join}"  # noqa: S608 - our own names

    def marked_rows(self) -> str:
        """Say in SQL which rows of the files are marked."""
        rows = _scan(self.paths(past=False))
        return f"SELECT {_columns('f')} FROM {rows} f SEMI JOIN superseded USING ({JOIN})"  # noqa: S608

    def _but(self) -> str:
        return f" ANTI JOIN superseded USING ({JOIN})" if len(self.superseded) else ""


def snapshot(
    places: Places,
    *,
    start: int | None = None,
    end: int | None = None,
    after_batch: int | None = None,
) -> Snapshot:
    """Take one state of the archive.

    Parameters
    ----------
    places
        Where the data lives.
    start, end
        Beginnings of values wanted, [start, end), since 1970-01-01T00:00:00Z. [µs]
    after_batch
        Only rows of later batches are wanted.
    """
    if not is_there(places.manifest):
        return Snapshot(places.archive, (), MARKS.empty_table(), 0)
    with Manifest(places.manifest) as manifest:
        return state(manifest, places.archive, start=start, end=end, after_batch=after_batch)


def state(
    manifest: Manifest,
    root: Path,
    *,
    start: int | None = None,
    end: int | None = None,
    after_batch: int | None = None,
) -> Snapshot:
    """Take one state through an open manifest; see `snapshot`."""
    with manifest.snapshot():
        files = tuple(manifest.files(start=start, end=end, after_batch=after_batch))
        marks = [unpacked(data) for _, data in manifest.marks(start=start, end=end)]
        return Snapshot(root, files, marked(marks), manifest.count())


def marked(marks: Sequence[pa.Table]) -> pa.Table:
    """Put the rows of marks together."""
    return pa.concat_tables(marks) if marks else MARKS.empty_table()


def engine(
    places: Places, *, threads: int = THREADS, memory: str = MEMORY
) -> duckdb.DuckDBPyConnection:
    """Open DuckDB for this process, in memory.

    Parameters
    ----------
    places
        Where the data lives; what does not fit in memory is put below it.
    threads, memory
        What it may take.
    """
    connection = duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(places.archive / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@lru_cache(maxsize=ENGINES)
def _engine(places: Places, _process: int) -> duckdb.DuckDBPyConnection:
    return engine(places)


def session(places: Places) -> duckdb.DuckDBPyConnection:
    """Open a session of the engine that this process keeps: to open one anew costs more than a query.

    Parameters
    ----------
    places
        Where the data lives.

    Returns
    -------
    duckdb.DuckDBPyConnection
        Views that it makes are its own; whoever took it closes it.
    """
    connection = _engine(places, os.getpid()).cursor()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def install(connection: duckdb.DuckDBPyConnection, state: Snapshot) -> None:
    """Make the views `observations` and `observations_all` of one state, for this session alone."""
    connection.register("superseded", state.superseded)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW observations AS {state.current()}")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW observations_all AS {state.everything()}")


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()
) -> pa.Table:
    """Answer a query as an Arrow table."""
    return connection.sql(query, params=list(values)).to_arrow_table()


def select(
    names: Sequence[str], view: str, conditions: Sequence[str], *, order: bool = True
) -> str:
    """Write a query over one of the views."""
    chosen = ", ".join(f'"{name}"' for name in names)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    by = " ORDER BY mn, interval, start, code, field, place, batch, frame" if order else ""
    return f"SELECT {chosen} FROM {view}{where}{by}"  # noqa: S608 - names are ours, values are bound


def moment(at: int) -> str:
    """Write a time in SQL; `at` since 1970-01-01T00:00:00Z. [µs]."""
    return f"TIMESTAMPTZ '{(EPOCH + MICRO * at).isoformat()}'"


def micros(at: datetime | None) -> int | None:
    """Turn a time with its zone into microseconds since 1970-01-01T00:00:00Z.

    Raises
    ------
    ValueError
        The time has no zone.
    """
    if at is None:
        return None
    if at.tzinfo is None:
        raise ValueError(f"expected a time with its zone, got {at.isoformat()}")
    return (at - EPOCH) // MICRO


def _columns(table: str) -> str:
    return ", ".join(f'{table}."{name}"' for name in COLUMNS)


def _scan(paths: Sequence[str]) -> str:
    if not paths:
        types = ", ".join(f'NULL::{_SQL[f.type]} AS "{f.name}"' for f in _PLAIN)
        return f"(SELECT {types} WHERE false)"
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"


_SQL: Final = {
    pa.string(): "VARCHAR",
    TIME: "TIMESTAMPTZ",
    pa.int16(): "SMALLINT",
    pa.float64(): "DOUBLE",
    pa.int8(): "TINYINT",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
}
