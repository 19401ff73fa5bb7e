"""Conversations as the gateway drives them: one end of the line to each connected logger.

Everything here runs on the gateway's event loop and returns at once. What needs a file or the
records is a job of `desk.Desk`, one thread, whose results are taken up at the next tick. An answer
of a request goes out when the desk has written the request down, never before.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import apsw
import structlog
from django.db import OperationalError

from qingtian.protocols.hj212.errors import Hj212Error
from qingtian.protocols.hj212.events import Event, Finished, FollowUp, Heard, Moved, Send, Timing
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.platform import FOLLOW_UPS, Centre
from qingtian_platform.collect.conversations import rules
from qingtian_platform.collect.conversations.coverage import Coverage
from qingtian_platform.collect.conversations.desk import Desk, Job, Note, Order, Report
from qingtian_platform.collect.conversations.gaps import BEIJING
from qingtian_platform.collect.gateway.engine import Link
from qingtian_platform.kit.places import Places

log = structlog.get_logger("conversations")


class Line:
    """The line to one logger while it is connected.

    Attributes
    ----------
    links
        Connections that it is recognised on; the latest is used.
    order
        What the open conversation is for, or None.
    centre
        Our end; made for the first conversation, since most loggers hold none.
    """

    __slots__ = ("centre", "links", "order")

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.order: Order | None = None
        self.centre: Centre | None = None

    @property
    def link(self) -> Link | None:
        """The latest connection that is alive."""
        return next((link for link in reversed(self.links) if link.alive), None)


class Conversations:
    """The platform's side of conversations; what the gateway calls.

    Parameters
    ----------
    places
        Where the data lives.
    coverage
        Tells which periods are in the archive; None: nothing is refilled.
    clock
        Gives the time; by default this machine's.
    """

    def __init__(
        self,
        places: Places,
        coverage: Coverage | None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clock = clock
        self._desk = Desk(places, coverage)
        self._thread = ThreadPoolExecutor(1, "conversations")
        self._lines: dict[str, Line] = {}
        self._idle: set[str] = set()
        self._open: set[str] = set()
        self._notes: list[Note] = []
        self._results: deque[list[Job]] = deque()
        self._busy: Future[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._left = False
        self._met: list[str] = []
        self._wishes: list[tuple[str, str]] = []

    # What the gateway tells.

    def joined(self, mn: str, link: Link) -> None:
        """Take note of a logger that is there."""
        line = self._lines.get(mn)
        if line is None:
            line = self._lines[mn] = Line()
            self._met.append(mn)
        line.links.append(link)
        if line.order is None:
            self._idle.add(mn)

    def left(self, mn: str, link: Link) -> None:
        """Take note that a connection is gone; an open conversation waits for the next one."""
        line = self._lines.get(mn)
        if line is None:
            return
        if link in line.links:
            line.links.remove(link)
        if not line.links:
            self._idle.discard(mn)
            if line.order is None:
                del self._lines[mn]

    def received(self, mn: str, link: Link, frame: Frame, received_at: int) -> None:
        """Take a durable frame of a logger."""
        line = self._lines.get(mn)
        if line is None:
            return
        if link in line.links and line.links[-1] is not link:
            line.links.remove(link)
            line.links.append(link)
        if line.order is None or line.centre is None:
            if frame.message.cn in FOLLOW_UPS:
                self._wishes.append((mn, FOLLOW_UPS[frame.message.cn]))
            return
        events = line.centre.receive(frame.message, self._now())
        self._do(mn, line, events, frame, received_at)

    def watches(self, mn: str) -> bool:
        """Say whether something was asked of the logger."""
        return mn in self._open

    def tick(self, now: float) -> None:  # noqa: ARG002 - the clock is the engine's own
        """Send what is due, take up what the desk found, give it the next job."""
        self._loop = asyncio.get_running_loop()
        self._take_up()
        for mn in list(self._open):
            line = self._lines[mn]
            if line.centre is not None:
                self._do(mn, line, line.centre.tick(self._now()))
        self._hand_over()

    def leave(self) -> None:
        """Write down what is not yet written; called in a thread when the gateway leaves."""
        self._left = True
        if self._busy is not None:
            self._busy.result()
        self._thread.submit(self._desk.leave, self._take_notes()).result()
        self._thread.shutdown()

    # Conversations.

    def _take_up(self) -> None:
        """Open the conversations that the desk has written down."""
        while self._results:
            for job in self._results.popleft():
                self._begin(job)

    def _now(self) -> datetime:
        return self._clock().astimezone(BEIJING)

    def _micro(self) -> int:
        return int(self._clock().timestamp() * 1_000_000)

    def _begin(self, job: Job) -> None:
        """Open a conversation that the desk has written down."""
        order = job.order
        line = self._lines.setdefault(order.mn, Line())
        centre = self._centre(line, job)
        line.order = order
        self._open.add(order.mn)
        self._idle.discard(order.mn)
        ask = centre.resume if order.sent else centre.request
        begin = partial(ask, order.code, order.items, self._now())
        try:
            events = begin(ticket=str(order.conversation), qn=order.qn)
        except Hj212Error as error:
            self._notes.append(Note(order, self._micro(), report=Report("unfit", str(error))))
            self._release(order.mn, line)
            return
        self._do(order.mn, line, events)

    def _centre(self, line: Line, job: Job) -> Centre:
        """Give our end of a line, as the registry has the logger now."""
        if line.centre is None:
            rule = rules.rule("timing", self._now().date())
            timing = Timing(timedelta(seconds=rule["timeout_seconds"]), rule["retries"])
            line.centre = Centre(job.peer, timing, acknowledges=False)
        line.centre.peer = job.peer
        return line.centre

    def _release(self, mn: str, line: Line) -> None:
        """Let a line be used for something else; forget one whose logger is gone."""
        line.order = None
        self._open.discard(mn)
        if line.links:
            self._idle.add(mn)
        else:
            self._lines.pop(mn, None)

    def _do(
        self,
        mn: str,
        line: Line,
        events: list[Event],
        frame: Frame | None = None,
        received_at: int = 0,
    ) -> None:
        """Carry out what a conversation wants; what happened goes to the desk."""
        order = line.order
        for event in events:
            match event:
                case Send() if order is not None:
                    self._send(line, order, event)
                case Heard() if order is not None and frame is not None:
                    raw = frame.plain
                    self._notes.append(Note(order, received_at, direction="received", raw=raw))
                case Moved() if order is not None:
                    self._notes.append(Note(order, self._micro(), state=event.after.value))
                case Finished() if order is not None:
                    self._finished(mn, line, order, event)
                case FollowUp(cn=cn):
                    self._wishes.append((mn, cn))
                case _:
                    pass

    def _send(self, line: Line, order: Order, event: Send) -> None:
        """Write to the logger; without a connection the repetition is the next chance."""
        link = line.link
        if link is None:
            return
        link.send(event.data)
        self._notes.append(
            Note(
                order,
                self._micro(),
                direction="sent",
                raw=event.data,
                attempt=event.attempt,
            )
        )

    def _finished(self, mn: str, line: Line, order: Order, end: Finished) -> None:
        report = Report(end.state.value, "", end.code, end.deviations, len(end.messages))
        self._notes.append(Note(order, self._micro(), report=report))
        self._release(mn, line)
        self._soon(self._hand_over)

    # The desk.

    def _take_notes(self) -> list[Note]:
        notes, self._notes = self._notes, []
        return notes

    def _hand_over(self) -> None:
        """Give the desk what happened and who is free, unless it is still at work."""
        if self._left or (self._busy is not None and not self._busy.done()):
            return
        met, self._met = self._met, []
        wishes, self._wishes = self._wishes, []
        work: dict[str, Any] = {"met": met, "wishes": wishes, "now": self._now()}
        work["idle"] = frozenset(self._idle)
        self._busy = self._thread.submit(self._work, self._take_notes(), work)

    def _work(self, notes: list[Note], work: dict[str, Any]) -> None:
        """Run the desk; in its thread. What fails is logged and tried again."""
        try:
            jobs = self._desk.step(notes, **work)
        except (OperationalError, apsw.BusyError) as error:  # the records are busy, or not laid out
            log.warning("the desk could not work; it goes on with the next tick", error=str(error))
            return
        except Exception:
            log.exception("the desk failed; it goes on with the next tick")
            return
        if jobs:
            self._results.append(jobs)
            self._soon(self._take_up)

    def _soon(self, act: Callable[[], None]) -> None:
        """Let the loop do something now and not only at its next tick; from any thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the gateway leaves
                self._loop.call_soon_threadsafe(act)
