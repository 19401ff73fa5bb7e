"""Tables taken in from CSV and XLSX files, within bounds and without running anything in them."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

COLUMNS = 1_000
"""Of a table. [1]"""
ROWS = 1_048_576
"""Of a sheet, as the format has it; a row may claim a number beyond. [1]"""
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in turn where none is named: Excel in China saves CSV as GBK."""


class SheetError(ValueError):
    """A file cannot be taken in: too large, not what its name says, or not readable."""


@dataclass(frozen=True)
class Bounds:
    """What a workbook may hold at most.

    Attributes
    ----------
    size, unzipped
        Of the file, and of all that is packed in it. [bytes]
    cells
        Cells read.
    """

    size: int = 50_000_000
    unzipped: int = 400_000_000
    cells: int = 5_000_000


BOUNDS = Bounds()


@dataclass(frozen=True)
class Line:
    """A row of a table.

    Attributes
    ----------
    number
        Its line in the file.
    cells, text
        Its cells as text by column, and all of it as text.
    beyond
        Cells that stand under no column. [1]
    """

    number: int
    cells: dict[str, str]
    text: str
    beyond: int = 0


def read_table(
    path: Path, *, encoding: str | None = None, sheet: str | None = None, bounds: Bounds = BOUNDS
) -> Iterator[Line]:
    """Read a CSV file or a workbook, told apart by the first bytes.

    Parameters
    ----------
    path
        The file.
    encoding
        Of a CSV file; None: UTF-8, then GB 18030.
    sheet
        Of a workbook; None: the first.
    bounds
        What a workbook may hold at most.

    Yields
    ------
    Line
        Each row below the header.

    Raises
    ------
    SheetError
        The file is not readable, or exceeds the bounds.
    """
    with path.open("rb") as handle:
        packed = handle.read(4) == b"PK\x03\x04"
    if packed:
        yield from _read_xlsx(path, sheet, bounds)
    else:
        yield from _read_csv(path, encoding)


def _read_csv(path: Path, encoding: str | None) -> Iterator[Line]:
    try:
        with path.open(encoding=encoding or _guess(path), newline="") as handle:
            yield from _csv_lines(path, csv.reader(handle))
    except (csv.Error, UnicodeDecodeError, LookupError) as error:
        raise SheetError(f"{path.name} cannot be read as CSV: {error}") from error


def _csv_lines(path: Path, reader: Any) -> Iterator[Line]:  # noqa: ANN401 - csv's own type is private
    header = next(reader, None)
    if header is None:
        raise SheetError(f"{path.name} is empty; a header and rows were expected")
    names = _names(path, header)
    for row in reader:
        if row:
            beyond = max(0, len(row) - len(names))
            yield Line(reader.line_num, _named(names, row), ",".join(row), beyond)


def _guess(path: Path) -> str:
    """Choose the first encoding that reads the whole file."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding) as handle:
                while handle.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetError(f"{path.name} is neither UTF-8 nor GB 18030; name its encoding")


def _names(path: Path, header: list[str]) -> list[str]:
    names = [name.strip() for name in header]
    if len(names) > COLUMNS:
        raise SheetError(f"{path.name} has {len(names)} columns; at most {COLUMNS} are taken")
    twice = {name for name, times in Counter(names).items() if name and times > 1}
    if twice:
        raise SheetError(f"{path.name} has columns of one name: {', '.join(sorted(twice))}")
    return names


def _named(names: list[str], row: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}


def _read_xlsx(path: Path, sheet: str | None, bounds: Bounds) -> Iterator[Line]:
    _check_package(path, bounds)
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise SheetError("workbooks are only read with defusedxml installed")
    with path.open("rb") as handle:  # openpyxl would leave a file of its own open on an error
        book = _open(path, handle)
        try:
            yield from _read_sheet(path, _choose(path, book, sheet), bounds)
        finally:
            book.close()


def _open(path: Path, handle: IO[bytes]) -> Any:  # noqa: ANN401 - openpyxl
    import openpyxl

    try:
        return openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl lets errors of any kind through
        name = type(error).__name__
        raise SheetError(f"{path.name} is not a readable workbook ({name})") from error


def _check_package(path: Path, bounds: Bounds) -> None:
    """Refuse a package by its size, packed and unpacked, before anything in it is opened."""
    size = path.stat().st_size
    if size > bounds.size:
        raise SheetError(f"{path.name} has {size} bytes; at most {bounds.size} are taken")
    try:
        with zipfile.ZipFile(path) as package:
            unzipped = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile as error:
        raise SheetError(f"{path.name} is not a readable workbook ({error})") from error
    if unzipped > bounds.unzipped:
        raise SheetError(
            f"{path.name} unpacks to {unzipped} bytes; at most {bounds.unzipped} are taken"
        )


def _choose(path: Path, book: Any, sheet: str | None) -> Any:  # noqa: ANN401 - openpyxl
    if sheet is not None and sheet not in book.sheetnames:
        raise SheetError(f"{path.name} has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
    return book[sheet or book.sheetnames[0]]


def _read_sheet(path: Path, sheet: Any, bounds: Bounds) -> Iterator[Line]:  # noqa: ANN401
    rows = _bounded(path, sheet, bounds)
    _, header = next(rows, (0, None))
    if header is None:
        raise SheetError(f"{path.name} is empty; a header and rows were expected")
    names = _names(path, header)
    for number, row in rows:
        if any(row):
            yield Line(number, _named(names, row), ",".join(row))


def _bounded(path: Path, sheet: Any, bounds: Bounds) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401
    """Read rows until the bound of cells; a broken sheet ends as our own error."""
    seen = 0
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # openpyxl and the XML parser let errors of any kind through
            raise SheetError(f"{path.name} breaks off ({type(error).__name__}: {error})") from error
        number += 1
        if number > ROWS:
            raise SheetError(f"{path.name} has more than {ROWS} rows")
        seen += len(row)
        if seen > bounds.cells:
            raise SheetError(f"{path.name} has more than {bounds.cells} cells")
        yield number, [cell_text(cell) for cell in row]


def cell_text(cell: object) -> str:
    """Write a cell as the text that a CSV file would have: shortest number, ISO 8601 moment."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float):
        return number_text(cell)
    return str(cell)


def number_text(value: float) -> str:
    """Write a number with the fewest digits that give it back; NaN is nothing.

    Parameters
    ----------
    value
        Any number.

    Returns
    -------
    str
        Without exponent and without `.0`.
    """
    if value != value:
        return ""
    text = repr(float(value))
    if "e" in text:
        from decimal import Decimal

        text = format(Decimal(text), "f")
    return text.removesuffix(".0")
