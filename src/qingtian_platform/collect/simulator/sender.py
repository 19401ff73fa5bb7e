"""One simulated data logger on its line: asyncio around the logger's end of the protocol."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.events import Event, Execute, Finished, Send, Timing
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.logger import Habits, Logger
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.moments import moment
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.reader import Reader
from qingtian.protocols.hj212.states import State
from qingtian_platform.collect.simulator import faults
from qingtian_platform.collect.simulator.agenda import Agenda, Due
from qingtian_platform.collect.simulator.chance import chance
from qingtian_platform.collect.simulator.clock import Clock
from qingtian_platform.collect.simulator.fleet import Unit
from qingtian_platform.collect.simulator.instrument import INTERVALS, Content, Instrument
from qingtian_platform.collect.simulator.service import Service, patience
from qingtian_platform.collect.simulator.tally import Tally
from qingtian_platform.collect.simulator.telling import Telling
from qingtian_platform.collect.simulator.truth import TruthFile

_FLAG = re.compile(rb";Flag=(\d+)")
_NUMBER = re.compile(rb"QN=(\d{17})")
_PERIOD = re.compile(rb"CN=(\d{4});.*?DataTime=(\d{14})", re.DOTALL)
_ANSWERS = ("9014", "9013", "9022")
_LOOK = 0.1  # how often a device looks at its clock [s]
_BACKOFF = (0.2, 5.0)  # first and longest pause before it connects again [s]
_LEAD = timedelta(hours=2)


@dataclass(frozen=True)
class Wire:
    """What a fleet shares.

    Attributes
    ----------
    host, port
        The gateway.
    seed
        Decides every fault and value.
    truth, tally
        Where it is told and counted.
    timing
        Time-out and repetitions.
    """

    host: str
    port: int
    seed: int
    truth: TruthFile
    tally: Tally
    timing: Timing


class Sender:
    """One device.

    Parameters
    ----------
    unit
        Who it is.
    wire
        What the fleet shares.
    backfill
        How far back it sends what it has when it starts.
    """

    def __init__(self, unit: Unit, wire: Wire, backfill: timedelta) -> None:
        self.unit, self.wire = unit, wire
        self.clock = Clock(_true, unit.clock_error, unit.clock_drift)
        self.instrument = Instrument(unit, wire.seed)
        kept = max(backfill, timedelta(hours=unit.backfill))
        self.agenda = Agenda(self.instrument, self.clock.now(), kept)
        self.telling = Telling(unit, wire.seed, self.clock.now(), kept)
        key = unit.key.encode("ascii") or None
        self.logger = Logger(
            Peer(unit.mn, unit.password, unit.st, unit.edition, key=key),
            wire.timing,
            Habits(same_number=unit.history != "other-number"),
            window=unit.window,
            patience=patience(unit.late_seconds),
        )
        self.service = Service(
            self.logger, self.agenda, self.clock, self._later, self._replied, self.telling
        )
        self._writer: asyncio.StreamWriter | None = None
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._periods: dict[str, tuple[str, str]] = {}
        self._replies: deque[Content] = deque()  # of history answers, in the order of sending
        self._reply_periods: dict[str, tuple[str, str]] = {}  # by request number
        self._serial = 0
        self._pending: deque[Due] = deque()  # due, and the line may be down
        self._started = False

    async def run(self, stop: asyncio.Event) -> None:
        """Speak until told to stop, then wait for the last answers."""
        line = asyncio.create_task(self._stay_connected())
        try:
            while not stop.is_set():
                self._look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _LOOK)
            await self._drain()
        finally:
            line.cancel()
            with suppress(asyncio.CancelledError):
                await line

    def _restarted(self) -> None:
        """Report the start (CN 2081), as loggers of 2017 and 2025 do."""
        self._started = True
        if self.unit.edition in ("2017", "2025"):
            now = self.clock.now()
            stamp = f"{now:%Y%m%d%H%M%S}"
            lead, item = f"DataTime={stamp}".encode(), f"RestartTime={stamp}".encode()
            self._handle(self.logger.upload("2081", lead, [item], now, ticket="start"))

    async def _drain(self) -> None:
        """Wait for what is on the way, not for what waits to be sent."""
        for _ in range(int(self.wire.timing.timeout.total_seconds() / _LOOK)):
            if not self.logger.backlog:
                return
            self._handle(self.logger.tick(self.clock.now()))
            await asyncio.sleep(_LOOK)

    # What is due

    def _look(self) -> None:
        now = self.clock.now()
        self._pending.extend(self.agenda.due(now))
        if self._writer is None:
            return
        if not self._started:
            self._restarted()
        for word in self.telling.due(now):
            self._handle(self.logger.upload(word.cn, word.lead, word.items, now, ticket="told"))
        while self._pending:
            self._send(*self._pending.popleft(), now)
        while self.agenda.backlog and self.logger.backlog < 2 * self.unit.window:
            self._send(*self.agenda.backlog.popleft(), now)
        timer = self.logger.next_timer
        if timer is not None and now >= timer:
            self._handle(self.logger.tick(now))

    def _send(self, interval: str, start: datetime, now: datetime, *, again: bool = False) -> None:
        """Measure a period and send it, unless something is wrong."""
        why = self.agenda.withheld((interval, start))
        if why == "outage":
            return
        content = self.instrument.content(interval, start)
        if not again:
            self._measured(content)
        if why and not again:
            self.wire.tally.periods_withheld += 1
            self.wire.truth.write("withheld", self.unit.mn, interval, start, why=why)
            return
        self._upload(content, now)

    def _upload(self, content: Content, now: datetime) -> None:
        self._serial += 1
        ticket = f"upload {self._serial}"
        self._periods[ticket] = (content.interval, content.start.isoformat())
        late = content.interval != "realtime" and content.start < now - _LEAD - self._length(
            content
        )
        rf = late and self.unit.edition == "2025"
        self._handle(
            self.logger.upload(content.cn, content.lead, content.items, now, ticket=ticket, rf=rf)
        )

    def _length(self, content: Content) -> timedelta:
        return self.instrument.length(content.interval)

    def _measured(self, content: Content) -> None:
        self.wire.tally.periods_measured += 1
        self.wire.truth.measured(self.unit.mn, content)

    def _replied(self, content: Content) -> None:
        """Note what an answer to a history request sends; its frames come in this order."""
        self.wire.truth.measured(self.unit.mn, content)
        self._replies.append(content)

    # What the protocol says

    def _handle(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case Send():
                    self._transmit(event)
                case Execute():
                    self.wire.tally.requests_heard += 1
                    self._handle(self.service.execute(event))
                case Finished():
                    self._finished(event)
                case _:
                    pass

    def _finished(self, event: Finished) -> None:
        period = self._periods.pop(event.ticket, None)
        if period is None:
            period = self._reply_periods.pop(event.qn, None)
        if period is None:
            return
        interval, start = period
        if event.state is State.DONE:
            self.wire.truth.write("acknowledged", self.unit.mn, interval, start, qn=event.qn)
            return
        self.wire.tally.periods_given_up += 1
        self.wire.truth.write("given-up", self.unit.mn, interval, start, qn=event.qn)
        if interval != "realtime":
            self.agenda.backlog.append((interval, datetime.fromisoformat(start)))

    def _later(self, seconds: float, act: Callable[[], list[Event]]) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, lambda: self._handle(act()))

    # The wire

    def _transmit(self, event: Send) -> None:
        """Write a frame, or what a bad line or a wrong setting makes of it."""
        self._learn(event)
        if self._writer is None:
            return
        tally, data = self.wire.tally, event.data
        flag = _FLAG.search(data)
        if flag is None or not int(flag[1]) & build.ANSWER:
            tally.frames_answering += 1
            self._outgoing.put_nowait(data)
            return
        self._note(event)
        if event.attempt == 1 and self._by_chance("broken", self.unit.broken):
            tally.frames_broken += 1
            self._outgoing.put_nowait(_damaged(data))
            return
        if faults.any_active(self.unit, self.wire.seed, _true(), "wrong-password"):
            tally.frames_misspelt += 1
            self._outgoing.put_nowait(_misspelt(data, self.logger.peer.pw))
            return
        copies = 2 if self._by_chance("duplicate", self.unit.duplicates) else 1
        tally.frames_sent += copies
        tally.frames_duplicated += copies - 1
        tally.frames_repeated += event.attempt > 1
        self._outgoing.put_nowait(data * copies)

    def _learn(self, event: Send) -> None:
        """Remember which period a frame of a history answer carries."""
        number = _NUMBER.search(event.data)
        if number is None or not event.ticket.startswith("reply ") or event.attempt > 1:
            return
        seen = _PERIOD.search(event.data)
        if seen is not None:
            start = moment(seen[2].decode("ascii"))
            interval = INTERVALS.get(seen[1].decode("ascii"))
            if start is not None and interval is not None:
                self._reply_periods[number[1].decode("ascii")] = (interval, start.isoformat())
        elif self._replies:  # encrypted: frames go out in the order of the contents
            content = self._replies.popleft()
            period = (content.interval, content.start.isoformat())
            self._reply_periods[number[1].decode("ascii")] = period

    def _note(self, event: Send) -> None:
        number = _NUMBER.search(event.data)
        period = self._periods.get(event.ticket)
        if period is None and number is not None:
            period = self._reply_periods.get(number[1].decode("ascii"))
        if period is not None:
            self.wire.truth.write("sent", self.unit.mn, *period, attempt=event.attempt)

    def _by_chance(self, what: str, share: float) -> bool:
        self._serial += 1
        return share > 0 and chance(self.wire.seed, self.unit.mn, what, self._serial) < share

    async def _stay_connected(self) -> None:
        pause = _BACKOFF[0]
        while True:
            if faults.any_active(self.unit, self.wire.seed, _true(), "disconnect"):
                await asyncio.sleep(_BACKOFF[0])
                continue
            try:
                reader, writer = await asyncio.open_connection(self.wire.host, self.wire.port)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _BACKOFF[1])
                continue
            pause = _BACKOFF[0]
            self.wire.tally.connections += 1
            await self._talk(reader, writer)
            await asyncio.sleep(pause)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer, self._outgoing = writer, asyncio.Queue()
        tasks = {
            asyncio.create_task(self._listen(reader)),
            asyncio.create_task(self._write(writer)),
            asyncio.create_task(self._until_cut()),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._writer = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _until_cut(self) -> None:
        # Only the time tells; nobody sets an event.
        while not faults.any_active(self.unit, self.wire.seed, _true(), "disconnect"):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK * 5)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        frames = Reader()
        with suppress(OSError):
            while data := await reader.read(65536):
                for found in frames.feed(data):
                    if isinstance(found, Frame) and found.crc_ok:
                        self._heard(found.message)

    def _heard(self, message: Message) -> None:
        if message.cn in _ANSWERS:
            self.wire.tally.frames_acknowledged += 1
        self._handle(self.logger.receive(message, self.clock.now()))

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while True:
                data = await self._outgoing.get()
                if self._by_chance("divided", self.unit.divided):
                    cut = 1 + int(chance(self.wire.seed, self._serial) * (len(data) - 1))
                    writer.write(data[:cut])
                    await writer.drain()
                    await asyncio.sleep(_LOOK / 5)
                    data = data[cut:]
                writer.write(data)
                await writer.drain()


def _true() -> datetime:
    return datetime.now(UTC)


def _damaged(data: bytes) -> bytes:
    """Change one byte of the data segment, as a bad line does."""
    at = 8 + len(data) // 2
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]


def _misspelt(data: bytes, password: str) -> bytes:
    """Write a frame with another password and the right checksum."""
    wrong = password[::-1] if password != password[::-1] else "0" * len(password)
    segment = data[6:-6].replace(f"PW={password};".encode(), f"PW={wrong};".encode(), 1)
    return build.frame(segment)
