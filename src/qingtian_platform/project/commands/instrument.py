"""`qingtian instrument`: records of instruments from a file, and the ledger of their parameters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Records of instruments from a file, and the ledger of their parameters.",
)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Excel.")],
    by: Annotated[str, typer.Option("--by", help="Login of the person who answers for it.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Take in maintenance, checks, comparisons, control samples and certificates, all or none."""
    use(data)
    from django.utils import translation

    from qingtian_platform.check.instruments.api import IntakeError, take_in
    from qingtian_platform.kit.sheets import SheetError
    from qingtian_platform.people.api import account

    person = account(by)
    if person is None:
        typer.echo(f"--by: nobody signs in as {by!r}; add the person first", err=True)
        raise typer.Exit(2)
    try:
        with translation.override("en"):
            taken = take_in(file, person)
    except IntakeError as error:
        for fault in error.faults:
            typer.echo(f"{file.name}: {fault}", err=True)
        typer.echo(f"nothing was imported: {len(error.faults)} faults", err=True)
        raise typer.Exit(1) from None
    except SheetError as error:
        typer.echo(f"nothing was imported: {error}", err=True)
        raise typer.Exit(1) from None
    if taken.before:
        typer.echo("the same file was imported before; nothing was added", err=True)
    typer.echo(json.dumps({"records": taken.records, "sha256": taken.sha256}))


@app.command()
def ledger(
    mn: Annotated[str, typer.Argument(help="The data logger.")],
    code: Annotated[str | None, typer.Option("--code", help="Factor; none: all.")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write what the instruments of a data logger told of their parameters, as CSV."""
    places = use(data)
    from qingtian_platform.check.instruments.api import parameters
    from qingtian_platform.kit.tables import write_csv

    rows = [
        (t.code, t.name, t.text, t.at.isoformat(), t.command, t.batch, t.frame)
        for t in parameters(mn, code, places)
    ]
    write_csv(sys.stdout, ("code", "name", "value", "at", "command", "batch", "frame"), rows)
