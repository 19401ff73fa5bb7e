"""`qingtian findings`: what checks and detectors found."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian_platform.check.api import FindingRow

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="What checks and detectors found; for the desk, not for the public.",
)


@app.callback()
def findings() -> None:
    """Say what checks and detectors found."""


@app.command(name="list")
def list_(
    thing: Annotated[str | None, typer.Option(help="Key of one thing, as in addresses.")] = None,
    rule: Annotated[str | None, typer.Option(help="Number of a rule, as FD-101.")] = None,
    category: Annotated[
        Literal["quality", "falsification"] | None, typer.Option(help="Remarks, or alarms.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Those that touch this day in Beijing or later."),
    ] = None,
    withdrawn: Annotated[  # noqa: FBT002 - an option of the command
        bool, typer.Option("--withdrawn", help="Also those that do not stand any more.")
    ] = False,
    as_json: Annotated[  # noqa: FBT002 - an option of the command
        bool, typer.Option("--json", help="A JSON object a line, with the evidence.")
    ] = False,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the sentences.")] = "zh",
    data: Data = DEFAULT_DATA,
) -> None:
    """List findings by their start: rule, datastream, stretch in UTC, score, and a sentence."""
    places = use(data)
    from qingtian_platform.check import api
    from qingtian_platform.kit.times import midnight
    from qingtian_platform.registry import api as registry

    known = None if thing is None else registry.thing(thing)
    if thing is not None and known is None:
        typer.echo(f"expected the key of a thing; there is none with {thing!r}", err=True)
        raise typer.Exit(1)
    rows = api.findings(
        start=None if since is None else midnight(since.date()),
        thing=None if known is None else known.id,
        rule=rule,
        category=category,
        standing=not withdrawn,
        places=places,
    )
    keys = {number: info.key for number, info in registry.things().items()}
    for row in rows:
        told = _told(row, keys, language)
        typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _line(told))
    print(f"{len(rows)} findings", file=sys.stderr)  # noqa: T201


def _told(row: FindingRow, keys: dict[int, str], language: Literal["zh", "en"]) -> dict[str, Any]:
    times = {name: getattr(row, name) for name in ("start", "end", "detected_at", "said_at")}
    times["withdrawn_at"] = row.withdrawn_at
    plain = {name: getattr(row, name) for name in ("id", "rule", "version", "kind", "category")}
    return {
        **plain,
        "thing": None if row.thing_id is None else keys.get(row.thing_id),
        "mn": row.mn,
        "code": row.code,
        "interval": row.interval,
        **{name: at and f"{at:%Y-%m-%dT%H:%M:%SZ}" for name, at in times.items()},
        "score": row.score,
        "successor": row.successor,
        "streams": row.streams,
        "evidence": row.evidence,
        "says": row.say(language),
    }


def _line(told: dict[str, Any]) -> str:
    cells = (told["rule"], told["thing"] or told["mn"], told["code"], told["start"], told["end"])
    return "\t".join((*cells, f"{told['score']:.2f}", told["says"]))
