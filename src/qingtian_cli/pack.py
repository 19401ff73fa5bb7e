"""`qingtian pack check DIR`: whether a policy pack holds together, and what it covers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from qingtian.policy import Report

app = typer.Typer(add_completion=False)


@app.callback()
def pack() -> None:
    """Policy packs: a city's documents as dated data."""


@app.command()
def check(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="folder or name of a pack")],
    output: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Check a pack as a whole; exit 1 where anything in it is wrong.

    Prints how many clauses, targets and measures have their rows, what the software does for the
    clauses of each document, how many rules there are, and each mistake with file, line and mend.
    """
    from qingtian.cases import open_procedures, staffing_mistakes
    from qingtian.law import LawError
    from qingtian.policy import PackFileError, open_policy, report

    try:
        found = report(open_policy(folder))
        staffing = tuple(staffing_mistakes(open_procedures(folder)))
    except PackFileError as problem:
        typer.echo(problem, err=True)
        raise typer.Exit(1) from None
    except LawError as problem:
        raise typer.BadParameter(str(problem)) from None
    found = replace(found, problems=(*found.problems, *staffing))
    text = json.dumps(as_json(found), indent=2) if output == "json" else "\n".join(lines(found))
    typer.echo(text)
    for each in found.problems:
        typer.echo(each, err=True)
    if found.problems:
        raise typer.Exit(1)


def lines(found: Report) -> list[str]:
    """Write a report for people."""
    told = [
        f"clauses    {found.clauses}",
        f"targets    {found.targets[0]} of {found.targets[1]}",
        f"measures   {found.measures[0]} of {found.measures[1]}",
        *(f"{name:<10} {count}" for name, count in found.rules.items()),
        "",
        f"{'document':<10} {'runs':>6} {'partly':>7} {'tracked':>8} {'not software':>13}",
    ]
    for key, counts in (*found.by_document.items(), ("all", found.states)):
        numbers = [counts.get(state, 0) for state in ("runs", "partly", "tracked", "not software")]
        told.append("{:<10} {:>6} {:>7} {:>8} {:>13}".format(key, *numbers))
    return [*told, "", f"mistakes   {len(found.problems)}"]


def as_json(found: Report) -> dict[str, object]:
    """Write a report for programs."""
    return {
        "clauses": found.clauses,
        "targets": {"rows": found.targets[0], "wanted": found.targets[1]},
        "measures": {"rows": found.measures[0], "wanted": found.measures[1]},
        "states": dict(found.states),
        "by_document": {key: dict(counts) for key, counts in found.by_document.items()},
        "rules": dict(found.rules),
        "mistakes": [
            {"file": each.file, "line": each.line, "message": str(each)} for each in found.problems
        ],
    }
