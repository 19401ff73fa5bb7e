"""Put packets (拆分包) together again.

Packets of one content share MN, CN, DataTime and PNUM; each has its own request number, so that
does not join them (HJ 212-2017 C.47 to C.50). They may be lost, repeated or come out of order: an
incomplete content is told when its time is over, and what is held is bounded.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from qingtian.protocols.hj212.messages import Item, Message

Key: TypeAlias = tuple[str, str, str, int]


@dataclass(frozen=True)
class Joined:
    """A content whose packets are all there.

    Attributes
    ----------
    mn, cn, time
        What joins the packets.
    messages
        The packets in their order.
    """

    mn: str
    cn: str
    time: str
    messages: tuple[Message, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order; DataTime once."""
        first, *rest = (message.items for message in self.messages)
        return first + tuple(item for part in rest for item in part if item.name != "DataTime")


@dataclass(frozen=True)
class Incomplete:
    """A content of which packets are missing when its time is over, or room was needed.

    Attributes
    ----------
    mn, cn, time, pnum
        What joins the packets.
    messages
        Those that came, in their order.
    missing
        The numbers of those that did not.
    """

    mn: str
    cn: str
    time: str
    pnum: int
    messages: tuple[Message, ...]
    missing: tuple[int, ...]


@dataclass
class _Group:
    began: datetime
    size: int = 0
    parts: dict[int, Message] = field(default_factory=dict)


class Joiner:
    """Joins the packets of any number of loggers.

    Parameters
    ----------
    lifetime
        How long the rest of a content is waited for, counted from its first packet.
    groups
        How many contents may be open at a time.
    size
        How many bytes of data areas may be held. [byte]
    packets
        The largest PNUM that is believed.
    """

    def __init__(
        self,
        lifetime: timedelta = timedelta(minutes=10),
        *,
        groups: int = 1000,
        size: int = 8 << 20,
        packets: int = 9999,
    ) -> None:
        self._lifetime, self._limit, self._room, self._packets = lifetime, groups, size, packets
        self._groups: OrderedDict[Key, _Group] = OrderedDict()
        self._done: OrderedDict[Key, datetime] = OrderedDict()
        self._held = 0

    @property
    def held(self) -> int:
        """How many bytes of data areas are held."""
        return self._held

    def feed(self, message: Message, now: datetime) -> list[Joined | Incomplete]:
        """Take in a message.

        Parameters
        ----------
        message
            One without PNUM, or the only packet of one, is whole by itself.
        now
            Time of receipt; never before that of an earlier call.

        Returns
        -------
        list of Joined or Incomplete
            What is whole now, and what had to be given up. A packet that repeats an earlier one
            gives nothing, also after its content was joined.
        """
        events = self.expire(now)
        pnum = 1 if message.pnum is None else message.pnum
        pno = 1 if message.pno is None else message.pno
        key = (message.mn, message.cn, message.get("DataTime"), pnum)
        if pnum == 1 or not 1 <= pno <= pnum <= self._packets:
            return [*events, Joined(*key[:3], (message,))]
        if key in self._done:
            return events
        group = self._groups.setdefault(key, _Group(now))
        if pno not in group.parts:
            group.parts[pno] = message
            group.size += len(message.cp)
            self._held += len(message.cp)
        if len(group.parts) == pnum:
            self._drop(key)
            self._done[key] = now
            return [*events, Joined(*key[:3], _ordered(group))]
        return events + self._make_room()

    def expire(self, now: datetime) -> list[Joined | Incomplete]:
        """Give up the contents whose time is over."""
        while self._done and next(iter(self._done.values())) + self._lifetime <= now:
            self._done.popitem(last=False)
        old = []
        for key, group in self._groups.items():
            if group.began + self._lifetime > now:
                break
            old.append(key)
        return [self._give_up(key) for key in old]

    def _make_room(self) -> list[Joined | Incomplete]:
        """Give up the oldest contents until what is held is within bounds."""
        given_up: list[Joined | Incomplete] = []
        while len(self._groups) > self._limit or (self._held > self._room and self._groups):
            given_up.append(self._give_up(next(iter(self._groups))))
        while len(self._done) > self._limit:
            self._done.popitem(last=False)
        return given_up

    def _give_up(self, key: Key) -> Incomplete:
        group = self._drop(key)
        missing = tuple(number for number in range(1, key[3] + 1) if number not in group.parts)
        return Incomplete(*key, _ordered(group), missing)

    def _drop(self, key: Key) -> _Group:
        group = self._groups.pop(key)
        self._held -= group.size
        return group


def _ordered(group: _Group) -> tuple[Message, ...]:
    return tuple(group.parts[number] for number in sorted(group.parts))
