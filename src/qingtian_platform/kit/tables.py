"""Tables handed out as CSV or XLSX, so that no cell can act as a formula where it is opened."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

Cell = str | int | float | bool | Decimal | datetime | None

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula, or skips before one."""

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
BOM = "\ufeff"


def neutral(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run; numbers stay as they are.

    Parameters
    ----------
    cell
        Any value; a text that is a plain number is harmless.

    Returns
    -------
    Cell
        The value to write.
    """
    if not isinstance(cell, str):
        return cell
    text = cell.lstrip(" ")
    if text.startswith(FORMULA) and not NUMBER.fullmatch(text):
        return "'" + cell
    return cell


def csv_lines(columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Write a table as lines of CSV: one at a time, so that a download may stream.

    Parameters
    ----------
    columns
        The header.
    rows
        The cells; None is written empty, a moment as ISO 8601.

    Yields
    ------
    str
        A line with its end.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield from _lines(buffer, writer, [columns])
    yield from _lines(buffer, writer, rows)


def _lines(buffer: io.StringIO, writer: Any, rows: Iterable[Iterable[Cell]]) -> Iterator[str]:  # noqa: ANN401
    for row in rows:
        writer.writerow([_plain(neutral(cell)) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _plain(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def write_csv(handle: IO[str], columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write a table as CSV into an open text file."""
    handle.writelines(csv_lines(columns, rows))


def write_xlsx(
    handle: IO[bytes],
    columns: Sequence[str],
    rows: Iterable[Iterable[Cell]],
    *,
    title: str = "data",
) -> None:
    """Write a table as a workbook of one sheet.

    Parameters
    ----------
    handle
        A file open for bytes.
    columns, rows
        As for `csv_lines`; a moment is written as ISO 8601 text, since sheets know no zones.
    title
        Name of the sheet.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title[:31])
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_for_sheet(cell) for cell in row])
    book.save(handle)


def _for_sheet(cell: Cell) -> Cell:
    """Make a cell fit for a sheet: no formula, no character that XML refuses."""
    safe = _plain(neutral(cell))
    return CONTROL.sub("\ufffd", safe) if isinstance(safe, str) else safe
