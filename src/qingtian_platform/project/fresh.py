"""The tables of a new data directory: made once at set-up, and copied wherever a city begins.

Some forty migrations take seconds to follow each other, and what they leave is the same each time.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from qingtian_platform.people import divisions

FOLDER = Path(__file__).with_name("fresh")  # outside version control, as compiled messages are


def kept() -> Path:
    """Name the file for the migrations as they are now; others have another name.

    Returns
    -------
    Path
        It may be missing; Django must be set up.
    """
    from django.apps import apps

    found = hashlib.sha256(divisions.PATH.read_bytes())  # what a migration fills in
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            found.update(file.read_bytes())
    return FOLDER / f"{found.hexdigest()[:16]}.sqlite3"


def lay(target: sqlite3.Connection) -> bool:
    """Copy the tables into an empty database; False where none are kept for these migrations.

    Parameters
    ----------
    target
        Holds nothing yet; all of it is overwritten.
    """
    file = kept()
    if not file.exists():
        return False
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as source:
        source.backup(target)
    return True


def keep() -> Path:
    """Follow the migrations in a directory of their own, and keep what they leave; called at set-up.

    Returns
    -------
    Path
        The file; those of other migrations are removed.
    """
    with tempfile.TemporaryDirectory() as folder:
        from qingtian_platform.project.commands._setup import use

        use(Path(folder) / "data")
        from django.db import connection

        file, begun = kept(), Path(folder) / "fresh.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(begun)])
        connection.close()
        FOLDER.mkdir(exist_ok=True)
        whole = FOLDER / f"{os.getpid()}.new"
        whole.write_bytes(begun.read_bytes())
    whole.rename(file)
    for other in FOLDER.glob("*.sqlite3"):
        if other != file:
            other.unlink()
    return file


if __name__ == "__main__":
    sys.stdout.write(f"{keep()}\n")
