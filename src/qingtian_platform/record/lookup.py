"""What the archive already holds of some data loggers and moments: the keys' view of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.keys import PAST, Archive, Page, Slot, page_bounds
from qingtian_platform.record.manifest import Manifest
from qingtian_platform.record.rows import TIME


class Lookup(Archive):
    """Look into the archive's files through one DuckDB.

    Parameters
    ----------
    places
        Where the data lives.
    manifest
        The sealer's, so that what it has just listed is seen.
    """

    def __init__(self, places: Places, manifest: Manifest) -> None:
        self._places, self._manifest = places, manifest
        self._engine: duckdb.DuckDBPyConnection | None = None

    def beginnings(self, pages: Sequence[Page]) -> Iterable[Slot]:
        """List the slots of these pages that are in the archive.

        Which rows are superseded need not be known: what superseded them has the same slot.
        """
        bounds = [page_bounds(page) for page in pages]
        first, last = min(low for low, _ in bounds), max(high for _, high in bounds)
        files = self._manifest.files(start=first, end=last, past=False)
        if not files:
            return []
        state = archive.Snapshot(self._places.archive, tuple(files), archive.marked([]), 0)
        wanted = pa.table(
            {
                "mn": [page.mn for page in pages],
                "interval": [page.interval for page in pages],
                "low": pa.array([low for low, _ in bounds], pa.int64()).cast(TIME),
                "high": pa.array([high for _, high in bounds], pa.int64()).cast(TIME),
            }
        )
        query = (
            f"SELECT DISTINCT f.mn, f.interval, epoch_us(f.start) AS start FROM ({state.current()}) f "  # noqa: S608
            "JOIN wanted w ON f.mn = w.mn AND f.interval = w.interval "
            "AND f.start >= w.low AND f.start < w.high"
        )
        table = self._ask(state, wanted, query)
        return map(Slot, *(table[name].to_pylist() for name in Slot._fields))

    def past(self, slots: Sequence[Slot]) -> pa.Table:
        """Return the rows of these slots, superseded ones too."""
        starts = [slot.start for slot in slots]
        state = archive.state(
            self._manifest, self._places.archive, start=min(starts), end=max(starts) + 1
        )
        if not state.files:
            return PAST.empty_table()
        wanted = pa.table(
            {
                "mn": [slot.mn for slot in slots],
                "interval": [slot.interval for slot in slots],
                "start": pa.array(starts, pa.int64()).cast(TIME),
            }
        )
        query = (
            "SELECT mn, interval, epoch_us(start) AS start, code, field, place, batch, frame, value, "  # noqa: S608
            "text, flag, epoch_us(received_at) AS received_at, superseded_at IS NULL AS current "
            f"FROM ({state.everything()}) JOIN wanted USING (mn, interval, start) "
            "ORDER BY batch, frame"
        )
        return self._ask(state, wanted, query).cast(PAST)

    def close(self) -> None:
        """Let go of the engine."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _ask(self, state: archive.Snapshot, wanted: pa.Table, query: str) -> pa.Table:
        if self._engine is None:
            self._engine = archive.engine(self._places, threads=1, memory="512MB")
            self._engine.execute("SET parquet_metadata_cache = true")
        self._engine.register("superseded", state.superseded)
        self._engine.register("wanted", wanted)
        return archive.fetch(self._engine, query)
