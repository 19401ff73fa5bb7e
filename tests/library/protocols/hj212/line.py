"""Both ends of a line, run against each other over a network that loses, doubles and delays."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from qingtian.protocols.hj212.commands import Command
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.events import (
    Event,
    Execute,
    Finished,
    FollowUp,
    Heard,
    Moved,
    Owed,
    Send,
    Stray,
    Timing,
)
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.logger import Habits, Logger
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.platform import Centre
from qingtian.protocols.hj212.reader import Reader

BEIJING = timezone(timedelta(hours=8))
START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=BEIJING)
SAMPLES = {
    "SystemTime": "20260301120000",
    "BeginTime": "20260301000000",
    "EndTime": "20260301020000",
    "DataTime": "20260301010000",
    "SKCreateTime": "20260301000000",
    "OverTime": "5",
    "ReCount": "3",
    "WarnTime": "60",
    "RtdInterval": "30",
    "MinInterval": "10",
    "ReportTime": "0830",
    "NewPW": "654321",
    "PW": "654321",
    "NewSK": "abcdef0123456789",
    "CstartTime": "080000",
    "CTime": "2",
    "CalibrationType": "0",
    "PolId": "w01018",
    "InfoId": "i12001",
    "AlarmTarget": "10001",
    "x-LowValue": "1.1",
    "x-UpValue": "9.9",
    "x-SN": "010000A8900016F000169DC0",
    "i-Info": "1",
    "VaseNo": "1",
    "Stime": "30",
    "AlarmTime": "20260301010000",
    "AlarmType": "1",
    "SB-RT": "8.5",
}


def peer_of(edition: str, **more: object) -> Peer:
    mn = "88888880000001" if edition == "2005" else "010000A8900016F000169DC0"
    key = b"0123456789abcdef" if edition == "2025" else None
    return Peer(mn, "123456", "21" if edition == "sw" else "32", edition, key=key, **more)


def sample(name: str) -> tuple[str, str]:
    code = {"x-": "w01018-", "i-": "i12001-"}.get(name[:2], name[:2])
    return code + name[2:], SAMPLES.get(name, "1.5")


def parameters(command: Command) -> list[tuple[str, str]]:
    return [sample(one.name) for one in command.parameters or ()]


@dataclass
class Device:
    """What stands behind a logger: it carries commands out and has data."""

    refuses: int | None = None
    result: int = 1
    blocks: int = 3
    width: int = 1  # factors an upload; many make packets
    executed: list[str] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    def execute(self, logger: Logger, event: Execute, now: datetime) -> list[Event]:
        self.executed.append(event.qn)
        if event.command.kind.value == "notice":
            return []
        if self.refuses is not None:
            return logger.refuse(event.qn, self.refuses)
        events = logger.accept(event.qn, now)
        if self.result == 1:
            events += self.answer(logger, event, now)
        return events + logger.finish(event.qn, now, self.result)

    def answer(self, logger: Logger, event: Execute, now: datetime) -> list[Event]:
        if not event.command.answer:
            return []
        if not event.command.is_history:
            pairs = [sample(one.name) for one in event.command.answer]
            self.sent += pairs
            return logger.reply(event.qn, b"", ["=".join(pair).encode() for pair in pairs], now)
        events = []
        for block in range(self.blocks):
            time = f"20260301{block:02d}0000"
            pairs = [(f"w{n:05d}-Avg", f"{block}.{n}") for n in range(self.width)]
            self.sent += [("DataTime", time), *pairs]
            items = ["=".join(pair).encode() for pair in pairs]
            events += logger.reply(event.qn, b"DataTime=" + time.encode(), items, now)
        return events


class Line:
    """A centre, a logger with its device, a clock, and what happens to the frames between them."""

    def __init__(
        self,
        peer: Peer,
        fates: Iterable[str] = (),
        *,
        device: Device | None = None,
        habits: Habits | None = None,
        window: int = 1,
        patience: timedelta = timedelta(minutes=5),
    ) -> None:
        self.peer = peer
        self.now = START
        timing = Timing(timedelta(seconds=10), 3)
        self.centre = Centre(peer, timing)
        self.logger = Logger(peer, timing, habits, window=window, patience=patience)
        self.device = device or Device()
        self._fates = iter(fates)
        self._wire: list[tuple[datetime, int, str, bytes]] = []
        self._count = 0
        self.moves: list[tuple[str, Moved]] = []
        self.finished: list[Finished] = []
        self.delivered: list[Finished] = []
        self.received: list[str] = []
        self.wishes: list[str] = []
        self.strays: list[Stray] = []
        self.on_wish: Callable[[FollowUp], list[Event]] = lambda wish: []

    def centre_does(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Send(data=data):
                    self._put("logger", data)
                case Owed(data=data):
                    self._put("logger", data)
                case Moved():
                    self.moves.append(("centre", event))
                case Finished():
                    self.finished.append(event)
                case FollowUp():
                    self.wishes.append(event.cn)
                    self.centre_does(self.on_wish(event))
                case Stray():
                    self.strays.append(event)
                case Heard():
                    pass

    def logger_does(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Send(data=data):
                    self._put("centre", data)
                case Execute():
                    self.logger_does(self.device.execute(self.logger, event, self.now))
                case Moved():
                    self.moves.append(("logger", event))
                case Finished():
                    self.delivered.append(event)
                case Stray():
                    self.strays.append(event)

    def _put(self, to: str, data: bytes) -> None:
        delays = {"pass": [0.05], "lose": [], "double": [0.05, 0.1], "late": [12.0]}
        for delay in delays[next(self._fates, "pass")]:
            self._count += 1
            at = self.now + timedelta(seconds=delay)
            heapq.heappush(self._wire, (at, self._count, to, data))

    def run(self, limit: timedelta = timedelta(hours=1)) -> None:
        """Let time pass until nothing is open at either end."""
        end = self.now + limit
        while True:
            timers = (self.centre.next_timer, self.logger.next_timer)
            times = [time for time in timers if time] + [at for at, *_ in self._wire[:1]]
            if not times:
                return
            self.now = max(self.now, min(times))
            assert self.now < end, "a conversation stays open"
            while self._wire and self._wire[0][0] <= self.now:
                _, _, to, data = heapq.heappop(self._wire)
                self._hear(to, data)
            self.centre_does(self.centre.tick(self.now))
            self.logger_does(self.logger.tick(self.now))

    def _hear(self, to: str, data: bytes) -> None:
        reader = Reader(Dialect(edition=self.peer.edition, sm4_key=self.peer.key))
        frames = [one for one in [*reader.feed(data), *reader.end()] if isinstance(one, Frame)]
        assert len(frames) == 1, data
        assert frames[0].crc_ok, data
        message = frames[0].message
        if to == "centre":
            self.received.append(message.qn)
            self.centre_does(self.centre.receive(message, self.now))
        else:
            self.logger_does(self.logger.receive(message, self.now))

    def ask(self, command: Command, ticket: str = "t") -> None:
        items = parameters(command)
        self.centre_does(self.centre.request(command.code, items, self.now, ticket=ticket))
