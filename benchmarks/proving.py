"""What proofs cost: one value of a city's year, and the check of a whole day.

The sealer makes a batch every two seconds at the most, so that a year has 15,768,000 of them,
however many stations there are: as many entries has the log here, and the tree above a frame 24
levels and those of its batch. The batches whose frames are proven are sealed, taken in and read
back as always; the entries behind them are one and the same, which no hash minds, and of their
lowest tiles those are written that a proof reads. Making a proof is all from the numbers of batch
and frame to the file, checking it all from the file and the log's key to the frame.

A day's log has 43,200 batches, and is checked as `qingtian ledger fsck` does it. Bare SHA-256 is
one call of hashlib for each leaf and each node of the tree, with nothing read, parsed or compared;
one call over all the bytes at once is faster, but no tree. The frames are those of one batch, whose
bundle is checked to the last byte.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

import apsw

from benchmarks.row import Row
from benchmarks.sealing import frames, put
from qingtian.ledger.audit import audit
from qingtian.ledger.batch import FIRST_PREVIOUS, BatchRecord
from qingtian.ledger.bundle import Bundle
from qingtian.ledger.checkpoint import Checkpoint, opened
from qingtian.ledger.files import fetch_from
from qingtian.ledger.merkle import leaf_hash, root
from qingtian.ledger.note import Signer
from qingtian.ledger.proof import Proof, check
from qingtian.ledger.tiles import ENTRIES, HEIGHT, WIDTH, Tiles, grown, packed, path, width_of
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.log.identity import signer
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import CHECKPOINT, Folder
from qingtian_platform.record.sealer import Sealer

DAY = 86_400 // 2
YEAR = 365 * DAY
BATCH = 2_000
PROVEN = 200
ROUNDS = 9
_TIME = 1_795_573_502_000_000
_FILLER = b'{"filler":"%s","schema":"example/1"}' % bytes(b"0" * 300)


def year(places: Places) -> None:
    """Seal some batches, and make their log as long as that of a year."""
    put(places, frames(range(8))[: 4 * BATCH])
    with Sealer(places, frames=BATCH) as sealer:
        sealer.run_dry()
    with Keeper(places) as keeper:
        keeper.step()
    lengthen(places, YEAR)
    with Keeper(places, []) as keeper:
        assert keeper.size == YEAR


def lengthen(places: Places, size: int) -> None:
    """Put one and the same entry behind those of a log, up to a size."""
    folder, log = places.log, signer(places)
    before = Folder(places.log).get(CHECKPOINT)
    old = opened(before, log.key).checkpoint.size
    leaf, count = leaf_hash(_FILLER), size
    tiles = Tiles(Folder(folder).get, old)
    first = tiles.hashes(0, 0)[:old] + [leaf] * (WIDTH - old)
    _put(folder / path(ENTRIES, 0), packed(tiles.entries(0)[:old] + [_FILLER] * (WIDTH - old)))
    part = path(ENTRIES, size // WIDTH, size % WIDTH)
    _put(folder / part, packed([_FILLER] * (size % WIDTH)))
    for level in range(3):
        last = count // WIDTH
        _write(folder, level, 0, first)
        for number in range(1 if level else last, last):
            _write(folder, level, number, [leaf] * WIDTH)
        if last and (width := width_of(last, count)):
            _write(folder, level, last, [leaf] * width)
        leaf = root([leaf] * WIDTH)
        first = [root(first), *[leaf] * (min(WIDTH, last) - 1)]
        count >>= HEIGHT
    point = Checkpoint(log.key.name, size, Tiles(Folder(folder).get, size).root())
    note = point.signed(log).to_bytes()
    _hold(places, note, old, size)
    Folder(folder).put(CHECKPOINT, note)


def _write(folder: Path, level: int, number: int, hashes: Sequence[bytes]) -> None:
    _put(folder / path(level, number, len(hashes)), b"".join(hashes))


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _hold(places: Places, note: bytes, old: int, size: int) -> None:
    """Tell the lock store the places of all entries."""
    database = apsw.Connection(str(places.log_lock))
    database.execute("PRAGMA synchronous = OFF")
    with database:
        database.execute("UPDATE held SET note = ?", (note,))
        database.execute(
            "WITH RECURSIVE n(x) AS (SELECT ? UNION ALL SELECT x + 1 FROM n WHERE x < ?) "
            "INSERT INTO places SELECT 'filler', x, x FROM n",
            (old, size - 1),
        )
    database.close()


def proofs(places: Places) -> list[Row]:
    """Time proofs of values from all over the batches."""
    key = api.log_key(places)
    made, checked, sizes = [], [], []
    for number in range(-20, PROVEN):
        batch, frame = abs(number) % 4, abs(number) * 97 % BATCH
        begin = time.perf_counter()
        data = api.log_proof(batch, frame, places).to_bytes()
        middle = time.perf_counter()
        found = check(Proof.from_bytes(data), key)
        end = time.perf_counter()
        assert found.frame is not None
        if number >= 0:  # the process is warm
            made.append(middle - begin)
            checked.append(end - middle)
            sizes.append(len(data))
    both = [one + other for one, other in zip(made, checked, strict=True)]
    took = 1000 * median(both)
    return [
        Row(
            f"proof of one value among {YEAR:,} batches of {BATCH:,} frames, made and verified",
            took,
            "ms",
            5 / took,
            "the 5 ms allowed",
            "< 5 ms",
            took < 5,
            f"made {1000 * median(made):.2f} ms, verified {1000 * median(checked):.2f} ms, "
            f"both p99 {1000 * quantiles(both, n=100)[98]:.2f} ms",
        ),
        Row("size of that proof, with the frame of 430 bytes in it", median(sizes), "bytes"),
    ]


def day(folder: Path) -> list[bytes]:
    """Write the log of a day below a folder; give its entries."""
    entries: list[bytes] = []
    before = FIRST_PREVIOUS
    for number in range(DAY):
        times = (_TIME + number * 2_000_000, _TIME + number * 2_000_000 + 1_999_999)
        top = hashlib.sha256(b"%d" % number).hexdigest()
        source = f"20261125T{number // 1800:02d}0000000000-gateway-0a1b2c3d.sqlite3"
        receipt = 1 + number % 1800 * BATCH
        record = BatchRecord(number, source, receipt, BATCH, 0, *times, top, before.hex())
        entries.append(record.to_bytes())
        before = leaf_hash(entries[-1])
    after = grown(Folder(folder).get, 0, entries)
    for name, data in after.files.items():
        _put(folder / name, data)
    note = Checkpoint(_DAY_KEY.key.name, after.size, after.root).signed(_DAY_KEY)
    (folder / CHECKPOINT).write_bytes(note.to_bytes())
    return entries


_DAY_KEY = Signer("log.example/qingtian", bytes(range(32)))


def bare(leaves: Sequence[bytes]) -> None:
    """Hash a tree and do nothing else."""
    sha = hashlib.sha256
    row = [sha(b"\x00" + leaf).digest() for leaf in leaves]
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [sha(b"\x01" + one + other).digest() for one, other in pairs]


def rates(name: str, leaves: Sequence[bytes], act: Callable[[], object], unit: str) -> Row:
    """Time a check and bare SHA-256 by turns."""
    took, least, stream = list[float](), list[float](), list[float]()
    whole = b"".join(leaves)
    for _ in range(ROUNDS):
        for times, each in (
            (took, act),
            (least, lambda: bare(leaves)),
            (stream, lambda: hashlib.sha256(whole).digest()),
        ):
            begin = time.perf_counter()
            each()
            times.append(time.perf_counter() - begin)
    ratio = min(least) / min(took)
    return Row(
        name,
        len(leaves) / min(took),
        unit,
        ratio,
        "bare SHA-256 of the same tree",
        "≥ 1/3 ×",
        ratio >= 1 / 3,
        f"{len(whole) / min(took) / 2**20:,.0f} MiB/s; all bytes in one call of SHA-256: "
        f"{len(whole) / min(stream) / 2**20:,.0f} MiB/s",
    )


def run() -> list[Row]:
    """Measure proofs, a day's log and a batch's frames in one run."""
    with tempfile.TemporaryDirectory(prefix="qingtian-bench-") as name:
        places = Places(Path(name) / "data").make()
        year(places)
        rows = proofs(places)
        folder = Path(name) / "day"
        entries = day(folder)
        key = _DAY_KEY.key
        rows.append(
            rates(
                "a day's log of 43,200 batches, every byte checked",
                entries,
                lambda: audit(fetch_from(str(folder)), key),
                "entries/s",
            )
        )
        whole = (places.bundles / "000000000" / f"{0:012d}").read_bytes()
        bundle = Bundle(lambda offset, size: whole[offset : offset + size])
        rows.append(
            rates(
                f"the frames of a batch of {BATCH:,}, every byte of its bundle checked",
                list(bundle.frames()),
                lambda: bundle.check(length=len(whole)),
                "frames/s",
            )
        )
    return rows
