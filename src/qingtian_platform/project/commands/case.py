"""`qingtian case`: matters from a table, the list of them, and one with its time line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian_platform.act.cases.api import MatterInfo

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Matters from a table, the list of them, and one with its time line.",
)
By = Annotated[str, typer.Option("--by", help="Login of the person who asks.")]


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Excel.")],
    by: By,
    data: Data = DEFAULT_DATA,
) -> None:
    """Open the matters of a table, all or none; a line that was taken in before opens nothing."""
    use(data)
    from django.utils import translation

    from qingtian_platform.act.cases.importing import ImportRefusedError, take_in
    from qingtian_platform.kit.sheets import SheetError

    try:
        with translation.override("en"):
            done = take_in(file, _person(by), datetime.now(UTC))
    except ImportRefusedError as refused:
        for fault in refused.faults:
            typer.echo(f"{file.name}: {fault}", err=True)
        typer.echo(f"nothing was imported: {len(refused.faults)} faults", err=True)
        raise typer.Exit(1) from None
    except SheetError as error:
        typer.echo(f"nothing was imported: {error}", err=True)
        raise typer.Exit(1) from None
    numbers = [each.number for each in done.opened]
    typer.echo(json.dumps({"opened": numbers, "joined": done.joined, "before": done.before}))


@app.command()
def columns() -> None:
    """Print the columns of a table of matters, each with what stands in it."""
    from qingtian_platform.act.cases.importing import COLUMNS, FACT, PAPER

    for name, text in COLUMNS.items():
        typer.echo(f"{name:<14}{text}")
    typer.echo(
        f"{FACT + 'NAME':<14}a fact that the act asks for; yes or no where it is one of both"
    )
    typer.echo(f"{PAPER + 'KEY':<14}number of a paper that it brings, or yes where it has none")


@app.command(name="list")
def list_(
    by: By,
    ended: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--ended", help="Those that have ended.")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print the matters that a person sees, one line of JSON each, what is due first at the top."""
    use(data)
    from qingtian_platform.act.cases import api

    person, page = _person(by), 0
    while rows := api.queue(person, ended=ended, page=page, size=200).rows:
        for each in rows:
            typer.echo(_json(_facts(each)))
        page += 1


@app.command()
def show(
    number: Annotated[str, typer.Argument(help="Number of the matter, as 110105-2026-00012.")],
    by: By,
    language: Annotated[str, typer.Option("--language", help="en or zh.")] = "en",
    data: Data = DEFAULT_DATA,
) -> None:
    """Print a matter and its time line as JSON."""
    use(data)
    from qingtian_platform.act.cases import api

    person = _person(by)
    found = api.queue(person, text=number, ended=None, size=1).rows
    if not found:
        typer.echo(f"nobody called {by} sees a matter of the number {number}", err=True)
        raise typer.Exit(1)
    matter = found[0]
    line = [
        {"when": each.when, "who": each.who, "party": each.party, "words": each.words(language)}
        for each in api.timeline(matter.id)
    ]
    typer.echo(_json(_facts(matter) | {"timeline": line}))


def _person(login: str) -> Any:  # noqa: ANN401 - the account model is private to its app
    from qingtian_platform.people.api import account

    person = account(login)
    if person is None:
        typer.echo(f"--by: nobody signs in as {login!r}; add the person first", err=True)
        raise typer.Exit(2)
    return person


def _facts(matter: MatterInfo) -> dict[str, Any]:
    return {
        "number": matter.number,
        "procedure": matter.procedure,
        "subject": matter.subject.name,
        "division": matter.division,
        "unit": matter.unit_name,
        "holder": matter.holder,
        "origin": f"{matter.origin.kind} {matter.origin.ref}",
        "state": matter.state,
        "opened_at": matter.opened_at,
        "recorded_at": matter.recorded_at,
        "legacy": matter.legacy,
        "ended_at": matter.ended_at,
        "next_due": matter.next_due,
        "open": matter.open,
        "late": matter.late,
    }


def _json(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
