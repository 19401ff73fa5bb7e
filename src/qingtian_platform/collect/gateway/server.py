"""The gateway on one event loop: connections, looks, commits, answers, and what is done each second."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from socket import socket
from typing import Any, TypeVar

from qingtian_platform.collect.errors import InboxError
from qingtian_platform.collect.gateway import journal
from qingtian_platform.collect.gateway.batch import Batch, Share
from qingtian_platform.collect.gateway.connection import Connection, Hold
from qingtian_platform.collect.gateway.counts import Counts
from qingtian_platform.collect.gateway.devices import Devices, Directory
from qingtian_platform.collect.gateway.engine import Engine, Silent
from qingtian_platform.collect.gateway.intake import Intake
from qingtian_platform.collect.gateway.quarantine import Quarantine
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.collect.gateway.state import State
from qingtian_platform.collect.gateway.warming import Warming
from qingtian_platform.collect.gateway.writer import Outcome, Writer
from qingtian_platform.collect.inbox import Inbox

T = TypeVar("T")


class Gateway:
    """One gateway of one data directory.

    Parameters
    ----------
    inbox
        Where receipts become durable; closed by the gateway.
    state
        Where the state of devices and the quarantine are written.
    directory
        Who may speak.
    settings
        Limits.
    engine
        The platform's side of conversations.
    """

    def __init__(
        self,
        inbox: Inbox,
        state: State,
        directory: Directory,
        settings: Settings | None = None,
        engine: Engine | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.engine: Engine = engine or Silent()
        self.counts = Counts()
        self.devices: Devices = Devices(self.settings)
        self.quarantine = Quarantine(self.settings)
        self.intake = Intake(self.devices, self.quarantine, self.engine, self.settings.frame_bytes)
        self.connections: set[Connection] = set()
        self._strangers: dict[Connection, None] = {}
        self._inbox, self._state, self._directory = inbox, state, directory
        self._dirty: list[Connection] = []
        self._ended: list[Connection] = []
        self._held: set[Connection] = set()
        self._waiting = 0
        self._refusing = False
        self._stopping = False
        self._version: int | None = None
        self._warming = Warming()
        self.error: BaseException | None = None
        self.wanted_to_stop = asyncio.Event()
        self._threads = ThreadPoolExecutor(2, "gateway")
        self._tasks: list[asyncio.Task[None]] = []
        self._empty: asyncio.Event | None = None
        self._server: asyncio.Server | None = None

    @property
    def waiting(self) -> int:
        """Bytes that wait for the disk."""
        return self._waiting

    # Coming and going.

    async def start(self, listening: socket, context: ssl.SSLContext | None = None) -> None:
        """Serve a socket that listens already.

        Parameters
        ----------
        listening
            Bound; connections may be queued on it.
        context
            For TLS; None for plain TCP.
        """
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(
            self._inbox,
            self._from_thread(self._committed),
            self._from_thread(self._refused),
            self._from_thread(self._broken),
            self.settings.retry_seconds,
        )
        await self._loop.run_in_executor(self._threads, self._state.open)
        await self._learn()
        self._state.restore(self.devices, self.quarantine)
        self._writer.start()
        self._server = await self._loop.create_server(
            lambda: Connection(self), sock=listening, ssl=context, backlog=4096
        )
        self._every(self.settings.refresh_seconds, self._refresh)
        self._every(self.settings.flush_seconds, self._flush)
        self._every(1.0, self._sweep)
        self._warmed = self._loop.run_in_executor(self._threads, self._warm)

    async def stop(self) -> None:
        """Stop reading, commit, answer, close, leave."""
        self._stopping = True
        self._warming.leave()
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        self._look()
        for connection in list(self.connections):
            connection.stop(Hold.DISK)
        self._writer.leave()
        await self._loop.run_in_executor(None, self._writer.join)
        await asyncio.sleep(0)  # what the writer reported last
        for connection in list(self.connections):
            connection.close()
        await self._closed()
        await self._warmed
        await self._loop.run_in_executor(self._threads, self.engine.leave)
        await self._flush()
        await self._loop.run_in_executor(self._threads, self._state.close)
        self._threads.shutdown()

    async def _closed(self) -> None:
        """Wait until every sender has taken its answers, for a while."""
        if self.connections:
            self._empty = asyncio.Event()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), self.settings.leave_seconds)
        for connection in list(self.connections):
            connection.drop()

    def _warm(self) -> None:
        self.intake.fast = self._warming.run()

    def _from_thread(self, function: Callable[[T], None]) -> Callable[[T], None]:
        def call(argument: T) -> None:
            self._loop.call_soon_threadsafe(function, argument)

        return call

    def _every(self, seconds: float, act: Callable[[], Any]) -> None:
        async def again() -> None:
            while True:
                await asyncio.sleep(seconds)
                try:
                    await act()
                except Exception:
                    journal.exception("a recurring task failed and will be repeated")

        self._tasks.append(self._loop.create_task(again()))

    # What connections tell.

    def opened(self, connection: Connection) -> None:
        """Take a connection in; the longest silent stranger gives way to it."""
        if len(self.connections) >= self.settings.connections:
            victim = next(iter(self._strangers), None)
            self.counts.evicted += 1
            (victim or connection).drop()
            if victim is None:
                return
            self._strangers.pop(victim)
        self.counts.opened += 1
        self.connections.add(connection)
        self._strangers[connection] = None
        connection.last_data = self._loop.time()
        connection.tokens = self.settings.stranger_rate
        if connection.transport is not None:
            connection.transport.set_write_buffer_limits(high=self.settings.write_bytes)
        if self._refusing or self._stopping:
            self._hold(connection)

    def arrived(self, connection: Connection) -> None:
        """Look at it, with all others that have something, when this turn of the loop is over."""
        if not self._dirty and not self._ended:
            self._loop.call_soon(self._look)
        self._dirty.append(connection)

    def ended(self, connection: Connection) -> None:
        """Judge what the sender left unfinished."""
        if not self._dirty and not self._ended:
            self._loop.call_soon(self._look)
        self._ended.append(connection)

    def closed(self, connection: Connection) -> None:
        """Forget it; what it sent whole is still committed."""
        self.connections.discard(connection)
        self._strangers.pop(connection, None)
        self._held.discard(connection)
        if self._empty is not None and not self.connections:
            self._empty.set()
        if connection.unfinished and not connection.ending:
            self._ended.append(connection)
            self._loop.call_soon(self._look)
        for mn, device in connection.devices.items():
            device.connections -= 1
            if not device.connections:
                device.since = 0
            device.changed = True
            self.engine.left(mn, connection)
        connection.devices = {}

    # Looking, committing, answering.

    def _look(self) -> None:
        """Read what came, and hand it to the writer."""
        dirty, self._dirty = self._dirty, []
        ended, self._ended = self._ended, []
        if not dirty and not ended:
            return
        batch = self.intake.take(dirty, time.time_ns() // 1000)
        now = self._loop.time()
        for connection in ended:
            self._finish(connection, batch)
        for connection in dirty:
            self._after_data(connection, now)
        self._charge(batch, now)
        self._put(batch)
        if self._waiting > self.settings.waiting_bytes:
            for connection in dirty:
                self._hold(connection)

    def _put(self, batch: Batch) -> None:
        if not batch.rows and not batch.replies:
            return
        batch.octets = sum(share.octets for share in batch.shares)
        self._waiting += batch.octets
        self._writer.put(batch)

    def _finish(self, connection: Connection, batch: Batch) -> None:
        """Judge the rest of a stream that is over, and close when nothing is owed."""
        self.intake.end(connection, batch)
        if connection.ending and not connection.waiting:
            connection.close()

    def _after_data(self, connection: Connection, now: float) -> None:
        connection.last_data = now
        if not connection.unfinished:
            connection.unfinished_since = 0.0
        elif not connection.unfinished_since:
            connection.unfinished_since = now
        if connection.waiting > self.settings.connection_frames:
            connection.stop(Hold.FRAMES)
        if connection.tokens < 0:
            self._slow(connection, -connection.tokens / self.settings.stranger_rate)

    def _charge(self, batch: Batch, now: float) -> None:
        """Keep every device to its rate by reading it later, never by refusing."""
        for share in batch.shares:
            device = share.device
            device.tokens -= share.frames
            if device.tokens < 0:
                debt = device.debt(now)
                if debt:
                    self.counts.slowed += 1
                    self._slow(share.connection, debt)

    def _slow(self, connection: Connection, seconds: float) -> None:
        connection.stop(Hold.RATE)
        connection.tokens = max(connection.tokens, 0.0)
        self._loop.call_later(seconds, connection.resume, Hold.RATE)

    def _hold(self, connection: Connection) -> None:
        self._held.add(connection)
        connection.stop(Hold.DISK)

    def _refused(self, error: InboxError) -> None:  # noqa: ARG002
        """Read nobody until the disk takes what is waiting."""
        self.counts.disk_errors += 1
        if not self._refusing:
            self._refusing = True
            for connection in self.connections:
                self._hold(connection)

    def _broken(self, error: BaseException) -> None:
        """Give up: nothing can be made durable any more, so nothing may be taken."""
        self.error = error
        self.wanted_to_stop.set()

    def _committed(self, outcome: Outcome) -> None:
        """Frames are durable: answer them."""
        self._refusing = False
        self.counts.commits += 1
        self.counts.commit_seconds += outcome.seconds
        for batch in outcome.batches:
            self._waiting -= batch.octets
            self._answer(batch)
            for share in batch.shares:
                self._count(share, batch.received_at)
            for connection, device, frame in batch.events:
                self.engine.received(device.mn, connection, frame, batch.received_at)
        if self._held and self._waiting <= self.settings.waiting_bytes // 2 and not self._stopping:
            held, self._held = self._held, set()
            for connection in held:
                connection.resume(Hold.DISK)

    def _answer(self, batch: Batch) -> None:
        half = self.settings.connection_frames // 2
        for connection, answer, frames in batch.replies:
            connection.waiting -= frames
            if answer:
                connection.send(answer)
                self.counts.answers += 1
            if connection.hold & Hold.FRAMES and connection.waiting <= half:
                connection.resume(Hold.FRAMES)
            if connection.ending and not connection.waiting:
                connection.close()

    def _count(self, share: Share, received_at: int) -> None:
        """Add durable frames to their device."""
        device, connection = share.device, share.connection
        self.counts.frames += share.frames
        self.counts.octets += share.octets
        if device.mn not in connection.devices and connection in self.connections:
            self._join(share, received_at)
        device.add(share.frames, share.octets, share.stamp, share.qn, received_at, connection.peer)
        for deviations in share.deviations:
            device.deviations.update(deviations)

    def _join(self, share: Share, received_at: int) -> None:
        device, connection = share.device, share.connection
        connection.devices[device.mn] = device
        self._strangers.pop(connection, None)
        device.since = device.since or received_at
        device.connections += 1
        self.engine.joined(device.mn, connection)

    # Each second.

    async def _sweep(self) -> None:
        """Close what is idle or too slow, settle those who paused."""
        now, settings = self._loop.time(), self.settings
        batch = Batch(time.time_ns() // 1000)
        for connection in list(self.connections):
            if connection.unfinished and not connection.hold:
                self._settle(connection, now, batch)
            if now - connection.last_data > settings.idle_seconds:
                self.counts.idle += 1
                connection.close()
            if connection.hold & Hold.RATE:
                continue
            connection.tokens = min(
                settings.stranger_rate, connection.tokens + settings.stranger_rate
            )
        self._put(batch)
        self.engine.tick(time.time())

    def _settle(self, connection: Connection, now: float, batch: Batch) -> None:
        since = connection.unfinished_since
        if now - connection.last_data >= self.settings.pause_seconds:
            self.intake.settle(connection, batch)
        if not connection.unfinished:
            connection.unfinished_since = 0.0
        elif since and now - since > self.settings.slow_seconds:
            self.counts.slow += 1
            connection.close()

    async def _learn(self) -> None:
        """Wait for the registry, which a first start still lays out; callers queue meanwhile."""
        while True:
            try:
                return await self._refresh()
            except Exception as error:  # whatever the directory raises: it is asked again
                journal.warning("registry not readable yet", error=str(error))
            await asyncio.sleep(self.settings.retry_seconds)

    async def _refresh(self) -> None:
        """Ask the registry whether it changed."""
        loggers = await self._loop.run_in_executor(self._threads, self._read_registry)
        if loggers is not None:
            self.devices.refresh(loggers)
            self._state.adopt(self.devices)

    def _read_registry(self) -> dict[str, Any] | None:
        version = self._directory.version()
        if version == self._version:
            return None
        loggers = self._directory.loggers()
        self._version = version
        return loggers

    async def _flush(self) -> None:
        """Write down what changed; off the loop."""
        work = self._state.collect(self.devices, self.quarantine, self.counts)
        left = await self._loop.run_in_executor(self._threads, self._state.write, work)
        self.quarantine.leave(left)
