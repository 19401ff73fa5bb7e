"""What every command of the platform does first: choose the data directory, then wake Django."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from qingtian_platform.kit.places import VARIABLE, Places

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar=VARIABLE,
        help="Directory where everything lives; created where missing.",
    ),
]
DEFAULT_DATA = Path("qingtian-data")


def use(data: Path) -> Places:
    """Take the data directory, set Django up and bring the records' tables up to date.

    Parameters
    ----------
    data
        The directory given by `--data`; created where missing.

    Returns
    -------
    Places
        The paths below it.
    """
    os.umask(0o077)
    os.environ[VARIABLE] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingtian_platform.project.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    places = Places.current().make()
    _migrate()
    return places


def _migrate() -> None:
    """Apply the migrations that are missing; asks the file first, since most calls need none."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
