"""The centre's end (上位机) of the conversations with one data logger, sans-I/O.

`Centre` takes commands, messages and the time, and gives events: bytes to send, moves in the tables
of `states`, ends. It opens one conversation at a time, since many loggers can hold no more; the
others wait in a queue. Time is an argument, so a program may run it at any speed.

The answer to a conversation is known by its request number. Where a logger answers with another
one, and only one conversation is open, the answer is taken and the deviation noted; not so in
strict mode, nor where the number belongs to a conversation that is over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from qingtian.protocols.hj212.answers import acknowledgement
from qingtian.protocols.hj212.build import BuildError, RequestNumbers
from qingtian.protocols.hj212.commands import Command, Direction, Kind, Numbers, find
from qingtian.protocols.hj212.errors import LocalError
from qingtian.protocols.hj212.events import (
    MOBILE,
    Event,
    Finished,
    FollowUp,
    Heard,
    Moved,
    Owed,
    Send,
    Stray,
    Timing,
)
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.parameters import area_of
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.states import ASKING, TELLING, State, Table, Trigger, is_end

FOLLOW_UPS = {"1013": "1012", "1014": "1014", "1001": "1002"}
"""What the field's notices ask for (HJ 212-2017 C.13; HJ 212-2025 as quoted)."""

_KEPT = 4096  # frames of one answer that are kept for its end; all are told as they come
_ANSWERS = ("9011", "9012", "9013")


class BusyError(LocalError):
    """More commands were asked for than may wait for one logger."""


@dataclass
class _Talk:
    """One conversation that the centre opened."""

    ticket: str
    command: Command
    items: tuple[tuple[str, str], ...]
    qn: str
    frame: bytes
    table: Table
    state: State = State.NEW
    tries: int = 0
    deadline: datetime | None = None
    code: int | None = None
    messages: list[Message] = field(default_factory=list)
    seen: set[tuple[str, int | None, str]] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    deviations: dict[str, None] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return a parameter that was sent, or an empty text."""
        return dict(self.items).get(name, "")

    def take(self, message: Message) -> None:
        """Keep a frame of the data answer, once."""
        key = (message.qn, message.pno, message.get("DataTime"))
        if key not in self.seen:
            self.seen.add(key)
            if len(self.messages) < _KEPT:
                self.messages.append(message)

    @property
    def lacks(self) -> bool:
        """Whether data was asked for and has not come, or not all packets of it."""
        if not self.command.answer:
            return False
        packets: dict[tuple[str, int], set[int]] = {}
        for message in self.messages:
            if message.pnum and message.pno:
                key = (message.get("DataTime"), message.pnum)
                packets.setdefault(key, set()).add(message.pno)
        return not self.messages or any(len(got) < key[1] for key, got in packets.items())


class Centre:
    """The centre's end of the line to one logger.

    Parameters
    ----------
    peer
        What is agreed with the logger; may be replaced between conversations.
    timing
        Time-out and repetitions.
    queue
        How many commands may wait.
    acknowledges
        Whether it tells which answers are owed (`Owed`); not where somebody else answers uploads.
    """

    def __init__(
        self,
        peer: Peer,
        timing: Timing = MOBILE,
        *,
        queue: int = 64,
        acknowledges: bool = True,
    ) -> None:
        self.peer = peer
        self.timing = timing
        self._acknowledges = acknowledges
        self._limit = queue
        self._numbers = RequestNumbers()
        self._open: _Talk | None = None
        self._waiting: deque[_Talk] = deque()
        self._past: deque[str] = deque(maxlen=256)

    @property
    def next_timer(self) -> datetime | None:
        """When `tick` has something to do, or None."""
        return self._open.deadline if self._open else None

    @property
    def idle(self) -> bool:
        """Whether no conversation is open."""
        return self._open is None

    def number(self, now: datetime) -> str:
        """Give a fresh request number, for a caller that writes it down before it is sent."""
        return self._numbers.next(now)

    def request(
        self,
        code: str,
        items: Sequence[tuple[str, str]],
        now: datetime,
        *,
        ticket: str = "",
        qn: str | None = None,
    ) -> list[Event]:
        """Open a conversation, or let it wait for the one that is open.

        Parameters
        ----------
        code
            Command code; see `commands.requestable`. One of local rules is asked as a request.
        items
            Names and values of the data area, in order; see `parameters.check`.
        now
            In the zone that the logger's clock shows.
        ticket
            The caller's name for it.
        qn
            Request number; a fresh one where not given.

        Returns
        -------
        list of Event
            What to do now.

        Raises
        ------
        BusyError
            If too many wait.
        BuildError
            If the edition does not allow the frame.
        """
        if len(self._waiting) >= self._limit:
            raise BusyError(f"{self._limit} commands wait for {self.peer.mn} already: try later")
        self._waiting.append(self._talk(code, items, ticket, qn or self.number(now)))
        return self._next(now)

    def resume(
        self,
        code: str,
        items: Sequence[tuple[str, str]],
        now: datetime,
        *,
        ticket: str,
        qn: str,
    ) -> list[Event]:
        """Take up a conversation again whose request went out before a restart.

        Nothing is sent: the request may have arrived. Its answers are waited for once.

        Parameters
        ----------
        code, items, ticket, qn
            As they were sent.
        now
            In the zone that the logger's clock shows.
        """
        talk = self._talk(code, items, ticket, qn)
        talk.tries = self.timing.retries + 1
        self._waiting.appendleft(talk)
        return self._next(now)

    def receive(self, message: Message, now: datetime) -> list[Event]:
        """Take in a message of the logger.

        Parameters
        ----------
        message
            Any; those that belong to no conversation are at most answered.
        now
            Time of receipt.
        """
        events = self._owed(message)
        talk = self._open
        if talk is not None and self._relates(message, talk):
            return events + self._hear(message, talk, now)
        if message.cn in _ANSWERS:
            reason = "late" if message.qn in self._past else "unknown"
            return [*events, Stray(message, reason)]
        return events + self._follow_up(message)

    def tick(self, now: datetime) -> list[Event]:
        """Do what is due at that time."""
        talk = self._open
        if talk is None or talk.deadline is None or now < talk.deadline:
            return []
        if talk.state is State.SENT and talk.tries <= self.timing.retries:
            return [*self._move(talk, Trigger.LATE, now), self._send(talk, now)]
        settled = talk.state is State.WORKING and not talk.lacks and not self.peer.strict
        if settled:
            talk.deviations["9012-missing"] = None
        return self._move(talk, Trigger.SETTLE if settled else Trigger.GIVE_UP, now)

    def _talk(self, code: str, items: Sequence[tuple[str, str]], ticket: str, qn: str) -> _Talk:
        command = find(code, Direction.DOWN, self.peer.edition) or Command(
            code, Direction.DOWN, Kind.REQUEST, (), code, code, None
        )
        head = self.peer.head(code, qn, answer=True)
        frame = self.peer.frame(head, area_of(items, self.peer.edition))
        table = TELLING if command.kind is Kind.NOTICE else ASKING
        return _Talk(ticket, command, tuple(items), qn, frame, table)

    def _next(self, now: datetime) -> list[Event]:
        """Open the next conversation where none is open."""
        if self._open is not None or not self._waiting:
            return []
        talk = self._open = self._waiting.popleft()
        moved = self._move(talk, Trigger.SEND, now)
        if talk.tries:  # resumed: it was sent before
            talk.deadline = now + self.timing.timeout
            return moved
        return [*moved, self._send(talk, now)]

    def _send(self, talk: _Talk, now: datetime) -> Send:
        talk.tries += 1
        talk.deadline = now + self.timing.timeout
        return Send(talk.frame, talk.ticket, talk.tries)

    def _move(self, talk: _Talk, trigger: Trigger, now: datetime) -> list[Event]:
        """Look the next state up; at an end, tell it and open the next conversation."""
        before = talk.state
        talk.state = talk.table[before][trigger]
        moved = Moved(talk.ticket, talk.qn, before, trigger, talk.state)
        if not is_end(talk.state, talk.table):
            return [moved]
        self._open = None
        self._past.extend((talk.qn, *filter(None, talk.others)))
        end = Finished(
            talk.ticket,
            talk.command.code,
            talk.qn,
            talk.state,
            talk.code,
            tuple(talk.messages),
            tuple(talk.deviations),
        )
        return [moved, end, *self._next(now)]

    def _relates(self, message: Message, talk: _Talk) -> bool:
        """Say whether a message belongs to the open conversation."""
        kind = message.cn in _ANSWERS or message.cn == talk.command.code or _in_9014(message)
        if not kind or message.qn == talk.qn:
            return kind
        if message.qn in self._past:
            return False
        if message.cn == talk.command.code:
            return self._is_data(message, talk)
        return not self.peer.strict

    def _is_data(self, message: Message, talk: _Talk) -> bool:
        """Say whether a frame with a number of its own is of the answer: by code and range."""
        begin, end = talk.value("BeginTime"), talk.value("EndTime")
        if begin and end:
            return begin[:14] <= message.get("DataTime")[:14] <= end[:14]
        if talk.command.numbers is Numbers.EITHER:
            return message.get("PolId") == talk.value("PolId")
        return talk.command.numbers is Numbers.SAME and not self.peer.strict

    def _hear(self, message: Message, talk: _Talk, now: datetime) -> list[Event]:
        """Move the open conversation on."""
        trigger = _trigger(message, talk)
        if trigger is None or trigger not in talk.table[talk.state]:
            return [Stray(message, "out-of-turn")]
        self._note(message, talk, trigger)
        talk.deadline = now + self.timing.timeout
        return [Heard(talk.ticket, message), *self._move(talk, trigger, now)]

    def _note(self, message: Message, talk: _Talk, trigger: Trigger) -> None:
        """Keep data and deviations."""
        if trigger is Trigger.DATA:
            talk.take(message)
        expected = trigger is Trigger.DATA and talk.command.numbers is not Numbers.SAME
        if message.qn != talk.qn and not expected:
            talk.deviations["qn-other"] = None
            talk.others.add(message.qn)
        if _in_9014(message):
            talk.deviations["answer-in-9014"] = None
        if talk.state is State.SENT and trigger in (Trigger.DATA, Trigger.SUCCEED, Trigger.LACK):
            talk.deviations["9011-missing"] = None

    def _owed(self, message: Message) -> list[Event]:
        """Tell which answer is owed; none can be written to what names itself out of all form."""
        if not self._acknowledges:
            return []
        try:
            owed = acknowledgement(message, self.peer)
        except BuildError:
            return []
        return [] if owed is None else [Owed(message, owed)]

    def _follow_up(self, message: Message) -> list[Event]:
        """Tell what a notice of the field asks for."""
        wanted = FOLLOW_UPS.get(message.cn)
        row = find(message.cn, Direction.UP, self.peer.edition)
        if wanted is None or row is None or row.kind is not Kind.NOTICE:
            return []
        return [FollowUp(wanted, message)]


def _in_9014(message: Message) -> bool:
    """Say whether a logger answers a request in the form of 9014."""
    return message.cn == "9014" and bool(message.get("QnRtn"))


def _trigger(message: Message, talk: _Talk) -> Trigger | None:
    """Say what a message means to a conversation."""
    if talk.table is TELLING:
        return Trigger.ANSWER if message.cn == "9013" or _in_9014(message) else None
    if message.cn == "9011" or _in_9014(message):
        accepted = _code(message, "QnRtn", talk) == 1
        return Trigger.ACCEPT if accepted else Trigger.REFUSE
    if message.cn == "9012":
        if _code(message, "ExeRtn", talk) != 1:
            return Trigger.FAIL
        return Trigger.LACK if talk.lacks else Trigger.SUCCEED
    return Trigger.DATA if message.cn == talk.command.code else None


def _code(message: Message, name: str, talk: _Talk) -> int:
    """Read QnRtn or ExeRtn; one that is missing counts as 1, and is noted."""
    text = message.get(name)
    if not text.isdecimal():
        talk.deviations["code-missing"] = None
    talk.code = int(text[:4]) if text.isdecimal() else 1
    return talk.code
