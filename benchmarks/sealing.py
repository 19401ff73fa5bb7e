"""Sealing and decoding into the archive: receipts a second through the whole sealer.

Four ways in which frames come: in order, a month late into gaps, all of them a second time, and as
corrections. The baseline is the same durable result in the plainest way: each frame decoded by the
readable decoder, hashed, and committed with its values, one row at a time, in one SQLite table.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from benchmarks.row import Row
from qingtian.protocols.hj212 import columns, crc, scan
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.observations import observations
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.inbox import ImportFile
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.sealer import Sealer

LOGGERS = 1_000
HOURS = 33
_FACTORS = tuple(f"a{34000 + place:05d}" for place in range(10))
_START = 1_795_573_502_000_000
_FRAMES = 8_192


def frames(hours: Sequence[int], *, first: int = 0, gap: bool = False) -> list[bytes]:
    """Make a frame of ten values for each data logger and hour of November 2026."""
    made = []
    for hour in hours:
        for logger in range(LOGGERS):
            if gap and (hour + logger) % 2:
                continue
            items = ";".join(
                f"{code}-Avg={(hour * 7 + place * 13 + first) % 2000 / 10:.1f},{code}-Flag=N"
                for place, code in enumerate(_FACTORS)
            )
            segment = (
                f"QN=202611{hour // 24 + 1:02d}{hour % 24:02d}05{first:02d}{logger % 1000:03d};"
                f"ST=22;CN=2061;PW=123456;MN=010000A8900016F00016{logger:04d};Flag=5;"
                f"CP=&&DataTime=202611{hour // 24 + 1:02d}{hour % 24:02d}0000;{items}&&"
            ).encode()
            made.append(b"##%04d%b%04X\r\n" % (len(segment), segment, crc.crc16(segment)))
    return made


def put(places: Places, raws: Sequence[bytes]) -> None:
    """Put frames into the inbox as one file."""
    with ImportFile(places) as file:
        file.append(
            [(_START + n, f"192.0.2.{n % 250}:9", "hj212", raw) for n, raw in enumerate(raws)]
        )


def sealed(places: Places, raws: Sequence[bytes]) -> tuple[float, float]:
    """Seal frames; return frames a second, by the clock and of processor time. [1/s]."""
    put(places, raws)
    with Sealer(places, frames=_FRAMES) as sealer:
        sealer.step()  # engines and caches are warm in a sealer that runs
        before = api.counts(places)["receipts"]
        begin, spent = time.perf_counter(), time.process_time()
        sealer.run_dry()
        clock, processor = time.perf_counter() - begin, time.process_time() - spent
    count = api.counts(places)["receipts"] - before
    return count / clock, count / processor


def plain(folder: Path, raws: Sequence[bytes]) -> float:
    """Do it one frame at a time; return frames a second. [1/s]."""
    database = apsw.Connection(str(folder / "plain.sqlite3"))
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE frames (number INTEGER PRIMARY KEY, raw BLOB, hash BLOB)")
    database.execute(
        "CREATE TABLE observations (mn, code, field, interval, start, place, value, frame, "
        "PRIMARY KEY (mn, code, field, interval, start, place)) WITHOUT ROWID"
    )
    reader = Reader()
    begin = time.perf_counter()
    for number, raw in enumerate(raws):
        (frame,) = (item for item in reader.feed(raw) if isinstance(item, Frame))
        with database:
            digest = hashlib.sha256(b"\0" + raw).digest()
            database.execute("INSERT INTO frames VALUES (?, ?, ?)", (number, raw, digest))
            database.executemany(
                "INSERT OR REPLACE INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(frame.message.mn, item.code, item.field, item.interval),
                        *(int(item.start.timestamp()), item.place, item.value, number),
                    )
                    for item in observations(frame.message)
                ],
            )
    rate = len(raws) / (time.perf_counter() - begin)
    database.close()
    return rate


@contextmanager
def _directory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="qingtian-bench-") as name:
        yield Path(name)


def run() -> list[Row]:
    """Measure all ways in one run."""
    scan.warm()
    columns.warm()
    rows = []
    with _directory() as folder:
        baseline = plain(folder, frames([0])[:1_000])
        places = Places(folder / "data").make()
        ways = {
            "in order": frames(range(300, 300 + HOURS)),
            "late, into the gaps of a month that is there": frames(range(HOURS)),
            "every frame a second time": frames(range(300, 300 + HOURS)),
            "every value corrected": frames(range(300, 300 + HOURS), first=1),
        }
        sealed(places, frames(range(HOURS * 2), gap=True)[: LOGGERS * HOURS // 2])
        for name, raws in ways.items():
            clock, processor = sealed(places, raws)
            rows.append(_row(name, clock, processor, baseline))
    return rows


def _row(name: str, clock: float, processor: float, baseline: float) -> Row:
    ordinary = name == "in order"
    return Row(
        f"seal and decode, ten values a frame: {name}",
        clock,
        "frames/s",
        clock / baseline,
        "readable decoder, one SQLite commit a frame",
        "≥ 30,000/s in bursts" if ordinary else "≥ 10,000/s" if "correct" not in name else "",
        clock >= (30_000 if ordinary else 10_000) if "correct" not in name else None,
        f"{processor:,.0f} frames/s of processor time",
    )
