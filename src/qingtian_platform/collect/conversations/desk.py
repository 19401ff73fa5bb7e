"""The desk beside the event loop: one thread that writes things down and looks for work.

It owns the evidence, opens the records in short transactions, and asks the port which periods
have arrived. Whatever it gives out is written down before: a request number before the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from qingtian.protocols.hj212.build import RequestNumbers
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.parameters import SECRETS, area_of
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.conversations import outcomes, rules
from qingtian_platform.collect.conversations.clocks import ClockWatch
from qingtian_platform.collect.conversations.coverage import Coverage
from qingtian_platform.collect.conversations.evidence import Evidence
from qingtian_platform.collect.conversations.orders import Job, Note, Order, Report
from qingtian_platform.collect.conversations.refill import Refill
from qingtian_platform.kit.places import Places
from qingtian_platform.registry.infos import LoggerInfo

__all__ = ["Desk", "Job", "Note", "Order", "Report"]
log = structlog.get_logger("conversations")
SETTLE = timedelta(seconds=10)
"""Time between looks for commands that expired."""


class Desk:
    """The thread's part; every method runs there.

    Parameters
    ----------
    places
        Where the data lives.
    coverage
        The port of the archive, or None.
    """

    def __init__(self, places: Places, coverage: Coverage | None) -> None:
        self._places, self._coverage = places, coverage
        self._backlog: list[Note] = []  # not yet in the evidence
        self._unrecorded: list[Note] = []  # in the evidence, not yet in the records
        self._numbers = RequestNumbers()
        self._sent: set[int] = set()
        self._left: list[Any] | None = None
        self._loggers: dict[str, LoggerInfo] = {}
        self._watches: dict[str, ClockWatch] = {}
        self._due: dict[str, datetime] = {}
        self._evidence: Evidence | None = None
        self._met: list[str] = []
        self._wishes: list[tuple[str, str]] = []

    @property
    def evidence(self) -> Evidence:
        """The evidence; opened in this thread."""
        if self._evidence is None:
            self._evidence = Evidence(self._places.gateway)
        return self._evidence

    def step(
        self,
        notes: Sequence[Note],
        *,
        idle: Iterable[str],
        met: Iterable[str],
        wishes: Iterable[tuple[str, str]],
        now: datetime,
    ) -> list[Job]:
        """Write down what happened and give what is to be said next.

        Parameters
        ----------
        notes
            What happened since the last step.
        idle
            Loggers that are there and free, by MN.
        met
            Loggers that connected.
        wishes
            What loggers asked for: MN and command code.
        now
            Beijing time.
        """
        from qingtian_platform.registry import api as registry

        self._backlog += notes
        self._met += met
        self._wishes += wishes
        self._loggers = registry.loggers()
        self.write()
        self._loggers = registry.loggers()  # a password may have changed, or 不支持补传 be known
        free = set(idle)
        jobs = self._go_on(free, now)
        self._each(SETTLE, "expire", now, self._expire)
        self._each(timedelta(hours=1), "clean", now, self._clean)
        self._by_rule(now)
        jobs += self._commands(free, now)
        return jobs + self._refills(free, now)

    def leave(self, notes: Sequence[Note]) -> None:
        """Write down the last that happened and let go."""
        self._backlog += notes
        self.write()
        self.evidence.close()

    # What happened.

    def write(self) -> None:
        """Write the backlog down; what fails stays in it."""
        while self._backlog:
            part = self._backlog[:500]
            with self.evidence.together():
                for note in part:
                    self._evidence_of(note)
            self._unrecorded += part
            del self._backlog[: len(part)]
        while self._unrecorded:
            self._record(self._unrecorded[0])
            self._unrecorded.pop(0)

    def _evidence_of(self, note: Note) -> None:
        number = note.order.conversation
        if note.direction:
            raw = self._plain(note)
            self.evidence.frame(number, note.at, note.direction, note.attempt, raw)
        if note.state:
            self.evidence.move(number, note.state)
        if note.report is not None:
            one = note.report
            self.evidence.end(number, note.at, one.state, one.code, one.deviations)

    def _plain(self, note: Note) -> bytes:
        """Decipher a frame of ours, so that it can be masked field by field."""
        info = self._loggers.get(note.order.mn)
        if note.direction != "sent" or info is None or info.sm4_key is None:
            return note.raw
        reader = Reader(Dialect(sm4_key=info.sm4_key))
        frames = [one for one in (*reader.feed(note.raw), *reader.end()) if isinstance(one, Frame)]
        return frames[0].plain if frames else note.raw

    def _record(self, note: Note) -> None:
        """Move the command in the records on, or the memory of refills."""
        order = note.order
        first = order.command is not None and order.command not in self._sent
        if order.command is not None and first and note.direction == "sent" and not order.sent:
            outcomes.sent(order, note.at)
            self._sent.add(order.command)
        if note.report is None:
            return
        if order.command is not None:
            self._sent.discard(order.command)
            outcomes.command_ended(order, note.report, note.at)
        elif order.request is not None:
            self._refill().ended(order, note.report, self._loggers.get(order.mn))

    # What is to be said.

    def _go_on(self, free: set[str], now: datetime) -> list[Job]:
        """Go on with what an earlier run had in its hands."""
        from qingtian_platform.collect.commands import taking

        if self._left is None:
            self.evidence.interrupted(micro(now))
            self._left = taking.left_over(now)
        jobs: list[Job] = []
        waiting: list[Any] = []
        busy: set[str] = set()
        for taken in self._left:
            here = taken.mn in free or taken.sent
            if not here or taken.mn in busy:
                waiting.append(taken)
                continue
            jobs += self._job(taken, now)
            busy.add(taken.mn)
            free.discard(taken.mn)
        self._left = waiting
        for taken in waiting:  # nothing else is said to it before
            free.discard(taken.mn)
        return jobs

    def _commands(self, free: set[str], now: datetime) -> list[Job]:
        """Take what people asked for."""
        from qingtian_platform.collect.commands import taking

        if not free or not taking.waiting():
            return []
        jobs = []
        for taken in taking.take(free, self._numbers, now):
            jobs += self._job(taken, now)
            free.discard(taken.mn)
        return jobs

    def _job(self, taken: Any, now: datetime) -> list[Job]:  # noqa: ANN401 - taking.Taken
        """Write a conversation down and hand it over."""
        at = micro(now)
        number = self.evidence.reopened(taken.command) or self.evidence.begin(
            taken.mn, "command", taken.command, taken.code, taken.qn, area_for_show(taken.items), at
        )
        order = Order(
            taken.mn, taken.code, taken.items, taken.qn, number, taken.command, sent=taken.sent
        )
        info = self._loggers.get(taken.mn)
        if info is None:
            gone = Report("unfit", "the data logger is no longer in service")
            self._backlog.append(Note(order, at, report=gone))
            return []
        return [Job(order, peer_of(info))]

    def _refills(self, free: set[str], now: datetime) -> list[Job]:
        """Ask for what is missing."""
        if self._coverage is None:
            return []
        jobs = []
        for mn, request in self._refill().wanted(free, self._loggers, now):
            qn, at = self._numbers.next(now), micro(now)
            free.discard(mn)
            area = area_for_show(request.items)
            number = self.evidence.begin(mn, "refill", None, request.code, qn, area, at)
            order = Order(mn, request.code, request.items, qn, number, request=request)
            jobs.append(Job(order, peer_of(self._loggers[mn])))
        return jobs

    def _refill(self) -> Refill:
        refill: Refill = self.__dict__.setdefault(
            "_refiller", Refill(self.evidence, self._coverage)
        )
        return refill

    # What dated rules ask for.

    def _by_rule(self, now: datetime) -> None:
        """First contact, wishes of loggers, clocks."""
        met, self._met = self._met, []
        for mn in met:
            if mn in self._loggers and self.evidence.first_contact(mn, micro(now)):
                outcomes.first_contact(self._loggers[mn], now)
        wishes, self._wishes = self._wishes, []
        for mn, cn in wishes:
            if mn in self._loggers:
                self._wish(self._loggers[mn], cn, now)
        look = timedelta(seconds=rules.rule("clock", now.date())["look_seconds"])
        self._each(look, "clock", now, self._clocks)

    def _wish(self, info: LoggerInfo, cn: str, now: datetime) -> None:
        """Set a clock that asks for it; other wishes are for a person."""
        rule = rules.rule("clock", now.date())
        if cn == "1012" and rule["active"] and rule["answer_1013"]:
            outcomes.set_clock(info, rule, "asked for by the data logger (1013)", now)
            self._watches.setdefault(info.mn, ClockWatch()).was_set(micro(now))
            return
        at = micro(now)
        number = self.evidence.begin(info.mn, "wish", None, cn, "", b"", at)
        self.evidence.end(number, at, "waits for a person", None, ())

    def _clocks(self, now: datetime) -> None:
        """Look at all clocks."""
        rule, at = rules.rule("clock", now.date()), micro(now)
        with self.evidence.together():
            for mn, (received_at, offset) in self.evidence.offsets().items():
                if at - received_at < rule["look_seconds"] * 2_000_000:
                    self.evidence.clock(mn, received_at, offset)
                    self._watches.setdefault(mn, ClockWatch()).look(received_at, offset)
        for mn, watch in self._watches.items():
            wrong = watch.wrong(at, rule)
            info = self._loggers.get(mn)
            if wrong is None or info is None or info.origin not in rule["origins"]:
                continue
            outcomes.set_clock(info, rule, f"{wrong / 1000:+.0f} s against receipt", now)
            watch.was_set(at)

    def _expire(self, now: datetime) -> None:
        from qingtian_platform.collect.commands import taking

        taking.expire(now)

    def _clean(self, now: datetime) -> None:
        self.evidence.clean(micro(now))

    def _each(
        self, pause: timedelta, name: str, now: datetime, act: Callable[[datetime], None]
    ) -> None:
        """Do something no more often than that."""
        if self._due.get(name, now) <= now:
            self._due[name] = now + pause
            act(now)


def area_for_show(items: Sequence[tuple[str, str]]) -> bytes:
    """Write parameters as they may be kept: secrets are stars."""
    shown = [(name, "*" * len(value) if name in SECRETS else value) for name, value in items]
    return area_of(shown, "2017")


def micro(moment: datetime) -> int:
    """Turn a time into µs UTC."""
    return int(moment.timestamp() * 1_000_000)


def peer_of(info: LoggerInfo) -> Peer:
    """Describe a logger as the registry has it."""
    return Peer(
        info.mn,
        info.password,
        info.st,
        info.edition,  # type: ignore[arg-type]
        info.checksum,
        info.sm4_key,
        info.strict,
    )
