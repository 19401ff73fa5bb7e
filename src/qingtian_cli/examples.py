"""`qingtian examples check FILE.csv`: run worked examples of the standards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False, help="Worked examples of the standards.", no_args_is_help=True
)


@app.callback()
def examples() -> None:
    """Worked examples of the standards."""


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True, dir_okay=False, help="CSV: area, rule, input_json, expected_json"
        ),
    ],
) -> None:
    """Run every row; name those that fail; end with the count."""
    from qingtian.standards.examples import check as run_all

    states: Counter[str] = Counter()
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for outcome in run_all(lines):
                states[outcome.state] += 1
                if outcome.state == "failed":
                    typer.echo(
                        f"{file}:{outcome.line}: {outcome.area} {outcome.rule}: {outcome.detail}",
                        err=True,
                    )
    typer.echo(
        f"{states['passed']} passed, {states['failed']} failed, {states['unsupported']} unsupported"
    )
    if states["failed"]:
        raise typer.Exit(1)
