"""`qingtian act`: sign an act with a key that is held in a file, and list what was signed."""

from __future__ import annotations

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
    from qingtian.ledger.acts import Act, words_hash
    from qingtian_platform.people.api import account
    from qingtian_platform.project import keyfiles
    from qingtian_platform.record.acts import api as acts

    try:
        held = keyfiles.read(key)
        content: dict[str, Any] = json.loads(body.read_text(encoding="utf-8"))
        salted = (os.urandom(32), words) if words else None
        content["words"] = None if salted is None else words_hash(*salted)
        entry = held.pen.sign(f"qingtian.{kind}/1", acts.origin(places), _now(), content).to_bytes()
        number = acts.submit(entry, account(held.login), salted, places)
    except (ValueError, KeyError, OSError) as error:
        typer.echo(f"nothing was signed: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps({"act": number, "hash": Act.from_bytes(entry).hash()}))


def _now() -> int:
    from qingtian_platform.record.acts import table

    return table.now()


@app.command(name="list")
def list_(
    name: Annotated[
        str, typer.Option("--name", help="Login of the person, or a name that he has or had.")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Print everything that a person ever signed, one line of JSON each."""
    places = use(data)
    from qingtian_platform.record.acts import api as acts

    persons = acts.named(name)
    if not persons:
        typer.echo(f"nobody has or had the name {name!r}", err=True)
        raise typer.Exit(1)
    for person in persons:
        for number, act in acts.acts_of(person):
            revoked = acts.key_state(act.by, places).revoked_at
            row = {
                "login": person.username,
                "act": number,
                "kind": act.schema,
                "at": act.at,
                "key": act.by,
                "key_revoked": None if revoked is None else revoked.isoformat(),
                "body": act.body,
            }
            typer.echo(json.dumps(row, ensure_ascii=False))


@app.command()
def proof(
    number: Annotated[int, typer.Argument(help="Number of the act.")],
    out: Annotated[Path, typer.Option("--out", help="File for the proof.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the proof of an act, for `qingtian verify` and the verify page."""
    places = use(data)
    from qingtian_platform.record.acts import api as acts
    from qingtian_platform.record.errors import NotLoggedError

    try:
        out.write_bytes(acts.proof(number, places).to_bytes())
    except (NotLoggedError, OSError) as error:
        typer.echo(f"no proof was written: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps({"act": number, "file": str(out)}))


@app.command()
def erase(
    number: Annotated[int, typer.Argument(help="Number of the act.")],
    by: Annotated[str, typer.Option("--by", help="Login of who erases.")],
    basis: Annotated[str, typer.Option("--basis", help="On what ground; everyone can read it.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Erase the words beside an act; the act, its hash and the log stay whole."""
    places = use(data)
    from qingtian_platform.people.api import account
    from qingtian_platform.record.acts import api as acts

    found = acts.act(number, places)
    name = None if found is None else found.act.body.get("words")
    if account(by) is None or name is None:
        typer.echo("nothing was erased: expected an account, and an act with words", err=True)
        raise typer.Exit(1)
    try:
        gone = acts.erase_words(name, by=by, basis=basis)
    except ValueError as error:
        typer.echo(f"nothing was erased: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps({"act": number, "erased": gone}))
