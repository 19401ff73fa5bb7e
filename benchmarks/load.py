"""Loggers in bulk: prebuilt frames over many connections, from a process of its own.

`python -m benchmarks.load HOST PORT CONNECTIONS WINDOW SECONDS` connects, sends, waits for answers
and prints one JSON object. Each connection is one device with at most `WINDOW` frames in flight.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass, field

import numpy as np
import uvloop

from qingtian.protocols.hj212 import build

FACTORS = ("a21026", "a21004", "a34002", "a34004", "a21005", "a05024")


def mn(number: int) -> str:
    """Name a device."""
    return f"BENCH{number:019}"


def frame(number: int, serial: int) -> bytes:
    """Write one minute of a station, some 430 bytes."""
    values = ";".join(f"{code}-Avg=35.1,{code}-Min=30.25,{code}-Max=41.0" for code in FACTORS)
    text = (
        f"QN=20240520210700{serial % 1000:03};ST=22;CN=2051;PW=123456;MN={mn(number)};Flag=5;"
        f"CP=&&DataTime=20240520210600;{values}&&"
    )
    return build.frame(text.encode("ascii"))


@dataclass
class Result:
    """What one run of the load brought."""

    frames: int
    seconds: float
    per_second: float
    p50_ms: float
    p99_ms: float
    connections: int


@dataclass
class Fleet:
    """All senders of this process.

    Attributes
    ----------
    window
        Frames in flight a connection.
    settling
        Windows that are answered before the measurement: everyone is known then, and has found
        his turn.
    """

    window: int
    settling: int
    running: bool = False
    answered: int = 0
    delays: list[float] = field(default_factory=list)
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Sender(asyncio.Protocol):
    """One device: sends as many new frames as answers came."""

    def __init__(self, fleet: Fleet, number: int) -> None:
        self.fleet, self.number = fleet, number
        self.frames = [frame(number, serial) for serial in range(fleet.window)]
        self.burst = b"".join(self.frames)
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def send(self) -> None:
        """Send a whole window."""
        self.sent_at = time.perf_counter()
        self.left = self.fleet.window
        self.transport.write(self.burst)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Count answers, and go on when all are there."""
        answers = data.count(b"\n")
        self.left -= answers
        fleet = self.fleet
        if not fleet.running:
            return
        fleet.answered += answers
        if self.left <= 0:
            fleet.delays.append(time.perf_counter() - self.sent_at)
            if len(fleet.delays) > fleet.settling:
                fleet.settled.set()
            self.send()


async def play(host: str, port: int, connections: int, window: int, seconds: float) -> Result:
    """Connect everyone, then measure."""
    loop = asyncio.get_running_loop()
    fleet = Fleet(window, 2 * connections)
    senders: list[Sender] = []
    for first in range(0, connections, 200):
        made = await asyncio.gather(
            *(
                loop.create_connection(lambda n=n: Sender(fleet, n), host, port)  # type: ignore[misc]
                for n in range(first, min(first + 200, connections))
            )
        )
        senders += [protocol for _, protocol in made]
    fleet.running = True
    for sender in senders:
        sender.send()
    await fleet.settled.wait()
    fleet.answered, fleet.delays = 0, []
    begun = time.perf_counter()
    await asyncio.sleep(seconds)
    elapsed = time.perf_counter() - begun
    fleet.running = False
    delays = np.array(fleet.delays or [elapsed])
    for sender in senders:
        sender.transport.abort()  # type: ignore[attr-defined]
    return Result(
        fleet.answered,
        elapsed,
        fleet.answered / elapsed,
        float(np.percentile(delays, 50) * 1000),
        float(np.percentile(delays, 99) * 1000),
        connections,
    )


def main() -> None:
    """Play as the command line says."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    host, port, connections, window, seconds = sys.argv[1:6]
    result = uvloop.run(play(host, int(port), int(connections), int(window), float(seconds)))
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    main()
