"""A power cut at any write: all is sealed once in the end, and each sync is needed for that."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from qingtian_platform.kit.places import Places
from qingtian_platform.record import api, compaction, durable
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.verify import problems
from support.powercut import LUCK, VFS, Disk, power
from support.receipts import hour_frame, received

COUNT = 5


def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ignore=None, *, merge=False) -> Disk:
    """Seal an inbox in three batches, watched from the first write on."""
    root = tmp_path / "root"
    places = Places(root / "data").make()
    received(places, [hour_frame(qn=f"2026112512050000{n}") for n in range(COUNT)])
    with power(root, monkeypatch) as disk:
        watch_renames(disk, monkeypatch)
        for path in [root, *root.rglob("*")]:
            disk.synced("directory" if path.is_dir() else "file", str(path))
        disk.moments.clear()
        disk.syncs.clear()
        if ignore is not None:
            disk.ignore = ignore
        with Sealer(places, frames=2, vfs=VFS) as sealer:
            sealer.run_dry()
            if merge:
                assert compaction.step(places, enough={0: 1, 1: 9, 2: 9}, vfs=VFS)
                compaction.step(places, now=2e9, enough={0: 9, 1: 9, 2: 9}, vfs=VFS)
        disk.note()
    return disk


def watch_renames(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a moment after each rename and removal too."""
    for name in ("rename", "unlink"):
        real = getattr(os, name)

        def noted(*arguments, real=real, **named):
            result = real(*arguments, **named)
            disk.note()
            return result

        monkeypatch.setattr(os, name, noted)


def recovered(places: Places) -> list[str]:
    """Go on after the power came back, and judge what is there in the end."""
    try:
        with Sealer(places.make()) as sealer:
            sealer.run_dry()
        found = problems(places, values=False)
        count = api.counts(places)
    except Exception as error:
        return [repr(error)]
    if count["receipts"] != COUNT or count["observations"] != 2:
        found.append(f"expected {COUNT} receipts and 2 observations, found {count}")
    return found


def lost(disk: Disk, folder: Path, ways: Iterator[str] = LUCK, *, every: int = 1) -> list[str]:
    """Judge the moments; the last one always."""
    chance = random.Random(7)
    numbers = range(len(disk.moments))
    found = []
    for index in [*numbers[::every], numbers[-1]]:
        for luck in ways:
            left = disk.left(disk.moments[index], luck, folder / f"{index}-{luck}", chance)
            wrong = recovered(Places(left / "data"))
            if wrong:
                found.append(f"moment {index}, {luck}: {wrong}")
    return found


@pytest.mark.parametrize("luck", LUCK)
def test_a_power_cut_at_any_write_loses_nothing(tmp_path, monkeypatch, luck):
    disk = played(tmp_path, monkeypatch, merge=True)
    assert len(disk.moments) > 50
    assert lost(disk, tmp_path / "left", (luck,), every=1 if luck == "lost" else 3) == []


SYNCS = {
    "the content of files": lambda kind, path: kind == "file" and ".sqlite3" not in path,
    "the entry of the bundles": lambda kind, path: "/bundles/0" in path and kind == "directory",
    "the folder of the bundles": lambda kind, path: path.endswith("/bundles"),
    "the entry of the originals": lambda kind, path: "/originals/0" in path and kind == "directory",
    "the folder of the originals": lambda kind, path: path.endswith("/originals"),
    "the entry of the rows": lambda kind, path: path.endswith("/tail"),
    "the folder of the rows": lambda kind, path: path.endswith("/archive"),
    "the commit": lambda kind, path: kind == "log",
    "the content of bundles": lambda kind, path: kind == "file" and "/bundles/" in path,
    "the content of originals": lambda kind, path: kind == "file" and "/originals/" in path,
    "the content of rows": lambda kind, path: kind == "file" and "/tail/" in path,
}


@pytest.mark.parametrize("sync", SYNCS)
def test_every_sync_is_needed(tmp_path, monkeypatch, sync):
    disk = played(tmp_path, monkeypatch, SYNCS[sync])
    assert any(SYNCS[sync](*done) for done in disk.syncs), "there is such a sync"
    assert lost(disk, tmp_path / "left", ("lost", "names-kept"), every=20)


MERGED = {
    "the content of the merged file": lambda kind, path: kind == "file" and "/hour/" in path,
    "its entry": lambda kind, path: path.endswith("/hour"),
}


@pytest.mark.parametrize("sync", MERGED)
def test_every_sync_of_a_merge_is_needed(tmp_path, monkeypatch, sync):
    disk = played(tmp_path, monkeypatch, MERGED[sync], merge=True)
    assert any(MERGED[sync](*done) for done in disk.syncs), "there is such a sync"
    assert lost(disk, tmp_path / "left", ("lost", "names-kept"), every=20)


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize(
    ("target", "name"),
    [(os, "fsync"), (os, "rename"), (durable, "sync_folder"), (durable, "write")],
)
def test_a_failed_write_is_done_again(tmp_path, monkeypatch, target, name, persisted):
    """Each call fails once: before it had an effect, or after, without anybody being told."""
    real = getattr(target, name)
    for nth in range(1, 30):
        places = Places(tmp_path / f"{nth}").make()
        received(places, [hour_frame(qn=f"2026112512050000{n}") for n in range(COUNT)])
        left = [nth]

        def failing(*arguments, real=real, left=left, **named):
            left[0] -= 1
            if left[0] == 0:
                if persisted:
                    real(*arguments, **named)
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        with Sealer(places, frames=2) as sealer:
            monkeypatch.setattr(target, name, failing)
            try:
                sealer.run_dry()
            except OSError:
                sealer.run_dry()
            finally:
                monkeypatch.setattr(target, name, real)
        assert api.counts(places)["receipts"] == COUNT
        assert problems(places, values=nth == 1) == []
        if left[0] > 0:
            return
    raise AssertionError("the call is made too often for this test")


@pytest.mark.parametrize("persisted", [False, True])
def test_a_failed_commit_is_looked_up_and_not_repeated(tmp_path, monkeypatch, persisted):
    from qingtian_platform.record.manifest import Manifest

    places = Places(tmp_path / "data").make()
    received(places, [hour_frame(qn=f"2026112512050000{n}") for n in range(COUNT)])
    real = Manifest.seal
    left = [2]

    def failing(self, sealing):
        left[0] -= 1
        if left[0] == 0:
            if persisted:
                real(self, sealing)
            raise OSError(5, "Input/output error")
        return real(self, sealing)

    monkeypatch.setattr(Manifest, "seal", failing)
    with Sealer(places, frames=2) as sealer:
        with pytest.raises(OSError, match="Input"):
            sealer.run_dry()
        sealer.run_dry()
    assert api.counts(places) == {
        "receipts": COUNT,
        "observations": 2,
        "superseded": 0,
        "batches": 3,
    }
    assert problems(places) == []
