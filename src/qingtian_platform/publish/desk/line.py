"""What the gateway and its conversations tell the desk, through `collect.api`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Device:
    """What the gateway knows of a data logger.

    Attributes
    ----------
    connected
        Whether it holds a connection now, and since when.
    frames
        How many of its frames are durable.
    received_at
        When the last came.
    clock_seconds
        How far its clock is ahead; None = its frames carry no time. [s]
    deviations
        Deviation's id to how often it was met.
    peer
        Whence it calls.
    """

    mn: str
    connected: bool = False
    since: datetime | None = None
    frames: int = 0
    received_at: datetime | None = None
    clock_seconds: float | None = None
    deviations: dict[str, int] = field(default_factory=dict)
    peer: str = ""


def devices() -> dict[str, Device]:
    """Give every data logger that the gateway has seen, by MN."""
    return {}
