"""A power cut at any write of the log: what a witness saw is not forgotten, and each sync is needed."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from qingtian.ledger.audit import audit
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.note import Note
from qingtian.ledger.tiles import Tiles
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from support.attacked import Listed, plain
from support.powercut import LUCK, VFS, Disk, power

SIZES = ((2,), (257,))
LAST = 258
"""How far the log grows in its first life, and in its second."""
Ignore = Callable[[str, str], bool]


@contextmanager
def watched(disk: Disk) -> Iterator[list[int]]:
    """Take a moment after each rename and removal too.

    An inode that is used again would be taken for the file that had it before; what is removed
    is held open, also by whoever asks for the list.
    """
    held: list[int] = []

    def noting(real: Callable[..., None]) -> Callable[..., None]:
        def noted(*paths: Any, **named: Any) -> None:
            with suppress(OSError):
                held.append(os.open(paths[-1], os.O_RDONLY))
            real(*paths, **named)
            disk.note()

        return noted

    with pytest.MonkeyPatch.context() as patched:
        for name in ("rename", "unlink"):
            patched.setattr(os, name, noting(getattr(os, name)))
        yield held
    for handle in held:
        os.close(handle)


def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ignore: Ignore | None = None) -> Disk:
    """Keep a log in two lives; what a witness is shown is promised."""
    root = tmp_path / "root"
    places = Places(root / "data").make()
    vkey(places)
    with power(root, monkeypatch) as disk, watched(disk) as held:
        for path in [root, *root.rglob("*")]:
            disk.synced("directory" if path.is_dir() else "file", str(path))
        disk.moments.clear()
        disk.syncs.clear()
        if ignore is not None:
            disk.ignore = ignore

        def cosign(note: Note, _tiles: Tiles) -> Note:
            disk.promised = Checkpoint.parse(note.text).size
            disk.note()
            return note

        for sizes in SIZES:
            source = Listed([])
            with Keeper(places, [source], cosign=cosign, vfs=VFS) as keeper:
                for size in sizes:
                    source.entries = plain(size)
                    keeper.step()
                held += [os.open(each, os.O_RDONLY) for each in places.log_lock.parent.glob("*.*")]
        disk.note()
    return disk


def recovered(places: Places, promised: int) -> list[str]:
    """Go on after the power came back, and judge what is there."""
    try:
        with Keeper(places.make(), [Listed(plain(LAST))]) as keeper:
            if keeper.size < promised:
                return [f"a witness saw {promised} entries, the log remembers {keeper.size}"]
            while keeper.step():
                pass
        found = audit(Folder(places.log).get, vkey(places)).opened.checkpoint.size
    except Exception as error:
        return [repr(error)]
    return [] if found == LAST else [f"{found} entries in the end"]


def lost(disk: Disk, folder: Path, ways: Iterable[str] = LUCK, every: int = 1) -> list[str]:
    """Judge the moments; the last one always."""
    chance = random.Random(3)
    found = []
    for number, moment in enumerate(disk.moments):
        if number % every and number != len(disk.moments) - 1:
            continue
        for luck in ways:
            root = disk.left(moment, luck, folder / f"{number}-{luck}", chance)
            wrong = recovered(Places(root / "data"), moment.promised)
            found += [f"moment {number}, {luck}: {each}" for each in wrong]
        if found:
            break
    return found


@pytest.mark.parametrize("luck", LUCK)
def test_what_a_witness_saw_survives_a_power_cut_at_any_moment(tmp_path, monkeypatch, luck):
    disk = played(tmp_path, monkeypatch)
    assert len(disk.moments) > 50
    assert lost(disk, tmp_path / "left", (luck,), every=2 if luck == "lost" else 5) == []


@pytest.mark.campaign
@pytest.mark.parametrize("luck", LUCK)
def test_what_a_witness_saw_survives_at_every_moment_of_a_longer_log(
    tmp_path, monkeypatch, luck, record_property
):
    monkeypatch.setattr(sys.modules[__name__], "SIZES", ((2, 3), (255, 257)))
    disk = played(tmp_path, monkeypatch)
    record_property("power cuts", len(disk.moments))
    assert lost(disk, tmp_path / "left", (luck,)) == []


SYNCS: dict[str, Ignore] = {
    "the content of staged files": lambda kind, path: kind == "file" and "/staging/" in path,
    "the entry of staged files": lambda kind, path: path.endswith("/staging"),
    "the name of the lock store": lambda kind, path: path.endswith("/log-state"),
    "the commit of the lock store": lambda kind, path: kind == "log",
    "the content of tiles": lambda kind, path: kind == "file" and "/tile/" in path,
    "the entries of tiles": lambda kind, path: kind == "directory" and "/tile/" in path,
    "the content of the checkpoint": lambda kind, path: kind == "file" and "/checkpoint" in path,
}


@pytest.mark.parametrize("sync", SYNCS)
def test_every_sync_is_needed(tmp_path, monkeypatch, sync):
    disk = played(tmp_path, monkeypatch, SYNCS[sync])
    assert any(SYNCS[sync](*done) for done in disk.syncs), "there is such a sync"
    assert lost(disk, tmp_path / "left", ("lost", "names-kept"), every=3)
