"""The data logger's end (现场机) of the conversations, sans-I/O.

`Logger` takes messages of the centre, what the device has to say, and the time, and gives events. What
a command does is the device's affair: the driver hears `Execute` once for each command, whatever
is repeated on the way, and answers with `accept` or `refuse`, `reply` and `finish`.

`Habits` lets it speak as loggers in the field do, and not as the text wants.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from qingtian.protocols.hj212 import answers
from qingtian.protocols.hj212.build import RequestNumbers
from qingtian.protocols.hj212.commands import Command, Direction, Kind, Numbers, find
from qingtian.protocols.hj212.delivery import Deliveries, Parcel
from qingtian.protocols.hj212.errors import LocalError
from qingtian.protocols.hj212.events import MOBILE, Event, Execute, Moved, Send, Stray, Timing
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.peers import INTERACTION, Peer
from qingtian.protocols.hj212.states import SERVING, State, Trigger, is_end

WRONG_PW = 3  # QnRtn, HJ 212-2017 table 7
WRONG_CN = 8
_ACKNOWLEDGEMENTS = ("9013", "9014", "9022")


@dataclass(frozen=True)
class Habits:
    """How a logger departs from the text; the default keeps to it.

    Attributes
    ----------
    request_answer
        Whether it sends 9011 at all.
    answers_in_9014
        Whether it sends QnRtn in a 9014.
    result_of_set
        Whether it sends 9012 for a command without a data answer.
    same_number
        Whether its answers repeat the request number.
    own_system
        Whether its answers carry its own ST, not 91.
    """

    request_answer: bool = True
    answers_in_9014: bool = False
    result_of_set: bool = True
    same_number: bool = True
    own_system: bool = False


@dataclass
class _Service:
    """One request of the centre, as it is carried out."""

    request: Message
    command: Command
    deadline: datetime
    state: State = State.NEW
    code: int | None = None
    finishing: int | None = None
    frames: list[bytes] = field(default_factory=list)  # to repeat when the request is repeated
    open: int = 0  # contents of data not answered yet


class Logger:
    """The logger's end of the line to the centre.

    Parameters
    ----------
    peer
        The logger itself.
    timing
        Time-out and repetitions.
    habits
        How it departs from the text.
    window
        How many flagged frames may be unanswered at a time; loggers mostly wait after each.
    memory
        How many requests it remembers, to know a repeated one.
    patience
        After which time a command that the device never finishes is given up.
    """

    def __init__(
        self,
        peer: Peer,
        timing: Timing = MOBILE,
        habits: Habits | None = None,
        *,
        window: int = 1,
        memory: int = 64,
        patience: timedelta = timedelta(hours=2),
    ) -> None:
        self.peer = peer
        self.timing = timing
        self.habits = habits or Habits()
        self._memory, self._patience = memory, patience
        self._numbers = RequestNumbers()
        self._services: OrderedDict[str, _Service] = OrderedDict()
        self._deliveries = Deliveries(timing, window, self._delivered)

    @property
    def next_timer(self) -> datetime | None:
        """When `tick` has something to do, or None."""
        first = self._deliveries.next_timer
        times = [] if first is None else [first]
        times += [one.deadline for one in self._services.values() if not _over(one)]
        return min(times, default=None)

    @property
    def backlog(self) -> int:
        """How many frames wait or are not answered yet."""
        return self._deliveries.backlog

    def receive(self, message: Message, now: datetime) -> list[Event]:
        """Take in a message of the centre."""
        if message.mn != self.peer.mn and message.mn and self.peer.mn:
            return [Stray(message, "unknown")]
        if message.cn in _ACKNOWLEDGEMENTS:
            return self._deliveries.acknowledge(message, now)
        command = find(message.cn, Direction.DOWN, self.peer.edition)
        if command is None or message.pw != self.peer.pw:
            code = WRONG_CN if command is None else WRONG_PW
            return [Send(self._answer("9011", message, b"QnRtn=%d" % code), message.qn)]
        known = self._services.get(message.qn)
        if known is not None:
            return self._repeat(known)
        return self._first(message, command, now)

    def accept(self, qn: str, now: datetime) -> list[Event]:
        """Take a command up: send 9011 with QnRtn 1."""
        service = self._service(qn)
        service.deadline = now + self._patience
        moved = self._serve(service, Trigger.ACCEPT)
        if not self.habits.request_answer:
            return [moved]
        cn = "9014" if self.habits.answers_in_9014 else "9011"
        return [moved, self._say(service, self._answer(cn, service.request, b"QnRtn=1"))]

    def refuse(self, qn: str, code: int = answers.REFUSED) -> list[Event]:
        """Refuse a command: send 9011 with another QnRtn (HJ 212-2017 table 7)."""
        service = self._service(qn)
        service.code = code
        moved = self._serve(service, Trigger.REFUSE)
        frame = self._answer("9011", service.request, b"QnRtn=%d" % code)
        return [moved, self._say(service, frame)]

    def reply(
        self,
        qn: str,
        lead: bytes,
        items: Sequence[bytes],
        now: datetime,
        *,
        own_number: bool | None = None,
    ) -> list[Event]:
        """Send data that a request asked for.

        Parameters
        ----------
        qn
            Of the request.
        lead, items
            The data area; see `build.split`.
        now
            In the zone that the logger's clock shows.
        own_number
            Whether the frames have a number of their own and bit A; by the command's row where
            not given. Packets always do.
        """
        service = self._service(qn)
        numbers = service.command.numbers
        own = numbers is Numbers.OWN if own_number is None else own_number
        number = self._numbers.next(now) if own else self._number_of(service.request)
        head = self.peer.head(service.request.cn, number, answer=own)
        frames = self.peer.frames(head, lead, items, lambda: self._numbers.next(now))
        if not own and len(frames) > 1:
            return self.reply(qn, lead, items, now, own_number=True)
        moved = self._serve(service, Trigger.DATA)
        if not own:
            return [moved, self._say(service, frames[0])]
        parcel = Parcel(f"reply {qn}", service.request.cn, number, len(frames), qn)
        service.open += 1
        return [moved, *self._deliveries.post(parcel, frames, now)]

    def finish(self, qn: str, now: datetime, code: int = answers.DONE) -> list[Event]:
        """Report the result, 9012, once all data frames are answered."""
        service = self._service(qn)
        service.finishing, service.deadline = code, now + self._patience
        return self._finish(service) if not service.open else []

    def upload(
        self,
        cn: str,
        lead: bytes,
        items: Sequence[bytes],
        now: datetime,
        *,
        ticket: str = "",
        flagged: bool = True,
        rf: bool = False,
        st: str | None = None,
        qn: str | None = None,
    ) -> list[Event]:
        """Send data on the logger's own account.

        Parameters
        ----------
        cn, lead, items
            Command code and data area; see `build.split`.
        now
            In the zone that the logger's clock shows.
        ticket
            The caller's name for it; `Finished` repeats it.
        flagged
            Bit A: an answer is wanted, and the frame is repeated without one.
        rf
            Back-filled (HJ 212-2025 alone).
        st, qn
            System code and request number; the logger's and a fresh one where not given.
        """
        number = qn or self._numbers.next(now)
        head = replace(self.peer.head(cn, number, answer=flagged, st=st), rf=rf)
        frames = self.peer.frames(head, lead, items, lambda: self._numbers.next(now))
        parcel = Parcel(ticket, cn, number, len(frames))
        return self._deliveries.post(parcel, frames, now)

    def notify(
        self, cn: str, now: datetime, area: bytes = b"", *, ticket: str = "", st: str | None = None
    ) -> list[Event]:
        """Send a notice (1013, 2072, 9015 …), which 9013 answers."""
        number = self._numbers.next(now)
        system = st or (INTERACTION if cn.startswith("9") else self.peer.st)
        frame = self.peer.frame(self.peer.head(cn, number, answer=True, st=system), area)
        return self._deliveries.post(Parcel(ticket, cn, number, 1), [frame], now)

    def tick(self, now: datetime) -> list[Event]:
        """Do what is due at that time."""
        events = self._deliveries.tick(now)
        for service in list(self._services.values()):
            if not _over(service) and now >= service.deadline:
                events.append(self._serve(service, Trigger.GIVE_UP))
        return events

    # What the centre asks

    def _first(self, message: Message, command: Command, now: datetime) -> list[Event]:
        """Hear a request, or a notice, for the first time."""
        service = _Service(message, command, now + self._patience)
        self._services[message.qn] = service
        while len(self._services) > self._memory:
            self._services.popitem(last=False)
        heard = self._serve(service, Trigger.HEAR)
        execute = Execute(message.qn, command, message)
        if command.kind is not Kind.NOTICE:
            return [heard, execute]
        moves = [self._serve(service, Trigger.ACCEPT), self._serve(service, Trigger.SUCCEED)]
        return [heard, *moves, self._say(service, self._answer("9013", message)), execute]

    def _service(self, qn: str) -> _Service:
        """Find a request that was heard."""
        if qn not in self._services:
            raise LocalError(f"no request {qn} was heard, or it is forgotten by now")
        return self._services[qn]

    def _repeat(self, service: _Service) -> list[Event]:
        """Answer a repeated request as before; nothing is carried out again."""
        moved = self._serve(service, Trigger.REPEAT)
        return [moved, *(Send(frame, service.request.qn, 2) for frame in service.frames)]

    def _say(self, service: _Service, frame: bytes) -> Send:
        """Send an answer and keep it for repetition."""
        service.frames.append(frame)
        return Send(frame, service.request.qn)

    def _serve(self, service: _Service, trigger: Trigger) -> Moved:
        """Look the next state of a service up."""
        before = service.state
        if trigger not in SERVING[before]:
            raise LocalError(f"a request that is {before.value} cannot {trigger.value}")
        service.state = SERVING[before][trigger]
        return Moved(service.request.qn, service.request.qn, before, trigger, service.state)

    def _finish(self, service: _Service) -> list[Event]:
        """Send 9012, where this logger does."""
        code = service.code = service.finishing
        done = code == answers.DONE
        moved = self._serve(service, Trigger.SUCCEED if done else Trigger.FAIL)
        if not self.habits.result_of_set and not service.command.answer:
            return [moved]
        frame = self._answer("9012", service.request, b"ExeRtn=%d" % (code or 0))
        return [moved, self._say(service, frame)]

    def _answer(self, cn: str, to: Message, area: bytes = b"") -> bytes:
        to = replace(to, qn=self._number_of(to))
        st = self.peer.st if self.habits.own_system else INTERACTION
        return answers.answer(cn, to, self.peer, area, st=st)

    def _number_of(self, request: Message) -> str:
        """Repeat a request number; a logger that does not writes one of its own."""
        if self.habits.same_number or not request.qn:
            return request.qn
        return f"{request.qn[:-1]}{(int(request.qn[-1]) + 5) % 10}"

    def _delivered(self, parcel: Parcel) -> list[Event]:
        """Move a service on when its data was answered, or never was."""
        service = self._services.get(parcel.request or "")
        if service is None:
            return []
        service.open -= 1
        if _over(service):
            return []
        if parcel.state is State.SILENT:
            return [self._serve(service, Trigger.GIVE_UP)]
        if not service.open and service.finishing is not None:
            return self._finish(service)
        return []


def _over(service: _Service) -> bool:
    return is_end(service.state, SERVING)
