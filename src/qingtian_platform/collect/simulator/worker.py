"""One process of a fleet: its share of the devices, until told to stop."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from qingtian.protocols.hj212.events import Timing
from qingtian_platform.collect.simulator.fleet import Unit, units
from qingtian_platform.collect.simulator.sender import Sender, Wire
from qingtian_platform.collect.simulator.tally import Tally
from qingtian_platform.collect.simulator.truth import TruthFile


def main() -> None:
    """Read the order from standard input, run it, print the tally."""
    order = json.loads(sys.stdin.readline())
    tally = asyncio.run(work(order))
    sys.stdout.write(json.dumps(tally.plain()) + "\n")
    sys.stdout.flush()


async def work(order: dict[str, Any]) -> Tally:
    """Run the devices of one order.

    Parameters
    ----------
    order
        host, port, seed, duration [s, 0: until told], backfill [h], truth (path or null),
        timeout [s], retries, and units as `fleet.plain` writes them.

    Returns
    -------
    Tally
        What they did.
    """
    members = units(order["units"])
    tally = Tally(devices=len(members))
    truth = TruthFile(Path(order["truth"]) if order["truth"] else None)
    timing = Timing(timedelta(seconds=order["timeout"]), order["retries"])
    wire = Wire(order["host"], order["port"], order["seed"], truth, tally, timing)
    try:
        await _together(members, wire, order["duration"], timedelta(hours=order["backfill"]))
    finally:
        truth.close()
    return tally


async def _together(members: list[Unit], wire: Wire, duration: float, backfill: timedelta) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    orphan = asyncio.create_task(_orphaned(stop))
    if duration:
        loop.call_later(duration, stop.set)
    senders: list[Coroutine[Any, Any, None]] = [
        Sender(unit, wire, backfill).run(stop) for unit in members
    ]
    await asyncio.gather(*senders)
    orphan.cancel()


async def _orphaned(stop: asyncio.Event) -> None:
    """Stop when the parent closes our standard input, that is, when it ends in whatever way."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    with suppress(OSError):
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.read()
        stop.set()


if __name__ == "__main__":
    main()
