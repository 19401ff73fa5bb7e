"""`qingtian import --as prsa|cnemc-hourly|csv FILE...`: take files of observations in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian_platform.collect.importers.api import Mapping, Report
    from qingtian_platform.collect.importers.run import Progress
    from qingtian_platform.kit.places import Places

app = typer.Typer(add_completion=False)

PATIENCE = 600.0
"""How long to wait for the sealer of a running serve. [s]"""


@app.command(name="import")
def load(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="The files.")
    ],
    form: Annotated[str, typer.Option("--as", help="prsa, cnemc-hourly or csv (also Excel).")],
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="For csv: YAML that says which column means what."),
    ] = None,
    refused: Annotated[
        Path | None, typer.Option("--refused", help="Write each refused row and its reason here.")
    ] = None,
    strict: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--strict", help="Import nothing where one row is refused.")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Take the rows of files in; all that can be read, or nothing; print the report as JSON."""
    places = use(data)
    from qingtian_platform.collect.importers import api

    try:
        mappings = _mappings(form, mapping)
        with _progress(files) as progress:
            report = api.run(places, files, mappings, strict=strict, progress=progress)
    except api.ImportRefusedError as error:
        typer.echo(f"nothing was imported: {error}", err=True)
        raise typer.Exit(1) from None
    _write_refused(report, refused)
    _seal(places)
    typer.echo(json.dumps(report.summary(), ensure_ascii=False))
    _judge(report)


def _mappings(form: str, path: Path | None) -> list[Mapping]:
    from qingtian_platform.collect.importers import api

    if form == "csv":
        if path is None:
            raise api.MappingError("--as csv needs --map FILE.yaml; docs/importing.md has one")
        return api.load(path)
    if form not in ("prsa", "cnemc-hourly"):
        raise api.MappingError(f"--as {form} is not known; choose prsa, cnemc-hourly or csv")
    if path is not None:
        raise api.MappingError(f"--map goes with --as csv; {form} has a mapping of its own")
    return api.profile(form)


@contextmanager
def _progress(files: list[Path]) -> Iterator[Progress]:
    """Show a bar on standard error, a line a file."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from qingtian_platform.collect.importers import api

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        tasks = {path: bar.add_task(path.name, total=api.rows_in(path)) for path in files}
        yield lambda path, rows: bar.update(tasks[path], completed=rows)
        for path, task in tasks.items():
            total = api.rows_in(path) or 1
            bar.update(task, completed=total, total=total)


def _write_refused(report: Report, path: Path | None) -> None:
    if path is None:
        return
    from qingtian_platform.kit.tables import write_csv

    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = ((r.file, r.line, r.reason, r.text) for r in report.refusals)
        write_csv(handle, ("file", "line", "reason", "text"), rows)


def _seal(places: Places) -> None:
    """Seal what was imported; where a serve runs, its sealer does it."""
    from qingtian_platform.record import api

    try:
        api.drain(places, patience=PATIENCE)
    except api.RecordError as error:  # what was imported is durable in the inbox all the same
        typer.echo(f"imported, but not sealed yet: {error}", err=True)


def _judge(report: Report) -> None:
    """Say on standard error what was not taken, and fail where nothing was."""
    for one in report.refusals[:5]:
        typer.echo(f"refused: {one.file} line {one.line}: {one.reason}", err=True)
    if report.refused > len(report.refusals[:5]):
        typer.echo(
            f"refused: {report.refused} rows in all; --refused FILE.csv lists them", err=True
        )
    if not report.accepted and not report.repeated and report.refused:
        typer.echo("nothing was imported", err=True)
        raise typer.Exit(1)
