"""Slots of one size, each sealed to two groups of custodians; a full one looks as an empty one.

    ephemeral key 32 || 8 wraps of 48 || nonce 12 || sealed chunk

The content key is the exclusive or of two halves. One half is wrapped to each custodian of the
first group, the other to each of the second: neither group opens a slot alone. Positions that
nobody fills are wrapped to keys that are thrown away, so that a slot does not tell who was left out.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SLOT: Final = 8_192
"""Size of a slot. [bytes]."""
POSITIONS: Final = 4
"""Custodians that a group may have."""
GROUPS: Final = 2
_WRAP: Final = 48
_NONCE: Final = 12
_TAG: Final = 16
_HEAD: Final = 32 + GROUPS * POSITIONS * _WRAP + _NONCE
_PLAIN: Final = SLOT - _HEAD - _TAG
_CHUNK = struct.Struct(">B16sHHI")
ROOM: Final = _PLAIN - _CHUNK.size
"""What one slot holds of a record. [bytes]."""
_EMPTY, _FULL = 0, 1


@dataclass(frozen=True)
class Chunk:
    """A part of a record.

    Attributes
    ----------
    record
        Random name of the record. [16 bytes]
    index, total
        Which part of how many.
    data
        The part.
    """

    record: bytes
    index: int
    total: int
    data: bytes


def chunks(data: bytes) -> list[Chunk]:
    """Cut a record into parts that fit a slot each."""
    name = os.urandom(16)
    parts = [data[at : at + ROOM] for at in range(0, len(data), ROOM)]
    return [Chunk(name, index, len(parts), part) for index, part in enumerate(parts)]


def seal(chunk: Chunk | None, groups: Sequence[Sequence[bytes]]) -> bytes:
    """Seal a part, or nothing at all in the same way.

    Parameters
    ----------
    chunk
        The part; None = an empty slot.
    groups
        Public keys of the custodians of each group, at most four each. [32 bytes each]
    """
    halves = [os.urandom(32) for _ in range(GROUPS)]
    ephemeral = X25519PrivateKey.generate()
    head = ephemeral.public_key().public_bytes_raw()
    wraps = b"".join(
        _wrapped(ephemeral, public, half)
        for half, keys in zip(halves, groups, strict=True)
        for public in _filled(keys)
    )
    nonce = os.urandom(_NONCE)
    sealed = ChaCha20Poly1305(_both(*halves)).encrypt(nonce, _plain(chunk), head + wraps)
    return head + wraps + nonce + sealed


def _filled(keys: Sequence[bytes]) -> list[bytes]:
    """Fill the positions of a group up with keys that nobody has."""
    missing = POSITIONS - len(keys)
    nobody = [X25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(missing)]
    return [*keys, *nobody]


def _plain(chunk: Chunk | None) -> bytes:
    if chunk is None:
        return bytes(_PLAIN)
    head = _CHUNK.pack(_FULL, chunk.record, chunk.index, chunk.total, len(chunk.data))
    return (head + chunk.data).ljust(_PLAIN, b"\0")


def _both(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _wrapped(ephemeral: X25519PrivateKey, public: bytes, half: bytes) -> bytes:
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    mine = ephemeral.public_key().public_bytes_raw()
    return ChaCha20Poly1305(_derived(shared, mine, public)).encrypt(bytes(_NONCE), half, None)


def _derived(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    """Derive the key of one wrap; it is used once, so that its nonce may be zero."""
    salt = ephemeral + public
    return HKDF(SHA256(), 32, salt, b"qingtian.protected/1").derive(shared)


def opened(slot: bytes, first: bytes, second: bytes) -> Chunk | None:
    """Open a slot with a private key of each group.

    Parameters
    ----------
    slot
        As sealed.
    first, second
        Private keys of a custodian of the first and of the second group. [32 bytes]

    Returns
    -------
    Chunk or None
        None where the slot is empty, or was not sealed to both.
    """
    halves = [_half(slot, key, group) for group, key in enumerate((first, second))]
    if halves[0] is None or halves[1] is None:
        return None
    head, nonce = slot[: _HEAD - _NONCE], slot[_HEAD - _NONCE : _HEAD]
    plain = ChaCha20Poly1305(_both(halves[0], halves[1])).decrypt(nonce, slot[_HEAD:], head)
    kind, name, index, total, size = _CHUNK.unpack_from(plain)
    if kind == _EMPTY:
        return None
    return Chunk(name, index, total, plain[_CHUNK.size : _CHUNK.size + size])


def _half(slot: bytes, key: bytes, group: int) -> bytes | None:
    private = X25519PrivateKey.from_private_bytes(key)
    ephemeral = slot[:32]
    shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    cipher = ChaCha20Poly1305(_derived(shared, ephemeral, private.public_key().public_bytes_raw()))
    for position in range(POSITIONS):
        at = 32 + (group * POSITIONS + position) * _WRAP
        try:
            return cipher.decrypt(bytes(_NONCE), slot[at : at + _WRAP], None)
        except InvalidTag:
            continue
    return None
