"""`qingtian intervention`: custodians of the protected store, and lawful extraction."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The protected store of interventions."
)


@app.command()
def custodian(
    name: Annotated[str, typer.Option("--name", help="Login of the person.")],
    group: Annotated[str, typer.Option("--group", help="supervision or discipline.")],
    out: Annotated[Path, typer.Option("--out", help="File for the key; must not be there yet.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Make a custodian's key; the file is the person's and is taken away from this machine."""
    places = use(data)
    from qingtian_platform.record.protected import interventions
    from qingtian_platform.record.protected.custodians import ProtectedError

    try:
        _check_account(name)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(interventions.new_custodian(places, name, group))
    except (ProtectedError, OSError) as error:
        typer.echo(f"no key was made: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps({"name": name, "group": group, "file": str(out)}))


def _check_account(name: str) -> None:
    """Refuse who administers: whoever runs the platform opens nothing."""
    from qingtian_platform.people.api import Role, account
    from qingtian_platform.record.protected.custodians import ProtectedError

    person = account(name)
    if person is None or not person.is_active or person.role == Role.ADMINISTRATOR:
        raise ProtectedError("expected an open account that is no administrator's")


@app.command()
def extract(
    key: Annotated[list[Path], typer.Option("--key", help="Key file; give two, one a group.")],
    document: Annotated[str, typer.Option("--document", help="Number of the document.")],
    about: Annotated[
        str, typer.Option("--about", help="Name or post that a record must hold.")
    ] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Take records out, after leaving a trace of it; one line of JSON each."""
    places = use(data)
    from qingtian_platform.record.protected import interventions
    from qingtian_platform.record.protected.custodians import ProtectedError

    try:
        keys = [interventions.read_key(path.read_bytes()) for path in key]
        found = interventions.extract(places, keys, document, about=about)
    except (ProtectedError, OSError) as error:
        typer.echo(f"nothing was taken out: {error}", err=True)
        raise typer.Exit(1) from None
    for each in found:
        typer.echo(json.dumps(each, ensure_ascii=False))
