"""Find the commands by entry point and run the one asked for.

Each entry point of the group `qingtian.commands` names a Typer application. One whose module sets
`GROUP = True` becomes a group of its own (`qingtian device add`); the commands of any other stand
at the top (`qingtian decode`). Only the module that is asked for is imported.
"""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, entry_points

import click
import typer
from typer.main import get_command, get_group

GROUP = "qingtian.commands"


class Commands(click.Group):
    """The commands of all installed parts, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every command, in the order of the alphabet."""
        return sorted(self._points())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command of that name, or none."""
        point = self._points().get(cmd_name)
        if point is None:
            return None
        app: typer.Typer = point.load()
        module = sys.modules[point.module]
        command = get_group(app) if getattr(module, "GROUP", False) else get_command(app)
        command.name = cmd_name
        return command

    @staticmethod
    def _points() -> dict[str, EntryPoint]:
        return {point.name: point for point in entry_points(group=GROUP)}


def run() -> None:
    """Run `qingtian`."""
    Commands(
        name="qingtian",
        help="Environmental readings: taken in, sealed, judged, published with proof.",
        no_args_is_help=True,
    )(prog_name="qingtian")
