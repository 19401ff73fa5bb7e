"""What one look at the connections brought."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingtian.protocols.hj212.frame import Frame
from qingtian_platform.collect.gateway.connection import Connection
from qingtian_platform.collect.gateway.devices import Device
from qingtian_platform.collect.receipts import Row


@dataclass
class Share:
    """What one device sent in a batch over one connection.

    Attributes
    ----------
    frames, octets
        How much.
    stamp
        Latest DataTime, seconds since 2000-01-01 Beijing time; -1 where there was none.
    qn
        Request number of the last frame.
    deviations
        What was loose, frame by frame.
    """

    connection: Connection
    device: Device
    frames: int = 0
    octets: int = 0
    stamp: int = -1
    qn: bytes = b""
    deviations: list[tuple[str, ...]] = field(default_factory=list)


@dataclass
class Batch:
    """Frames that are committed together and answered afterwards.

    Attributes
    ----------
    received_at
        When they were read. [µs UTC]
    rows
        For the inbox.
    replies
        Connection, answers owed to it, number of its frames.
    shares
        Who sent how much.
    events
        Frames for the conversations.
    octets
        Size of all frames. [byte]
    """

    received_at: int
    rows: list[Row] = field(default_factory=list)
    replies: list[tuple[Connection, bytes, int]] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    events: list[tuple[Connection, Device, Frame]] = field(default_factory=list)
    octets: int = 0
