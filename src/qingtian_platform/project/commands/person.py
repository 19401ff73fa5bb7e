"""`qingtian person add|list|password|close`: the accounts of the desk."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Accounts of the desk; there is no default one.",
)

Name = Annotated[str, typer.Option("--name", help="Name to sign in with.")]


@app.command()
def add(
    name: Name,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            help="duty, enterprise, enforcement, legal, assessor, reviewer or administrator.",
        ),
    ],
    division: Annotated[
        str | None, typer.Option("--division", help="District, name or code; none: the city.")
    ] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Name of the body that the person serves.")
    ] = None,
    display: Annotated[
        str, typer.Option("--display", help="Name beside what the person does; none: --name.")
    ] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Open an account and print its random password, this once."""
    use(data)
    from django.core.exceptions import ValidationError

    from qingtian_platform.people.api import Role, add_person, ensure_organisation

    kind = "enterprise" if role == Role.ENTERPRISE else "authority"
    try:
        number = ensure_organisation(organisation, kind) if organisation else None
        password = add_person(name, role, name=display, district=division, organisation=number)
    except (ValueError, ValidationError) as error:
        typer.echo(f"no account was opened: {error}", err=True)
        raise typer.Exit(1) from None
    _print({"name": name, "role": role, "division": division or "", "password": password})


@app.command(name="list")
def list_(data: Data = DEFAULT_DATA) -> None:
    """Print each account as one line of JSON."""
    use(data)
    from qingtian_platform.people.api import accounts

    for account in accounts():
        _print(account)


@app.command()
def password(name: Name, data: Data = DEFAULT_DATA) -> None:
    """Give an account a new random password and print it, this once."""
    use(data)
    from qingtian_platform.people.api import new_password

    try:
        _print({"name": name, "password": new_password(name)})
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command()
def close(name: Name, data: Data = DEFAULT_DATA) -> None:
    """Close an account; the name stays beside what the person did."""
    use(data)
    from qingtian_platform.people.api import close_account

    try:
        close_account(name)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _print(row: dict[str, str | bool]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))
