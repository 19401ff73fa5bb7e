"""A gateway with conversations in a process of its own, a desk beside it, and loggers that answer.

Run as a program it is the gateway: `python conversing.py DATA PORT [SETTINGS]`, or the desk:
`python conversing.py DATA desk`, which answers one JSON call a line.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Self

from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.events import Event, Execute, Finished, Send, Timing
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.logger import Habits, Logger
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.reader import Reader
from support.patience import LONG
from support.ports import free_port

BEIJING = timezone(timedelta(hours=8))
Device = Callable[["FieldLogger", Execute], list[Event]]


def obliging(field: FieldLogger, event: Execute) -> list[Event]:
    """Carry out whatever is asked; answer a question with the settings at hand."""
    logger, now = field.logger, field.now()
    if event.command.kind.value == "notice":
        return []
    events = logger.accept(event.qn, now)
    if event.command.answer and not event.command.is_history:
        pairs = [field.settings.get(one.name, "1") for one in event.command.answer]
        items = [
            f"{one.name}={value}".encode()
            for one, value in zip(event.command.answer, pairs, strict=True)
        ]
        events += logger.reply(event.qn, b"", items, now)
    return events + logger.finish(event.qn, now)


class FieldLogger:
    """A data logger on a real socket, in a thread; it reconnects until it is told to stop."""

    def __init__(
        self,
        port: int,
        peer: Peer,
        device: Device = obliging,
        *,
        habits: Habits | None = None,
        ahead: timedelta = timedelta(0),
        greeting: bool = True,
    ) -> None:
        self.port, self.peer, self.device, self.ahead = port, peer, device, ahead
        self.logger = Logger(peer, Timing(timedelta(seconds=4), 3), habits, window=8)
        self.settings = {"RtdInterval": "30", "MinInterval": "10"}
        self.executed: list[Message] = []
        self.heard: list[Message] = []
        self.delivered: list[Finished] = []
        self.greeting = greeting
        self._outbox: list[Callable[[], list[Event]]] = []
        self._stop = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def now(self) -> datetime:
        """Give the time that its clock shows."""
        return datetime.now(BEIJING) + self.ahead

    def do(self, act: Callable[[], list[Event]]) -> None:
        """Let its thread do something with the state machine."""
        self._outbox.append(act)

    def upload(self, cn: str, start: datetime, value: str = "35.1") -> None:
        """Send one value of a period."""
        lead = f"DataTime={start.astimezone(BEIJING):%Y%m%d%H%M%S}".encode()
        item = f"a34004-Avg={value},a34004-Flag=N".encode()
        self.do(lambda: self.logger.upload(cn, lead, [item], self.now()))

    def _run(self) -> None:
        while not self._stop.is_set():
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port)) as one,
            ):
                self._socket = one
                self._talk(one)
            self._stop.wait(0.1)

    def _talk(self, one: socket.socket) -> None:
        reader = Reader(Dialect(edition=self.peer.edition, sm4_key=self.peer.key))
        if self.greeting:
            self._do(self.logger.upload("2011", b"DataTime=20200101000000", [], self.now()))
        while not self._stop.is_set():
            while self._outbox:
                self._do(self._outbox.pop(0)())
            if select.select([one], [], [], 0.02)[0]:
                data = one.recv(65536)
                if not data:
                    return
                for frame in reader.feed(data):
                    if isinstance(frame, Frame):
                        self.heard.append(frame.message)
                        self._do(self.logger.receive(frame.message, self.now()))
            self._do(self.logger.tick(self.now()))

    def _do(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Send) and self._socket is not None:
                self._socket.sendall(event.data)
            elif isinstance(event, Execute):
                self.executed.append(event.message)
                self._do(self.device(self, event))
            elif isinstance(event, Finished):
                self.delivered.append(event)


class Desk:
    """The other side of `desk` below: calls on the platform's api, one process for many."""

    def __init__(self, data: Path) -> None:
        self._program = _program(data, "desk", stdin=subprocess.PIPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(LONG)
        assert self._program.stdout is not None
        self._program.stdout.close()

    def __call__(self, name: str, *arguments: Any, **named: Any) -> Any:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps([name, arguments, named]) + "\n")
        self._program.stdin.flush()
        answer = json.loads(self._program.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]


def _program(data: Path, *arguments: str, stdin: int | None = None) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "QINGTIAN_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "qingtian_platform.project.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return subprocess.Popen(
        [sys.executable, __file__, str(data), *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


@contextlib.contextmanager
def gateway(data: Path, port: int = 0, settings: Path | None = None) -> Iterator[tuple[Any, int]]:
    """Run a gateway with conversations; give process and port."""
    program = _program(data, str(port or free_port()), *([str(settings)] if settings else []))
    assert program.stdout is not None
    try:
        line = next(line for line in program.stdout if line.startswith("listening "))
        yield program, int(line.split()[1])
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)
        try:
            program.wait(LONG)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
        program.stdout.close()


def hours_before(count: int) -> list[datetime]:
    """Give the starts of full hours, the oldest first, the last two hours ago."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return [hour - timedelta(hours=n) for n in range(count, 1, -1)]


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y%m%d%H%M%S}"


# What the processes run.


def inbox_coverage(data: Path) -> Any:
    """Tell from the inbox which periods have arrived, as the archive does once it is sealed."""
    from qingtian_platform.collect import inbox
    from qingtian_platform.kit.places import Places

    kinds = {"2051": "minute", "2061": "hour", "2031": "day"}

    def coverage(mn: str, interval: str, start: datetime, end: datetime) -> set[datetime]:
        found = set()
        places = Places(data)
        for file in inbox.files(places):
            for receipt in inbox.read(file, 0, 1_000_000):
                message = Message.parse(receipt.raw[6:-4])
                if (
                    message.mn == mn
                    and kinds.get(message.cn) == interval
                    and message.get("DataTime")
                ):
                    text = message.get("DataTime")
                    moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
                    if start <= moment < end:
                        found.add(moment)
        return found

    return coverage


def _run_gateway(data: Path, port: int, settings: str | None) -> None:
    from qingtian_platform.collect import gateway as collect_gateway
    from qingtian_platform.collect.conversations import make, rules
    from qingtian_platform.kit.places import Places

    if settings:
        rules.FOLDER = Path(settings)
    collect_gateway.main(
        Places(data).make(),
        "127.0.0.1",
        port,
        engine=make(inbox_coverage(data)),
        ready=lambda _, taken: print("listening", taken, flush=True),  # noqa: T201
    )


def _run_desk(data: Path) -> None:
    from qingtian_platform.project.commands._setup import use

    use(data)
    from qingtian_platform.collect import api
    from qingtian_platform.people import api as people
    from qingtian_platform.registry import api as registry

    def register(mn: str, **given: Any) -> None:
        thing = registry.ensure_thing(f"station of {mn}", kind="station")
        registry.ensure_logger(
            mn, st="22", thing_id=getattr(thing, "id", thing), password="123456", **given
        )

    def person(login: str, role: str) -> int:
        from django.contrib.auth import get_user_model

        people.add_person(login, role)
        return int(get_user_model().objects.get(username=login).pk)

    def logger(mn: str) -> dict[str, Any]:
        info = registry.all_loggers()[mn]
        return {"history_supported": info.history_supported, "password": info.password}

    calls = {"register": register, "person": person, "logger": logger}
    for line in sys.stdin:
        name, arguments, named = json.loads(line)
        try:
            result = (calls.get(name) or getattr(api, name))(*arguments, **named)
            print(json.dumps({"result": result}, default=_facts), flush=True)  # noqa: T201
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)  # noqa: T201


def _facts(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return vars(value)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    if sys.argv[2] == "desk":
        _run_desk(where)
    else:
        _run_gateway(where, int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
