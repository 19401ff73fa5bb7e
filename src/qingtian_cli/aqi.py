"""`qingtian aqi FILE`: the AQI of each row of a table of concentrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from qingtian_cli import tables

app = typer.Typer(add_completion=False)

HELP = """Compute the AQI of each row of a table: CSV, Parquet, or CSV on standard input (-).

Columns: day (2026-03-01; or date, time, start), which decides the edition; and by series so2_24h
no2_24h co_24h pm10_24h pm25_24h o3_8h o3_1h for `--period day`, or so2_1h no2_1h co_1h o3_1h o3_8h
pm10_1h pm25_1h pm10_24h pm25_24h for `--period hour`. µg/m³, CO mg/m³; empty = missing. Other columns are carried through.
"""

COLUMNS = ("aqi", "primary", "category", "valid", "edition")


@app.command(help=HELP)
def aqi(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, allow_dash=True)],
    period: Annotated[Literal["day", "hour"], typer.Option(help="daily or real-time rule")] = "day",
    output: Annotated[Literal["csv", "json", "tree"], typer.Option("--format")] = "csv",
    language: Annotated[Literal["zh", "en"], typer.Option(help="of names and of the tree")] = "zh",
) -> None:
    """Read the file, write a row, a JSON object or a tree for each row of it."""
    from qingtian.standards.air import POLLUTANTS

    names = [*COLUMNS, *(f"iaqi {name}" for name in POLLUTANTS)]
    tables.show(_results(tables.rows(file), period), output, language, names, _cells)


def _results(rows: Iterable[dict[str, str]], period: str) -> Iterator[tuple[dict[str, str], Any]]:
    from qingtian.standards import air

    function = air.daily_aqi if period == "day" else air.realtime_aqi
    for line, row in enumerate(rows, 2):
        day = tables.day_of(row, line)
        values = {
            name: tables.number(text, name, line)
            for name, text in row.items()
            if name and name.endswith(("_24h", "_1h", "_8h"))
        }
        yield row, function(values, day)


def _cells(result: Any, language: str) -> dict[str, object]:  # noqa: ANN401 - a Result
    more = result.more
    return {
        "aqi": "NA" if result.value is None else result.value,
        "primary": ",".join(more["primary"]),
        "category": more["category"][language] if more["category"] else "NA",
        "valid": str(result.valid).lower(),
        "edition": result.edition,
        **{f"iaqi {name}": value for name, value in more["iaqi"].items()},
    }
