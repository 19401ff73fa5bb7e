"""What a conversation tells the program that drives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from qingtian.protocols.hj212.commands import Command
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.states import State, Trigger


@dataclass(frozen=True)
class Timing:
    """How long an answer is waited for and how often a frame is repeated.

    Attributes
    ----------
    timeout
        OverTime.
    retries
        ReCount: repetitions after the first sending.
    """

    timeout: timedelta = timedelta(seconds=10)
    retries: int = 3


MOBILE = Timing(timedelta(seconds=10), 3)
"""Of a line over a mobile network (HJ 212-2017 table 1)."""


@dataclass(frozen=True)
class Send:
    """Bytes to write to the peer now.

    Attributes
    ----------
    data
        One frame.
    ticket
        The conversation that it belongs to, as its opener named it.
    attempt
        1 for the first sending.
    """

    data: bytes
    ticket: str
    attempt: int = 1


@dataclass(frozen=True)
class Moved:
    """A conversation went from one state to another, or stayed for a reason."""

    ticket: str
    qn: str
    before: State
    trigger: Trigger
    after: State


@dataclass(frozen=True)
class Heard:
    """A frame that belongs to a conversation."""

    ticket: str
    message: Message


@dataclass(frozen=True)
class Finished:
    """A conversation is over.

    Attributes
    ----------
    ticket, cn, qn
        Which one.
    state
        How it ended.
    code
        QnRtn or ExeRtn, where one came.
    messages
        The frames of the data answer, each once; the first few thousand of a long history.
    deviations
        What was loose: ``qn-other``, ``9011-missing``, ``9012-missing``, ``code-missing``,
        ``answer-in-9014``.
    """

    ticket: str
    cn: str
    qn: str
    state: State
    code: int | None = None
    messages: tuple[Message, ...] = ()
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Owed:
    """An answer that the centre owes; it may be sent once the frame is durable."""

    message: Message
    data: bytes


@dataclass(frozen=True)
class FollowUp:
    """The field asks for a request: 1012 after 1013, 1014 after 1014, 1002 after 1001."""

    cn: str
    message: Message


@dataclass(frozen=True)
class Stray:
    """An answer that belongs to no open conversation.

    Attributes
    ----------
    reason
        ``late`` (of a conversation that is over), ``unknown``, ``out-of-turn``.
    """

    message: Message
    reason: str


@dataclass(frozen=True)
class Execute:
    """At the logger: carry a command out, once.

    Attributes
    ----------
    qn
        Names the conversation in `Logger.accept`, `refuse`, `reply` and `finish`.
    command
        Its row; a notice (2012, 2022) is answered already.
    message
        What the centre sent.
    """

    qn: str
    command: Command
    message: Message


Event: TypeAlias = Send | Moved | Heard | Finished | Owed | FollowUp | Stray | Execute
