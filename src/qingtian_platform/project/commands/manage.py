"""`qingtian manage -- check --deploy`: Django's own management commands."""

from __future__ import annotations

from typing import Annotated

import typer

from ._setup import DEFAULT_DATA, Data, use

app = typer.Typer(add_completion=False)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def manage(
    words: Annotated[list[str] | None, typer.Argument(help="As Django's manage.py.")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Run one of Django's management commands on this data directory."""
    use(data)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["qingtian manage", *(words or ["help"])])
