"""A power cut at every write: what was promised is there, and each sync is needed for that."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from qingtian_platform.collect import _sqlite, inbox
from qingtian_platform.kit.places import Places
from support.powercut import LUCK, VFS, Disk, power

Play = Callable[[Disk, Places], None]


def rows(begin: int, count: int) -> list[inbox.Row]:
    return [(n, "peer", "hj212", f"frame {n} ".encode() * 30) for n in range(begin, begin + count)]


def fill(disk: Disk, places: Places) -> None:
    """Append, grow into a second file, complete it."""
    with inbox.Inbox(places, vfs=VFS, max_bytes=20_000) as box:
        for n in range(12):
            box.append(rows(n * 10, 10))
            disk.promised = (n + 1) * 10
    disk.note()


def load(disk: Disk, places: Places) -> None:
    """Import a file."""
    with inbox.ImportFile(places, vfs=VFS) as made:
        made.append(rows(0, 30))
    disk.promised = 30
    disk.note()


def lost(disk: Disk, folder: Path) -> list[str]:
    """Judge every moment in every way; tell what was lost, doubled or invented."""
    chance = random.Random(7)
    found = []
    for index, moment in enumerate(disk.moments):
        for luck in LUCK:
            places = Places(disk.left(moment, luck, folder / f"{index}-{luck}", chance) / "data")
            wrong = judge(places, moment.promised)
            if wrong:
                found.append(f"moment {index}, {luck}: {wrong}")
    return found


def judge(places: Places, promised: int) -> str:
    """Read as a stranger would after the power came back."""
    try:
        seen = [r for f in inbox.files(places) for r in inbox.read(f, 0, 100_000)]
    except Exception as error:
        return f"unreadable: {error}"
    numbers = [receipt.received_at for receipt in seen]
    if numbers[:promised] != list(range(promised)):
        return f"promised {promised}, found {len(numbers)}"
    if numbers != list(range(len(numbers))) or [r[1:] for r in seen] != rows(0, len(numbers)):
        return "doubled, torn or invented"
    return ""


def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, play: Play, **given: object) -> Disk:
    root = tmp_path / "root"
    root.mkdir()
    with power(root, monkeypatch) as disk:
        for name, value in given.items():
            setattr(disk, name, value)
        play(disk, Places(root / "data"))
    return disk


@pytest.mark.parametrize("play", [fill, load])
def test_a_power_cut_at_any_write_loses_nothing_promised(tmp_path, monkeypatch, play):
    disk = played(tmp_path, monkeypatch, play)
    assert len(disk.moments) > 5
    assert lost(disk, tmp_path / "left") == []


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_lowering_synchronous_is_noticed(tmp_path, monkeypatch, level):
    monkeypatch.setattr(_sqlite, "SYNCHRONOUS", level)
    assert lost(played(tmp_path, monkeypatch, fill), tmp_path / "left")


SYNCS = [
    (fill, "directory", "root"),
    (fill, "directory", "data"),
    (fill, "directory", "inbox"),
    (fill, "log", ""),
    (fill, "file", ""),
    (load, "directory", "root"),
    (load, "directory", "data"),
    (load, "directory", "inbox"),
    (load, "file", ""),
]


@pytest.mark.parametrize(("play", "kind", "name"), SYNCS)
def test_every_sync_is_needed(tmp_path, monkeypatch, play, kind, name):
    def ignore(found: str, path: str) -> bool:
        return found == kind and (not name or Path(path).name == name)

    disk = played(tmp_path, monkeypatch, play, ignore=ignore)
    assert any(ignore(*sync) for sync in disk.syncs), "there is such a sync"
    assert lost(disk, tmp_path / "left")


def test_a_dropped_file_does_not_come_back(tmp_path, monkeypatch):
    def play(disk: Disk, places: Places) -> None:
        load(disk, places)
        (file,) = inbox.files(places)
        inbox.drop(file)
        disk.note()

    def back(disk: Disk, name: str) -> bool:
        left = disk.left(disk.moments[-1], "lost", tmp_path / name, random.Random(1))
        return bool(inbox.files(Places(left / "data")))

    assert not back(played(tmp_path, monkeypatch, play), "kept")

    def last(kind: str, path: str) -> bool:
        return Path(path).name == "inbox" and not list(Path(path).glob("2*.sqlite3"))

    (tmp_path / "root").rename(tmp_path / "before")
    assert back(played(tmp_path, monkeypatch, play, ignore=last), "taken-out")
