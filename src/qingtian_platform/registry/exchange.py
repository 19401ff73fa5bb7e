"""The registry as tables: which columns each has, and their export without secrets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from qingtian_platform.kit.tables import Cell, write_csv, write_xlsx

from .models import (
    Datastream,
    DatastreamTerm,
    Limit,
    Logger,
    LoggerTerm,
    Sensor,
    Shutdown,
    StationTerm,
    Thing,
)
from .snapshot import holding


@dataclass(frozen=True)
class Table:
    """One table of the registry as people exchange it.

    Attributes
    ----------
    model
        Where its rows live.
    key
        Columns that say which row is meant.
    columns
        Fields of the model, in order; a foreign key is written by the other's own key.
    term, link, terms
        The dated part: its model, the field that leads back, and its columns; they hold from the
        column `valid_from` on.
    secrets
        Columns that are read on import and never written.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    term: type[models.Model] | None = None
    link: str = ""
    terms: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Columns of an export."""
        return (*self.columns, *self.terms, *(("valid_from",) if self.term else ()))


TABLES: dict[str, Table] = {
    "thing": Table(
        Thing,
        ("key",),
        (
            *("key", "name", "name_en", "kind", "district", "township", "lon", "lat", "owner"),
            *("maintainer", "answerable", "answerable_en", "permit", "origin", "source"),
            *("opened", "closed"),
        ),
        StationTerm,
        "thing",
        ("station_kind", "level", "plant", "body", "target"),
    ),
    "logger": Table(
        Logger,
        ("mn",),
        (
            *("mn", "thing", "st", "networks", "transmission", "sm4_since", "history_supported"),
            *("rate", "origin", "intervals", "realtime_seconds", "minute_step", "opened", "closed"),
        ),
        LoggerTerm,
        "logger",
        ("edition", "checksum", "strict", "label"),
        ("password", "sm4_key"),
    ),
    "datastream": Table(
        Datastream,
        ("logger", "code"),
        ("logger", "code", "name", "name_en", "intervals", "fields", "opened", "closed"),
        DatastreamTerm,
        "datastream",
        ("unit", "low", "high", "slope", "intercept", "cycle"),
    ),
    "sensor": Table(
        Sensor,
        ("thing", "name", "serial"),
        ("thing", "name", "maker", "model", "serial", "principle", "fitted", "removed"),
    ),
    "limit": Table(
        Limit,
        ("thing", "code", "field", "interval", "source", "valid_from"),
        (
            *("thing", "code", "field", "interval", "low", "high", "unit", "source", "document"),
            *("clause", "valid_from", "valid_to"),
        ),
    ),
    "shutdown": Table(
        Shutdown,
        ("thing", "kind", "start"),
        ("thing", "kind", "start", "end", "declared_by", "document", "withdrawn"),
    ),
}


def export_rows(name: str, rows: Iterable[models.Model] | None = None) -> Iterator[list[Cell]]:
    """Give the rows of a table as cells, in the order of `TABLES[name].header`.

    Parameters
    ----------
    name
        One of `TABLES`.
    rows
        Some rows of its model; None: all.
    """
    table = TABLES[name]
    for row in table.model._base_manager.all() if rows is None else rows:  # noqa: SLF001
        yield [*(_cell(row, c) for c in table.columns), *_term_cells(table, row)]


def _term_cells(table: Table, row: models.Model) -> list[Cell]:
    if table.term is None:
        return []
    terms = table.term._base_manager.filter(**{table.link: row})  # noqa: SLF001
    term: Any = holding(list(terms.order_by("valid_from", "pk")), timezone.localdate())
    if term is None:
        return [None] * (len(table.terms) + 1)
    return [_cell(term, column) for column in (*table.terms, "valid_from")]


def _cell(row: models.Model, column: str) -> Cell:
    """Write one field: a reference by the other's key, a list with semicolons."""
    value = getattr(row, column)
    if isinstance(value, models.Model):
        return str(
            next(getattr(value, k) for k in ("key", "mn", "code", "name") if hasattr(value, k))
        )
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def export_bytes(name: str, form: str, rows: Iterable[models.Model] | None = None) -> bytes:
    """Give a table as a file.

    Parameters
    ----------
    name
        One of `TABLES`.
    form
        `csv` (UTF-8 with a byte order mark, so that Excel reads it) or `xlsx`.
    rows
        Some rows of its model; None: all.
    """
    header, cells = TABLES[name].header, export_rows(name, rows)
    if form == "xlsx":
        book = io.BytesIO()
        write_xlsx(book, header, cells, title=name)
        return book.getvalue()
    text = io.StringIO()
    write_csv(text, header, cells)
    return text.getvalue().encode("utf-8-sig")
