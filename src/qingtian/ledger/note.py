"""Signed notes of C2SP: a text, and lines that sign it.

    <text>, ending in LF
    LF
    — <name> <base64(4 bytes of key id || signature)> LF      (one or more)

The dash is U+2014. A key that a reader does not know says nothing; a key that it knows and whose
signature does not fit makes the whole note worthless.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qingtian.ledger.errors import FormError, ProofError

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
"""Kinds of key; others (ML-DSA 0x06, and SM2 beside them) are read, kept and count for nothing."""
SIGNATURES_LIMIT: Final = 64
NOTE_LIMIT: Final = 1 << 20
_TIME_SIZE: Final = 8
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")


def decoded(text: str) -> bytes:
    """Read base64 in its one canonical spelling.

    Raises
    ------
    FormError
        It is no base64, or another spelling of it.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormError(f"expected base64, got {text[:40]!r}") from error
    if base64.b64encode(data).decode("ascii") != text:
        raise FormError(f"expected canonical base64, got {text[:40]!r}")
    return data


def encoded(data: bytes) -> str:
    """Write base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Compute the four bytes that point to a key: SHA-256(name || LF || kind || key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line.

    Attributes
    ----------
    name
        Who signed.
    key_id
        Which of the keys of that name. [4 bytes]
    value
        The signature itself; of a cosignature, 8 bytes of time before it.
    """

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Write the line, LF included."""
        return f"— {self.name} {encoded(self.key_id + self.value)}\n"

    @property
    def time(self) -> int:
        """Time that a cosignature states, since 1970-01-01T00:00:00Z. [s]."""
        return int.from_bytes(self.value[:_TIME_SIZE])


@dataclass(frozen=True, slots=True)
class Key:
    """What checks signatures: a name, a kind and a public key.

    Attributes
    ----------
    name
        Of a log its origin; of a witness its own name.
    kind
        `ED25519` or `COSIGNATURE`.
    public
        The public key. [32 bytes]
    """

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a verifier key: `<name>+<key id, hex>+<base64(kind || key)>`.

        Raises
        ------
        FormError
            The text is no verifier key of a known kind, or its id is not that of its key.
        """
        name, _, rest = text.strip().partition("+")
        ident, _, blob = rest.partition("+")
        data = decoded(blob)
        if _NAME.fullmatch(name) is None or len(data) != 33:
            raise FormError(f"expected name+id+key of 32 bytes, got {text[:80]!r}")
        key = cls(name, data[0], data[1:])
        if key.kind not in (ED25519, COSIGNATURE):
            raise FormError(f"expected a key of kind 1 or 4, got {key.kind}")
        if key.id.hex() != ident:
            raise FormError(f"expected the key id {key.id.hex()}, got {ident!r}")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes that point to the key."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        """Write the verifier key."""
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def check(self, text: str, signature: Signature) -> None:
        """Check a signature of this key over a text.

        Raises
        ------
        ProofError
            The signature is not of this key and text.
        """
        value, message = signature.value, text.encode()
        if self.kind == COSIGNATURE:
            message = cosigned_bytes(text, signature.time)
            value = value[_TIME_SIZE:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, message)
        except InvalidSignature as error:
            raise ProofError(f"the signature of {self.name} does not fit the text") from error


def cosigned_bytes(text: str, time: int) -> bytes:
    """Write what a witness signs: the time, and the text that it saw (tlog-cosignature)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


class Signer:
    """A private key with its name and kind. Never printed, never logged.

    Parameters
    ----------
    name
        As of the key.
    seed
        The private key. [32 bytes]
    kind
        `ED25519` or `COSIGNATURE`.
    """

    def __init__(self, name: str, seed: bytes, kind: int = ED25519) -> None:
        if _NAME.fullmatch(name) is None:
            raise FormError(f"expected a name without spaces and +, got {name!r}")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = Key(name, kind, self._private.public_key().public_bytes_raw())

    def sign(self, text: str, time: int = 0) -> Signature:
        """Sign a text.

        Parameters
        ----------
        text
            Ends in LF.
        time
            What a cosignature states, since 1970-01-01T00:00:00Z. [s]
        """
        if self.key.kind == COSIGNATURE:
            stamp = time.to_bytes(_TIME_SIZE)
            value = stamp + self._private.sign(cosigned_bytes(text, time))
        else:
            value = self._private.sign(text.encode())
        return Signature(self.key.name, self.key.id, value)


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures.

    Attributes
    ----------
    text
        Ends in LF.
    signatures
        In the order of their lines, of keys known and unknown.
    """

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """Read a note; nothing is checked yet but its form.

        Raises
        ------
        FormError
            The bytes are no note, or longer than 1 MiB.
        """
        text, lines = _split(data)
        found = [_LINE.fullmatch(line) for line in lines]
        if not found or None in found or len(found) > SIGNATURES_LIMIT:
            raise FormError(f"expected 1 to {SIGNATURES_LIMIT} signature lines after a blank line")
        return cls(text, tuple(_signature(match[1], match[2]) for match in found if match))

    def to_bytes(self) -> bytes:
        """Write the note."""
        return (self.text + "\n" + "".join(each.line() for each in self.signatures)).encode()

    def signed_by(self, keys: Iterable[Key]) -> tuple[tuple[Key, Signature], ...]:
        """List which of the keys have signed.

        Raises
        ------
        ProofError
            A signature names one of the keys and does not fit.
        """
        found = []
        known = {(key.name, key.id): key for key in keys}
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                key.check(self.text, signature)
                found.append((key, signature))
        return tuple(found)


def _split(data: bytes) -> tuple[str, list[str]]:
    if len(data) > NOTE_LIMIT:
        raise FormError(f"expected at most {NOTE_LIMIT} bytes, got {len(data)}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormError("expected UTF-8") from error
    if _CONTROL.search(whole):
        raise FormError("expected no control character but LF")
    text, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise FormError("expected a text, a blank line, and signature lines that end in LF")
    return text + "\n", tail[:-1].split("\n")


def _signature(name: str, blob: str) -> Signature:
    data = decoded(blob)
    if _NAME.fullmatch(name) is None or len(data) < 5:
        raise FormError(f"expected a name and a signature, got {name!r}")
    return Signature(name, data[:4], data[4:])
