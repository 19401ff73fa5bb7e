"""A sealed frame: what a stranger may see of a receipt (`spec/batch.md`, "Sealed frame").

The bytes below are the leaf of the batch's tree. They hold no password, no key, no full address
and no checksum: whatever is secret in the bytes as received was masked before.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.merkle import HASH_SIZE, leaf_hash

HEAD: Final = b"qingtian.frame/1"
SALT_SIZE: Final = 32
TEXT_LIMIT: Final = 65_279
"""Longest text: with its head a sealed frame stays below 65,536 bytes."""
TIME_LIMIT: Final = 2**53 - 1
"""Latest time of receipt: every reader of JSON keeps it exactly. [µs]"""
NO_NETWORK: Final = "-"
SENT: Final = "sent"
DECRYPTED: Final = "decrypted"

_LINES = re.compile(
    rb"qingtian\.frame/1\n"
    rb"received (0|[1-9][0-9]{0,15})\n"
    rb"network ([0-9a-f.:/]{1,48}|-)\n"
    rb"form ([a-z][a-z0-9]{0,15})\n"
    rb"reading (sent|decrypted)\n"
    rb"commitment ([0-9a-f]{64})\n"
    rb"\n"
)

_FORM = re.compile("[a-z][a-z0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class SealedFrame:
    """A receipt with its secrets taken out.

    Attributes
    ----------
    received_at
        Time of receipt, microseconds since 1970-01-01T00:00:00Z. [µs]
    network
        The sender's network: IPv4 of 24 bits, IPv6 of 48 bits; `-` where nothing came by network.
    form
        How the text is read: `hj212`, `row`.
    reading
        `sent` where the text is what was sent; `decrypted` where it was sent encrypted and the
        platform opened it.
    commitment
        SHA-256 of salt and bytes as received. [32 bytes]
    text
        The bytes with secrets masked, in the length received.
    """

    received_at: int
    network: str
    form: str
    reading: str
    commitment: bytes
    text: bytes

    def to_bytes(self) -> bytes:
        """Write the canonical bytes, the leaf of the tree.

        Raises
        ------
        FormError
            A field does not have the form of the specification.
        """
        head = head_bytes(
            self.received_at, self.network, self.form, self.commitment, reading=self.reading
        )
        if len(self.text) > TEXT_LIMIT:
            raise FormError(f"expected at most {TEXT_LIMIT} bytes of text")
        return head + self.text

    @classmethod
    def from_bytes(cls, data: bytes) -> SealedFrame:
        """Read the canonical bytes.

        Raises
        ------
        FormError
            The bytes are not exactly of the form of the specification.
        """
        match = _LINES.match(data)
        if match is None:
            raise FormError(f"expected a sealed frame, got {data[:60]!r}")
        if len(data) - match.end() > TEXT_LIMIT:
            raise FormError(f"expected at most {TEXT_LIMIT} bytes of text")
        if int(match[1]) > TIME_LIMIT:
            raise FormError(f"expected a time of receipt up to {TIME_LIMIT}")
        received, network, form, reading, commitment = (part.decode() for part in match.groups())
        check_network(network)
        text = data[match.end() :]
        return cls(int(received), network, form, reading, bytes.fromhex(commitment), text)

    def leaf(self) -> bytes:
        """Hash the frame as a leaf of its batch."""
        return leaf_hash(self.to_bytes())


def check_many(frames: Iterable[bytes]) -> tuple[list[int], int]:
    """Check the form of many sealed frames, as `SealedFrame.from_bytes` does, and make none.

    Returns
    -------
    tuple
        Time of receipt of each, since 1970-01-01T00:00:00Z [µs]; how many were decrypted. [1]

    Raises
    ------
    FormError
        One of them is not exactly of the form of the specification.
    """
    times: list[int] = []
    decrypted, networks = 0, set()
    for data in frames:
        match = _LINES.match(data)
        if match is None or len(data) - match.end() > TEXT_LIMIT:
            SealedFrame.from_bytes(data)
            continue
        received, network, reading = match.group(1, 2, 4)
        times.append(int(received))
        networks.add(network)
        decrypted += reading != b"sent"
    for network in networks:
        check_network(network.decode())
    if times and max(times) > TIME_LIMIT:
        raise FormError(f"expected times of receipt up to {TIME_LIMIT}")
    return times, decrypted


def head_bytes(
    received_at: int, network: str, form: str, commitment: bytes, *, reading: str = SENT
) -> bytes:
    """Write what stands before the text of a sealed frame.

    Parameters
    ----------
    received_at, network, form, commitment, reading
        As in `SealedFrame`.

    Returns
    -------
    bytes
        The head with the empty line that ends it.

    Raises
    ------
    FormError
        A field is out of its bounds.
    """
    if not 0 <= received_at <= TIME_LIMIT or len(commitment) != HASH_SIZE:
        raise FormError(f"expected a time of receipt and a hash, got {received_at}")
    return (
        f"{HEAD.decode()}\nreceived {received_at}{_middle(network, form, reading)}"
        f"{commitment.hex()}\n\n"
    ).encode()


@lru_cache(maxsize=65_536)
def _middle(network: str, form: str, reading: str) -> str:
    """Write the lines that many frames share, checked once."""
    check_network(network)
    if _FORM.fullmatch(form) is None or reading not in {SENT, DECRYPTED}:
        raise FormError(f"expected a form and a reading, got {form!r} and {reading!r}")
    return f"\nnetwork {network}\nform {form}\nreading {reading}\ncommitment "


@lru_cache(maxsize=65_536)
def network_of(peer: str) -> str:
    """Shorten an address to the network that may be shown.

    Parameters
    ----------
    peer
        Address as the gateway kept it, with or without a port.

    Returns
    -------
    str
        The network of 24 bits (IPv4) or 48 bits (IPv6); `-` for what is no address.
    """
    try:
        address = ipaddress.ip_address(_host(peer))
    except ValueError:
        return NO_NETWORK
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return _network(f"{address.compressed.partition('%')[0]}/48")
        address = address.ipv4_mapped
    return _network(f"{address}/24")


def _host(peer: str) -> str:
    """Take the port off `host:port` and `[host]:port`."""
    if peer.startswith("["):
        return peer[1:].partition("]")[0]
    return peer.partition(":")[0] if peer.count(":") == 1 else peer


def _network(text: str) -> str:
    return ipaddress.ip_network(text, strict=False).compressed


@lru_cache(maxsize=65_536)
def check_network(network: str) -> None:
    """Refuse an address that is more precise than a network, or written in another way.

    Raises
    ------
    FormError
        The text is neither `-` nor a network of 24 or 48 bits in its shortest form.
    """
    if network == NO_NETWORK:
        return
    try:
        parsed = ipaddress.ip_network(network)
    except ValueError as error:
        raise FormError(f"expected a network, got {network!r}") from error
    if parsed.compressed != network or parsed.prefixlen != (24 if parsed.version == 4 else 48):
        raise FormError(f"expected a network of 24 or 48 bits, got {network!r}")


def commit(salt: bytes, raw: bytes) -> bytes:
    """Hash the bytes as received with a salt that stays with them: SHA-256(salt || raw).

    The salt keeps anyone from trying passwords until the hash fits.

    Parameters
    ----------
    salt
        32 random bytes, used for this frame alone.
    raw
        Bytes as received.

    Returns
    -------
    bytes
        32 bytes.
    """
    return hashlib.sha256(salt + raw).digest()


def check_original(frame: SealedFrame, salt: bytes, raw: bytes) -> None:
    """Check that these bytes were received as this frame.

    Parameters
    ----------
    frame
        The sealed frame.
    salt, raw
        What the protected store keeps.

    Raises
    ------
    FormError
        The salt does not have 32 bytes.
    ProofError
        The commitment is to other bytes.
    """
    if len(salt) != SALT_SIZE:
        raise FormError(f"expected a salt of {SALT_SIZE} bytes, got {len(salt)}")
    if not hmac.compare_digest(commit(salt, raw), frame.commitment):
        raise ProofError("the bytes are not those that the frame commits to")
