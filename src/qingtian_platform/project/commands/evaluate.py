"""`qingtian evaluate air`: indices of hours and days, and the annual evaluation, from the archive."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

import typer

from qingtian_platform.project.commands._setup import DEFAULT_DATA, Data

app = typer.Typer(
    add_completion=False, help="Judge readings by the law of their day.", no_args_is_help=True
)


@app.callback()
def evaluate() -> None:
    """Judge readings by the law of their day."""


@app.command()
def air(
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first day in Beijing")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="last day, included")
    ],
    period: Annotated[
        Literal["hour", "day", "year"], typer.Option(help="what to evaluate")
    ] = "day",
    output: Annotated[
        Literal["csv", "json"], typer.Option("--format", help="csv, or a JSON object a line")
    ] = "csv",
    city: Annotated[  # noqa: FBT002 - an option of the command
        bool, typer.Option("--city", help="also the city, from its assessment stations")
    ] = False,
    language: Annotated[Literal["zh", "en"], typer.Option(help="of the category")] = "zh",
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the AQI, primary pollutants, category, concentrations and indices of each station.

    An hour is named by its start, with zone; concentrations are in µg/m³, CO in mg/m³, as the
    edition rounds them; empty = none. `valid` says whether the edition's demand on data is met.
    """
    if last < first:
        raise typer.BadParameter("--to is before --from")
    from qingtian_platform.project.commands._setup import use

    places = use(data)
    from qingtian_platform.evaluate import api
    from qingtian_platform.record import api as record

    record.drain(places)
    rows = api.air_rows(
        first.date(), last.date(), period, city=city, language=language, places=places
    )
    (_csv if output == "csv" else _json)(api.header(period), rows)


def _csv(columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row.get(name)) for name in columns})


def _json(columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        plain = {name: None if (value := row.get(name)) is None else value for name in columns}
        typer.echo(json.dumps(plain, ensure_ascii=False, default=str))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    # A spreadsheet would take such a name for a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
