"""What the reader finds in a stream: frames, and the noise between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from qingtian.protocols.hj212.errors import BreachError
from qingtian.protocols.hj212.messages import Message


@dataclass(frozen=True)
class Noise:
    """Bytes that belong to no frame.

    Parameters
    ----------
    raw
        The bytes; empty where a tail is missing altogether.
    reason
        `tail` for white space and marks where a frame's CR LF should be, else `noise`.
    """

    raw: bytes
    reason: str


@dataclass(frozen=True)
class Frame:
    """One frame (通讯包) as it came.

    Parameters
    ----------
    raw
        From `##` to the checksum; the tail is left out.
    segment
        The data segment in plain text: where it came encrypted, as we decrypted it.
    crc_sent
        The checksum as written.
    crc_ok
        Whether the dialect takes that checksum as right.
    checksum
        `standard`, or the name of the other checksum that explains what came, or empty.
    deviations
        Ids of what is loose about the frame; those of its message stand there.
    encrypted
        Whether the data area came as SM4 cipher text and was decrypted.
    breach
        In strict mode the first clause that is broken; else None.
    """

    raw: bytes
    segment: bytes
    crc_sent: str
    crc_ok: bool
    checksum: str = "standard"
    deviations: tuple[str, ...] = ()
    encrypted: bool = False
    breach: BreachError | None = field(default=None, compare=False)

    @cached_property
    def message(self) -> Message:
        """The data segment, read by name."""
        return Message.parse(self.segment)

    @property
    def all_deviations(self) -> tuple[str, ...]:
        """Ids of what is loose about the frame and its message, each once."""
        return tuple(dict.fromkeys((*self.deviations, *self.message.deviations)))

    @property
    def plain(self) -> bytes:
        """The frame with its data area in plain text: what may be masked and sealed."""
        if not self.encrypted:
            return self.raw
        return b"##%04d%b%b" % (len(self.segment), self.segment, self.crc_sent.encode("ascii"))
