"""A whole file of receipts, put into the inbox by one rename."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw

from qingtian_platform.collect._sqlite import SCHEMA, create, insert, new_name, require_engine
from qingtian_platform.collect.durable import make_durable, sync_directory, sync_file
from qingtian_platform.collect.errors import InboxUnwritableError
from qingtian_platform.collect.receipts import Row
from qingtian_platform.kit.places import Places

ASIDE = "aside-"
"""Before the name of a file that is not in place yet."""


class ImportFile:
    """Put a whole file of receipts into the inbox, or nothing.

    Rows are written aside; leaving the block without an error renames the file into place, and
    on return it is durable. Leaving it with an error removes it.

    Parameters
    ----------
    places
        Where the data lives.
    vfs
        SQLite's file system; None for the machine's own.
    kind
        Stands in the name of the file; begins with `import`.
    decided
        Told the name when the file is whole and durable aside, before it is put in place. From then
        on the file is not removed: whoever wrote the name down puts it in place by `place`, also
        after a crash; whoever did not removes it by `discard`.

    Raises
    ------
    InboxFullError, InboxUnwritableError
        The file could not be written; nothing was kept.
    """

    def __init__(
        self,
        places: Places,
        *,
        vfs: str | None = None,
        kind: str = "import",
        decided: Callable[[str], None] | None = None,
    ) -> None:
        require_engine()
        make_durable(places)
        self.name = new_name(kind)
        self._decided, self._stands = decided, False
        self._folder = places.inbox
        self._aside = self._folder / f"{ASIDE}{self.name}"
        self._vfs = vfs
        self._next = 1
        self._connection: Any = None

    def append(self, rows: Sequence[Row]) -> int:
        """Add rows; they become visible, and durable, when the block is left.

        Parameters
        ----------
        rows
            received_at [µs UTC], peer, form, raw of each.

        Returns
        -------
        int
            The number of the first.
        """
        first = self._next
        insert(self._connection, rows, first)
        self._next += len(rows)
        return first

    def __enter__(self) -> Self:
        self._connection = create(self._aside, self._vfs)
        self._connection.execute("PRAGMA journal_mode = MEMORY")
        self._connection.execute("PRAGMA synchronous = OFF")  # one sync of the whole at the end
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(SCHEMA)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None and self._next > 1:
                self._connection.execute("COMMIT")
            self._connection.close()
            if error is None and self._next > 1:
                self._place()
        except (apsw.Error, OSError) as failure:
            raise InboxUnwritableError(f"the import was not kept: {failure}") from failure
        finally:
            if not self._stands:
                self._aside.unlink(missing_ok=True)

    def _place(self) -> None:
        """Sync content, then name, then directory: each needs the one before."""
        sync_file(self._aside)
        if self._decided is not None:
            sync_directory(self._folder)
            self._stands = True
            self._decided(self.name)
        _rename(self._folder, self.name)


def _rename(folder: Path, name: str) -> None:
    (folder / f"{ASIDE}{name}").rename(folder / name)
    sync_directory(folder)


def left(places: Places, kind: str) -> list[str]:
    """List the files of a kind that are whole or half made aside, and not in place."""
    found = places.inbox.glob(f"{ASIDE}*-{kind}-*.sqlite3")
    return sorted(path.name.removeprefix(ASIDE) for path in found)


def place(places: Places, name: str) -> None:
    """Put a file in place that was decided on.

    Raises
    ------
    InboxUnwritableError
        The disk refused; the same call may be repeated.
    """
    try:
        _rename(places.inbox, name)
    except OSError as failure:
        raise InboxUnwritableError(f"{name} was not put in place: {failure}") from failure


def discard(places: Places, name: str) -> None:
    """Remove a file that nobody decided on."""
    for path in places.inbox.glob(f"{ASIDE}{name}*"):
        path.unlink(missing_ok=True)
