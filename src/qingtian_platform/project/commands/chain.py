"""`qingtian chain`: an instrument's way to the national reference, and the values without one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian.quality.traceability import Chain, Step
    from qingtian_platform.check.instruments.api import Spoilt

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Chains of instruments to the national reference, and values without one.",
)
COLUMNS = ("mn", "code", "instrument", "start", "value", "flagged", "batch", "frame")
Day = Annotated[
    datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="In Beijing; none: today.")
]


@app.command()
def show(
    key: Annotated[str, typer.Argument(help="Key of an instrument or standard.")],
    day: Day = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print its chains from below as JSON, one line a quantity; exit code 1 where one is broken."""
    use(data)
    from django.utils import timezone

    from qingtian_platform.check.instruments import api

    one = api.standards().nodes.get(key)
    if one is None:
        _fail(f"expected the key of an instrument or standard; there is none {key!r}")
    asked = timezone.localdate() if day is None else day.date()
    chains = [api.chain(key, quantity, asked) for quantity in one.node.needs]
    for each in chains:
        typer.echo(json.dumps({"key": key, **_told(each)}, ensure_ascii=False))
    if not all(each.complete for each in chains):
        raise typer.Exit(1)


def _fail(message: str) -> Never:
    typer.echo(f"chain: {message}", err=True)
    raise typer.Exit(2)


def _told(found: Chain) -> dict[str, Any]:
    from qingtian_platform.check.instruments import api

    total = api.uncertainty(found)
    return {
        "quantity": found.quantity,
        "day": found.day.isoformat(),
        "traced": found.complete,
        "uncertainty": None if total.value is None else str(total.value),
        "unit": total.unit,
        "coverage": str(total.coverage),
        "missing": [list(each) for each in total.missing],
        "steps": [_step(each) for each in found.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    link = step.link
    return {
        "key": step.node,
        "day": step.day.isoformat(),
        "certificate": link and link.number,
        "issuer": link and link.laboratory,
        "valid_until": link and link.valid_until.isoformat(),
        "breaks": [each.reason for each in step.breaks],
    }


@app.command()
def broken(day: Day = None, data: Data = DEFAULT_DATA) -> None:
    """Print the instruments in service that are not traced, as JSON, one line a chain that breaks."""
    use(data)
    from django.utils import timezone

    from qingtian_platform.check.instruments import api

    for one, found in api.broken(timezone.localdate() if day is None else day.date()):
        where = {"key": one.node.key, "mn": one.record.mn, "code": one.record.code}
        typer.echo(json.dumps({**where, **_told(found)}, ensure_ascii=False))


@app.command()
def values(
    number: Annotated[
        str | None,
        typer.Option("--certificate", help="Those that rest on it; none: all without a chain."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="As if the certificate were taken back from here."
        ),
    ] = None,
    key: Annotated[str | None, typer.Option("--key", help="Of one instrument.")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the hourly values that hang on a broken link as CSV, each with its frame and its flag."""
    use(data)
    from qingtian_platform.kit.tables import write_csv

    spoilt = [each for each in _spoilt(number, since and since.date()) if key in (None, each.key)]
    write_csv(sys.stdout, COLUMNS, _rows(spoilt))


def _spoilt(number: str | None, since: date | None) -> list[Spoilt]:
    from qingtian_platform.check.instruments import api

    if number is None:
        return api.untraced()
    try:
        return api.affected(number, since)
    except KeyError:
        _fail(f"expected the number of a certificate; there is none {number!r}")


def _rows(spoilt: list[Spoilt]) -> Iterator[list[Any]]:
    from qingtian_platform.publish.desk.traceability.values import RULE, begun, hours

    for each in begun(spoilt):
        for row in hours(each):
            flag = RULE if row["flagged"] else ""
            at = row["start"].isoformat()
            yield [each.mn, each.code, each.key, at, row["value"], flag, row["batch"], row["frame"]]
