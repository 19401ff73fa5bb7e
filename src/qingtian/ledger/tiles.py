"""Static tiles of C2SP: a log as files that any web server or folder can hold.

    checkpoint                     the signed state
    tile/<L>/<N>[.p/<W>]           up to 256 hashes; of level 8 L of the tree
    tile/entries/<N>[.p/<W>]       up to 256 entries, each 2 bytes of length before its bytes

N is written in groups of three digits, all but the last with an `x` before it. W is the width of
a tile that is not full yet; a reader that misses it takes the full one. Whoever holds the files
can stop a reader, not deceive it: what is read counts only once it leads to a signed root.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qingtian.ledger.errors import FormError
from qingtian.ledger.merkle import HASH_SIZE, Tree, leaf_hash, root, root_of

WIDTH: Final = 256
HEIGHT: Final = 8
"""Levels of the tree that one tile spans."""
ENTRY_LIMIT: Final = 65_535
ENTRIES: Final = "entries"

_PATH = re.compile(
    r"tile/(?:[0-9]|[1-5][0-9]|6[0-3]|entries)/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
)

Fetch = Callable[[str], bytes]
"""Reads a file of the log by its path; raises `FileNotFoundError` where there is none."""


def path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Write the path of a tile.

    Parameters
    ----------
    level
        0 to 63, or `entries`.
    number
        Place of the tile on its level, from 0.
    width
        Hashes or entries in it, 1 to 256.

    Examples
    --------
    >>> path(0, 1234067, 112)
    'tile/0/x001/x234/067.p/112'
    """
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def is_path(name: str) -> bool:
    """Tell whether a name is that of a tile, and so leads nowhere else."""
    return _PATH.fullmatch(name) is not None


def width_of(number: int, count: int) -> int:
    """Count what stands in a tile of a level that has `count` in all; 0 = no such tile."""
    return max(0, min(WIDTH, count - number * WIDTH))


def packed(entries: Sequence[bytes]) -> bytes:
    """Write entries as they stand in a tile.

    Raises
    ------
    FormError
        An entry is longer than 65,535 bytes.
    """
    for entry in entries:
        if len(entry) > ENTRY_LIMIT:
            raise FormError(f"expected an entry of at most {ENTRY_LIMIT} bytes, got {len(entry)}")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def unpacked(data: bytes) -> list[bytes]:
    """Read the entries of a tile.

    Raises
    ------
    FormError
        The bytes end within an entry, or hold more than 256.
    """
    entries, at, size = [], 0, len(data)
    while at + 1 < size:
        end = at + 2 + (data[at] << 8 | data[at + 1])
        entries.append(data[at + 2 : end])
        at = end
    if at != size:
        raise FormError("expected whole entries; the tile ends within one")
    if len(entries) > WIDTH:
        raise FormError(f"expected at most {WIDTH} entries, got {len(entries)}")
    return entries


def hashes_of(data: bytes) -> list[bytes]:
    """Read the hashes of a tile.

    Raises
    ------
    FormError
        The length is not that of 1 to 256 hashes.
    """
    if not data or len(data) % HASH_SIZE or len(data) > WIDTH * HASH_SIZE:
        raise FormError(f"expected 1 to {WIDTH} hashes of {HASH_SIZE} bytes, got {len(data)} bytes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


@dataclass
class Tiles:
    """The tiles of a log of a known size.

    Attributes
    ----------
    fetch
        Reads a file by path.
    size
        Number of entries of the tree that is read. [1]
    """

    fetch: Fetch
    size: int

    def __post_init__(self) -> None:
        """Begin with nothing read."""
        self._known: dict[tuple[int, int], Tree] = {}

    def _whole_or_part(self, level: int | str, number: int, width: int) -> bytes:
        try:
            return self.fetch(path(level, number, width))
        except FileNotFoundError:
            if width == WIDTH:
                raise
        return self.fetch(path(level, number))

    def tree(self, level: int, number: int) -> Tree:
        """Read a hash tile, and compute the tree over its hashes.

        Raises
        ------
        FormError
            It has fewer hashes than a tree of this size must have there.
        """
        if (level, number) not in self._known:
            self._known[level, number] = Tree(hashes_of(self.read(level, number)))
        return self._known[level, number]

    def hashes(self, level: int, number: int) -> list[bytes]:
        """Read the hashes of a tile; see `tree`."""
        return self.tree(level, number).levels[0]

    def read(self, level: int, number: int) -> bytes:
        """Read the bytes of a hash tile anew, and keep nothing; see `tree`."""
        width = width_of(number, self.size >> HEIGHT * level)
        data = self._whole_or_part(level, number, width)[: width * HASH_SIZE]
        if len(data) != width * HASH_SIZE:
            raise FormError(f"{path(level, number, width)}: expected {width} hashes")
        return data

    def entries(self, number: int) -> list[bytes]:
        """Read a tile of entries.

        Raises
        ------
        FormError
            It has fewer entries than a tree of this size must have there.
        """
        width = width_of(number, self.size)
        found = unpacked(self._whole_or_part(ENTRIES, number, width))[:width]
        if len(found) != width:
            raise FormError(f"{path(ENTRIES, number, width)}: expected {width} entries")
        return found

    def entry(self, index: int) -> bytes:
        """Read one entry.

        Raises
        ------
        IndexError
            The log has no such entry.
        """
        if not 0 <= index < self.size:
            raise IndexError(f"expected an entry from 0 to {self.size - 1}, got {index}")
        number, place = divmod(index, WIDTH)
        return self.entries(number)[place]

    def node(self, level: int, place: int) -> bytes:
        """Look up the hash of the full subtree over leaves [place * 2**level, … + 2**level)."""
        height, rest = divmod(level, HEIGHT)
        number, at = divmod(place << rest, WIDTH)
        return self.tree(height, number).node(rest, at >> rest)

    def root(self) -> bytes:
        """Compute the root from the tiles; it proves nothing until it is that of a checkpoint."""
        return root_of(self.node, self.size)


@dataclass(frozen=True)
class Grown:
    """What a log becomes by further entries.

    Attributes
    ----------
    size
        Number of entries then. [1]
    root
        Root then. [32 bytes]
    files
        Tiles to write, by path, lowest first; none of them replaces a file of other content.
    """

    size: int
    root: bytes
    files: Mapping[str, bytes]


def grown(fetch: Fetch, size: int, entries: Sequence[bytes]) -> Grown:
    """Compute the tiles of a log that takes in further entries.

    Parameters
    ----------
    fetch
        Reads the log's present files; only its rightmost tiles are asked for.
    size
        Number of entries now.
    entries
        What follows, in order.

    Returns
    -------
    Grown
        Nothing is written by this.
    """
    before = Tiles(fetch, size)
    files = dict(_entry_tiles(before, entries))
    hashes, start, level = [leaf_hash(entry) for entry in entries], size, 0
    while hashes:
        number, skip = divmod(start, WIDTH)
        run = (before.hashes(level, number)[:skip] if skip else []) + hashes
        chunks = [run[at : at + WIDTH] for at in range(0, len(run), WIDTH)]
        for place, chunk in enumerate(chunks):
            files[path(level, number + place, len(chunk))] = b"".join(chunk)
        hashes = [root(chunk) for chunk in chunks if len(chunk) == WIDTH]
        start, level = start >> HEIGHT, level + 1
    after = Tiles(lambda name: files[name] if name in files else fetch(name), size + len(entries))
    return Grown(after.size, after.root(), files)


def _entry_tiles(before: Tiles, entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    number, skip = divmod(before.size, WIDTH)
    run = (before.entries(number) if skip else []) + list(entries)
    for at in range(0, len(run) if entries else 0, WIDTH):
        chunk = run[at : at + WIDTH]
        yield path(ENTRIES, number + at // WIDTH, len(chunk)), packed(chunk)
