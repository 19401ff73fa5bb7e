"""A folder into which a department drops files, as by SFTP: a file counts once it is whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from qingtian_platform.collect.feeds.adapters import Asked, Fetched, Known
from qingtian_platform.collect.feeds.errors import FetchError
from qingtian_platform.collect.feeds.tables import LARGEST

DONE: Final = ".done"
HALF: Final = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".swp", DONE)
"""Ends of names that a file has while it is written."""


def fetch(asked: Asked) -> Iterator[Fetched]:
    """Give the files that are whole and new; nothing in the folder is touched."""
    source = asked.source
    folder = source.folder or asked.places.feeds / asked.one.key
    try:
        names = sorted(each.name for each in folder.iterdir())
    except FileNotFoundError:
        if source.folder is None:
            return  # nobody was given a folder yet
        raise FetchError("no folder", str(folder)) from None
    except OSError as error:
        raise FetchError("unreadable", f"{folder}: {error.strerror}") from error
    for name in names:
        if _whole(name, asked.terms.pattern, source.signal, names):
            yield from _file(folder / name, asked.known)


def _whole(name: str, pattern: str, signal: str, names: list[str]) -> bool:
    if name.startswith(".") or name.lower().endswith(HALF) or not fnmatchcase(name, pattern):
        return False
    return signal == "rename" or name + DONE in names


def _file(path: Path, known: Known) -> Iterator[Fetched]:
    """Read a file that did not change meanwhile; links are not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return  # gone, or a link
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(handle)
        name = _named(path.name)
        origin = f"{name}|{before.st_size}|{before.st_mtime_ns}"
        if not stat.S_ISREG(before.st_mode) or origin in known.origins:
            return
        data = file.read(LARGEST + 1)
        after = os.fstat(handle)
    if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
        yield Fetched(data, name, origin)


def _named(name: str) -> str:
    """Give the name of a file as text; one that is not UTF-8 was most likely written as GBK."""
    data = os.fsencode(name)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
