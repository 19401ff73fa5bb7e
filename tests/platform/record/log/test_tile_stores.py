"""Every store of tiles, and the lock store, keep the duties that `stores` states."""

from __future__ import annotations

import pytest
from pyarrow import fs

from qingtian_platform.record.errors import StoreError
from qingtian_platform.record.log.stores import Advance, Bucket, Folder, SqliteLock, TileStore


def folder(tmp_path) -> TileStore:
    return Folder(tmp_path / "log")


def bucket(tmp_path) -> TileStore:
    return Bucket(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "bucket/log")


@pytest.fixture(params=[folder, bucket])
def store(request, tmp_path) -> TileStore:
    return request.param(tmp_path)


def test_what_is_put_is_read(store):
    store.put("tile/0/x001/000.p/3", b"abc")
    assert store.get("tile/0/x001/000.p/3") == b"abc"
    with pytest.raises(FileNotFoundError):
        store.get("tile/0/000")


def test_a_tile_may_be_put_again_and_never_changed(store):
    store.put("tile/0/000", b"abc")
    store.put("tile/0/000", b"abc")
    with pytest.raises(StoreError, match="other bytes"):
        store.put("tile/0/000", b"abd")
    assert store.get("tile/0/000") == b"abc"


def test_the_checkpoint_is_replaced(store):
    store.put("checkpoint", b"one")
    store.put("checkpoint", b"two")
    assert store.get("checkpoint") == b"two"


def test_parts_go_when_the_tile_is_full(store):
    store.put("tile/0/000.p/3", b"abc")
    store.put("tile/0/000", b"abcd")
    store.drop_parts("tile/0/000")
    store.drop_parts("tile/0/000")
    with pytest.raises(FileNotFoundError):
        store.get("tile/0/000.p/3")
    assert store.get("tile/0/000") == b"abcd"


def test_the_lock_is_set_only_from_the_state_that_is_named(tmp_path):
    path = tmp_path / "lock.sqlite3"
    with SqliteLock(path, write=True) as first, SqliteLock(path, write=True) as second:
        assert first.held().note == b""
        first.swap(b"", Advance(b"one", {"batch": 2}, [("batch", 0, 0), ("batch", 1, 1)]))
        with pytest.raises(StoreError, match="another writer"):
            second.swap(b"", Advance(b"other", {"batch": 9}, [("batch", 0, 0)]))
        assert (second.held().note, second.held().cursors) == (b"one", {"batch": 2})
        assert (second.place("batch", 1), second.place("batch", 2)) == (1, None)


def test_an_entry_never_stands_twice(tmp_path):
    with SqliteLock(tmp_path / "lock.sqlite3", write=True) as lock:
        lock.swap(b"", Advance(b"one", {"batch": 1}, [("batch", 0, 0)]))
        with pytest.raises(StoreError):
            lock.swap(b"one", Advance(b"two", {"batch": 2}, [("batch", 1, 0)]))
        assert lock.held().note == b"one"


def test_the_lock_is_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "lock.sqlite3"
    SqliteLock(path, write=True).close()
    assert path.stat().st_mode & 0o077 == 0
