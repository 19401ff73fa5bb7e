"""`qingtian rehearse PROCEDURE --events FILE`: play a procedure on a simulated clock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from qingtian.cases import Outcome

app = typer.Typer(add_completion=False)


@app.command()
def rehearse(
    procedure: Annotated[
        str, typer.Argument(metavar="PROCEDURE", help="key of a procedure, or key/version")
    ],
    events: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="what is to happen")],
    pack: Annotated[str, typer.Option(help="name or folder of the pack")] = "beijing2018",
) -> None:
    """Play a list of events and compare with what was expected; exit 1 where something differs.

    Nothing is written anywhere. The form of the file stands in docs/procedures.md.
    """
    from qingtian.cases import play, rehearsals
    from qingtian.policy import PackFileError
    from qingtian_cli.procedure import opened

    found = opened(pack)
    if found.policy is None:
        raise typer.BadParameter(f"expected a pack with its working days; {pack} has none")
    try:
        told = rehearsals(events.parent, events.name, found.by_key)
    except PackFileError as problem:
        typer.echo(problem, err=True)
        raise typer.Exit(1) from None
    differs = False
    for one in told:
        if procedure not in (one.procedure, one.procedure.split("/")[0]):
            raise typer.BadParameter(f"expected {one.procedure}, as the file says; got {procedure}")
        typer.echo(f"{one.name}  ({one.procedure})")
        for each in play(found.by_key[one.procedure], one, found.policy.workdays):
            typer.echo("\n".join(lines(each)))
            differs = differs or bool(each.wrong)
    if differs:
        raise typer.Exit(1)


def lines(outcome: Outcome) -> list[str]:
    """Write what happened at one event."""
    state = outcome.case.state if outcome.case else "no case"
    when = f"{outcome.event.at:%Y-%m-%d %H:%M}"
    told = [f"{when}  {each}" for each in outcome.happened] or [f"{when}  looked"]
    told[-1] += f"  [{state}]"
    return [*told, *(f"{'':16}  ! line {outcome.event.line}: {each}" for each in outcome.wrong)]
