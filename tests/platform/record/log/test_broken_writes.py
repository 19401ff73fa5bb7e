"""Each write of the log broken twice, failed and failed but persisted: one history, whole outside.

`test_keeper.py` breaks the stores' own calls; here the calls below them break, the writes of SQLite
included, and the objects of a bucket. After each the log is started again and goes on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest
from pyarrow import fs

from qingtian.ledger.audit import audit
from qingtian.ledger.checkpoint import Opened
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import StoreError
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Bucket, Folder, SqliteLock, TileStore
from support.attacked import Listed, plain

BEGIN = 254
GROWTH = 3
WAYS = pytest.mark.parametrize("persisted", [False, True], ids=["failed", "failed but persisted"])
BROKEN = (OSError, StoreError, apsw.Error)


class Fault:
    """Breaks the n-th of the calls that it watches, once."""

    def __init__(self, at: int, *, persisted: bool) -> None:
        self.left, self.persisted, self.struck = at, persisted, False

    def call(self, real: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left:
            return real(*arguments, **named)
        self.struck = True
        if self.persisted:
            real(*arguments, **named)
        raise OSError(28, "No space left on device")


def folder(places: Places) -> TileStore:
    return Folder(places.log)


def bucket(places: Places) -> TileStore:
    system = fs.SubTreeFileSystem(str(places.data), fs.LocalFileSystem())
    return Bucket(system, "log")


def kept(places: Places, size: int, **named: Any) -> None:
    with Keeper(places, [Listed(plain(size))], **named) as keeper:
        while keeper.step():
            pass


def looked(places: Places, before: Opened | None) -> Opened:
    return audit(Folder(places.log).get, vkey(places), kept=before).opened


def broken_in_turn(
    places: Places, breaking: Callable[[int], Any], store: Callable[[Places], TileStore]
) -> int:
    """Break each write of a growing log in turn, until a step passes without any left to break."""
    size = BEGIN
    kept(places, size, tiles=store(places))
    seen = looked(places, None)
    for at in range(1, 60):
        size += GROWTH
        with breaking(at) as (fault, named):
            try:
                kept(places, size, **{"tiles": store(places), **named})
            except BROKEN:
                assert fault.struck
        seen = looked(places, seen)
        kept(places, size, tiles=store(places))
        seen = looked(places, seen)
        assert seen.checkpoint.size == size
        if not fault.struck:
            return at - 1
    raise AssertionError("the call is made too often for this test")


CALLS: dict[str, tuple[object, str]] = {
    "opened": (os, "open"),
    "written": (os, "write"),
    "synced": (os, "fsync"),
    "put in place": (os, "rename"),
    "folder synced": (durable, "sync_folder"),
    "removed": (Path, "unlink"),
    "parts removed": (shutil, "rmtree"),
}


@WAYS
@pytest.mark.parametrize("call", CALLS)
def test_each_call_of_the_folder_and_of_staging(tmp_path, call, persisted):
    target, name = CALLS[call]
    real = getattr(target, name)

    @contextmanager
    def breaking(at: int) -> Iterator[tuple[Fault, dict[str, Any]]]:
        fault = Fault(at, persisted=persisted)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(target, name, lambda *a, **n: fault.call(real, *a, **n))
            yield fault, {}

    places = Places(tmp_path / "data").make()
    vkey(places)
    assert broken_in_turn(places, breaking, folder) >= 1


@WAYS
def test_each_put_into_a_bucket(tmp_path, persisted):
    @contextmanager
    def breaking(at: int) -> Iterator[tuple[Fault, dict[str, Any]]]:
        fault = Fault(at, persisted=persisted)

        class Breaking(Bucket):
            def put(self, path: str, data: bytes) -> None:
                fault.call(super().put, path, data)

        system = fs.SubTreeFileSystem(str(tmp_path / "data"), fs.LocalFileSystem())
        yield fault, {"tiles": Breaking(system, "log")}

    places = Places(tmp_path / "data").make()
    vkey(places)
    assert broken_in_turn(places, breaking, bucket) >= 3


class FaultyFile(apsw.VFSFile):
    """A file of SQLite whose writes and syncs break where the fault says."""

    def __init__(self, fault: Fault, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._fault = fault

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._fault.call(super().xWrite, data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._fault.call(super().xSync, flags)


class FaultyVFS(apsw.VFS):
    """SQLite's own file system, with faults."""

    def __init__(self, fault: Fault) -> None:
        super().__init__("faulty", "")
        self._fault = fault

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return FaultyFile(self._fault, name, flags)


@WAYS
def test_each_write_of_the_lock_store(tmp_path, persisted):
    @contextmanager
    def breaking(at: int) -> Iterator[tuple[Fault, dict[str, Any]]]:
        fault = Fault(at, persisted=persisted)
        vfs = FaultyVFS(fault)
        try:
            yield fault, {"vfs": "faulty"}
        finally:
            vfs.unregister()

    places = Places(tmp_path / "data").make()
    vkey(places)
    assert broken_in_turn(places, breaking, folder) >= 4


def test_a_start_that_fails_lets_go_of_the_log(tmp_path, monkeypatch):
    """A disk that is full when the lock store is opened: the next start is not refused as a second."""
    places = Places(tmp_path / "data").make()
    fault = Fault(1, persisted=False)
    with monkeypatch.context() as patched:
        patched.setattr(SqliteLock, "__init__", lambda *_a, **_n: fault.call(dict))
        with pytest.raises(OSError, match="space"):
            Keeper(places, [])
    kept(places, 3)
    assert looked(places, None).checkpoint.size == 3
