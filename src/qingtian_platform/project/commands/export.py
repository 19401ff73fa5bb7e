"""`qingtian export observations --mn MN --format csv`: hand out what is kept."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(add_completion=False, help="Export what is kept.", no_args_is_help=True)

BEIJING = timezone(timedelta(hours=8))
COLUMNS = (
    *("mn", "interval", "phenomenon_time", "code", "field", "value", "flag"),
    *("received_at", "batch", "frame", "act"),
)
"""Columns of an export; `act` numbers the last act of a person about a value that is not as it was
received. With `--all` also `superseded_at`, and every value as it was received."""
_PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Row = dict[str, Any]


@app.callback()
def main() -> None:
    """Export what is kept."""


@app.command()
def observations(
    mn: Annotated[
        list[str] | None, typer.Option("--mn", help="Data logger; may be repeated. Default: all.")
    ] = None,
    form: Annotated[
        Literal["csv", "json", "parquet"], typer.Option("--format", help="csv, json or parquet.")
    ] = "csv",
    interval: Annotated[
        list[str] | None, typer.Option(help="realtime, minute, hour, day; may be repeated.")
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--from", help="First day in Beijing, or a time with its zone.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Last day, or a time before which values begin.")
    ] = None,
    everything: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--all", help="Also rows that later ones superseded; all as received.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="Write here instead of to standard output.")
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write observations with the batch and the frame that each one came from."""
    start, end = _moment(begin, last=False), _moment(to, last=True)
    places = use(data)
    from qingtian_platform.record import api

    try:
        api.drain(places)
    except api.RecordError as error:
        _fail(str(error))
    _check_known(mn or [], places)
    pieces = api.stream(
        mn=mn, interval=interval, start=start, end=end, superseded=everything, places=places
    )
    names = (*COLUMNS, "superseded_at") if everything else COLUMNS
    if form == "parquet":
        _write_parquet(pieces, output)
        return
    rows = ({name: row[name] for name in names} for row in _rows(pieces))
    with _text(output) as stream:
        if form == "csv":
            _write_csv(rows, names, stream)
        else:
            _write_json(rows, stream)


def cell(text: str) -> str:
    """Keep a spreadsheet from running a cell: put an apostrophe before what looks like a formula.

    Parameters
    ----------
    text
        What the cell is to show; plain numbers, negative ones too, stay as they are.
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def digits(value: float | None, decimals: int | None, text: str | None) -> str:
    """Write a value with the digits sent; the characters sent where it is no number."""
    if value is None:
        return text or ""
    return f"{value:.{decimals or 0}f}"


def _rows(pieces: Iterable[Any]) -> Iterator[Row]:
    for piece in pieces:
        for row in piece.to_pylist():
            row["value"] = digits(row["value"], row["decimals"], row["text"])
            row["phenomenon_time"] = _iso(row["start"])
            row["received_at"] = _iso(row["received_at"])
            row["superseded_at"] = _iso(row["superseded_at"])
            yield row


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(BEIJING).isoformat()


def _write_csv(rows: Iterable[Row], names: tuple[str, ...], stream: Any) -> None:  # noqa: ANN401
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(str(value)) for value in row.values()])


def _write_json(rows: Iterable[Row], stream: Any) -> None:  # noqa: ANN401
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_parquet(pieces: Iterable[Any], output: Path | None) -> None:
    """Write all columns of an answer: Parquet has types for what CSV spells."""
    import pyarrow.parquet as pq

    from qingtian_platform.record.rows import read_schema

    target: Any = sys.stdout.buffer if output is None else output
    with pq.ParquetWriter(target, read_schema(), compression="zstd") as writer:
        for piece in pieces:
            writer.write_batch(piece.cast(read_schema()))


def _text(output: Path | None) -> Any:  # noqa: ANN401 - a stream that closes itself
    """Open what is written to; standard output stays open."""
    from contextlib import nullcontext

    return (
        nullcontext(sys.stdout)
        if output is None
        else output.open("w", encoding="utf-8", newline="")
    )


def _moment(text: str | None, *, last: bool) -> datetime | None:
    """Read a day in Beijing (the last one counts whole) or a time with its zone."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _fail(
            f"expected a day such as 2026-11-25 or a time such as 2026-11-25T08:00+08:00, got {text}"
        )
    if _DAY.fullmatch(text):
        return (moment + timedelta(days=last)).replace(tzinfo=BEIJING).astimezone(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def _check_known(mns: list[str], places: Any) -> None:  # noqa: ANN401
    """Refuse a data logger that was never registered and never sent: most likely a slip."""
    from qingtian_platform.record import api
    from qingtian_platform.registry.api import all_loggers

    for mn in mns:
        if mn not in all_loggers() and not api.streams(mn, places):
            _fail(f"no data logger {mn}: neither registered nor in the archive")


def _fail(message: str) -> Any:  # noqa: ANN401 - never returns
    typer.echo(message, err=True)
    raise typer.Exit(1)
