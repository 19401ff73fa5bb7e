"""Write files so that they are whole or absent after any loss of power.

Content is written aside and synced, then renamed into place, then the directory is synced: each
step needs the one before. Everything that this app makes durable outside SQLite passes here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

ASIDE: Final = ".aside"
"""End of a name that is not in place yet; such files may be removed by the one writer."""
_CHUNK: Final = 1 << 20


def write(path: Path, parts: Iterable[bytes], *, mode: int = 0o644) -> int:
    """Put a whole file in place; on return it survives a loss of power.

    Parameters
    ----------
    path
        Where it goes; a file of that name is replaced.
    parts
        Its content, in order.
    mode
        Its permissions.

    Returns
    -------
    int
        Its size. [bytes]

    Raises
    ------
    OSError
        The disk refused; the file may or may not be in place, and no reader knows of it yet.
    """
    make_folder(path.parent)
    aside = path.with_name(path.name + ASIDE)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        size = _write_all(handle, parts)
        os.fsync(handle)
    finally:
        os.close(handle)
    os.rename(aside, path)  # noqa: PTH104 - beside os.fsync, so that tests can watch both
    sync_folder(path.parent)
    return size


def write_once(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put a file in place if there is none; of several processes that try, one is first.

    Parameters
    ----------
    path
        Where it goes; a file of that name stays as it is.
    data
        Its content.
    mode
        Its permissions.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write(aside, (data,), mode=mode)
    with suppress(FileExistsError):
        path.hardlink_to(aside)
    aside.unlink()
    sync_folder(path.parent)


def adopt(aside: Path, path: Path) -> int:
    """Put a file in place that another program wrote aside.

    Parameters
    ----------
    aside
        The finished file.
    path
        Where it goes, in the same directory.

    Returns
    -------
    int
        Its size. [bytes]
    """
    handle = os.open(aside, os.O_RDONLY)
    try:
        os.fsync(handle)
        size = os.fstat(handle).st_size
    finally:
        os.close(handle)
    os.rename(aside, path)  # noqa: PTH104 - beside os.fsync, so that tests can watch both
    sync_folder(path.parent)
    return size


def make_folder(path: Path) -> None:
    """Create a directory where missing, and its entry durably."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the entries of a directory durable: what was created, renamed or removed in it."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(handle: int, parts: Iterable[bytes]) -> int:
    """Write parts in large pieces: a bundle has thousands of small ones."""
    size = 0
    waiting: list[bytes] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= _CHUNK:
            size += _write_one(handle, b"".join(waiting))
            waiting, length = [], 0
    return size + _write_one(handle, b"".join(waiting))


def _write_one(handle: int, data: bytes) -> int:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    return len(data)
