"""What the record offers: observations as of any moment, the frames behind them, what changed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from qingtian.ledger.batch import BatchRecord
from qingtian.ledger.bundle import Bundle
from qingtian.ledger.frame import SealedFrame as Leaf
from qingtian.ledger.frame import check_original
from qingtian.ledger.merkle import leaf_hash
from qingtian_platform.collect import inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.errors import NotSealed, RecordError, SealerBusy
from qingtian_platform.record.manifest import Manifest
from qingtian_platform.record.rows import COLUMNS
from qingtian_platform.record.sealing import original as read_original
from qingtian_platform.record.stores import Directory

__all__ = [
    "COLUMNS",
    "NotSealed",
    "RecordError",
    "SealedFrame",
    "batch",
    "changed",
    "connect",
    "counts",
    "coverage",
    "drain",
    "observations",
    "original",
    "proof",
    "sealed_frame",
]

_DAY: Final = 86_400_000_000
_POLL: Final = 0.1
Names = str | Sequence[str]


@dataclass(frozen=True)
class SealedFrame:
    """A frame as a stranger may see it, and where it stands.

    Attributes
    ----------
    batch, frame
        Number of the batch, and place of the frame in it.
    received_at
        Time of receipt.
    peer_network
        Network of the sender; `-` where nothing came by network.
    form
        `hj212`, `row`.
    decrypted
        Whether the platform opened what was sent encrypted.
    masked
        The bytes with secrets masked.
    commitment
        Salted hash of the bytes as received.
    leaf
        Hash of the frame in the batch's tree.
    sealed
        The canonical bytes (`spec/batch.md`).
    """

    batch: int
    frame: int
    received_at: datetime
    peer_network: str
    form: str
    decrypted: bool
    masked: bytes
    commitment: bytes
    leaf: bytes
    sealed: bytes


def observations(
    *,
    mn: Names | None = None,
    code: Names | None = None,
    interval: Names | None = None,
    field: Names | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    as_of: datetime | None = None,
    superseded: bool = False,
    columns: Sequence[str] | None = None,
    places: Places | None = None,
) -> pa.Table:
    """Read observations from the archive.

    Parameters
    ----------
    mn, code, interval, field
        One or several to choose; None = all.
    start, end
        Values whose period begins in [start, end); with their zone.
    as_of
        What was known at that moment: received by then, and not superseded by then.
    superseded
        Also rows that are not current.
    columns
        Of `docs/map.md`; None = all.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    pyarrow.Table
        In the order of mn, interval, start, code, field, place.

    Raises
    ------
    ValueError
        A time without a zone, or a column that does not exist.
    """
    names = list(COLUMNS if columns is None else columns)
    if unknown := set(names) - set(COLUMNS):
        raise ValueError(f"expected columns of {', '.join(COLUMNS)}, got {sorted(unknown)}")
    places = places or Places.current()
    state = archive.snapshot(places, start=archive.micros(start), end=archive.micros(end))
    chosen = _Conditions()
    for name, value in (("mn", mn), ("code", code), ("interval", interval), ("field", field)):
        chosen.one_of(name, value)
    chosen.add("start >= ?", start)
    chosen.add("start < ?", end)
    chosen.add("received_at <= ?", as_of)
    chosen.add("(superseded_at IS NULL OR superseded_at > ?)", as_of)
    view = "observations_all" if superseded or as_of is not None else "observations"
    if superseded and as_of is not None:
        chosen.drop("(superseded_at")
    connection = archive.engine(places)
    try:
        archive.install(connection, state)
        query = archive.select(names, view, chosen.texts)
        return archive.fetch(connection, query, chosen.values)
    finally:
        connection.close()


class _Conditions:
    """Conditions of a query with their values."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.values: list[Any] = []

    def one_of(self, name: str, value: Names | None) -> None:
        """Choose rows by one or several words."""
        if value is not None:
            words = [value] if isinstance(value, str) else list(value)
            marks = ", ".join("?" * len(words))
            self.texts.append(f"{name} IN ({marks})" if words else "false")
            self.values += words

    def add(self, text: str, value: object) -> None:
        """Choose rows by a comparison."""
        if value is not None:
            self.texts.append(text)
            self.values.append(value)

    def drop(self, beginning: str) -> None:
        """Take a condition back."""
        at = next(i for i, text in enumerate(self.texts) if text.startswith(beginning))
        del self.texts[at], self.values[at]


def connect(places: Places | None = None) -> duckdb.DuckDBPyConnection:
    """Open DuckDB on the archive as it is now.

    Parameters
    ----------
    places
        Where the data lives; None = of this process.

    Returns
    -------
    duckdb.DuckDBPyConnection
        With the views `observations` (current rows) and `observations_all` (superseded ones
        too). It shows one state; its files stay for ten minutes after they are replaced.
    """
    places = places or Places.current()
    connection = archive.engine(places)
    archive.install(connection, archive.snapshot(places))
    return connection


def batch(number: int, places: Places | None = None) -> BatchRecord:
    """Return the record of a batch.

    Raises
    ------
    NotSealed
        There is no such batch.
    """
    with _manifest(places or Places.current()) as manifest:
        return BatchRecord.from_bytes(manifest.record_bytes(number))


def sealed_frame(batch: int, frame: int, places: Places | None = None) -> SealedFrame:
    """Return a sealed frame.

    Parameters
    ----------
    batch, frame
        Number of the batch, and place of the frame in it, as an observation has them.
    places
        Where the data lives; None = of this process.

    Raises
    ------
    NotSealed
        There is no such batch or frame.
    """
    data = _one(_bundle(batch, places or Places.current()), batch, frame)
    leaf = Leaf.from_bytes(data)
    return SealedFrame(
        batch=batch,
        frame=frame,
        received_at=archive.EPOCH + archive.MICRO * leaf.received_at,
        peer_network=leaf.network,
        form=leaf.form,
        decrypted=leaf.reading == "decrypted",
        masked=leaf.text,
        commitment=leaf.commitment,
        leaf=leaf_hash(data),
        sealed=data,
    )


def proof(batch: int, frame: int, places: Places | None = None) -> list[bytes]:
    """List the hashes that lead from a frame to the root that its batch's record names.

    Raises
    ------
    NotSealed
        There is no such batch or frame.
    """
    bundle = _bundle(batch, places or Places.current())
    _one(bundle, batch, frame)
    return bundle.proof(frame)


def original(
    batch: int, frame: int, *, person: object, reason: str, places: Places | None = None
) -> bytes:
    """Return the bytes as received; leaves a trace of who looked and why.

    Parameters
    ----------
    batch, frame
        As in `sealed_frame`.
    person
        Who looks; the caller has made sure that he may.
    reason
        Why, in words.
    places
        Where the data lives; None = of this process.

    Raises
    ------
    ValueError
        No reason is given.
    NotSealed
        There is no such batch or frame.
    ProofError
        The bytes are not those that the sealed frame commits to.
    """
    from qingtian_platform.record.models import OriginalOpened

    if not reason.strip():
        raise ValueError("expected a reason for opening an original")
    places = places or Places.current()
    sealed = Leaf.from_bytes(_one(_bundle(batch, places), batch, frame))
    OriginalOpened.objects.create(person=str(person), reason=reason, batch=batch, frame=frame)
    store = Directory(places.originals)
    kept = read_original(lambda offset, size: store.read(batch, offset, size), frame)
    check_original(sealed, kept.salt, kept.raw)
    return kept.raw


def changed(
    after: int, places: Places | None = None
) -> tuple[int, list[tuple[str, str, datetime, datetime]]]:
    """Tell what to evaluate again since a cursor.

    Parameters
    ----------
    after
        The cursor of the last call; -1 at first.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    cursor, changes
        The new cursor (the last batch seen), and (mn, interval, earliest start, latest end) of
        the values that came since: one stretch for each run of days.
    """
    places = places or Places.current()
    state = archive.snapshot(places, after_batch=after)
    cursor = max(after, state.batches - 1)
    if not state.files or cursor == after:
        return cursor, []
    connection = archive.engine(places)
    try:
        archive.install(connection, state)
        rows = connection.execute(
            'SELECT mn, interval, min(start), max("end"), epoch_us(start) // ? AS day '
            "FROM observations_all WHERE batch > ? AND batch <= ? "
            "GROUP BY mn, interval, day ORDER BY mn, interval, day",
            [_DAY, after, cursor],
        ).fetchall()
    finally:
        connection.close()
    return cursor, _stretches(rows)


def _stretches(
    rows: Sequence[tuple[str, str, datetime, datetime, int]],
) -> list[tuple[str, str, datetime, datetime]]:
    """Join neighbouring days."""
    joined: list[tuple[str, str, datetime, datetime]] = []
    last: tuple[str, str, int] | None = None
    for mn, interval, start, end, day in rows:
        if last == (mn, interval, day - 1):
            joined[-1] = (mn, interval, joined[-1][2], max(end, joined[-1][3]))
        else:
            joined.append((mn, interval, start, end))
        last = (mn, interval, day)
    return joined


def coverage(
    mn: str, interval: str, start: datetime, end: datetime, places: Places | None = None
) -> set[datetime]:
    """Tell which periods of a data logger are in the archive.

    Parameters
    ----------
    mn, interval
        Data logger and length of period.
    start, end
        Periods that begin in [start, end); with their zone.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    set of datetime
        Their beginnings, UTC.
    """
    table = observations(
        mn=mn, interval=interval, start=start, end=end, columns=["start"], places=places
    )
    return set(table["start"].unique().to_pylist())


def counts(places: Places | None = None) -> dict[str, int]:
    """Count sealed receipts, current observations, superseded ones, and batches."""
    places = places or Places.current()
    if not places.manifest.exists():
        return {"receipts": 0, "observations": 0, "superseded": 0, "batches": 0}
    with _manifest(places) as manifest:
        totals = manifest.totals()
    return {
        "receipts": totals["receipts"],
        "observations": totals["rows"] - totals["superseded"],
        "superseded": totals["superseded"],
        "batches": totals["batches"],
    }


def drain(places: Places, *, patience: float = 120.0) -> None:
    """Seal what is in the inbox: by oneself where no sealer runs, else by waiting for it.

    Parameters
    ----------
    places
        Where the data lives.
    patience
        How long to wait for a running sealer. [s]

    Raises
    ------
    RecordError
        The running sealer did not get there in time.
    """
    from qingtian_platform.record.sealer import Registered, Sealer

    wanted = _waiting(places)
    until = time.monotonic() + patience
    while wanted:
        try:
            with Sealer(places, Registered()) as sealer:
                sealer.run_dry()
            return
        except SealerBusy:
            time.sleep(_POLL)
        wanted = _still(places, wanted)
        if wanted and time.monotonic() > until:
            raise RecordError(f"the sealer left receipts of {len(wanted)} files for {patience} s")


def _waiting(places: Places) -> dict[str, int]:
    """Tell the last receipt of each inbox file, where there is any not yet sealed."""
    last = {}
    for file in inbox.files(places):
        after = _sealed(places, file.name)
        while part := inbox.read(file, after, 10_000):
            after = part[-1].number
            last[file.name] = after
    return _still(places, last)


def _still(places: Places, wanted: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in wanted.items() if _sealed(places, name) < number}


def _sealed(places: Places, source: str) -> int:
    if not places.manifest.exists():
        return 0
    with _manifest(places) as manifest:
        return manifest.cursor(source)


def _manifest(places: Places) -> Manifest:
    if not places.manifest.exists():
        raise NotSealed("nothing is sealed yet")
    return Manifest(places.manifest)


def _bundle(number: int, places: Places) -> Bundle:
    """Open a bundle that the manifest lists."""
    batch(number, places)
    store = Directory(places.bundles)
    return Bundle(lambda offset, size: store.read(number, offset, size))


def _one(bundle: Bundle, number: int, frame: int) -> bytes:
    try:
        return bundle.frame(frame)
    except IndexError as error:
        raise NotSealed(f"batch {number}: {error}") from error
