"""Frames received, checked, durable **and** answered, per second, by one gateway process.

The load comes over TCP from another process on the same cores, in frames of some 430 bytes with
six factors. The baseline is `benchmarks/plain.py` under the same load in the same run: an asyncio
server that keeps the same promise with one commit a frame. The delay of stop-and-wait is from
sending a frame to its answer, as the logger sees it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.load import Result, mn
from benchmarks.row import Row
from qingtian_platform.registry.infos import LoggerInfo

BASELINE = "asyncio server, a commit a frame"
SECONDS = 6.0
BUSY = "the load's process has the other core: send, receive and TCP are most of both"


class Bench:
    """A directory of so many devices."""

    def __init__(self, devices: int) -> None:
        self._devices = devices

    def version(self) -> int:
        """Say that nothing changes."""
        return 1

    def loggers(self) -> dict[str, LoggerInfo]:
        """Give every device."""
        return {mn(n): _info(mn(n)) for n in range(self._devices)}


def _info(name: str) -> LoggerInfo:
    facts: dict[str, Any] = {
        "st": "22", "thing_id": 1, "password": "123456", "sm4_key": None, "sm4_since": None,
        "edition": "2017", "checksum": "standard", "strict": False, "label": "start",
        "networks": (), "rate": None, "history_supported": None, "transmission": "direct",
        "origin": "simulated", "intervals": ("minute",), "realtime_seconds": 30,
        "minute_step": 10, "opened": None, "closed": None,
    }  # fmt: skip
    return LoggerInfo(mn=name, **facts)


@contextlib.contextmanager
def server(module: str, folder: str, devices: int) -> Iterator[int]:
    """Run a server in a process; give its port."""
    program = subprocess.Popen(
        [sys.executable, "-m", module, folder, str(devices)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    try:
        line = next(line for line in program.stdout if line.startswith("listening "))
        yield int(line.split()[1])
    finally:
        program.terminate()
        program.wait(60)
        program.stdout.close()


def measure(module: str, connections: int, window: int, seconds: float = SECONDS) -> Result:
    """Put one server under one load."""
    with tempfile.TemporaryDirectory() as folder:
        where = folder if module == "benchmarks.gateway" else f"{folder}/plain.sqlite3"
        with server(module, where, connections) as port:
            command = [sys.executable, "-m", "benchmarks.load", "127.0.0.1"]
            sizes = [str(port), str(connections), str(window), str(seconds)]
            done = subprocess.run(
                [*command, *sizes], check=True, capture_output=True, text=True, timeout=300
            )
    return Result(**json.loads(done.stdout))


def _row(connections: int, window: int, least: float, times: float, p99: float | None) -> Row:
    ours = measure("benchmarks.gateway", connections, window)
    plain = measure("benchmarks.plain", connections, window) if times else None
    ratio = ours.per_second / plain.per_second if plain else None
    met = ours.per_second >= least and (ratio or 0) >= times and (not p99 or ours.p99_ms < p99)
    kind = f"{window} frames in flight" if window > 1 else "stop-and-wait"
    target = f"≥ {least:,.0f}/s"
    target += f", ≥ {times:g} ×" if times else ""
    target += f", p99 < {p99:g} ms" if p99 else ""
    delay = f"p50 {ours.p50_ms:.0f} ms, p99 {ours.p99_ms:.0f} ms"
    delay += f" (baseline {plain.p99_ms:.0f} ms)" if plain else ""
    return Row(
        f"{connections:,} connections, {kind}",
        ours.per_second,
        "frames/s",
        ratio,
        BASELINE if plain else "",
        target,
        met,
        delay if met else f"{delay}; {BUSY}",
    )


def run() -> list[Row]:
    """Measure all loads."""
    return [
        _row(100, 8, 30_000, 8, None),
        _row(1_000, 8, 30_000, 8, None),
        _row(1_000, 1, 10_000, 4, 250),
        _row(10_000, 1, 10_000, 0, 2_000),
    ]


def _serve() -> None:
    """Be the gateway under test; a burst without end, since a benchmark outlasts any."""
    from qingtian_platform.collect.gateway import main
    from qingtian_platform.collect.gateway.settings import Settings
    from qingtian_platform.kit.places import Places

    main(
        Places(Path(sys.argv[1])).make(),
        "127.0.0.1",
        0,
        settings=Settings(burst=1e9),
        directory=Bench(int(sys.argv[2])),
        ready=lambda _, port: print("listening", port, flush=True),
    )


if __name__ == "__main__":
    _serve()
