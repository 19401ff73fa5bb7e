"""Find the commands by entry point and run the one asked for.

Each entry point of the group `qingtian.commands` names a Typer application: one with a single
command (`qingtian decode`) or with several (`qingtian device add`). Only the module that is asked
for is imported, so that a part that is not installed troubles nobody else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version

import typer

GROUP = "qingtian.commands"
USAGE = """Usage: qingtian COMMAND [OPTIONS]

Environmental readings: taken in, sealed, judged by the law of the day, published with proof.

Commands (qingtian COMMAND --help tells more):
"""


def commands() -> dict[str, EntryPoint]:
    """Name every installed command, in the order of the alphabet."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name: point for point in points}


def load(point: EntryPoint) -> typer.Typer:
    """Import the Typer application of a command."""
    app: typer.Typer = point.load()
    return app


def summary(point: EntryPoint) -> str:
    """Take the first line of the command's module, or say what it lacks."""
    try:
        load(point)
    except ImportError as error:
        return f"(not installed: {error.name or error})"
    text = (sys.modules[point.module].__doc__ or "").strip().splitlines()[0]
    return text.split(": ", 1)[-1]


def run(arguments: Sequence[str] | None = None) -> None:
    """Run `qingtian`.

    Parameters
    ----------
    arguments
        The words after the program's name; those of the process where left out.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words[0] if words else "--help"
    found = commands()
    if name in found:
        load(found[name])(args=words[1:], prog_name=f"qingtian {name}")
    elif name in ("--help", "-h"):
        sys.stdout.write(USAGE)
        sys.stdout.writelines(f"  {p.name:<10} {summary(p)}\n" for p in found.values())
    elif name == "--version":
        sys.stdout.write(f"qingtian {version('qingtian')}\n")
    else:
        sys.stderr.write(f"qingtian: no command {name!r}; there are: {', '.join(found)}\n")
        sys.exit(2)
