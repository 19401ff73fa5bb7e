"""What every command of the platform does first: choose the data directory, then wake Django."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
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
    with _alone(places):
        _migrate()
    return places


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Wait while another process brings the tables of this directory up to date."""
    handle = os.open(places.data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _migrate() -> None:
    """Apply the migrations that are missing; asks the file first, since most calls need none."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from qingtian_platform.project import fresh

    if not connection.introspection.table_names():
        fresh.lay(connection.connection)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
