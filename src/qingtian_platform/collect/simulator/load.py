"""Load a gateway: prepared frames over many connections, answers counted by request number.

Every connection keeps a window of frames in flight (1: stop and wait, as loggers do; 8: back-fill)
and sends a next one for each answer. Frames are written once and sent again with a new request
number's place in the window, so that the sender costs less than the gateway.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.moments import BEIJING

_ANSWER = re.compile(rb"QN=([0-9]{17});ST=91;CN=9014")
_FIRST = datetime(2024, 5, 20, tzinfo=BEIJING)
_CONNECTING = 200  # connections that are opened at a time
_FACTORS = ("a34004", "a34002", "a21026", "a21004", "a21005", "a05024")


@dataclass(frozen=True)
class LoadResult:
    """What a load brought.

    Attributes
    ----------
    sent, acknowledged
        Frames.
    seconds
        From the first frame to the last answer. [s]
    connections, window
        What was asked.
    p50, p90, p99, longest
        Time from a frame to its answer. [s]
    """

    sent: int
    acknowledged: int
    seconds: float
    connections: int
    window: int
    p50: float
    p90: float
    p99: float
    longest: float

    @property
    def rate(self) -> float:
        """Frames acknowledged a second."""
        return self.acknowledged / self.seconds if self.seconds else 0.0


def segments(mn: str, window: int, password: str = "123456") -> list[bytes]:  # noqa: S107
    """Write the frames of one device's window: a minute of a station, about 430 bytes each.

    Parameters
    ----------
    mn, password
        The device.
    window
        How many; each has a request number of its own.
    """
    values = ";".join(f"{c}-Min=30.25,{c}-Avg=35.1,{c}-Max=41.0,{c}-Flag=N" for c in _FACTORS)
    return [
        build.frame(
            f"QN={build.request_number(_FIRST + timedelta(milliseconds=n))};ST=22;CN=2051;"
            f"PW={password};MN={mn};Flag=5;CP=&&DataTime=20240520210600;{values}&&".encode()
        )
        for n in range(window)
    ]


@dataclass
class _Counts:
    """What all senders share."""

    left: int
    sent: int = 0
    acknowledged: int = 0
    delays: list[float] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str = ""


class _Sender(asyncio.Protocol):
    """One device."""

    def __init__(self, frames: Sequence[bytes], counts: _Counts) -> None:
        self._counts = counts
        self._by_number = {frame[9:26]: frame for frame in frames}
        self._sent_at: dict[bytes, float] = {}
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def start(self) -> None:
        """Send the first window."""
        self._send(list(self._by_number))

    def _send(self, numbers: list[bytes]) -> None:
        counts = self._counts
        numbers = numbers[: counts.left]
        if not numbers:
            return
        counts.left -= len(numbers)
        counts.sent += len(numbers)
        now = time.perf_counter()
        for number in numbers:
            self._sent_at[number] = now
        frames = b"".join([self._by_number[number] for number in numbers])
        self._transport.write(frames)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Count answers and send as many frames as came."""
        whole, _, self._rest = (self._rest + data).rpartition(b"\r\n")
        now, counts = time.perf_counter(), self._counts
        numbers = _ANSWER.findall(whole)
        for number in numbers:
            counts.delays.append(now - self._sent_at.pop(number))
        counts.acknowledged += len(numbers)
        if counts.left:
            self._send(numbers)
        elif counts.acknowledged == counts.sent:
            counts.done.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._counts.done.is_set():
            self._counts.failure = f"a connection ended early: {exc}"
            self._counts.done.set()


async def offer(
    host: str, port: int, devices: Sequence[Sequence[bytes]], frames: int, patience: float = 120
) -> LoadResult:
    """Send frames and wait for every answer.

    Parameters
    ----------
    host, port
        The gateway.
    devices
        Frames of each device's window; see `segments`.
    frames
        How many in all.
    patience
        How long the whole may take. [s]

    Raises
    ------
    ConnectionError
        The gateway closed a connection.
    TimeoutError
        Answers are missing.
    """
    loop = asyncio.get_running_loop()
    counts = _Counts(frames)
    senders: list[_Sender] = []
    for begin in range(0, len(devices), _CONNECTING):
        made = await asyncio.gather(
            *(
                loop.create_connection(lambda own=own: _Sender(own, counts), host, port)  # type: ignore[misc]
                for own in devices[begin : begin + _CONNECTING]
            )
        )
        senders += [sender for _, sender in made]
    started = time.perf_counter()
    for sender in senders:
        sender.start()
    await asyncio.wait_for(counts.done.wait(), patience)
    seconds = time.perf_counter() - started
    for sender in senders:
        sender._transport.close()  # noqa: SLF001 - ours
    if counts.failure:
        raise ConnectionError(counts.failure)
    return _result(counts, seconds, len(devices), len(devices[0]))


def _result(counts: _Counts, seconds: float, connections: int, window: int) -> LoadResult:
    delays = np.array(counts.delays or [0.0])
    p50, p90, p99 = np.percentile(delays, [50, 90, 99])
    return LoadResult(
        counts.sent,
        counts.acknowledged,
        seconds,
        connections,
        window,
        float(p50),
        float(p90),
        float(p99),
        float(delays.max()),
    )


def run(
    host: str,
    port: int,
    connections: int,
    window: int,
    frames: int,
    mns: Sequence[str] | None = None,
    password: str = "123456",  # noqa: S107 - what nearly every logger in the field has
) -> LoadResult:
    """Load a gateway from this process.

    Parameters
    ----------
    host, port
        The gateway.
    connections
        Devices, one connection each.
    window
        Frames that each has in flight.
    frames
        How many in all.
    mns, password
        The devices; `LOAD000…` by default.
    """
    names = mns or [f"LOAD{number:020d}" for number in range(connections)]
    devices = [segments(mn, window, password) for mn in names[:connections]]
    try:
        import uvloop

        return uvloop.run(offer(host, port, devices, frames))
    except ImportError:
        return asyncio.run(offer(host, port, devices, frames))
