"""Commands and conversations for pages and the command line; the records are opened when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qingtian.protocols.hj212.commands import Command as CommandRow
from qingtian.protocols.hj212.commands import requestable as _requestable
from qingtian_platform.collect.commands.infos import CommandInfo, Step
from qingtian_platform.collect.conversations.evidence import (
    ConversationRecord,
    EvidenceReader,
    FrameRecord,
    moment,
)
from qingtian_platform.collect.errors import CommandError
from qingtian_platform.kit.places import Places

__all__ = [
    "ClockOffset",
    "CommandError",
    "CommandInfo",
    "CommandRow",
    "ConversationRecord",
    "FrameRecord",
    "RefillRecord",
    "Step",
    "approve",
    "clock_offsets",
    "command",
    "commands",
    "conversation",
    "conversations",
    "decline",
    "may_command",
    "refills",
    "request_command",
    "requestable",
]


@dataclass(frozen=True)
class RefillRecord:
    """Periods that a data logger was asked for again.

    Attributes
    ----------
    interval, first, last
        Which, by the starts of the first and the last.
    tries, asked_at
        How often, and when last.
    outcome
        `asked`, or how the conversation ended (`done`, `refused`, `silent` …).
    """

    mn: str
    interval: str
    first: datetime
    last: datetime
    tries: int
    asked_at: datetime
    outcome: str


@dataclass(frozen=True)
class ClockOffset:
    """How far a logger's clock was ahead (positive) or behind. [ms]"""  # noqa: D400

    at: datetime
    milliseconds: int


def requestable(mn: str) -> list[CommandRow]:
    """List the commands that the edition of a data logger knows, in the order of their codes.

    Raises
    ------
    CommandError
        No such logger is in service.
    """
    from qingtian_platform.registry import api as registry

    logger = registry.loggers().get(mn)
    if logger is None:
        raise CommandError(f"no data logger {mn} is in service: register it first")
    return list(_requestable(logger.edition))  # type: ignore[arg-type]


def request_command(
    mn: str, code: str, items: Sequence[tuple[str, str]] = (), *, person: int, reason: str
) -> CommandInfo:
    """Ask for a command to a data logger, as a person, for a reason.

    Parameters
    ----------
    mn, code, items
        The logger, the command code, names and values of its parameters in order.
    person
        Number of the person.
    reason
        Why, in words; it stays with the command.

    Returns
    -------
    CommandInfo
        One that changes a parameter waits for `approve` by another person.

    Raises
    ------
    CommandError
        It cannot be sent as asked for; the message says what was expected.
    """
    from qingtian_platform.collect.commands import requests

    return requests.request_command(mn, code, items, person=person, reason=reason)


def approve(command: int, *, person: int, detail: str = "") -> CommandInfo:
    """Approve a command as the second person.

    Raises
    ------
    CommandError
        The same person asked for it, it needs no approval, or it is over.
    """
    from qingtian_platform.collect.commands import requests

    return requests.approve(command, person=person, detail=detail)


def decline(command: int, *, person: int, detail: str) -> CommandInfo:
    """Decline a command, or withdraw one's own, before the gateway took it.

    Raises
    ------
    CommandError
        It is taken or over already, or no reason is given.
    """
    from qingtian_platform.collect.commands import requests

    return requests.decline(command, person=person, detail=detail)


def command(number: int) -> CommandInfo:
    """Give one command.

    Raises
    ------
    CommandError
        There is none of that number.
    """
    from qingtian_platform.collect.commands import requests

    return requests.command_info(number)


def commands(
    *, mn: str | None = None, open_only: bool = False, limit: int = 200
) -> list[CommandInfo]:
    """List commands, the newest first; of one logger, or only those still open, if wanted."""
    from qingtian_platform.collect.commands import requests

    return requests.commands(mn=mn, open_only=open_only, limit=limit)


def conversation(command: int) -> list[ConversationRecord]:
    """Give what was said for a command: frames both ways, secrets masked; empty before it is sent."""
    return EvidenceReader(Places.current().gateway).conversation(command)


def conversations(*, mn: str | None = None, limit: int = 200) -> list[ConversationRecord]:
    """List conversations without their frames, the newest first; also those of refills."""
    return EvidenceReader(Places.current().gateway).conversations(mn, limit)


def refills(*, mn: str | None = None, limit: int = 200) -> list[RefillRecord]:
    """List what was asked for again, the latest first."""
    rows = EvidenceReader(Places.current().gateway).refills(mn, limit)
    return [
        RefillRecord(
            str(one),
            str(interval),
            moment(first),
            moment(last),
            int(str(tries)),
            moment(at),
            str(out),
        )
        for one, interval, first, last, tries, at, out in rows
    ]


def clock_offsets(mn: str, *, limit: int = 200) -> list[ClockOffset]:
    """List how far a logger's clock was off, the latest first; changes of a second and more."""
    rows = EvidenceReader(Places.current().gateway).clocks(mn, limit)
    return [ClockOffset(moment(at), int(str(offset))) for at, offset in rows]


def may_command(role: str) -> bool:
    """Say whether a role may ask for a command, or be the second person to one."""
    from qingtian_platform.collect.commands.requests import COMMANDERS

    return role in COMMANDERS
