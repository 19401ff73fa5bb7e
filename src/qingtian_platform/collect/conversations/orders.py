"""What the event loop and the desk hand each other."""

from __future__ import annotations

from dataclasses import dataclass

from qingtian.protocols.hj212.peers import Peer
from qingtian_platform.collect.conversations.gaps import Request


@dataclass(frozen=True)
class Order:
    """What a conversation is for.

    Attributes
    ----------
    mn, code, items, qn
        What is asked of whom, in clear, under which request number.
    conversation
        Its number in the evidence.
    command
        Number in the records, or None for a refill.
    request
        The periods of a refill, or None.
    sent
        Whether the request went out before a restart; then nothing is sent.
    """

    mn: str
    code: str
    items: tuple[tuple[str, str], ...]
    qn: str
    conversation: int
    command: int | None = None
    request: Request | None = None
    sent: bool = False


@dataclass(frozen=True)
class Job:
    """A conversation to open now, with the logger as the registry has it."""

    order: Order
    peer: Peer


@dataclass(frozen=True)
class Report:
    """How a conversation ended.

    Attributes
    ----------
    state
        A state of `qingtian.protocols.hj212.states`, or `unfit` where nothing could be sent.
    detail
        Why not.
    code, deviations, frames
        QnRtn or ExeRtn; what was loose; data frames heard.
    """

    state: str
    detail: str = ""
    code: int | None = None
    deviations: tuple[str, ...] = ()
    frames: int = 0


@dataclass(frozen=True)
class Note:
    """Something that happened in a conversation: a frame, a move, or its end. [µs UTC]."""

    order: Order
    at: int
    direction: str = ""
    raw: bytes = b""
    attempt: int = 1
    state: str = ""
    report: Report | None = None
