"""A gateway in this process or in its own, and loggers that talk to it, for tests."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.scan import EPOCH
from qingtian_platform.collect import inbox
from qingtian_platform.collect.gateway import listen
from qingtian_platform.collect.gateway.server import Gateway
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.collect.gateway.state import State
from qingtian_platform.kit.places import Places
from qingtian_platform.registry.infos import LoggerInfo
from support.patience import LONG
from support.ports import free_port

MIDNIGHT = datetime(2024, 5, 20, tzinfo=EPOCH.tzinfo)
MN = "010000A8900016F000169D{:02X}"


def logger(mn: str, **given: Any) -> LoggerInfo:
    """Make what the registry says of a logger."""
    facts: dict[str, Any] = {
        "mn": mn,
        "st": "22",
        "thing_id": 1,
        "password": "123456",
        "sm4_key": None,
        "sm4_since": None,
        "edition": "2017",
        "checksum": "standard",
        "strict": False,
        "label": "start",
        "networks": (),
        "rate": None,
        "history_supported": None,
        "transmission": "direct",
        "origin": "simulated",
        "intervals": ("minute",),
        "realtime_seconds": 30,
        "minute_step": 10,
        "opened": None,
        "closed": None,
    }
    return LoggerInfo(**(facts | given))


class Book:
    """A directory that tests write themselves."""

    def __init__(self, *infos: LoggerInfo) -> None:
        self.infos = {info.mn: info for info in infos}
        self._version = 1

    def put(self, info: LoggerInfo) -> None:
        """Register a logger, or change one."""
        self.infos[info.mn] = info
        self._version += 1

    def remove(self, mn: str) -> None:
        """Take a logger out of service."""
        del self.infos[mn]
        self._version += 1

    def version(self) -> int:
        """Count the changes."""
        return self._version

    def loggers(self) -> dict[str, LoggerInfo]:
        """Give all."""
        return dict(self.infos)


def request_number(number: int) -> str:
    """Give a number as a request number: so many milliseconds after a certain midnight."""
    return build.request_number(MIDNIGHT + timedelta(milliseconds=number))


def number_of(qn: str) -> int:
    """Give the number that a request number stands for."""
    moment = datetime.strptime(qn + "000", "%Y%m%d%H%M%S%f").replace(tzinfo=EPOCH.tzinfo)
    return (moment - MIDNIGHT) // timedelta(milliseconds=1)


def upload(mn: str, number: int, *, pw: str = "123456", cn: str = "2051", flag: int = 5) -> bytes:
    """Write a frame of minute data whose request number carries a number."""
    return build.frame(
        (
            f"QN={request_number(number)};ST=22;CN={cn};PW={pw};MN={mn};Flag={flag};"
            "CP=&&DataTime=20240520210600;a34004-Avg=35.1,a34004-Flag=N;a21026-Avg=8,a21026-Flag=N&&"
        ).encode()
    )


@contextlib.asynccontextmanager
async def running(
    places: Places,
    book: Book,
    *,
    settings: Settings | None = None,
    engine: Any = None,
    context: Any = None,
    fast: bool = True,
    box: Callable[..., Any] = inbox.Inbox,
) -> AsyncIterator[tuple[Gateway, int]]:
    """Run a gateway on this loop; give it and its port."""
    settings = settings or Settings(refresh_seconds=0.05, flush_seconds=0.05)
    listening = listen("127.0.0.1", 0)
    gateway = Gateway(box(places), State(places.gateway, settings), book, settings, engine)
    await gateway.start(listening, context)
    if fast:
        await gateway._warmed
    else:
        gateway.intake.fast = False
    try:
        yield gateway, listening.getsockname()[1]
    finally:
        await gateway.stop()


async def ask(port: int, data: bytes, answers: int, *, wait: float = LONG) -> list[bytes]:
    """Send bytes on a fresh connection and read so many answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    try:
        return [await asyncio.wait_for(reader.readuntil(b"\r\n"), wait) for _ in range(answers)]
    finally:
        writer.close()


def receipts(places: Places) -> list[inbox.Receipt]:
    """Read the whole inbox."""
    return [receipt for file in inbox.files(places) for receipt in inbox.read(file, 0, 10_000_000)]


@contextlib.contextmanager
def process(
    places: Places, mns: list[str], port: int = 0, *, files: int = 0
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run a gateway in a process of its own; give it and its port when it takes frames.

    `files` bounds its open files; 0: as this process.
    """
    bounded = ["bash", "-c", f'ulimit -n {files}; exec "$@"', "bounded"] if files else []
    program = subprocess.Popen(
        [*bounded, sys.executable, __file__, str(places.data), str(port or free_port()), *mns],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        start_new_session=True,
    )
    try:
        assert program.stdout is not None
        line = next(line for line in program.stdout if line.startswith("listening "))
        yield program, int(line.split()[1])
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        if program.stdout is not None:
            program.stdout.close()


if __name__ == "__main__":
    from qingtian_platform.collect.gateway import main

    main(
        Places(Path(sys.argv[1])).make(),
        "127.0.0.1",
        int(sys.argv[2]),
        directory=Book(*(logger(mn) for mn in sys.argv[3:])),
        ready=lambda _, port: print("listening", port, flush=True),  # noqa: T201
    )
