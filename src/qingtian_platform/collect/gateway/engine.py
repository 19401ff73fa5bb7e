"""Where conversations hook into the gateway."""

from __future__ import annotations

from typing import Protocol

from qingtian.protocols.hj212.frame import Frame


class Link(Protocol):
    """A connection, as far as a conversation may use it."""

    @property
    def peer(self) -> str:
        """The sender's full address."""
        ...

    @property
    def alive(self) -> bool:
        """Whether something can still be sent."""
        ...

    def send(self, data: bytes) -> None:
        """Send a frame; a closed link drops it."""
        ...


class Engine(Protocol):
    """The platform's side of conversations: requests, their answers, refill, clocks.

    All calls come from the gateway's event loop and must return at once; what needs the records
    goes to a thread. The gateway itself acknowledges uploads and notices (9014, 9013).
    """

    def joined(self, mn: str, link: Link) -> None:
        """Take note of a device recognised on a link, its first frame there being durable."""
        ...

    def left(self, mn: str, link: Link) -> None:
        """Take note that a link is gone on which the device had been recognised."""
        ...

    def received(self, mn: str, link: Link, frame: Frame, received_at: int) -> None:
        """Take a durable frame.

        Passed on are all frames that are no plain upload (CN 2xxx), and every frame of a device
        for which `watches` says so. [µs UTC]
        """
        ...

    def watches(self, mn: str) -> bool:
        """Say whether uploads of the device are to be passed on, since something was asked for."""
        ...

    def tick(self, now: float) -> None:
        """Take note of the time in seconds since 1970 (UTC), once a second."""
        ...

    def leave(self) -> None:
        """Write down what is not yet written, since the gateway leaves; in a thread."""
        ...


class Silent:
    """An engine that holds no conversations."""

    def joined(self, mn: str, link: Link) -> None:
        """Do nothing."""

    def left(self, mn: str, link: Link) -> None:
        """Do nothing."""

    def received(self, mn: str, link: Link, frame: Frame, received_at: int) -> None:
        """Do nothing."""

    def watches(self, mn: str) -> bool:  # noqa: ARG002
        """Watch nothing."""
        return False

    def tick(self, now: float) -> None:
        """Do nothing."""

    def leave(self) -> None:
        """Do nothing."""
