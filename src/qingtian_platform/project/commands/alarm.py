"""`qingtian alarm`: list alarms, show one with its history, count what rules were right about."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ._setup import DEFAULT_DATA, Data, use

if TYPE_CHECKING:
    from qingtian_platform.act.alarms.api import AlarmInfo

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Alarms: what is to be looked at, and what became of it.",
)
Json = Annotated[bool, typer.Option("--json", help="One line of JSON each.")]
Language = Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the words.")]


@app.command("list")
def list_(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Also closed and handed over.")] = False,
    thing: Annotated[str, typer.Option("--thing", help="Key of one unit.")] = "",
    as_json: Json = False,
    language: Language = "zh",
    data: Data = DEFAULT_DATA,
) -> None:
    """Print alarms, the gravest first."""
    use(data)
    from qingtian_platform.act.alarms import api

    for each in api.alarms(open=not everything, thing=_thing(thing) if thing else None):
        typer.echo(_json(_facts(each)) if as_json else _text(each, language))


@app.command()
def show(
    number: Annotated[int, typer.Argument(help="Number of the alarm.")],
    *,
    as_json: Json = False,
    language: Language = "zh",
    data: Data = DEFAULT_DATA,
) -> None:
    """Print one alarm with its members, answers and all that happened to it."""
    use(data)
    from qingtian_platform.act.alarms import api

    alarm = api.alarm(number)
    if alarm is None:
        typer.echo(f"there is no alarm {number}; `qingtian alarm list --all` names them", err=True)
        raise typer.Exit(1)
    if as_json:
        more = {
            "members": [asdict(each) for each in api.members(number)],
            "answers": [asdict(each) for each in api.answers_to(number)],
            "history": [asdict(each) for each in api.history(number)],
        }
        typer.echo(_json(_facts(alarm) | more))
        return
    typer.echo(_text(alarm, language))
    for member in api.members(number):
        gone = "" if member.withdrawn_at is None else "  withdrawn"
        typer.echo(f"  {member.form} {member.key}  {api.kind_name(member.kind, language)}{gone}")
    for event in api.history(number):
        typer.echo(f"  {event.at:%Y-%m-%dT%H:%M:%SZ}  {event.what}  {event.person}  {event.text}")


@app.command()
def feedback(
    *,
    rule: Annotated[str, typer.Option("--rule", help="Number of one rule.")] = "",
    as_json: Json = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print how often each rule was right, by the word of persons."""
    use(data)
    from qingtian_platform.act.alarms import api

    found = api.feedback(rule or None)
    for each in found if isinstance(found, list) else [found]:
        if as_json:
            facts = {"rule": each.rule, "items": each.items, "right": each.right}
            facts |= {"false": each.false, "precision": each.precision}
            facts["things"] = {str(unit): list(pair) for unit, pair in each.things.items()}
            typer.echo(_json(facts))
        else:
            share = "-" if each.precision is None else f"{each.precision:.2f}"
            typer.echo(
                f"{each.rule}  {each.items} items  {each.right} right  {each.false} false  {share}"
            )


def _thing(key: str) -> int:
    from qingtian_platform.registry import api as registry

    found = registry.thing(key)
    if found is None:
        typer.echo(f"no unit has the key {key!r}", err=True)
        raise typer.Exit(1)
    return found.id


def _text(alarm: AlarmInfo, language: Literal["zh", "en"]) -> str:
    line = alarm.line(language)
    return f"{alarm.id}  [{alarm.severity}] {alarm.state}  " + "  |  ".join(line)


def _facts(alarm: AlarmInfo) -> dict[str, Any]:
    lines = {language: alarm.line(language)._asdict() for language in ("zh", "en")}
    return asdict(alarm) | {"line": lines}


def _json(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
