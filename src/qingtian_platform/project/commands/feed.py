"""`qingtian feed`: what departments share, how it stands, and a batch handed in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Feeds of departments: agreements, batches, how each stands.",
)


@app.command("list")
def list_(*, data: Data = DEFAULT_DATA) -> None:
    """Print what is agreed today, one line of JSON each."""
    use(data)
    from qingtian_platform.collect.feeds import api
    from qingtian_platform.kit.times import beijing

    for each in api.agreements(beijing(datetime.now(UTC)).date()):
        terms = each.terms
        facts = {
            "key": each.key,
            "department": each.department,
            "name": each.name,
            "since": terms.since.isoformat(),
            "period": terms.period_text,
            "way": terms.way,
            "form": terms.layout.form,
            "contact": terms.mail,
            "licence": terms.licence_url,
            "clauses": each.clauses,
        }
        _print(facts)


@app.command()
def deliver(
    key: Annotated[str, typer.Argument(help="Of the agreement; `list` names them.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Batch to hand in; without one the source is looked at.", dir_okay=False
        ),
    ] = None,
    *,
    data: Data = DEFAULT_DATA,
) -> None:
    """Hand in a batch, or look at the source of an agreement at once; tell what became of it."""
    places = use(data)
    from django.utils import translation

    from qingtian_platform.collect.feeds import api

    translation.activate("en")
    now = datetime.now(UTC)
    try:
        if file is not None:
            found = [api.take(places, key, file.read_bytes(), name=file.name, now=now)]
        else:
            api.deliver(key, places, now)
            found = [each for each in api.deliveries(key, start=now) if each.at == now]
    except (api.FeedError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for each in found:
        _print(_facts(each))
        for fault in each.faults:
            where = f"row {fault.row}, {fault.column or '-'}"
            said = f"{where}: expected {fault.words}; came {fault.came!r} ({fault.whose})"
            typer.echo(said, err=True)
    if not found:
        typer.echo("nothing new is there; `qingtian feed standing` says why", err=True)
    if not found or any(each.state == "refused" for each in found):
        raise typer.Exit(1)


@app.command()
def standing(*, data: Data = DEFAULT_DATA) -> None:
    """Print how each agreement stands, one line of JSON each."""
    use(data)
    from qingtian_platform.collect.feeds import api

    for each in api.standing():
        turns = each.turns
        facts = {
            "key": each.agreement.key,
            "light": each.light,
            "state": turns.state,
            "late_since": _when(turns.late_since),
            "missing": turns.missing,
            "due": _when(turns.due),
            "complete": turns.complete,
            "marked": turns.marked,
            "taken": each.taken,
            "refused": each.refusals,
            "repeats": each.repeats,
            "source": each.source,
        }
        _print(facts)


def _facts(each: Any) -> dict[str, Any]:  # noqa: ANN401 - a delivery
    return {
        "batch": each.id,
        "state": each.state,
        "sha256": each.hash,
        "rows": each.rows,
        "values": each.values,
        "reasons": each.count,
        "repeats": each.repeats,
    }


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _print(facts: dict[str, Any]) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False))
