"""`qingtian notice`: messages of the outbox, webhooks of other systems, wishes of persons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Notices: what is told to persons and other systems, and what became of it.",
)


@app.command()
def messages(
    state: Annotated[str, typer.Option("--state", help="waiting, sending, sent or given-up.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Print the messages of the outbox, one line of JSON each, the newest first."""
    use(data)
    from qingtian_platform.act.notices import api

    for each in api.messages(state or None):
        typer.echo(_json(asdict(each)))


@app.command("send-again")
def send_again(
    number: Annotated[int, typer.Argument(help="Number of the message.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Let a message that was given up be tried from the beginning."""
    use(data)
    from qingtian_platform.act.notices import api

    if not api.send_again(number):
        typer.echo(f"message {number} is none that was given up", err=True)
        raise typer.Exit(1)


@app.command()
def hooks(data: Data = DEFAULT_DATA) -> None:
    """Print the webhooks, one line of JSON each, without their secrets."""
    use(data)
    from qingtian_platform.act.notices import hooks as registered

    for each in registered.listed():
        typer.echo(_json(each))


@app.command("hook-close")
def hook_close(
    name: Annotated[str, typer.Argument(help="Name of the webhook.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Send no more to a webhook."""
    use(data)
    from qingtian_platform.act.notices import hooks as registered

    with _errors():
        registered.close(name)


@app.command()
def hook(
    *,
    name: Annotated[str, typer.Option("--name", help="Short name of the webhook.")],
    url: Annotated[str, typer.Option("--url", help="Address, https://host/path.")],
    secret_file: Annotated[
        Path | None,
        typer.Option("--secret-file", help="File with the secret; a new one where left out."),
    ] = None,
    organisation: Annotated[
        int | None,
        typer.Option("--organisation", help="Number of the enterprise that is told of its own."),
    ] = None,
    inside: Annotated[
        bool, typer.Option("--inside", help="The host stands in the own network.")
    ] = False,
    severity: Annotated[
        int, typer.Option("--severity", help="The least grave alarm that is told, 1 to 4.")
    ] = 3,
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", help="What it is told of: alarm, duty, case; may be repeated."),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Register a webhook; print its secret where none was given."""
    use(data)
    from qingtian_platform.act.notices import hooks as registered
    from qingtian_platform.kit.vault import Secret

    with _errors():
        given = None if secret_file is None else Secret(secret_file.read_text("utf-8").strip())
        secret = registered.register(
            name,
            url,
            secret=given,
            organisation=organisation,
            inside=inside,
            severity=severity,
            topics=topics or (),
        )
    shown = secret.reveal() if given is None else None
    typer.echo(_json({"name": name, "url": url, "secret": shown}))


@app.command()
def wish(
    login: Annotated[str, typer.Argument(help="Whose.")],
    *,
    phone: Annotated[str, typer.Option("--phone", help="Number for short messages.")] = "",
    quiet: Annotated[
        list[str] | None,
        typer.Option("--quiet", help="Of what it wants to hear nothing: alarm, duty, case."),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Keep how a person wishes to be told; what is pressing comes in any case."""
    use(data)
    from qingtian_platform.act.notices import api
    from qingtian_platform.people.api import account

    if account(login) is None:
        typer.echo(f"no account is named {login!r}", err=True)
        raise typer.Exit(1)
    with _errors():
        kept = api.wish(login, phone=phone, quiet=quiet or ())
    typer.echo(_json({"login": login, "phone": kept.phone, "quiet": sorted(kept.quiet)}))


@contextmanager
def _errors() -> Iterator[None]:
    """Say what went wrong, in one line, and leave."""
    from qingtian_platform.act.notices.api import NoticeError

    try:
        yield
    except (NoticeError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _json(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
