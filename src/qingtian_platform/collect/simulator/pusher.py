"""Push prepared frames over one connection, so many in flight, until each is answered.

For replays: nothing is generated at the pace of a clock, nothing is parsed but request numbers.
A connection that breaks is opened again and what was not answered is sent again, and counted so.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress

from qingtian_platform.collect.simulator.tally import Tally

_ANSWER = re.compile(rb"QN=([0-9]{17});[^#]*?CN=9014")
_PAUSE = 0.5  # before a broken connection is opened again [s]


class Pusher:
    """One device that has much to say.

    Parameters
    ----------
    host, port
        The gateway.
    frames
        Request number and frame, each number once.
    window
        Frames in flight.
    tally
        Where it is counted.
    patience
        How long an answer may take before everything in flight is sent again. [s]
    """

    def __init__(
        self,
        host: str,
        port: int,
        frames: Iterator[tuple[bytes, bytes]],
        window: int,
        tally: Tally,
        patience: float = 60,
    ) -> None:
        self._host, self._port = host, port
        self._frames, self._window, self._tally = frames, window, tally
        self._patience = patience
        self._flight: dict[bytes, bytes] = {}
        self._written: set[bytes] = set()  # of those in flight, on whatever connection
        self._rest = b""

    async def run(self) -> None:
        """Push until every frame is answered."""
        while self._refill() or self._flight:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                await self._talk()
            if self._flight:
                await asyncio.sleep(_PAUSE)

    def _refill(self) -> list[bytes]:
        """Take frames until the window is full; give the numbers of those that are new."""
        fresh = []
        while len(self._flight) < self._window:
            number, frame = next(self._frames, (b"", b""))
            if not number:
                break
            self._flight[number] = frame
            fresh.append(number)
        return fresh

    async def _talk(self) -> None:
        """Hold one connection until nothing is in flight."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        self._tally.connections += 1
        self._rest = b""
        try:
            self._write(writer, list(self._flight))
            while self._flight:
                await writer.drain()
                data = await asyncio.wait_for(reader.read(1 << 16), self._patience)
                if not data:
                    return
                self._answered(data)
                fresh = self._refill()
                if fresh:
                    self._write(writer, fresh)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _write(self, writer: asyncio.StreamWriter, numbers: list[bytes]) -> None:
        writer.write(b"".join(self._flight[number] for number in numbers))
        self._tally.frames_sent += len(numbers)
        self._tally.frames_repeated += len(self._written.intersection(numbers))
        self._written.update(numbers)

    def _answered(self, data: bytes) -> None:
        whole, _, self._rest = (self._rest + data).rpartition(b"\r\n")
        for number in _ANSWER.findall(whole):
            if self._flight.pop(number, None) is not None:
                self._written.discard(number)
                self._tally.frames_acknowledged += 1
