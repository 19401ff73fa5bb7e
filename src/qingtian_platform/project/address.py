"""Addresses to listen on, as the command line names them."""

from __future__ import annotations

import socket
from dataclasses import dataclass


class AddressError(ValueError):
    """The text is no address of the form HOST:PORT."""


@dataclass(frozen=True)
class Address:
    """Where a server listens.

    Attributes
    ----------
    host
        Name or number of the interface; IPv6 without its brackets.
    port
        TCP port, 0..65535; 0 lets the system choose. [-]
    """

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read HOST:PORT, or :PORT for the loopback interface.

        Raises
        ------
        AddressError
            If the text has another form.
        """
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdecimal() or int(port) > 0xFFFF:
            raise AddressError(f"expected HOST:PORT such as 127.0.0.1:8080, got {text!r}")
        return cls(host.strip("[]") or "127.0.0.1", int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def free(self) -> bool:
        """Say whether nobody listens there."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True

    def or_free(self) -> Address:
        """Return this address, or one with a port that the system chose where it is taken."""
        if self.port and self.free():
            return self
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.bind((self.host, 0))
            return Address(self.host, probe.getsockname()[1])

    def answers(self, timeout: float = 0.5) -> bool:
        """Say whether somebody accepts a connection there within `timeout` seconds."""
        try:
            with socket.create_connection((self.host, self.port), timeout):
                return True
        except OSError:
            return False
