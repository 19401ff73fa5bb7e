"""The files of a step, kept together until all of them are in place.

They are staged before the checkpoint is signed, so that after a crash the tiles of a checkpoint
that was signed can always be put. The file is a list of: u16 length, path, u32 length, bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from qingtian.ledger.tiles import is_path
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError

_HEAD = struct.Struct(">HI")


class Staging:
    """Staged steps below one directory, by the size that the log has after them.

    Parameters
    ----------
    root
        The directory.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, size: int) -> Path:
        return self._root / f"{size:016d}"

    def keep(self, size: int, files: Mapping[str, bytes]) -> None:
        """Keep the files of the step to a size; on return they survive a loss of power."""
        parts = []
        for path, data in files.items():
            name = path.encode("ascii")
            parts.append(_HEAD.pack(len(name), len(data)) + name + data)
        durable.write(self._path(size), parts)

    def files(self, size: int) -> dict[str, bytes]:
        """Read the files of the step to a size; empty where none is staged.

        Raises
        ------
        DamagedError
            The staged file ends within one of them.
        """
        try:
            data = self._path(size).read_bytes()
        except FileNotFoundError:
            return {}
        found, at = {}, 0
        while at < len(data):
            try:
                name, length = _HEAD.unpack_from(data, at)
            except struct.error as error:
                raise DamagedError(f"{self._path(size)} ends within a file") from error
            begin = at + _HEAD.size + name
            at = begin + length
            if at > len(data):
                raise DamagedError(f"{self._path(size)} ends within a file")
            path = data[begin - name : begin].decode("ascii", "replace")
            if not is_path(path):
                raise DamagedError(f"{self._path(size)} names {path!r}, which is no tile")
            found[path] = data[begin:at]
        return found

    def clear(self) -> None:
        """Remove all that is staged; losing this step does no harm."""
        for path in self._root.glob("*"):
            path.unlink(missing_ok=True)
