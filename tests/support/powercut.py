"""A disk that loses power: it knows what was synced, and shows what would be left.

Files are written through an SQLite VFS (`powercut`), so that every write and sync of SQLite passes
here; `os.fsync`, `os.unlink` and `os.rename` of our own code are watched too. A moment is taken at
each of these calls. What a power cut at that moment leaves is a question of luck, so each moment
is judged in four ways: all that was not synced is lost; names are kept but unsynced content is
lost; everything happens to be kept; a random part of the unsynced writes is kept.

Strict where POSIX is: a new name, a rename, a removal last only when their directory is synced.
What SQLite's own VFS syncs beyond its contract (the directory of a new log) does not count.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import apsw
import pytest

VFS = "powercut"
LUCK = ("lost", "names-kept", "kept", "random")


@dataclass
class Moment:
    """What is known of the disk at one call."""

    names: dict[str, dict[str, int]]
    live_names: dict[str, dict[str, int]]
    contents: dict[int, bytes]
    pending: dict[int, list[tuple[int, bytes | None]]]
    promised: int


@dataclass
class Disk:
    """The watched directory tree below `root`.

    Attributes
    ----------
    promised
        What the caller was told to be durable so far; noted in each moment.
    ignore
        Asked for each sync (kind, path): True takes it out.
    """

    root: Path
    promised: int = 0
    ignore: Callable[[str, str], bool] = field(default=lambda kind, path: False)
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    pending: dict[int, list[tuple[int, bytes | None]]] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    syncs: list[tuple[str, str]] = field(default_factory=list)

    def wrote(self, path: str, offset: int, data: bytes | None) -> None:
        """Note a write, or with None a truncation to `offset`."""
        if Path(path).exists():
            self.pending.setdefault(Path(path).stat().st_ino, []).append((offset, data))
        self.note()

    def synced(self, kind: str, path: str) -> bool:
        """Note a sync of a file or directory; say whether it counts."""
        self.syncs.append((kind, path))
        if self.ignore(kind, path):
            self.note()
            return False
        if kind == "directory":
            self.names[path] = listing(path)
        else:
            inode = Path(path).stat().st_ino
            self.contents[inode] = Path(path).read_bytes()
            self.pending.pop(inode, None)
        self.note()
        return True

    def note(self) -> None:
        """Take a moment."""
        folders = [str(self.root), *(str(p) for p in self.root.rglob("*") if p.is_dir())]
        self.moments.append(
            Moment(
                {path: dict(names) for path, names in self.names.items()},
                {path: listing(path) for path in folders},
                dict(self.contents),
                {inode: list(writes) for inode, writes in self.pending.items()},
                self.promised,
            )
        )

    def left(self, moment: Moment, luck: str, to: Path, chance: random.Random) -> Path:
        """Write what a power cut at that moment leaves below `to`."""
        names = moment.names if luck == "lost" else moment.live_names
        self._write(moment, luck, names, str(self.root), to, chance)
        return to

    def _write(
        self,
        moment: Moment,
        luck: str,
        names: dict[str, dict[str, int]],
        folder: str,
        to: Path,
        chance: random.Random,
    ) -> None:
        to.mkdir(parents=True, exist_ok=True)
        for name, inode in names.get(folder, {}).items():
            path = os.path.join(folder, name)  # noqa: PTH118
            if path in moment.live_names or path in names:
                self._write(moment, luck, names, path, to / name, chance)
            else:
                (to / name).write_bytes(content(moment, inode, luck, chance))


def content(moment: Moment, inode: int, luck: str, chance: random.Random) -> bytes:
    """Give what is left of a file."""
    data = bytearray(moment.contents.get(inode, b""))
    for offset, piece in moment.pending.get(inode, []):
        if luck in ("lost", "names-kept") or (luck == "random" and chance.random() < 0.5):
            continue
        if piece is None:
            del data[offset:]
        else:
            data.extend(b"\0" * (offset - len(data)))
            data[offset : offset + len(piece)] = piece
    return bytes(data)


def listing(path: str) -> dict[str, int]:
    """List a directory: name to inode."""
    return {entry.name: entry.inode() for entry in os.scandir(path)} if Path(path).is_dir() else {}


class PowerFile(apsw.VFSFile):
    """A file whose writes and syncs are noted."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._disk.wrote(self._path, offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._disk.wrote(self._path, newsize, None)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._disk.synced("log" if self._path.endswith("-wal") else "file", self._path)


class PowerVFS(apsw.VFS):
    """SQLite's own file system, watched."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(VFS, "")
        self._disk = disk

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return PowerFile(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self._disk.note()


@contextmanager
def power(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Watch everything below `root`; open SQLite with `vfs=VFS`."""
    disk = Disk(root)
    vfs = PowerVFS(disk)
    real = os.fsync

    def fsync(handle: int) -> None:
        path = os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115
        real(handle)
        if path.startswith(str(root)):
            disk.synced("directory" if Path(path).is_dir() else "file", path)

    monkeypatch.setattr(os, "fsync", fsync)
    try:
        yield disk
    finally:
        monkeypatch.setattr(os, "fsync", real)
        vfs.unregister()
