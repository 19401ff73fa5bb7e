"""`qingtian water-class FILE`: the class of surface water of each row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from qingtian_cli import tables

app = typer.Typer(add_completion=False)

HELP = """Find the class (GB 3838) of each row of a table: CSV, Parquet, or CSV on standard input (-).

Columns: day (2026-03-01; or date, time, start), which decides the law; body (river or lake; else
--body); and items by symbol, Chinese name or code: pH DO CODMn NH3-N TP, 总磷, w21011 and so on, in
the units of the standard. `<0.025` and `0.025L` are below detection; empty, `--`, `-` and `*` are
missing. Other columns are carried through; those of items without limits take no part.
"""
MISSING = {"", "-", "--", "*", "/"}
BODY = ("body", "水体", "水体类型")

COLUMNS = ("class", "status", "deciding", "main", "valid", "review", "edition")


@app.command(help=HELP)
def water_class(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, allow_dash=True)],
    body: Annotated[Literal["river", "lake"], typer.Option(help="where a row says none")] = "river",
    output: Annotated[Literal["csv", "json", "tree"], typer.Option("--format")] = "csv",
    language: Annotated[Literal["zh", "en"], typer.Option(help="of names and of the tree")] = "zh",
) -> None:
    """Read the file, write a row, a JSON object or a tree for each row of it."""
    tables.show(_results(tables.rows(file), body), output, language, COLUMNS, _cells)


def item_columns(names: Iterable[str]) -> dict[str, str]:
    """Name the columns that hold an item with limits, each with the item's key."""
    from qingtian.standards.water import item_of

    found: dict[str, str] = {}
    for name in names:
        try:
            item = item_of(name)
        except ValueError:
            continue
        if item.group != "other" and item.key != "temperature":
            found[name] = f"tp{_ending(name)}" if item.key == "tp" else item.key
    return found


def _ending(name: str) -> str:
    """Keep the ending by which a column of total phosphorus says the kind of water body."""
    return next((end for end in ("_lake", "_river") if name.lower().endswith(end)), "")


def _results(rows: Iterable[tables.Row], body: str) -> Iterator[tuple[tables.Row, Any]]:
    from qingtian.standards import water
    from qingtian.standards.water.names import body_of

    columns: dict[str, str] | None = None
    for line, row in enumerate(rows, 2):
        if columns is None:
            columns = item_columns(row)
            if not columns:
                raise typer.BadParameter(
                    f"expected a column of an item, as pH, DO or 氨氮; got {', '.join(row)}"
                )
        day = tables.day_of(row, line)
        kind = next((row[name] for name in BODY if row.get(name)), body)
        values = {key: _value(row[name], name, line) for name, key in columns.items()}
        try:
            yield row, water.section(values, day, body=body_of("", kind))
        except (ValueError, LookupError) as error:
            raise typer.BadParameter(f"line {line}: {error}") from None


def _value(text: str, column: str, line: int) -> Any:  # noqa: ANN401 - a number, or text below detection
    if text.strip() in MISSING:
        return None
    if text.strip().startswith(("<", "＜")) or text.strip().endswith("L"):
        tables.number(text.strip(" <＜L"), column, line)
        return text.strip()
    return tables.number(text, column, line)


def _cells(result: Any, language: str) -> dict[str, object]:  # noqa: ANN401 - a Result
    more = result.more
    return {
        "class": result.value or "NA",
        "status": more["status" if language == "zh" else "status_en"] or "NA",
        "deciding": ",".join(more["deciding"]),
        "main": more["main_text"],
        "valid": str(result.valid).lower(),
        "review": str(result.review).lower(),
        "edition": result.edition,
    }
