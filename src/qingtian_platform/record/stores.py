"""Where sealed batches lie: what such a store owes, and two that keep it.

One contract suite (`tests/platform/record/test_stores.py`) runs against both.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from pyarrow import fs

from qingtian.ledger.bundle import Read
from qingtian_platform.record import durable
from qingtian_platform.record.errors import NotSealedError, StoreError


class BatchStore(Protocol):
    """One object of bytes for each batch number.

    Durability
        `put` returns when the bytes survive a loss of power. When it raises, they may be there
        or not; nobody reads a batch that the manifest does not list.
    Retries
        `put` may be repeated with the same or with other bytes until the manifest lists the
        batch; the last one counts. From then on nobody calls it for that number.
    Order
        None is promised between numbers.
    Concurrency
        One writer; readers at any time, also of a number that is just being put: they see the
        old bytes or the new, never a mixture.
    Trust
        None for bundles: whoever can change them can withhold a batch, not deceive anyone who
        checks it against its record. Full for originals: whoever reads them has the passwords.
    """

    def put(self, number: int, parts: Iterable[bytes]) -> int:
        """Keep the concatenation of the parts; return its size. [bytes]."""
        ...

    def read(self, number: int, offset: int, size: int) -> bytes:
        """Return bytes [offset, offset + size), fewer at the end; NotSealedError where none are."""
        ...

    def size(self, number: int) -> int:
        """Return the length of an object; NotSealedError where there is none. [bytes]."""
        ...

    def forget_from(self, number: int) -> None:
        """Remove what a failed attempt left: objects of this number and above."""
        ...


def name(number: int) -> tuple[str, str]:
    """Name the folder and the file of a batch: 1,000 to a folder, in the order of numbers."""
    return f"{number // 1000:09d}", f"{number:012d}"


class Directory:
    """Batches as files below one directory.

    Parameters
    ----------
    root
        The directory.
    mode
        Permissions of its files; 0o600 for what only the owner may read.
    """

    def __init__(self, root: Path, *, mode: int = 0o644) -> None:
        self._root, self._mode = root, mode

    def path(self, number: int) -> Path:
        """Tell where a batch lies."""
        return self._root.joinpath(*name(number))

    def put(self, number: int, parts: Iterable[bytes]) -> int:
        """Keep a batch; see `BatchStore`."""
        return durable.write(self.path(number), parts, mode=self._mode)

    def read(self, number: int, offset: int, size: int) -> bytes:
        """Read a part of a batch; see `BatchStore`."""
        try:
            with self.path(number).open("rb", buffering=0) as file:
                file.seek(offset)
                return file.read(size)
        except FileNotFoundError as error:
            raise NotSealedError(f"no batch {number} in {self._root}") from error

    @contextmanager
    def opened(self, number: int) -> Iterator[Read]:
        """Open a batch once for many reads of its parts; NotSealedError where there is none."""
        try:
            handle = os.open(self.path(number), os.O_RDONLY)
        except FileNotFoundError as error:
            raise NotSealedError(f"no batch {number} in {self._root}") from error
        try:
            yield lambda offset, size: os.pread(handle, size, offset)
        finally:
            os.close(handle)

    def size(self, number: int) -> int:
        """Tell the length of a batch; see `BatchStore`."""
        try:
            return self.path(number).stat().st_size
        except FileNotFoundError as error:
            raise NotSealedError(f"no batch {number} in {self._root}") from error

    def forget_from(self, number: int) -> None:
        """Remove what a failed attempt left; see `BatchStore`."""
        first = name(number)
        for folder in sorted(self._root.glob("[0-9]*")):
            if folder.name < first[0]:
                continue
            for path in sorted(folder.iterdir()):
                if path.name.endswith(durable.ASIDE) or (folder.name, path.name) >= first:
                    path.unlink()


class Objects:
    """Batches as objects of a pyarrow file system: S3 and its like, or memory in a test.

    Parameters
    ----------
    system
        The file system. An object store keeps an object when its stream is closed; a local one
        promises less, and `Directory` serves it.
    root
        Prefix of all names, without a slash at its end.
    """

    def __init__(self, system: fs.FileSystem, root: str) -> None:
        self._system, self._root = system, root

    def _path(self, number: int) -> str:
        return "/".join((self._root, *name(number)))

    def put(self, number: int, parts: Iterable[bytes]) -> int:
        """Keep a batch in one request; see `BatchStore`."""
        data = b"".join(parts)
        try:
            self._system.create_dir(self._path(number).rpartition("/")[0], recursive=True)
            with self._system.open_output_stream(self._path(number)) as stream:
                stream.write(data)
        except OSError as error:
            raise StoreError(f"batch {number} was not kept: {error}") from error
        return len(data)

    def read(self, number: int, offset: int, size: int) -> bytes:
        """Read a part of a batch by range; see `BatchStore`."""
        try:
            with self._system.open_input_file(self._path(number)) as file:
                available = max(0, min(size, file.size() - offset))
                return bytes(file.read_at(available, offset)) if available else b""
        except FileNotFoundError as error:
            raise NotSealedError(f"no batch {number} in {self._root}") from error

    def size(self, number: int) -> int:
        """Tell the length of a batch; see `BatchStore`."""
        info = self._system.get_file_info(self._path(number))
        if info.type != fs.FileType.File:
            raise NotSealedError(f"no batch {number} in {self._root}")
        return int(info.size)

    def forget_from(self, number: int) -> None:
        """Remove what a failed attempt left; see `BatchStore`."""
        chosen = fs.FileSelector(self._root, recursive=True, allow_not_found=True)
        for info in self._system.get_file_info(chosen):
            if info.type == fs.FileType.File and int(info.base_name) >= number:
                self._system.delete_file(info.path)
