"""Connections to other systems: to the address that was looked at, and never inside the own network unasked."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urlsplit

SCHEMES = {"https": 443, "http": 80}
LONGEST = 2000
"""Of an address. [1]"""


class OutwardError(ValueError):
    """An address is none that is spoken to; the message says what was expected."""


def parts(url: str, *, inside: bool) -> SplitResult:
    """Take an address apart, and refuse what is none of ours.

    Parameters
    ----------
    url
        `https://…`, or inside the own network `http://…`; no user, no fragment.
    inside
        Whether the host may stand in the own network.

    Raises
    ------
    OutwardError
        It is none.
    """
    try:
        found = urlsplit(url)
        _port = found.port
    except ValueError as error:
        raise OutwardError(f"expected an address, got {url!r}: {error}") from error
    if found.scheme not in SCHEMES or not found.hostname or len(url) > LONGEST:
        raise OutwardError(f"expected https:// or http:// and a host, got {url!r}")
    if found.scheme == "http" and not inside:
        raise OutwardError("expected https://; http:// is for hosts inside the own network")
    if found.username or found.password or found.fragment or not url.isascii() or " " in url:
        raise OutwardError("expected an address without user, password, fragment or blank")
    return found


def connect(url: str, timeout: float, *, inside: bool) -> tuple[Pinned, str]:
    """Prepare a connection to a fixed address, whatever the name leads to a moment later.

    Parameters
    ----------
    url
        Where to.
    timeout
        For each step of the talk. [s]
    inside
        Whether the host may stand in the own network.

    Returns
    -------
    tuple
        The connection, and the target of the request.

    Raises
    ------
    OutwardError
        The host is not known, or one of its addresses lies inside the own network.
    """
    found = parts(url, inside=inside)
    host, port = found.hostname or "", found.port or SCHEMES[found.scheme]
    address = _address(host, port, inside=inside)
    kind = _PinnedTls if found.scheme == "https" else Pinned
    target = found.path or "/"
    return kind(host, port, address, timeout), f"{target}?{found.query}" if found.query else target


def _address(host: str, port: int, *, inside: bool) -> str:
    """Look a host up and choose an address that may be spoken to: all of them must be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a label that is none is an error of its encoding
        raise OutwardError(f"host {host} is not known: {error}") from error
    addresses = [str(each[4][0]) for each in found]
    if not inside:
        for each in addresses:
            if not ipaddress.ip_address(each.partition("%")[0]).is_global:
                raise OutwardError(f"{host} leads inside the own network, and that is not allowed")
    return addresses[0]


@contextmanager
def within(connection: Pinned, seconds: float) -> Iterator[None]:
    """Hold a talk to a time as a whole, whatever trickles in between; then close its connection.

    A step of a talk has its own limit, and one byte in time renews it: head, TLS and chunks of an answer
    could be drawn out for days.

    Parameters
    ----------
    connection
        Of `connect`.
    seconds
        After so long it is cut off: what reads from it meets an end, or an OSError or HTTPException. [s]
    """
    connection.timed = True
    timer = threading.Timer(seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.release()


class Pinned(http.client.HTTPConnection):
    """A connection to a fixed address."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._pinned = address
        self._line: socket.socket | None = None
        self.timed, self._over = False, False

    def connect(self) -> None:
        """Connect to the address; the host stands in the header alone."""
        self.sock = socket.create_connection((self._pinned, self.port), self.timeout)
        if self.timed:  # http.client and TLS let go of their socket while an answer is read
            self._line = self.sock.dup()
        if self._over:
            self.cut()

    def cut(self) -> None:
        """End the talk from another thread."""
        self._over = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Close the connection."""
        self.close()
        if self._line is not None:
            self._line.close()


class _PinnedTls(Pinned):
    """The same under TLS: the certificate must be the host's."""

    def connect(self) -> None:
        """Connect, and check the certificate against the host's name."""
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
