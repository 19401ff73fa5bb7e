"""What a simulated data logger does when the centre asks: every command has an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from qingtian.protocols.hj212 import answers
from qingtian.protocols.hj212.commands import Kind
from qingtian.protocols.hj212.events import Event, Execute
from qingtian.protocols.hj212.logger import Logger
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.moments import moment
from qingtian_platform.collect.simulator.agenda import Agenda
from qingtian_platform.collect.simulator.clock import Clock
from qingtian_platform.collect.simulator.instrument import INTERVALS, Content
from qingtian_platform.collect.simulator.telling import Telling

Later = Callable[[float, Callable[[], list[Event]]], None]
"""Have something done after so many seconds."""

_MOST_PERIODS = 400  # periods of one answer; more is another request's affair


class Service:
    """The device behind the conversations.

    Parameters
    ----------
    logger, agenda, clock
        Its parts.
    later
        Runs something after a while.
    measured
        Told of each content that an answer to a history request sends.
    telling
        What it tells of its analysers when asked; None: of nothing in particular.
    """

    def __init__(
        self,
        logger: Logger,
        agenda: Agenda,
        clock: Clock,
        later: Later,
        measured: Callable[[Content], None],
        telling: Telling | None = None,
    ) -> None:
        self.logger, self.agenda, self.clock = logger, agenda, clock
        self._later, self._measured, self._telling = later, measured, telling
        self._parameters = {
            "RtdInterval": str(agenda.instrument.unit.realtime or 60),
            "MinInterval": str(agenda.instrument.unit.minutes or 10),
        }

    def execute(self, event: Execute) -> list[Event]:
        """Carry a command out, or not, as the unit's habits are."""
        code, message = event.command.code, event.message
        if event.command.kind is Kind.NOTICE:
            return self._notice(code)
        if event.command.is_history and code in INTERVALS:
            return self._asked_for_history(event.qn, message)
        now = self.clock.now()
        started = self.logger.accept(event.qn, now)
        area = self._area(code, message)
        if area:
            started += self.logger.reply(event.qn, b"", [area], now)
        finished = self.logger.finish(event.qn, now)
        self._apply(code, message)
        return started + finished

    def _notice(self, code: str) -> list[Event]:
        if code == "2012":
            self.agenda.live_realtime = False
        return []

    def _area(self, code: str, message: Message) -> bytes:
        """Return the data area of the answer, where the command has one."""
        if code == "1011":
            return f"SystemTime={self.clock.now():%Y%m%d%H%M%S}".encode()
        name = {"1061": "RtdInterval", "1063": "MinInterval"}.get(code)
        if name:
            return f"{name}={self._parameters[name]}".encode()
        factor = message.get("PolId") or "w01018"
        if code == "3020" and self._telling and factor in self._telling.codes:
            asked = self._telling.asked(factor, message.get("InfoId"), self.clock.now())
            if asked is not None:
                return asked
        samples = {
            "3015": f"DataTime={self.clock.now():%Y%m%d%H%M%S};VaseNo=1",
            "3017": f"PolId={factor};CstartTime=000000;CTime=2",
            "3018": f"PolId={factor};Stime=30",
            "3019": f"PolId={factor};{factor}-SN=0123456789ABCDEF01234567",
            "3020": f"DataTime={self.clock.now():%Y%m%d%H%M%S};PolId={factor};"
            f"{message.get('InfoId') or 'i12001'}-Info=1",
        }
        return samples.get(code, "").encode()

    def _apply(self, code: str, message: Message) -> None:
        """Let a command take effect, after it was answered under the old settings."""
        time = moment(message.get("SystemTime"))
        if code == "1012" and time is not None:
            self.clock.set(time)
        for set_by, name in (("1062", "RtdInterval"), ("1064", "MinInterval")):
            if code == set_by and message.get(name).isdecimal():
                self._parameters[name] = message.get(name)
        if code == "1062":
            self.agenda.every_realtime(int(self._parameters["RtdInterval"]))
        if code == "2011":
            self.agenda.live_realtime = True
        if code == "1072":
            new = message.get("NewPW") or message.get("PW")
            self.logger.peer = replace(self.logger.peer, pw=new or self.logger.peer.pw)

    def _asked_for_history(self, qn: str, message: Message) -> list[Event]:
        unit = self.agenda.instrument.unit
        now = self.clock.now()
        if unit.history == "none":
            return []
        if unit.history == "refuses":
            return self.logger.refuse(qn)
        accepted = self.logger.accept(qn, now)
        if unit.history == "late":
            self._later(unit.late_seconds, lambda: self._history(qn, message))
            return accepted
        return accepted + self._history(qn, message)

    def _history(self, qn: str, message: Message) -> list[Event]:
        now = self.clock.now()
        begin, end = moment(message.get("BeginTime")), moment(message.get("EndTime"))
        contents = self._range(message.cn, begin, end, now)
        events: list[Event] = []
        for content in contents:
            self._measured(content)
            events += self.logger.reply(qn, content.lead, content.items, now)
        code = answers.DONE if contents else answers.NO_DATA
        return events + self.logger.finish(qn, now, code)

    def _range(
        self, cn: str, begin: datetime | None, end: datetime | None, now: datetime
    ) -> list[Content]:
        if begin is None or end is None:
            return []
        name = INTERVALS[cn]
        longest = self.agenda.instrument.length(name) * _MOST_PERIODS
        return self.agenda.history(name, begin, min(end, begin + longest), now)


def patience(late_seconds: float) -> timedelta:
    """Return how long the logger keeps a request open: longer than it takes to answer it."""
    return timedelta(seconds=late_seconds) + timedelta(hours=1)
