"""`qingtian act`: sign an act with a key that is held in a file, and list what was signed."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Acts of persons, signed.")


@app.command()
def sign(
    key: Annotated[Path, typer.Option("--key", help="File of the person's key.")],
    kind: Annotated[str, typer.Option("--kind", help="correction, signoff, release …")],
    body: Annotated[Path, typer.Option("--body", help="JSON of the body, as in spec/acts.md.")],
    words: Annotated[
        str, typer.Option("--words", help="Personal words; the act holds their hash alone.")
    ] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Sign an act and take it in; print its number and hash."""
    places = use(data)
    from qingtian.ledger.acts import Act, Pen, words_hash
    from qingtian_platform.people.api import account
    from qingtian_platform.record.acts import api as acts

    try:
        held = json.loads(key.read_text(encoding="ascii"))
        content: dict[str, Any] = json.loads(body.read_text(encoding="utf-8"))
        salted = (os.urandom(32), words) if words else None
        content["words"] = None if salted is None else words_hash(*salted)
        pen = Pen(base64.b64decode(held["seed"]))
        entry = pen.sign(f"qingtian.{kind}/1", acts.origin(places), _now(), content).to_bytes()
        number = acts.submit(entry, account(held["login"]), salted, places)
    except (ValueError, KeyError, OSError) as error:
        typer.echo(f"nothing was signed: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps({"act": number, "hash": Act.from_bytes(entry).hash()}))


def _now() -> int:
    from qingtian_platform.record.acts import table

    return table.now()


@app.command(name="list")
def list_(
    name: Annotated[str, typer.Option("--name", help="Login of the person.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Print everything that a person ever signed, one line of JSON each."""
    use(data)
    from qingtian_platform.people.api import account
    from qingtian_platform.record.acts import api as acts

    person = account(name)
    if person is None:
        typer.echo(f"no account is named {name!r}", err=True)
        raise typer.Exit(1)
    for number, act in acts.acts_of(person):
        row = {"act": number, "kind": act.schema, "at": act.at, "body": act.body}
        typer.echo(json.dumps(row, ensure_ascii=False))
