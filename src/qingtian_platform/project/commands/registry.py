"""`qingtian registry export|import`: the registry as tables, CSV or Excel."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The registry as tables, CSV or Excel."
)

Table = Annotated[
    str, typer.Option("--table", help="thing, logger, datastream, sensor, limit or shutdown.")
]


@app.command()
def export(
    table: Table,
    form: Annotated[str, typer.Option("--format", help="csv or xlsx.")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; none: standard output.")
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write a table without its secrets."""
    use(data)
    from qingtian_platform.registry.api import TABLES, export_bytes

    if table not in TABLES or form not in ("csv", "xlsx"):
        typer.echo(f"--table is one of {', '.join(TABLES)}; --format is csv or xlsx", err=True)
        raise typer.Exit(2)
    content = export_bytes(table, form)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(content)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Excel.")],
    table: Table,
    commit: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--commit", help="Keep the rows; without it this is a dry run.")
    ] = False,
    refused: Annotated[
        Path | None, typer.Option("--refused", help="Write each refused row and its reason here.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason that the history shows.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Try the rows of a table and, with --commit, keep those that are not refused."""
    use(data)
    from django.utils import translation

    from qingtian_platform.kit.sheets import SheetError, read_table
    from qingtian_platform.registry.api import acting, take_in

    try:
        with translation.override("en"), acting(None, why or f"registry import {file.name}"):
            report = take_in(table, read_table(file), commit=commit)
    except (SheetError, ValueError) as error:
        typer.echo(f"nothing was imported: {error}", err=True)
        raise typer.Exit(1) from None
    bad = [row for row in report.rows if row.outcome == "refused"]
    for row in bad:
        typer.echo(f"refused: line {row.line} ({row.key}): {row.reason}", err=True)
    if refused is not None:
        _write(refused, [(row.line, row.key, row.reason) for row in bad])
    if not commit:
        typer.echo("dry run: nothing was kept; add --commit to keep it", err=True)
    typer.echo(json.dumps({"table": table, "committed": commit, **report.counts()}))
    if bad:
        raise typer.Exit(1)


def _write(path: Path, rows: list[tuple[int, str, str]]) -> None:
    from qingtian_platform.kit.tables import write_csv

    with path.open("w", encoding="utf-8", newline="") as handle:
        write_csv(handle, ("line", "key", "reason"), rows)
