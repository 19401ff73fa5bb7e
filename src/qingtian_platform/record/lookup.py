"""What the archive already holds of some data loggers and moments: the keys' view of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.keys import Archive, Page, Past, Slot, Version, page_bounds
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
        """List the slots of these pages that are in the archive."""
        bounds = [page_bounds(page) for page in pages]
        first, last = min(low for low, _ in bounds), max(high for _, high in bounds)
        state = archive.state(self._manifest, self._places.archive, start=first, end=last)
        if not state.files:
            return []
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
        return [Slot(**row) for row in self._ask(state, wanted, query).to_pylist()]

    def past(self, slots: Sequence[Slot]) -> dict[Slot, Past]:
        """Return the rows of these slots, superseded ones too."""
        found = {slot: Past({}, {}) for slot in slots}
        starts = [slot.start for slot in slots]
        state = archive.state(
            self._manifest, self._places.archive, start=min(starts), end=max(starts) + 1
        )
        if not state.files:
            return found
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
        table = self._ask(state, wanted, query)
        columns = [table[name].to_pylist() for name in table.column_names]
        for mn, interval, start, code, field, place, *rest in zip(*columns, strict=True):
            current = rest.pop()
            past = found[Slot(mn, interval, start)]
            key, version = (code, field, place), Version(*rest)
            if current:
                past.current[key] = version
            else:
                past.superseded.setdefault(key, []).append(version)
        return found

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
