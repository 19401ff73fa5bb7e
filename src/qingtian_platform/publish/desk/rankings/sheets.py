"""Tables that people hand in as CSV or XLSX: their rows as text by column, or what is wrong with them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

LARGEST = 8 << 20
"""Of a file. [bytes]"""
ENCODINGS = ("utf-8-sig", "gb18030")
Row = dict[str, str]


class SheetError(ValueError):
    """A file is no such table; the message says what was expected."""


def rows(request: HttpRequest, needed: Sequence[str]) -> Iterator[Row]:
    """Read the table that a form carries as `file`.

    Parameters
    ----------
    request
        The form.
    needed
        Columns that must be there; others may stand beside them.

    Yields
    ------
    dict
        Cells by column, without blanks around; empty rows are passed over.

    Raises
    ------
    SheetError
        If there is no file, it is too large, no table, or lacks a column.
    """
    upload = request.FILES.get("file")
    if upload is None or not upload.size or upload.size > LARGEST:
        raise SheetError(_("Expected a file of at most %(n)s MB.") % {"n": LARGEST >> 20})
    content = bytes(upload.read())
    upload.seek(0)
    lines = _sheet(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    head = [cell.strip() for cell in next(iter(lines), [])]
    lacking = [name for name in needed if name not in head]
    if lacking:
        raise SheetError(
            _("Expected the columns %(needed)s in the first row; %(lacking)s missing.")
            % {"needed": ", ".join(needed), "lacking": ", ".join(lacking)}
        )
    for cells in lines:
        if any(cells):
            yield _row(head, cells)


def _row(head: Sequence[str], cells: Sequence[str]) -> Row:
    filled = [*cells, *[""] * (len(head) - len(cells))]
    return {name: cell.strip() for name, cell in zip(head, filled, strict=False)}


def _csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            yield from csv.reader(io.StringIO(text), strict=True)
        except csv.Error as problem:
            raise SheetError(_("Expected CSV; %(x)s.") % {"x": problem}) from None
        return
    raise SheetError(_("Expected CSV in UTF-8 or GB 18030, or XLSX."))


def _sheet(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Iterable[Sequence[Any]] = book.worksheets[0].iter_rows(values_only=True)
        for cells in sheet:
            yield [_text(cell) for cell in cells]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, OSError):
        raise SheetError(_("Expected XLSX; the file is none.")) from None


def _text(cell: object) -> str:
    """Write a cell as text: a day as ISO 8601, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
