"""`qingtian compare FIRST SECOND`: paired statistics of two datastreams, and whether they agree."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Never
from zoneinfo import ZoneInfo

import typer

from qingtian_cli import tables

if TYPE_CHECKING:
    from qingtian.quality import Series
    from qingtian.quality.comparison import Pairs, Statistics

app = typer.Typer(add_completion=False)

HELP = """Pair two datastreams hour by hour; print their statistics and the verdict as JSON.

Each of FIRST, SECOND and --reference is a table (CSV, Parquet) or a datastream on record, written
MN:CODE, whose valid hours count. A table has a time (time, start, phenomenon_time or 时间; Beijing's
where it names no zone) and a value (value, 数值 or --column), in one unit; a column flag holds marks
of HJ 212-2017. A datastream comes in the unit of its property. Two tables have a verdict where
--property says of what. One side is named as biased only by a reference; of two alone it is said
whether they agree.
"""
TIMES = ("time", "start", "phenomenon_time", "时间", "day", "date", "日期")
VALUES = ("value", "数值")
KIND = "instrument"
"""What a third series is to the law of references."""
BEIJING = ZoneInfo("Asia/Shanghai")
Span = tuple[datetime | None, datetime | None]


@app.command(help=HELP)
def compare(
    first: Annotated[str, typer.Argument(help="One of them.")],
    second: Annotated[str, typer.Argument(help="The other: differences are second minus first.")],
    reference: Annotated[
        str | None, typer.Option(help="A third instrument, known to be right.")
    ] = None,
    known: Annotated[
        str | None, typer.Option("--property", help="Domain and property, as air/pm25.")
    ] = None,
    begin: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day in Beijing.")
    ] = None,
    to: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")
    ] = None,
    column: Annotated[str | None, typer.Option(help="Column of the value in tables.")] = None,
    hours: Annotated[
        int | None,
        typer.Option(
            min=1, max=24, help="Hours that a day needs: tests the line of daily means too."
        ),
    ] = None,
    data: Annotated[
        Path, typer.Option(envvar="QINGTIAN_DATA", help="Where datastreams on record live.")
    ] = Path("qingtian-data"),
) -> None:
    """Read both, pair them, and say what they come to."""
    from qingtian.quality import SeriesError
    from qingtian.quality.comparison import paired

    span = (
        None if begin is None else begin.replace(tzinfo=BEIJING),
        None if to is None else to.replace(tzinfo=BEIJING) + timedelta(days=1),
    )
    asked = [each for each in (first, second, reference) if each is not None]
    read = [_read(each, span, column, data) for each in asked]
    names = {name for name, _series in read if name} | ({known} if known else set())
    if len(names) > 1:
        _fail(f"expected one property; got {', '.join(sorted(names))}")
    ours, theirs, *third = (each for _name, each in read)
    try:
        both = paired(ours, theirs)
        beside = (paired(third[0], ours), paired(third[0], theirs)) if third else None
    except SeriesError as error:
        _fail(str(error))
    if not len(both):
        _fail("expected times that both have; there are none")
    said = {"first": first, "second": second, "reference": reference}
    found = {**said, **_told(both, beside, hours, next(iter(names), None))}
    typer.echo(json.dumps(found, ensure_ascii=False))


def _fail(message: str) -> Never:
    typer.echo(f"compare: {message}", err=True)
    raise typer.Exit(1)


def _read(text: str, span: Span, column: str | None, data: Path) -> tuple[str, Series]:
    """Read a table or a datastream: its property where it is known, and its series."""
    if Path(text).is_file():
        return "", _table(Path(text), span, column)
    mn, colon, code = text.partition(":")
    if not colon:
        _fail(f"expected a file, or a datastream MN:CODE; got {text!r}")
    return _datastream(mn, code, span, data)


def _datastream(mn: str, code: str, span: Span, data: Path) -> tuple[str, Series]:
    from qingtian_platform.project.commands._setup import use

    start, end = span
    if start is None or end is None:
        _fail("expected --from and --to with a datastream on record")
    places = use(data)
    from qingtian_platform.check.comparability import api

    try:
        known, found = api.hours(mn, code, start, end, places)
    except LookupError as error:
        _fail(str(error.args[0]))
    return f"{known.domain}/{known.kind}", found


def _table(path: Path, span: Span, column: str | None) -> Series:
    import numpy as np

    from qingtian.quality import from_marks, series

    times: list[datetime] = []
    values: list[float] = []
    marks: list[str] = []
    for line, row in enumerate(tables.rows(path), 2):
        at = _time(row, line)
        if (span[0] is None or at >= span[0]) and (span[1] is None or at < span[1]):
            number = tables.number(*_value(row, column, line), line)
            times.append(at.astimezone(UTC).replace(tzinfo=None))
            values.append(np.nan if number is None else float(number))
            marks.append(row.get("flag", ""))
    return series(np.array(times, "datetime64[us]"), values, from_marks(marks, "hj212", "2017"))


def _time(row: tables.Row, line: int) -> datetime:
    name = next((each for each in TIMES if row.get(each)), None)
    if name is None:
        raise typer.BadParameter(f"line {line}: expected a time in a column {', '.join(TIMES)}")
    try:
        found = datetime.fromisoformat(row[name].strip().replace("/", "-"))
    except ValueError:
        raise typer.BadParameter(
            f"line {line}: expected a time like 2026-03-01T08:00+08:00; got {row[name]!r}"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def _value(row: tables.Row, column: str | None, line: int) -> tuple[str, str]:
    asked = VALUES if column is None else (column,)
    name = next((each for each in asked if each in row), None)
    if name is None:
        raise typer.BadParameter(f"line {line}: expected a column {' or '.join(asked)}")
    return row[name], name


def _told(
    both: Pairs, beside: tuple[Pairs, Pairs] | None, hours: int | None, known: str | None
) -> dict[str, Any]:
    """Compute what two series come to, by the law of the last day that both have."""
    from qingtian.quality.comparison import plain_statistics, rules, statistics

    day = _day(both)
    found = statistics(both, rules(day))
    days = None if hours is None else statistics(both.daily(hours), rules(day))
    plain = {
        "day": day.isoformat(),
        "pairs": len(both),
        "hours": plain_statistics(found),
        "days": plain_statistics(days),
    }
    return plain if known is None else {**plain, **_verdict(known, day, found, days, beside)}


def _day(both: Pairs) -> date:
    last: datetime = both.times[-1].astype("datetime64[us]").item()
    return last.replace(tzinfo=UTC).astimezone(BEIJING).date()


def _verdict(
    known: str,
    day: date,
    found: Statistics | None,
    days: Statistics | None,
    beside: tuple[Pairs, Pairs] | None,
) -> dict[str, Any]:
    from qingtian.quality import comparison

    domain, _slash, kind = known.partition("/")
    margin, rules = comparison.margin(domain, kind, day), comparison.rules(day)
    if margin is None:
        _fail(f"expected a property with an allowed difference, as air/pm25; got {known!r}")
    asked = comparison.line(domain, kind, day)
    kinds = [each for each in comparison.references(day) if each.key == KIND]
    told = [comparison.against(each, *beside, margin, rules) for each in kinds] if beside else []
    said = comparison.verdict(found, margin, rules, told, asked=asked, days=days)
    sources = [margin.source, asked and asked.source]
    return {
        "property": known,
        **comparison.plain_verdict(said),
        "references": [comparison.plain_against(each) for each in told],
        "law": [comparison.plain_source(each) for each in sources if each],
    }
