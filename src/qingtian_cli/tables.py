"""Tables that commands take: CSV, Parquet, or CSV on standard input; every cell as text."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

import typer

Row = dict[str, str]
DAYS = ("day", "date", "time", "start", "日期", "时间")
"""Columns that may say when a row was measured, the first that is there."""


def rows(file: Path) -> Iterator[Row]:
    """Read a table row by row.

    Parameters
    ----------
    file
        CSV in UTF-8, Parquet (by its ending), or `-` for CSV on standard input.

    Yields
    ------
    dict
        Cell by column; an empty text = missing.
    """
    if file.suffix.lower() in (".parquet", ".pq"):
        yield from _parquet(file)
    elif str(file) == "-":
        yield from _plain(csv.DictReader(sys.stdin))
    else:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            yield from _plain(csv.DictReader(stream))


def _plain(lines: Iterable[Mapping[str, str | None]]) -> Iterator[Row]:
    for line in lines:
        yield {name: text or "" for name, text in line.items() if name}


def _parquet(file: Path) -> Iterator[Row]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise typer.BadParameter(
            "expected pyarrow for Parquet; pip install 'qingtian[tables]', or give a CSV"
        ) from None
    try:
        opened = pq.ParquetFile(file)
    except pa.ArrowInvalid as error:
        raise typer.BadParameter(f"{file}: expected Parquet; {error}") from None
    for batch in opened.iter_batches():
        for row in batch.to_pylist():
            yield {str(name): _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    """Write a cell; a float that is whole as its digits alone, as tables print it."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def day_of(row: Row, line: int) -> date:
    """Read the day of a row from one of `DAYS`.

    Raises
    ------
    typer.BadParameter
        If no such column holds a day; the message names the line.
    """
    column = next((name for name in DAYS if row.get(name)), "")
    try:
        return date.fromisoformat(row[column][:10].replace("/", "-")) if column else _no_day(line)
    except ValueError:
        raise typer.BadParameter(
            f"line {line}: expected a day like 2026-03-01 in {column}; got {row[column]!r}"
        ) from None


def _no_day(line: int) -> date:
    raise typer.BadParameter(f"line {line}: expected a column day like 2026-03-01")


def number(text: str | None, column: str, line: int) -> Decimal | None:
    """Read a number; an empty cell is None.

    Raises
    ------
    typer.BadParameter
        If it is none; the message names line and column.
    """
    if text is None or not text.strip():
        return None
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise typer.BadParameter(f"line {line}: expected a number in {column}; got {text!r}")
    return found


def show(
    found: Iterable[tuple[Row, Any]],
    output: str,
    language: Literal["zh", "en"],
    names: Sequence[str],
    cells: Callable[[Any, str], Mapping[str, object]],
) -> None:
    """Write each row with its result: as CSV, as JSON objects, or as trees.

    Parameters
    ----------
    found
        Rows as read, each with its `Result`.
    output
        `csv`, `json` or `tree`.
    language
        Of names and of the tree.
    names
        Columns that the result adds to a CSV, in order.
    cells
        Gives these cells of a result in a language; a missing one stays empty.
    """
    writer: Any = None
    for row, result in found:
        if output == "csv":
            if writer is None:
                columns = [*row, *names]
                writer = csv.DictWriter(
                    sys.stdout, columns, restval="", extrasaction="ignore", lineterminator="\n"
                )
                writer.writeheader()
            writer.writerow({**row, **cells(result, language)})
        elif output == "tree":
            typer.echo(result.tree(language))
        else:
            typer.echo(json.dumps({**row, "result": result.to_json()}, ensure_ascii=False))
