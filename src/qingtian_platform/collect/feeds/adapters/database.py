"""A view of a department's database, read only: files of SQLite and of DuckDB."""

from __future__ import annotations

import csv
import io
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from qingtian_platform.collect.feeds.adapters import Asked, Fetched
from qingtian_platform.collect.feeds.errors import FetchError
from qingtian_platform.collect.feeds.infos import UNNAMED
from qingtian_platform.collect.feeds.tables import LARGEST, ROWS
from qingtian_platform.kit import attachments
from qingtian_platform.kit.sheets import COLUMNS, cell_text

_SQLITE: Final = b"SQLite format 3\x00"
LONGEST: Final = 20.0
"""A view may take so long. [s]"""
_STEPS: Final = 10_000
"""Between two looks at the clock. [instructions of SQLite]"""
_CELL: Final = 1 << 18
"""A cell of SQLite may be so long. [bytes]"""
_BOUNDS: Final[dict[str, Any]] = {"memory_limit": "512MB", "temp_directory": "", "threads": "1"}
"""What DuckDB may use for a view."""
_SHUT: Final[dict[str, Any]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
}


def fetch(asked: Asked) -> Iterator[Fetched]:
    """Give all rows of the view as one batch, where they are others than last time."""
    path, view = asked.source.database, asked.terms.view
    if path is None:
        raise FetchError(UNNAMED, asked.places.feed_sources.name)
    try:
        with path.open("rb") as file:
            lite = file.read(len(_SQLITE)) == _SQLITE
        data = (_sqlite if lite else _duckdb)(path, view)
    except FetchError:
        raise
    except Exception as error:  # the engines raise errors of many kinds for a hostile file
        raise FetchError("unreadable", f"{path.name}: {type(error).__name__}: {error}") from error
    if attachments.digest(data) != asked.known.hash:
        yield Fetched(data, f"{view}.csv", "")


def _sqlite(path: Path, view: str) -> bytes:
    until = time.monotonic() + LONGEST
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as held:
        held.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _CELL)
        held.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, COLUMNS)
        held.execute("PRAGMA query_only = ON")
        held.execute("PRAGMA trusted_schema = OFF")
        held.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        return _written(held.execute(f"SELECT * FROM {_quoted(view)}"))  # noqa: S608 - a quoted name


def _duckdb(path: Path, view: str) -> bytes:
    import duckdb

    with duckdb.connect(str(path), read_only=True, config=_SHUT | _BOUNDS) as held:
        timer = threading.Timer(LONGEST, held.interrupt)
        timer.start()
        try:
            return _written(held.execute(f"SELECT * FROM {_quoted(view)}"))  # noqa: S608 - a quoted name
        finally:
            timer.cancel()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _written(cursor: Any) -> bytes:  # noqa: ANN401 - of either engine
    """Write rows as CSV, the same bytes for the same rows; one at a time, for cells may be long.

    Raises
    ------
    FetchError
        All of it is more than a batch may be.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([each[0] for each in cursor.description])
    for _number in range(ROWS + 1):
        row = cursor.fetchone()
        if row is None:
            break
        writer.writerow([cell_text(cell) for cell in row])
        if text.tell() > LARGEST:
            raise FetchError("too large", f"> {LARGEST} bytes")
    return text.getvalue().encode()
