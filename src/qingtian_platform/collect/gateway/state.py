"""What the gateway knows of each device, and the quarantine, written down each second."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import apsw

from qingtian.protocols.hj212 import scan
from qingtian_platform.collect.gateway.counts import Counts
from qingtian_platform.collect.gateway.devices import EPOCH_US, Device, Devices, Tally
from qingtian_platform.collect.gateway.quarantine import Quarantine, Refused
from qingtian_platform.collect.gateway.settings import Settings

SCHEMA = """
CREATE TABLE IF NOT EXISTS devices (
    mn TEXT PRIMARY KEY,
    frames INTEGER NOT NULL,        -- durable ones, since the beginning
    octets INTEGER NOT NULL,
    received_at INTEGER NOT NULL,   -- µs UTC; 0 = never
    measured_at INTEGER NOT NULL,   -- latest DataTime, µs UTC; 0 = none
    clock_offset INTEGER,           -- QN of the last frame less its receipt, ms; NULL = no QN
    deviations TEXT NOT NULL,       -- JSON: id to count
    connections INTEGER NOT NULL,
    since INTEGER NOT NULL,         -- µs UTC; 0 = not connected
    peer TEXT NOT NULL,
    exact INTEGER NOT NULL          -- 0: a crash may have cost the last second of the counts
) STRICT;
CREATE TABLE IF NOT EXISTS quarantine (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    host TEXT NOT NULL,
    peer TEXT NOT NULL,
    mn TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS quarantine_by_host ON quarantine (host, id);
CREATE TABLE IF NOT EXISTS refused (
    host TEXT NOT NULL,
    reason TEXT NOT NULL,
    frames INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (host, reason)
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
    started_at INTEGER PRIMARY KEY,
    seen_at INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    counts TEXT NOT NULL
) STRICT;
"""
PUT_DEVICE = """
INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (mn) DO UPDATE SET frames = excluded.frames, octets = excluded.octets,
    received_at = excluded.received_at, measured_at = excluded.measured_at,
    clock_offset = excluded.clock_offset, deviations = excluded.deviations,
    connections = excluded.connections, since = excluded.since, peer = excluded.peer
"""
PUT_REFUSED = """
INSERT INTO refused VALUES (?, ?, ?, ?)
ON CONFLICT (host, reason) DO UPDATE SET frames = excluded.frames, last_at = excluded.last_at
"""
DAY = 86_400_000_000
HOUR = 3600
"""Between two looks for what may leave. [s]"""


Snapshot = tuple[str, int, int, int, int, bytes, dict[str, int], int, int, str]


@dataclass
class Work:
    """What one writing-down takes to its thread."""

    now: int
    devices: list[Snapshot] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    counts: list[tuple[str, str, int]] = field(default_factory=list)
    totals: str = "{}"


class State:
    """The file `gateway.sqlite3`.

    Durability
        Written once a second, not synced: it tells what the inbox proves. After a crash the
        counts of devices may lack the last second, and say so (`exact`).

    Parameters
    ----------
    path
        The file.
    settings
        Limits of the quarantine.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path, self._settings = path, settings
        self._stored: dict[str, tuple[Any, ...]] = {}
        self._kept: dict[str, int] = {}
        self._refused: dict[tuple[str, str], int] = {}
        self._run = time.time_ns() // 1000
        self._cleaned = 0.0
        self._lock = threading.Lock()

    def open(self) -> None:
        """Open or create the file and read what is stored."""
        self._path.touch(mode=0o600)
        self._connection = connection = apsw.Connection(str(self._path))
        connection.set_busy_timeout(20_000)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with connection:
            connection.execute(SCHEMA)
            if connection.execute("SELECT 1 FROM runs WHERE ended = 0").fetchall():
                connection.execute("UPDATE devices SET exact = 0")
                connection.execute("UPDATE runs SET ended = 1")
            connection.execute("UPDATE devices SET connections = 0, since = 0")
            connection.execute("INSERT INTO runs VALUES (?, ?, 0, '{}')", (self._run, self._run))
        self._stored = {row[0]: row for row in connection.execute("SELECT * FROM devices")}
        self._kept = dict(connection.execute("SELECT host, count(*) FROM quarantine GROUP BY host"))
        self._refused = {
            (host, reason): frames
            for host, reason, frames in connection.execute(
                "SELECT host, reason, frames FROM refused"
            )
        }

    def restore(self, devices: Devices, quarantine: Quarantine) -> None:
        """Let devices and quarantine go on from what is stored."""
        quarantine.restore(self._kept, self._refused)
        self.adopt(devices)

    def adopt(self, devices: Devices) -> None:
        """Give devices that are new to this run the counts that are stored for them."""
        for device in devices:
            row = self._stored.pop(device.mn, None)
            if row is not None:
                device.tally = Tally(row[1], row[2], row[3], row[4])
                device.deviations = Counter(json.loads(row[6]))

    def collect(self, devices: Devices, quarantine: Quarantine, counts: Counts) -> Work:
        """Take what changed; on the event loop, so that nothing changes meanwhile."""
        work = Work(time.time_ns() // 1000, totals=json.dumps(asdict(counts)))
        for device in devices:
            if device.changed:
                device.changed = False
                work.devices.append(snapshot(device))
        work.refused, work.counts = quarantine.take()
        return work

    def write(self, work: Work) -> dict[str, int]:
        """Write it down, in a thread; return how many frames of which address left the quarantine."""
        connection = self._connection
        with self._lock, connection:
            connection.executemany(PUT_DEVICE, map(device_row, work.devices))
            for one in work.refused:
                self._put(one)
            connection.executemany(PUT_REFUSED, [(*row, work.now) for row in work.counts])
            connection.execute(
                "UPDATE runs SET seen_at = ?, counts = ? WHERE started_at = ?",
                (work.now, work.totals, self._run),
            )
            left = self._clean(work.now)
        return left  # noqa: RET504 - a `with` may end early, for all that mypy knows

    def _put(self, one: Refused) -> None:
        if one.replaces:
            self._connection.execute(
                "DELETE FROM quarantine WHERE id = (SELECT min(id) FROM quarantine WHERE host = ?)",
                (one.host,),
            )
        self._connection.execute(
            "INSERT INTO quarantine (received_at, host, peer, mn, reason, raw) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (one.received_at, one.host, one.peer, one.mn, one.reason, one.raw),
        )

    def _clean(self, now: int) -> dict[str, int]:
        """Let old frames leave the quarantine, once an hour; their count stays."""
        if self._cleaned and time.monotonic() - self._cleaned <= HOUR:
            return {}
        self._cleaned = time.monotonic()
        before = now - int(self._settings.quarantine_days * DAY)
        left = self._connection.execute(
            "SELECT host, count(*) FROM quarantine WHERE received_at < ? GROUP BY host", (before,)
        ).fetchall()
        self._connection.execute("DELETE FROM quarantine WHERE received_at < ?", (before,))
        self._connection.execute(
            "DELETE FROM runs WHERE ended = 1 AND started_at < ?", (now - 90 * DAY,)
        )
        return {str(host): int(str(frames)) for host, frames in left}

    def close(self) -> None:
        """Note that the run ended as it should."""
        with self._lock:
            self._connection.execute("UPDATE runs SET ended = 1 WHERE started_at = ?", (self._run,))
            self._connection.close()


def snapshot(device: Device) -> Snapshot:
    """Take what is to be written of a device; quick, since it happens on the event loop."""
    tally = device.tally
    return (
        device.mn,
        tally.frames,
        tally.octets,
        tally.received_at,
        tally.measured_at,
        device.qn,
        dict(device.deviations),
        device.connections,
        device.since,
        device.peer_address,
    )


def device_row(taken: Snapshot) -> tuple[Any, ...]:
    """Give a device as the table has it."""
    return (
        *taken[:5],
        clock_offset(taken[5], taken[3]),
        json.dumps(taken[6]),
        *taken[7:],
        1,
    )


def clock_offset(qn: bytes, received_at: int) -> int | None:
    """Compare a request number, which is the sender's time, with the time of receipt.

    Parameters
    ----------
    qn
        YYYYMMDDhhmmsszzz, Beijing time.
    received_at
        When the frame came. [µs UTC]

    Returns
    -------
    int or None
        Positive where the sender's clock is ahead; None where the number is no time. [ms]
    """
    seconds = scan.seconds(qn[:14])
    if seconds < 0 or len(qn) != 17 or not qn.isdigit():
        return None
    sent = EPOCH_US // 1000 + seconds * 1000 + int(qn[14:])
    return sent - received_at // 1000
