"""`qingtian interface`: keys by which other departments' systems read and act in matters."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Keys of other departments' systems; each has the rights of one account.",
)


@app.command()
def key(
    *,
    name: Annotated[str, typer.Option("--name", help="Short name of the system.")],
    login: Annotated[str, typer.Option("--login", help="Account whose rights the key has.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Open a key, and print it with the secret for signed messages: neither is shown again."""
    use(data)
    from qingtian_platform.act.interface import api

    try:
        opened, secret = api.open_key(name, login)
    except api.RefusedKeyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    facts = {"name": name, "login": login, "key": opened.reveal(), "secret": secret.reveal()}
    typer.echo(json.dumps(facts, ensure_ascii=False))


@app.command()
def keys(data: Data = DEFAULT_DATA) -> None:
    """Print the keys, one line of JSON each, closed ones too; neither hash nor secret."""
    use(data)
    from qingtian_platform.act.interface import api

    for each in api.listed():
        typer.echo(json.dumps(each, ensure_ascii=False, default=str))


@app.command("key-close")
def key_close(
    name: Annotated[str, typer.Argument(help="Name of the key.")], data: Data = DEFAULT_DATA
) -> None:
    """Take a key no more."""
    use(data)
    from qingtian_platform.act.interface import api

    try:
        api.close_key(name)
    except api.RefusedKeyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
