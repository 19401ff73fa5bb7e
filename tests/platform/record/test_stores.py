"""Every store of batches keeps the duties of `stores.BatchStore`."""

from __future__ import annotations

import pytest
from pyarrow import fs

from qingtian_platform.record.errors import NotSealedError
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.stores import BatchStore, Directory, Objects
from support.receipts import hour_frame, received


def directory(tmp_path) -> BatchStore:
    return Directory(tmp_path / "store")


def local_objects(tmp_path) -> BatchStore:
    return Objects(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "bucket/bundles")


def handled_objects(tmp_path) -> BatchStore:
    """The way in for fsspec: a file system that is written in Python."""
    return Objects(fs.PyFileSystem(Forwarding(fs.LocalFileSystem())), str(tmp_path / "bucket"))


class Forwarding(fs.FileSystemHandler):
    """Pass every call on."""

    def __init__(self, inner: fs.FileSystem) -> None:
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def get_type_name(self):
        return "forwarding"

    def normalize_path(self, path):
        return path

    def get_file_info(self, paths):
        return self._inner.get_file_info(paths)

    def get_file_info_selector(self, selector):
        return self._inner.get_file_info(selector)

    def create_dir(self, path, recursive):
        self._inner.create_dir(path, recursive=recursive)

    def delete_dir(self, path):
        self._inner.delete_dir(path)

    def delete_dir_contents(self, path, missing_dir_ok=False):
        self._inner.delete_dir_contents(path, missing_dir_ok=missing_dir_ok)

    def delete_root_dir_contents(self):
        raise NotImplementedError

    def delete_file(self, path):
        self._inner.delete_file(path)

    def move(self, src, dest):
        self._inner.move(src, dest)

    def copy_file(self, src, dest):
        self._inner.copy_file(src, dest)

    def open_input_stream(self, path):
        return self._inner.open_input_stream(path)

    def open_input_file(self, path):
        return self._inner.open_input_file(path)

    def open_output_stream(self, path, metadata):
        return self._inner.open_output_stream(path)

    def open_append_stream(self, path, metadata):
        raise NotImplementedError


@pytest.fixture(params=[directory, local_objects, handled_objects], ids=lambda make: make.__name__)
def store(request, tmp_path) -> BatchStore:
    return request.param(tmp_path)


def test_what_was_put_is_read_in_parts(store):
    assert store.put(7, [b"ab", b"", b"cdef"]) == 6
    assert store.size(7) == 6
    assert store.read(7, 0, 6) == b"abcdef"
    assert store.read(7, 2, 3) == b"cde"
    assert store.read(7, 4, 100) == b"ef"
    assert store.read(7, 6, 10) == b""
    assert store.read(7, 60, 10) == b""


def test_the_last_put_counts(store):
    store.put(0, [b"a longer first try"])
    store.put(0, [b"second"])
    assert store.read(0, 0, 100) == b"second"


def test_what_is_not_there_is_said_so(store):
    with pytest.raises(NotSealedError):
        store.read(0, 0, 1)
    with pytest.raises(NotSealedError):
        store.size(0)
    store.forget_from(0)


@pytest.mark.parametrize("first", [0, 1, 999, 1000, 1001])
def test_a_failed_try_is_forgotten_and_nothing_before_it(store, first):
    numbers = [0, 1, 998, 999, 1000, 1001, 2000]
    for number in numbers:
        store.put(number, [b"x"])
    store.forget_from(first)
    for number in numbers:
        if number < first:
            assert store.read(number, 0, 1) == b"x"
        else:
            with pytest.raises(NotSealedError):
                store.size(number)


def test_large_objects_are_kept_whole(store):
    parts = [bytes([n % 256]) * 70_001 for n in range(60)]
    store.put(3, parts)
    assert store.read(3, 0, store.size(3)) == b"".join(parts)


def test_the_sealer_takes_any_of_them(store, places, tmp_path):
    """Nobody above the store notices which one it is."""
    received(places, [hour_frame()] * 3)
    originals = Objects(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "originals")
    with Sealer(places, frames=2, bundles=store, originals=originals) as sealer:
        assert sealer.run_dry() == 2
    assert b"a34004" in store.read(1, 0, store.size(1))


def test_a_directory_keeps_originals_from_other_eyes(tmp_path):
    store = Directory(tmp_path / "store", mode=0o600)
    store.put(0, [b"secret"])
    assert store.path(0).stat().st_mode & 0o777 == 0o600
    assert store.path(0).parent.stat().st_mode & 0o777 == 0o700
