"""Files of a data directory are their owner's alone, also those that were made before that was so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .places import Places

OTHERS = 0o077


def tighten(places: Places) -> int:
    """Take from everybody else what they may do with anything below a data directory.

    Left alone are links, what belongs to another owner, and the evidence log, which anyone may
    read and another program may serve.

    Parameters
    ----------
    places
        The data directory.

    Returns
    -------
    int
        How many files and directories had to be changed. [-]
    """
    return sum(_close(path) for path in _walk(places.data, places.log))


def _walk(folder: Path, open_to_all: Path) -> Iterator[Path]:
    """Give a directory, then what is in it: closed from outside in, nothing is reached meanwhile."""
    yield folder
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if path == open_to_all:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(path, open_to_all)
            elif entry.is_file(follow_symlinks=False):
                yield path


def _close(path: Path) -> bool:
    with suppress(OSError):  # it has gone, or is another's
        mode = path.stat().st_mode & 0o7777
        if mode & OTHERS:
            path.chmod(mode & ~OTHERS)
            return True
    return False
