"""`qingtian person add|list|password|close|key|revoke`: the accounts of the desk and their keys."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

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
            help="duty, enterprise, contractor, enforcement, legal, assessor, reviewer or administrator.",
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
    mail: Annotated[str, typer.Option("--mail", help="Mailbox that alarms are sent to.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Open an account and print its random password, this once."""
    use(data)
    from django.core.exceptions import ValidationError

    from qingtian_platform.people.api import Role, add_person, ensure_organisation

    kind = {Role.ENTERPRISE: "enterprise", Role.CONTRACTOR: "maintainer"}.get(role, "authority")  # type: ignore[call-overload]
    try:
        number = ensure_organisation(organisation, kind) if organisation else None
        password = add_person(
            name, role, name=display, district=division, organisation=number, mail=mail
        )
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


@app.command()
def key(
    name: Name,
    out: Annotated[Path, typer.Option("--out", help="File for the key; must not be there yet.")],
    duty: Annotated[
        list[str],
        typer.Option(
            "--duty",
            help="sampler, analyst, reviewer or signatory; none: as the role has it.",
        ),
    ] = [],  # noqa: B006 - Typer copies it
    since: Annotated[
        datetime | None, typer.Option("--since", help="First day of a delegation; none: now.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", help="Last day of a delegation; none: open.")
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Make a signing key for a person and register its public half; the file is the person's."""
    places = use(data)
    from django.utils import timezone

    from qingtian_platform.people.api import account
    from qingtian_platform.project import keyfiles
    from qingtian_platform.record.acts.api import ActRefusedError

    begin = None if since is None else timezone.make_aware(since)
    end = None if until is None else timezone.make_aware(until) + timedelta(days=1)
    person = account(name)
    try:
        if person is None:
            _no_account(name)
        made, number = keyfiles.make(
            places, person, out, duties=duty or None, since=begin, until=end
        )
    except (ActRefusedError, OSError, LookupError) as error:
        typer.echo(f"no key was registered: {error}", err=True)
        raise typer.Exit(1) from None
    _print({"name": name, "key": made.pen.name, "act": str(number), "file": str(out)})


def _no_account(name: str) -> NoReturn:
    raise LookupError(f"no account is named {name!r}")


@app.command()
def revoke(
    key: Annotated[str, typer.Option("--key", help="Name of the key, 64 digits.")],
    reason: Annotated[str, typer.Option("--reason", help="One word: lost, left.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Revoke a key: what it signed stands, and it signs no more."""
    places = use(data)
    from qingtian_platform.record.acts import api as acts

    try:
        _print({"key": key, "act": str(acts.revoke(places, key, reason))})
    except acts.ActRefusedError as error:
        typer.echo(f"nothing was revoked: {error}", err=True)
        raise typer.Exit(1) from None


def _print(row: dict[str, str | bool]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))
