"""What the stage offers: the state of devices and of the gateway, the quarantine, commands.

All of it is read from `gateway.sqlite3`, which the gateway writes once a second; reading never
hinders it, and works while no gateway runs. Times are aware and in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw

from qingtian.protocols.hj212.masking import masked
from qingtian_platform.collect.asking import (
    ClockOffset,
    CommandError,
    CommandInfo,
    CommandRow,
    ConversationRecord,
    FrameRecord,
    RefillRecord,
    Step,
    approve,
    clock_offsets,
    command,
    commands,
    conversation,
    conversations,
    decline,
    may_command,
    refills,
    request_command,
    requestable,
)
from qingtian_platform.collect.conversations.coverage import Coverage
from qingtian_platform.collect.durable import held
from qingtian_platform.kit.places import Places

__all__ = [
    "ClockOffset",
    "CommandError",
    "CommandInfo",
    "CommandRow",
    "ConversationRecord",
    "Coverage",
    "DeviceState",
    "FrameRecord",
    "GatewayState",
    "Quarantined",
    "RefillRecord",
    "Refusals",
    "Step",
    "approve",
    "clock_offsets",
    "command",
    "commands",
    "conversation",
    "conversations",
    "decline",
    "device_state",
    "device_states",
    "gateway_state",
    "may_command",
    "quarantined",
    "refills",
    "refusals",
    "request_command",
    "requestable",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FRESH = timedelta(seconds=10)
"""A gateway that wrote nothing down for so long is taken to be stuck."""


@dataclass(frozen=True)
class DeviceState:
    """What the gateway knows of one data logger.

    Attributes
    ----------
    frames, octets
        Durable frames since the beginning, and their size. [1], [byte]
    received_at
        When its last frame came; None: never.
    measured_at
        The latest moment that it reported a value for (DataTime as sent); None: none yet.
    clock_offset
        How far its clock was ahead at its last frame; None: it sends no time. In HJ 212 the
        request number is that time.
    deviations
        How often it departed from the standard, by id of `hj212.deviations`.
    connected
        Whether it has a connection now.
    since
        Since when; None where it has none.
    peer
        Full address its last frame came from: for the administrator only.
    exact
        False where a crash may have cost counts of its last second; the archive has every frame.
    """

    mn: str
    frames: int
    octets: int
    received_at: datetime | None
    measured_at: datetime | None
    clock_offset: timedelta | None
    deviations: dict[str, int]
    connected: bool
    since: datetime | None
    peer: str
    exact: bool


@dataclass(frozen=True)
class GatewayState:
    """Whether a gateway runs, and what it did since its start.

    Attributes
    ----------
    running
        Whether a process holds the inbox.
    responsive
        Whether it also wrote its state down within the last ten seconds.
    started_at, seen_at
        When it started; when it last wrote its state down.
    counts
        Totals since its start, as in `docs/gateway.md`.
    """

    running: bool
    responsive: bool
    started_at: datetime | None
    seen_at: datetime | None
    counts: dict[str, float]


@dataclass(frozen=True)
class Quarantined:
    """A refused frame that was kept; its secrets are masked."""

    id: int
    received_at: datetime
    host: str
    mn: str
    reason: str
    masked: bytes


@dataclass(frozen=True)
class Refusals:
    """How many frames of an address were refused for a reason, kept or not."""

    host: str
    reason: str
    frames: int
    last_at: datetime


def device_states(mns: Sequence[str] | None = None) -> dict[str, DeviceState]:
    """Give the state of data loggers.

    Parameters
    ----------
    mns
        Some; None for all that ever sent a durable frame.

    Returns
    -------
    dict of str to DeviceState
        By MN; one that never sent is missing.
    """
    wanted = None if mns is None else set(mns)
    rows = _query(
        "SELECT mn, frames, octets, received_at, measured_at, clock_offset, deviations, "
        "connections, since, peer, exact FROM devices"
    )
    running = _running()
    return {
        row[0]: _device(row, running=running) for row in rows if wanted is None or row[0] in wanted
    }


def device_state(mn: str) -> DeviceState | None:
    """Give the state of one data logger; None where it never sent a durable frame."""
    return device_states([mn]).get(mn)


def _device(row: tuple[Any, ...], *, running: bool) -> DeviceState:
    offset = None if row[5] is None else timedelta(milliseconds=row[5])
    return DeviceState(
        mn=row[0],
        frames=row[1],
        octets=row[2],
        received_at=_moment(row[3]),
        measured_at=_moment(row[4]),
        clock_offset=offset,
        deviations=json.loads(row[6]),
        connected=running and row[7] > 0,
        since=_moment(row[8]) if running else None,
        peer=row[9],
        exact=bool(row[10]),
    )


def gateway_state() -> GatewayState:
    """Say whether a gateway runs, and what it did since its start."""
    rows = _query("SELECT started_at, seen_at, counts FROM runs ORDER BY started_at DESC LIMIT 1")
    running = _running()
    if not rows:
        return GatewayState(running, running, None, None, {})
    started, seen = _moment(rows[0][0]), _moment(rows[0][1])
    fresh = seen is not None and datetime.now(UTC) - seen < FRESH
    return GatewayState(running, running and fresh, started, seen, json.loads(rows[0][2]))


def quarantined(
    *, reason: str | None = None, mn: str | None = None, limit: int = 200
) -> list[Quarantined]:
    """List refused frames that were kept, the newest first.

    Parameters
    ----------
    reason
        One of `gateway.devices.REASONS`; None for all.
    mn
        The MN they claim; None for all.
    limit
        At most so many.
    """
    rows = _query(
        "SELECT id, received_at, host, mn, reason, raw FROM quarantine "
        "WHERE reason = coalesce(?1, reason) AND mn = coalesce(?2, mn) ORDER BY id DESC LIMIT ?3",
        (reason, mn, limit),
    )
    return [
        Quarantined(number, EPOCH + timedelta(microseconds=at), host, claimed, why, masked(raw))
        for number, at, host, claimed, why, raw in rows
    ]


def refusals() -> list[Refusals]:
    """Count what was refused, by address and reason, the latest first."""
    rows = _query("SELECT host, reason, frames, last_at FROM refused ORDER BY last_at DESC")
    return [
        Refusals(host, reason, frames, EPOCH + timedelta(microseconds=last))
        for host, reason, frames, last in rows
    ]


def _running() -> bool:
    return held(Places.current().inbox / "writer.lock") is not None


def _moment(microseconds: int) -> datetime | None:
    return EPOCH + timedelta(microseconds=microseconds) if microseconds else None


def _query(statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Read from the gateway's file; empty where no gateway has run yet."""
    path = Places.current().gateway
    if not path.exists():
        return []
    try:
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
            connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            connection.set_busy_timeout(2000)
            return list(connection.execute(statement, parameters))
    except apsw.SQLError:
        return []  # the gateway is making the file
