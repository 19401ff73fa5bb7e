"""Frames that the data logger wants to be sure of: sent, repeated, answered or given up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qingtian.protocols.hj212.build import ANSWER
from qingtian.protocols.hj212.events import Event, Finished, Moved, Send, Stray, Timing
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.states import DELIVERING, State, Trigger


@dataclass
class Parcel:
    """What one call wants delivered: a frame, or packets.

    Attributes
    ----------
    ticket, cn, qn
        The caller's name for it, its code and first request number.
    left
        How many of its frames are neither answered nor given up.
    request
        Request number of the conversation that it answers, or None.
    state
        DONE until one of its frames is given up.
    """

    ticket: str
    cn: str
    qn: str
    left: int
    request: str | None = None
    state: State = State.DONE


@dataclass(eq=False)
class _Delivery:
    """One frame on its way."""

    parcel: Parcel
    frame: bytes
    head: Message
    state: State = State.NEW
    tries: int = 0
    deadline: datetime | None = None

    def move(self, trigger: Trigger) -> Moved:
        """Look the next state up."""
        before, self.state = self.state, DELIVERING[self.state][trigger]
        return Moved(self.parcel.ticket, self.head.qn, before, trigger, self.state)


class Deliveries:
    """The frames of one logger, in order, so many at a time.

    Parameters
    ----------
    timing
        Time-out and repetitions.
    window
        How many flagged frames may be unanswered at a time.
    delivered
        Told of each parcel when the last of its frames is answered or given up.
    """

    def __init__(
        self, timing: Timing, window: int, delivered: Callable[[Parcel], list[Event]]
    ) -> None:
        self._timing, self._window, self._delivered = timing, window, delivered
        self._queue: deque[_Delivery] = deque()
        self._flight: list[_Delivery] = []

    @property
    def next_timer(self) -> datetime | None:
        """When `tick` has something to do, or None."""
        return min((one.deadline for one in self._flight if one.deadline), default=None)

    @property
    def backlog(self) -> int:
        """How many frames wait or are not answered yet."""
        return len(self._queue) + len(self._flight)

    def post(self, parcel: Parcel, frames: Sequence[bytes], now: datetime) -> list[Event]:
        """Queue the frames of a parcel and send what the window allows."""
        self._queue.extend(_Delivery(parcel, frame, _head_of(frame)) for frame in frames)
        return self._fill(now)

    def acknowledge(self, message: Message, now: datetime) -> list[Event]:
        """Match an answer with the frame that waits for it."""
        packet = message.get("PNO")  # HJ/T 212-2005: all packets have one request number
        for one in self._flight:
            same = message.qn == one.head.qn
            if same and (not packet.isdecimal() or int(packet) == one.head.pno):
                self._flight.remove(one)
                return [*self._end(one, Trigger.ANSWER), *self._fill(now)]
        return [Stray(message, "unknown")]

    def tick(self, now: datetime) -> list[Event]:
        """Repeat what is overdue, or give it up."""
        events: list[Event] = []
        for one in list(self._flight):
            if one in self._flight and one.deadline is not None and now >= one.deadline:
                events += self._overdue(one, now)
        return events + self._fill(now)

    def _fill(self, now: datetime) -> list[Event]:
        """Send what the window allows, in order."""
        events: list[Event] = []
        while self._queue and len(self._flight) < self._window:
            one = self._queue.popleft()
            if not (one.head.flag or 0) & ANSWER:
                events += [Send(one.frame, one.parcel.ticket), *self._end(one, Trigger.UNFLAGGED)]
                continue
            events += [one.move(Trigger.SEND), self._transmit(one, now)]
            self._flight.append(one)
        return events

    def _transmit(self, one: _Delivery, now: datetime) -> Send:
        one.tries += 1
        one.deadline = now + self._timing.timeout
        return Send(one.frame, one.parcel.ticket, one.tries)

    def _overdue(self, one: _Delivery, now: datetime) -> list[Event]:
        """Repeat a frame, or give it up and with it the rest of its parcel."""
        if one.tries <= self._timing.retries:
            return [one.move(Trigger.LATE), self._transmit(one, now)]
        dropped = [other for other in (*self._flight, *self._queue) if other.parcel is one.parcel]
        self._flight = [other for other in self._flight if other not in dropped]
        self._queue = deque(other for other in self._queue if other not in dropped)
        return [event for other in dropped for event in self._end(other, Trigger.GIVE_UP)]

    def _end(self, one: _Delivery, trigger: Trigger) -> list[Event]:
        """Count a frame off its parcel; tell the end of the whole."""
        moved, parcel = one.move(trigger), one.parcel
        parcel.left -= 1
        if one.state is State.SILENT:
            parcel.state = State.SILENT
        if parcel.left:
            return [moved]
        end = Finished(parcel.ticket, parcel.cn, parcel.qn, parcel.state)
        return [moved, end, *self._delivered(parcel)]


def _head_of(frame: bytes) -> Message:
    """Read the head of a frame of ours; its data area may be cipher and does not matter."""
    return Message.parse(frame[6 : frame.index(b"CP=&&")] + b"CP=&&&&")
