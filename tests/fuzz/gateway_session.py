"""Fuzz the gateway's sessions: whatever a sender says, nothing but the protocol's answers comes.

The gateway is the real one, with its connections, intake, quarantine and the centre's end of a
conversation; only the event loop, the socket and the disk are stood in for by what remembers. The
same bytes come in one piece and in pieces, through the compiled scan or the readable reader, and
must leave the same frames durable; all that is sent are answers and requests of the standard. Run with atheris by `scripts/fuzz.py`.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

sys.path.append(str(Path(__file__).parents[1]))

from fuzz.hj212_reader import cut
from qingtian.protocols.hj212.crc import crc16
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.events import Event, Send, Timing
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.platform import Centre
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.gateway.batch import Batch
from qingtian_platform.collect.gateway.connection import Connection
from qingtian_platform.collect.gateway.devices import REASONS
from qingtian_platform.collect.gateway.engine import Link
from qingtian_platform.collect.gateway.server import Gateway
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.collect.gateway.writer import Outcome
from support.gateways import MN, Book, logger

CORPUS = Path(__file__).parent / "corpus/gateway_session"
GUIDED = (
    "qingtian_platform.collect.gateway.intake",
    "qingtian_platform.collect.gateway.server",
    "qingtian_platform.collect.gateway.connection",
    "qingtian.protocols.hj212.platform",
    "qingtian.protocols.hj212.answers",
)
LENIENT, STRICT, OLD, OTHER = (MN.format(number) for number in range(1, 5))
BOOK = Book(
    logger(LENIENT),
    logger(STRICT, strict=True),
    logger(OLD, edition="2005"),
    logger(OTHER, checksum="modbus", edition="2025", sm4_key=b"0123456789abcdef"),
)
BEGUN = datetime(2024, 5, 20, 21, 7, tzinfo=UTC)
LIMIT = 1024


class Turns:
    """An event loop that turns when told to, and whose clock stands."""

    def __init__(self) -> None:
        self._soon: deque[tuple[Callable[..., Any], tuple[Any, ...]]] = deque()
        self.now = 1_000.0

    def time(self) -> float:
        """Give its time. [s]"""
        return self.now

    def call_soon(self, call: Callable[..., Any], *arguments: Any) -> None:
        """Remember a call for the next turn."""
        self._soon.append((call, arguments))

    def call_later(self, seconds: float, call: Callable[..., Any], *arguments: Any) -> None:
        """Remember a call; pauses are over at once here."""
        assert seconds >= 0
        self._soon.append((call, arguments))

    def turn(self) -> None:
        """Call until nothing is left to call."""
        while self._soon:
            call, arguments = self._soon.popleft()
            call(*arguments)


@dataclass
class Wire:
    """A socket that remembers."""

    sent: bytearray = field(default_factory=bytearray)
    closed: bool = False

    def get_extra_info(self, name: str) -> tuple[str, int] | None:
        """Name the sender."""
        return ("192.0.2.7", 40_000) if name == "peername" else None

    def write(self, data: bytes) -> None:
        """Take an answer."""
        assert not self.closed
        self.sent += data

    def is_closing(self) -> bool:
        """Say whether it is closed."""
        return self.closed

    def close(self) -> None:
        """Close."""
        self.closed = True

    abort = close

    def pause_reading(self) -> None:
        """Take note."""

    def resume_reading(self) -> None:
        """Take note."""

    def set_write_buffer_limits(self, high: int) -> None:
        """Take note."""


@dataclass
class Disk:
    """The writer: what is put is durable at the next turn of the loop."""

    done: Callable[[Outcome], None]
    turns: Turns
    rows: list[bytes] = field(default_factory=list)

    def put(self, batch: Batch) -> None:
        """Take a batch; tell in the next turn that it is durable."""
        self.turns.call_soon(self._commit, batch)

    def _commit(self, batch: Batch) -> None:
        self.rows += [raw for _, _, _, raw in batch.rows]
        self.done(Outcome([batch], 0.0))


class Talking:
    """An engine that asks each device for a stretch of its history, and hears what it says."""

    def __init__(self) -> None:
        self._centres: dict[str, Centre] = {}
        self._devices = {info.mn: info for info in BOOK.infos.values()}
        self._now = BEGUN

    def joined(self, mn: str, link: Link) -> None:
        """Ask."""
        if mn not in self._centres:
            peer = _peers()[mn]
            centre = self._centres[mn] = Centre(
                peer, Timing(timeout=timedelta(seconds=5), retries=1)
            )
            wanted = (("BeginTime", "20240520200000"), ("EndTime", "20240520210000"))
            self._do(centre.request("2051", wanted, self._now), link)

    def left(self, mn: str, link: Link) -> None:
        """Do nothing: a conversation goes on where the device calls again."""

    def received(self, mn: str, link: Link, frame: Frame, received_at: int) -> None:
        """Hear, then let time pass."""
        if mn in self._centres:
            self._do(self._centres[mn].receive(frame.message, self._now), link)
            self._now += timedelta(seconds=2)
            self._do(self._centres[mn].tick(self._now), link)

    def watches(self, mn: str) -> bool:
        """Want everything."""
        return True

    def tick(self, now: float) -> None:
        """Do nothing."""

    def leave(self) -> None:
        """Do nothing."""

    def _do(self, events: Sequence[Event], link: Link) -> None:
        for event in events:
            assert type(event).__module__ == "qingtian.protocols.hj212.events", event
            if isinstance(event, Send):
                link.send(event.data)


@cache
def _peers() -> dict[str, Any]:
    gateway = Gateway(cast("Any", None), cast("Any", None), BOOK)
    gateway.devices.refresh(BOOK.loggers())
    return {device.mn: device.peer for device in gateway.devices}


@dataclass(frozen=True)
class Result:
    """What a session left behind."""

    durable: tuple[bytes, ...]
    sent: bytes
    refused: int


def session(pieces: Sequence[bytes], *, fast: bool) -> Result:
    """Let a sender say something, piece by piece, and hang up."""
    turns = Turns()
    gateway = Gateway(
        cast("Any", None), cast("Any", None), BOOK, Settings(frame_bytes=LIMIT), Talking()
    )
    gateway.intake.fast = fast
    disk = Disk(gateway._committed, turns)
    gateway._loop, gateway._writer = cast("Any", turns), cast("Any", disk)
    gateway.devices.refresh(BOOK.loggers())
    connection, wire = Connection(gateway), Wire()
    connection.connection_made(cast("Any", wire))
    for piece in pieces:
        connection.data_received(piece)
        turns.turn()
    connection.eof_received()
    turns.turn()
    assert wire.closed
    connection.connection_lost(None)
    turns.turn()
    assert gateway.waiting == 0
    assert connection.waiting == 0
    assert not gateway.connections
    counts = gateway.quarantine.by_reason()
    assert set(counts) <= {*REASONS}
    return Result(tuple(disk.rows), bytes(wire.sent), sum(counts.values()))


def repaired(stream: bytes) -> bytes:
    """Give each line that begins as a frame the length and the checksum that fit it."""
    lines = []
    for line in stream.split(b"\r\n"):
        body = line[6:-4]
        if line.startswith(b"##") and len(line) > 12:
            line = b"##%04d%b%04X" % (len(body) % 10_000, body, crc16(body))
        lines.append(line)
    return b"\r\n".join(lines)


def check(data: bytes) -> None:
    """State the invariant on some bytes.

    Parameters
    ----------
    data
        The first byte says how: whether lengths and checksums are put right, and whether the
        compiled scan reads what comes in one piece, and in pieces. The rest is what a sender says.
    """
    choice, stream = data[0] if data else 0, data[1:]
    if choice & 1:
        stream = repaired(stream)
    whole = session([stream] if stream else [], fast=bool(choice & 2))
    pieces = session(list(cut(stream, whole=16)), fast=bool(choice & 4))
    assert pieces.durable == whole.durable, (whole.durable, pieces.durable)
    assert all(raw in stream for raw in whole.durable)
    for sent in {whole.sent, pieces.sent}:
        _answers(sent)


def _answers(sent: bytes) -> None:
    """Hold what was sent to the form of the standard."""
    reader = Reader(Dialect(checksum="any", limit=LIMIT))
    found = [*reader.feed(sent), *reader.end()]
    assert b"".join(each.raw + b"\r\n" for each in found) == sent
    for each in found:
        assert isinstance(each, Frame)
        assert each.message.cn in ("9011", "9012", "9013", "9014", "9022", "2051")


if __name__ == "__main__":
    from guided import fuzz

    fuzz(check, GUIDED)
