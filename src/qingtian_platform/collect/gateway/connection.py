"""One TCP connection: bytes in, answers out, and the reasons why it is not read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol, cast

from qingtian.protocols.hj212.reader import Reader

if TYPE_CHECKING:
    from qingtian_platform.collect.gateway.devices import Device


class Hold:
    """Why a connection is not read for now; plain bits, since each answer asks for them."""

    NONE = 0
    DISK = 1  # the disk is behind or refuses
    FRAMES = 2  # too many of its frames wait for the disk
    ANSWERS = 4  # it does not take its answers
    RATE = 8  # it is above its rate


class Owner(Protocol):
    """What a connection tells its gateway."""

    def opened(self, connection: Connection) -> None:
        """Take note of a new sender."""

    def arrived(self, connection: Connection) -> None:
        """Take note of the first bytes since the last look."""

    def ended(self, connection: Connection) -> None:
        """Take note of a sender that sends no more but may still read."""

    def closed(self, connection: Connection) -> None:
        """Take note that it is gone."""


class Connection(asyncio.Protocol):
    """A sender, known or not.

    Attributes
    ----------
    peer, host
        Full address, and the address without the port.
    known
        Devices recognised here, by the bytes from `PW=` to the end of MN.
    devices
        Those with a durable frame from here, by MN.
    heard
        Those with an accepted frame from here, by MN, durable or not yet.
    generation
        State of the registry that `known` is from.
    carry
        The beginning of a frame of the standard form.
    reader
        The readable reader, while something unusual is in the stream.
    unfinished_since, last_data
        When the unfinished frame began; when bytes came last. [s, loop time]
    waiting
        Frames that are not yet durable.
    tokens, spent_at
        Refused frames that it may still send at full speed.
    ending
        The sender has said that it sends no more.
    """

    __slots__ = (
        "carry",
        "chunks",
        "devices",
        "ending",
        "generation",
        "heard",
        "hold",
        "host",
        "known",
        "last_data",
        "owner",
        "peer",
        "reader",
        "spent_at",
        "tokens",
        "transport",
        "unfinished_since",
        "waiting",
    )

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.transport: asyncio.Transport | None = None
        self.chunks: list[bytes] = []
        self.carry = b""
        self.peer = self.host = ""
        self.known: dict[bytes, Device] = {}
        self.devices: dict[str, Device] = {}
        self.heard: dict[str, Device] = {}
        self.generation = -1
        self.reader: Reader | None = None
        self.unfinished_since = self.last_data = self.spent_at = 0.0
        self.waiting = 0
        self.tokens = 0.0
        self.hold: int = Hold.NONE
        self.ending = False

    @property
    def alive(self) -> bool:
        """Whether something can still be sent."""
        return self.transport is not None and not self.transport.is_closing()

    def send(self, data: bytes) -> None:
        """Send bytes; a closed connection drops them."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def close(self) -> None:
        """Close when all that was sent is taken."""
        if self.transport is not None:
            self.transport.close()

    def drop(self) -> None:
        """Close at once."""
        if self.transport is not None:
            self.transport.abort()

    def take(self) -> bytes:
        """Give the bytes that came since the last call, after those that waited for them."""
        chunks, self.chunks = self.chunks, []
        if self.carry:
            chunks.insert(0, self.carry)
            self.carry = b""
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    @property
    def unfinished(self) -> bool:
        """Whether it has sent something that is not complete."""
        return self.reader is not None or bool(self.carry)

    def stop(self, why: int) -> None:
        """Read no further for a reason."""
        if not self.hold and self.alive and self.transport is not None:
            self.transport.pause_reading()
        self.hold |= why

    def resume(self, why: int) -> None:
        """Read again, unless there is another reason not to."""
        if self.hold & why:
            self.hold &= ~why
            if not self.hold and self.alive and self.transport is not None:
                self.transport.resume_reading()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the sender."""
        self.transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername") or ("unknown", 0)
        self.host = str(name[0])
        self.peer = f"[{name[0]}]:{name[1]}" if ":" in self.host else f"{name[0]}:{name[1]}"
        self.owner.opened(self)

    def data_received(self, data: bytes) -> None:
        """Keep the bytes until the gateway looks."""
        self.chunks.append(data)
        if len(self.chunks) == 1:
            self.owner.arrived(self)

    def eof_received(self) -> bool:
        """Keep the way back open: answers are still owed."""
        self.ending = True
        self.owner.ended(self)
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell the gateway."""
        self.owner.closed(self)
        self.transport = None

    def pause_writing(self) -> None:
        """Read no further from a sender that does not take its answers."""
        self.stop(Hold.ANSWERS)

    def resume_writing(self) -> None:
        """Read again."""
        self.resume(Hold.ANSWERS)
