"""`qingtian aqi FILE`: the AQI of each row of a table of concentrations."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(add_completion=False)

HELP = """Compute the AQI of each row of a CSV.

Columns: day (2026-03-01); and by series so2_24h no2_24h co_24h pm10_24h pm25_24h o3_8h o3_1h for
`--period day`, or so2_1h no2_1h co_1h o3_1h o3_8h pm10_1h pm25_1h pm10_24h pm25_24h for
`--period hour`. µg/m³, CO mg/m³; empty = missing. Other columns are carried through.
"""


@app.command(help=HELP)
def aqi(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, allow_dash=True)],
    period: Annotated[Literal["day", "hour"], typer.Option(help="daily or real-time rule")] = "day",
    output: Annotated[Literal["csv", "json", "tree"], typer.Option("--format")] = "csv",
    language: Annotated[Literal["zh", "en"], typer.Option(help="of names and of the tree")] = "zh",
) -> None:
    """Read the file, write a row, a JSON object or a tree for each row of it."""
    rows = _results(_lines(file), period)
    if output == "csv":
        _write_csv(rows, language)
        return
    for row, result in rows:
        typer.echo(
            result.tree(language)
            if output == "tree"
            else json.dumps({**row, "result": result.to_json()}, ensure_ascii=False)
        )


def _lines(file: Path) -> list[dict[str, str]]:
    if str(file) == "-":
        return list(csv.DictReader(sys.stdin))
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _number(text: str | None, column: str, line: int) -> Decimal | None:
    if text is None or not text.strip():
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise typer.BadParameter(f"line {line}: expected a number in {column}; got {text!r}")
    return number


def _results(rows: list[dict[str, str]], period: str) -> Iterator[tuple[dict[str, str], Any]]:
    from qingtian.standards import air

    function = air.daily_aqi if period == "day" else air.realtime_aqi
    for line, row in enumerate(rows, 2):
        try:
            day = date.fromisoformat((row.get("day") or "")[:10])
        except ValueError:
            raise typer.BadParameter(
                f"line {line}: expected a column day like 2026-03-01"
            ) from None
        values = {
            name: _number(text, name, line)
            for name, text in row.items()
            if name and name.endswith(("_24h", "_1h", "_8h"))
        }
        yield row, function(values, day)


def _write_csv(rows: Iterator[tuple[dict[str, str], Any]], language: str) -> None:
    writer: Any = None
    for row, result in rows:
        more = result.more
        found = {
            "aqi": "NA" if result.value is None else result.value,
            "primary": ",".join(more["primary"]),
            "category": more["category"][language] if more["category"] else "NA",
            "valid": str(result.valid).lower(),
            **{f"iaqi {name}": value for name, value in more["iaqi"].items()},
            "edition": result.edition,
        }
        if writer is None:
            from qingtian.standards.air import POLLUTANTS

            names = [*row, *(key for key in found if not key.startswith("iaqi "))]
            names += [f"iaqi {name}" for name in POLLUTANTS]
            writer = csv.DictWriter(sys.stdout, names, restval="", lineterminator="\n")
            writer.writeheader()
        writer.writerow({**row, **found})
