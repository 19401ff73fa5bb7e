"""Sources: a file of any kind as lines of text cells, and which layout it has."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

from qingtian_platform.kit.sheets import Line, SheetError, read_table

from .errors import ImportRefusedError
from .mapping import Mapping

CHUNK = 1 << 20
UNPACKED = 2_000_000_000
"""A compressed file that unpacks to more is refused. [bytes]"""


def sha256(path: Path) -> str:
    """Name a file by its content."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def rows_in(path: Path) -> int | None:
    """Estimate the rows of a file, for a progress bar; None where that would take long."""
    with path.open("rb") as handle:
        magic = handle.read(4)
        if magic == b"PAR1":
            import pyarrow.parquet as pq

            return int(pq.ParquetFile(path).metadata.num_rows)
        if magic[:2] in (b"PK", b"\x1f\x8b"):
            return None
        return sum(chunk.count(b"\n") for chunk in iter(lambda: handle.read(CHUNK), b""))


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the file, or for a `.gz` its content, beside nothing else of the user's."""
    if path.suffix != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="qingtian-import-") as folder:
        plain = Path(folder) / path.stem
        try:
            with gzip.open(path) as packed, plain.open("wb") as out:
                _copy(packed, out, path)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ImportRefusedError(f"{path.name} cannot be unpacked: {error}") from error
        yield plain


def _copy(packed: gzip.GzipFile, out: IO[bytes], path: Path) -> None:
    """Unpack up to the bound."""
    left = UNPACKED
    while chunk := packed.read(CHUNK):
        left -= len(chunk)
        if left < 0:
            raise ImportRefusedError(f"{path.name} unpacks to over {UNPACKED} bytes")
        out.write(chunk)


def lines(path: Path, mappings: list[Mapping]) -> tuple[Mapping, Iterator[Line]]:
    """Open a file and choose the layout whose columns it has.

    Parameters
    ----------
    path
        Parquet, CSV or XLSX, told apart by content.
    mappings
        Tried in turn.

    Returns
    -------
    Mapping
        The one that fits.
    iterator of Line
        Its rows.

    Raises
    ------
    ImportRefusedError
        No mapping fits, or the file cannot be read.
    """
    options = mappings[0]
    try:
        rows = _rows(path, options)
        first = next(rows, None)
    except (SheetError, OSError, UnicodeError) as error:
        raise ImportRefusedError(str(error)) from error
    if first is None:
        return options, iter(())
    return choose(path.name, set(first.cells), mappings), chain([first], rows)


def choose(name: str, columns: set[str], mappings: list[Mapping]) -> Mapping:
    """Choose the first mapping whose columns are all there.

    Raises
    ------
    ImportRefusedError
        None fits; the message says what each lacks.
    """
    lacking = [needed(mapping) - columns for mapping in mappings]
    for mapping, missing in zip(mappings, lacking, strict=True):
        if not missing:
            return mapping
    lacks = " or ".join(", ".join(sorted(missing)) for missing in lacking)
    raise ImportRefusedError(
        f"{name} has the columns {', '.join(sorted(columns))}; it lacks {lacks}"
    )


def needed(mapping: Mapping) -> set[str]:
    """List the columns without which a mapping cannot read a file."""
    station = {mapping.station} if mapping.station else set()
    if mapping.layout == "cross":
        return set(mapping.time) | {"type"}
    marks = {p.flag for p in mapping.properties.values() if p.flag is not None}
    return set(mapping.time) | station | set(mapping.properties) | marks


def _rows(path: Path, mapping: Mapping) -> Iterator[Line]:
    with path.open("rb") as handle:
        magic = handle.read(4)
    if magic == b"PAR1":
        return _parquet(path)
    return read_table(path, encoding=mapping.encoding, sheet=mapping.sheet)


def _parquet(path: Path) -> Iterator[Line]:
    """Read Parquet as text: a number with the fewest digits that give it back."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path)
        names = table.schema_arrow.names
        number = 0
        for batch in table.iter_batches(batch_size=20_000):
            columns = [_texts(column) for column in batch.columns]
            for row in zip(*columns, strict=True):
                number += 1
                yield Line(number, dict(zip(names, row, strict=True)), ",".join(row))
    except pa.ArrowException as error:
        raise SheetError(f"{path.name} is not readable Parquet: {error}") from error


def _texts(column: object) -> list[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    cast = pc.cast(column, pa.string())
    return ["" if text is None else text for text in cast.to_pylist()]
