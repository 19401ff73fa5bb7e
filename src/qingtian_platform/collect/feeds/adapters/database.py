"""A view of a department's database, read only: files of SQLite and of DuckDB."""

from __future__ import annotations

import csv
import io
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from qingtian_platform.collect.feeds.adapters import Asked, Fetched
from qingtian_platform.collect.feeds.errors import FetchError
from qingtian_platform.collect.feeds.infos import UNNAMED
from qingtian_platform.collect.feeds.tables import ROWS
from qingtian_platform.kit import attachments
from qingtian_platform.kit.sheets import cell_text

_SQLITE: Final = b"SQLite format 3\x00"
LONGEST: Final = 20.0
"""A view may take so long. [s]"""
_STEPS: Final = 10_000
"""Between two looks at the clock. [instructions of SQLite]"""
Rows = tuple[list[str], Sequence[Sequence[Any]]]


def fetch(asked: Asked) -> Iterator[Fetched]:
    """Give all rows of the view as one batch, where they are others than last time."""
    path, view = asked.source.database, asked.terms.view
    if path is None:
        raise FetchError(UNNAMED, asked.places.feed_sources.name)
    try:
        with path.open("rb") as file:
            lite = file.read(len(_SQLITE)) == _SQLITE
        head, rows = (_sqlite if lite else _duckdb)(path, view)
    except FetchError:
        raise
    except Exception as error:  # the engines raise errors of many kinds for a hostile file
        raise FetchError("unreadable", f"{path.name}: {type(error).__name__}: {error}") from error
    data = _written(head, rows)
    if attachments.digest(data) != asked.known.hash:
        yield Fetched(data, f"{view}.csv", "")


def _sqlite(path: Path, view: str) -> Rows:
    until = time.monotonic() + LONGEST
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as held:
        held.execute("PRAGMA query_only = ON")
        held.execute("PRAGMA trusted_schema = OFF")
        held.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        cursor = held.execute(f"SELECT * FROM {_quoted(view)}")  # noqa: S608 - a quoted name
        return [each[0] for each in cursor.description], cursor.fetchmany(ROWS + 1)


def _duckdb(path: Path, view: str) -> Rows:
    import duckdb

    shut = {"enable_external_access": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(str(path), read_only=True, config={**shut, "threads": "1"}) as held:
        timer = threading.Timer(LONGEST, held.interrupt)
        timer.start()
        try:
            cursor = held.execute(f"SELECT * FROM {_quoted(view)}")  # noqa: S608 - a quoted name
            return [each[0] for each in cursor.description], cursor.fetchmany(ROWS + 1)
        finally:
            timer.cancel()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _written(head: list[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Write rows as CSV, the same bytes for the same rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
