"""`qingtian command send|approve|list ...`: commands to data loggers, their approval and what was said."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian_platform.collect.api import CommandInfo, ConversationRecord

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Commands to data loggers (反控): each by a person, for a reason, kept as evidence.",
)

Number = Annotated[int, typer.Argument(help="Number of the command.")]
Name = Annotated[str, typer.Option("--person", help="Login of who acts.")]


@app.command()
def send(
    mn: Annotated[str, typer.Option("--mn", help="The data logger.")],
    cn: Annotated[str, typer.Option("--cn", help="Command code; `codes` lists them.")],
    person: Name,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays with the command.")],
    item: Annotated[
        list[str] | None,
        typer.Option("--item", help="Parameter, NAME=VALUE; repeatable, in order."),
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", help="Wait so many seconds for the end. [s]")
    ] = 0.0,
    data: Data = DEFAULT_DATA,
) -> None:
    """Ask for a command; one that changes a parameter then waits for `approve`."""
    use(data)
    from qingtian_platform.collect import api

    pairs = [_pair(text) for text in item or []]
    with _errors():
        info = api.request_command(mn, cn, pairs, person=_person(person), reason=reason)
    if info.waits_for_second_person:
        typer.echo(f"command {info.id} waits for a second person: approve it", err=True)
    else:
        info = _wait(info.id, wait)
    _print(_facts(info))
    if wait and not info.waits_for_second_person and info.state != "answered":
        raise typer.Exit(1)


@app.command()
def approve(
    number: Number,
    person: Name,
    remark: Annotated[str, typer.Option("--remark", help="A remark.")] = "",
    wait: Annotated[
        float, typer.Option("--wait", help="Wait so many seconds for the end. [s]")
    ] = 0.0,
    data: Data = DEFAULT_DATA,
) -> None:
    """Approve a command, as another person than the one who asked."""
    use(data)
    from qingtian_platform.collect import api

    with _errors():
        api.approve(number, person=_person(person), detail=remark)
    info = _wait(number, wait)
    _print(_facts(info))
    if wait and info.state != "answered":
        raise typer.Exit(1)


@app.command()
def decline(
    number: Number,
    person: Name,
    reason: Annotated[str, typer.Option("--reason", help="Why not.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Decline a command, or withdraw one's own, before the gateway took it."""
    use(data)
    from qingtian_platform.collect import api

    with _errors():
        info = api.decline(number, person=_person(person), detail=reason)
    _print(_facts(info))


@app.command(name="list")
def list_(
    mn: Annotated[str | None, typer.Option("--mn", help="Of one data logger.")] = None,
    open_: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--open", help="Those that are not over.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", help="How many, the newest first.")] = 200,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print commands, one line of JSON each, the newest first."""
    use(data)
    from qingtian_platform.collect import api

    for info in api.commands(mn=mn, open_only=open_, limit=limit):
        _print(_facts(info))


@app.command()
def show(number: Number, data: Data = DEFAULT_DATA) -> None:
    """Print a command with its steps and what was said, frames both ways, secrets masked."""
    use(data)
    from qingtian_platform.collect import api

    with _errors():
        info = api.command(number)
    steps = [
        {"state": s.state, "at": s.at.isoformat(), "by": s.name, "qn": s.qn, "detail": s.detail}
        for s in info.steps
    ]
    said = [_conversation(one) for one in api.conversation(number)]
    _print(_facts(info) | {"steps": steps, "conversations": said})


@app.command()
def codes(
    mn: Annotated[str, typer.Option("--mn", help="The data logger.")], data: Data = DEFAULT_DATA
) -> None:
    """Print the commands that a data logger's edition knows, one line of JSON each."""
    use(data)
    from qingtian_platform.collect import api

    with _errors():
        rows = api.requestable(mn)
    for row in rows:
        parameters = None
        if row.parameters is not None:
            parameters = [one.name + "?" * one.optional for one in row.parameters]
        _print(
            {
                "cn": row.code,
                "name": row.name,
                "name_en": row.name_en,
                "parameters": parameters,
                "effect": row.effect.value,
                "second_person": row.needs_second_person,
            }
        )


class _errors:  # noqa: N801 - reads as a statement
    """Say on stderr why a command was not taken, and leave with 1."""

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        from qingtian_platform.collect.api import CommandError

        if isinstance(error, CommandError):
            typer.echo(f"not done: {error}", err=True)
            raise typer.Exit(1) from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        typer.echo(f"--item {text}: NAME=VALUE was expected", err=True)
        raise typer.Exit(2)
    return name, value


def _person(login: str) -> int:
    from django.contrib.auth import get_user_model

    found = get_user_model().objects.filter(username=login, is_active=True).first()
    if found is None:
        typer.echo(f"no open account is named {login}; `qingtian person list`", err=True)
        raise typer.Exit(1)
    return int(found.pk)


def _wait(number: int, seconds: float) -> CommandInfo:
    """Look until the command is over or the time is."""
    from qingtian_platform.collect import api

    until = time.monotonic() + seconds
    info = api.command(number)
    while info.open and time.monotonic() < until:
        time.sleep(0.2)
        info = api.command(number)
    return info


def _facts(info: CommandInfo) -> dict[str, Any]:
    return {
        "command": info.id,
        "mn": info.mn,
        "cn": info.code,
        "name": info.name,
        "name_en": info.name_en,
        "items": [list(pair) for pair in info.items],
        "by": info.person_name,
        "rule": info.rule,
        "reason": info.reason,
        "requested_at": info.requested_at.isoformat(),
        "second_person": info.second_person,
        "state": info.state,
        "detail": info.steps[-1].detail,
    }


def _conversation(one: ConversationRecord) -> dict[str, Any]:
    return {
        "qn": one.qn,
        "state": one.state,
        "code": one.code,
        "deviations": list(one.deviations),
        "opened_at": one.opened_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "frames": [
            {"at": f.at.isoformat(), "direction": f.direction, "attempt": f.attempt, "text": f.text}
            for f in one.frames
        ],
    }


def _print(facts: dict[str, Any]) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False))
