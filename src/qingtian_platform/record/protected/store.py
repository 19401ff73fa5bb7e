"""The store's two files, which look and grow the same whether or not something is recorded.

    pending   a fixed number of slots, all of it encrypted anew at each tick
    kept      one block of slots for each period that is over, appended, never written again

What is recorded goes into pending at a tick, in place of empty slots; at the end of a period the
first slots become a block, whose root enters the public log as the period's one cover.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from qingtian.ledger.merkle import leaf_hash, root
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.protected import custodians
from qingtian_platform.record.protected.custodians import ProtectedError
from qingtian_platform.record.protected.slots import SLOT, seal

TICK: Final = 15
"""Between two writes of pending. [s]."""
PENDING: Final = 64
BLOCK: Final = 16
"""Slots in pending, and in the block of one period."""
_DECOY: Final = 200
"""One tick in so many marks empty slots as used: not even the mark tells."""
_DECOY_SLOTS: Final = 3
_HEAD = struct.Struct(">QQHQ")
_NONCE: Final = 12
_SEALED_BLOCK: Final = _NONCE + BLOCK * SLOT + 16


@dataclass
class Pending:
    """Slots that no block holds yet.

    Attributes
    ----------
    first
        Number of the period with which the store began.
    period
        Number of the period that is open, since 1970.
    used
        How many of the slots are marked as used, by records or by nothing.
    tick
        Number of the tick at which it was written.
    slots
        All slots. [8192 bytes each]
    """

    first: int
    period: int
    used: int
    tick: int
    slots: list[bytes] = field(repr=False)


@contextmanager
def held(places: Places) -> Iterator[None]:
    """Let one process at a time write the store."""
    places.protected.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(places.protected / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _outer(places: Places) -> ChaCha20Poly1305:
    path = places.protected / "outer.key"
    if not path.exists():
        durable.write(path, (os.urandom(32),), mode=0o600)
    return ChaCha20Poly1305(path.read_bytes())


def load(places: Places, now: float) -> Pending:
    """Read pending; begin the store where there is none.

    Raises
    ------
    DamagedError
        The file was changed.
    """
    custody = custodians.read(places)
    period = int(now) // custody.period
    try:
        data = (places.protected / "pending").read_bytes()
    except FileNotFoundError:
        groups = custody.groups()
        return Pending(period, period, 0, 0, [seal(None, groups) for _ in range(PENDING)])
    try:
        plain = _outer(places).decrypt(data[:_NONCE], data[_NONCE:], None)
    except Exception as error:
        raise DamagedError("the protected store was changed from outside") from error
    first, period, used, tick = _HEAD.unpack_from(plain)
    body = plain[_HEAD.size :]
    return Pending(first, period, used, tick, [body[n : n + SLOT] for n in _slots(len(body))])


def _slots(size: int) -> range:
    return range(0, size, SLOT)


def save(places: Places, pending: Pending, now: float) -> None:
    """Write pending, all of it anew."""
    pending.tick = int(now) // TICK
    head = _HEAD.pack(pending.first, pending.period, pending.used, pending.tick)
    nonce = os.urandom(_NONCE)
    sealed = _outer(places).encrypt(nonce, head + b"".join(pending.slots), None)
    durable.write(places.protected / "pending", (nonce, sealed), mode=0o600)


def put(places: Places, slots: list[bytes], *, wait: bool = True) -> None:
    """Keep slots at the next tick; on return they survive a loss of power.

    Parameters
    ----------
    places
        Where the data lives.
    slots
        Sealed parts of one record.
    wait
        Wait for the tick, so that the time of the write tells nothing.

    Raises
    ------
    ProtectedError
        Too much for now; nothing was kept.
    """
    if wait:
        time.sleep(TICK - time.time() % TICK)
    now = time.time()
    with held(places):
        pending = load(places, now)
        end = pending.used + len(slots)
        if end > PENDING:
            raise ProtectedError("the record is too large for this hour; file it in parts")
        pending.slots[pending.used : end] = slots
        pending.used = end
        save(places, pending, now)


def tick(places: Places, now: float) -> None:
    """Do what is done at each tick and at each end of a period, recorded or not.

    Parameters
    ----------
    places
        Where the data lives.
    now
        Time since 1970. [s]
    """
    with held(places):
        pending = load(places, now)
        custody = custodians.read(places)
        while pending.period < int(now) // custody.period:
            _close(places, pending, custody, now)
        if pending.tick != int(now) // TICK:
            _maybe_decoy(pending)
            save(places, pending, now)


def _maybe_decoy(pending: Pending) -> None:
    """Mark empty slots as used now and then."""
    if secrets.randbelow(_DECOY) == 0 and pending.used < PENDING // 2:
        pending.used += 1 + secrets.randbelow(_DECOY_SLOTS)


def _close(places: Places, pending: Pending, custody: custodians.Custody, now: float) -> None:
    """End a period: its block first, then pending without it; killed between, it is written again."""
    block = b"".join(pending.slots[:BLOCK])
    nonce = os.urandom(_NONCE)
    sealed = nonce + _outer(places).encrypt(nonce, block, None)
    _append(places, (pending.period - pending.first) * _SEALED_BLOCK, sealed)
    groups = custody.groups()
    pending.slots = pending.slots[BLOCK:] + [seal(None, groups) for _ in range(BLOCK)]
    pending.used = max(0, pending.used - BLOCK)
    pending.period += 1
    save(places, pending, now)


def _append(places: Places, at: int, data: bytes) -> None:
    handle = os.open(places.protected / "kept", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(handle, data, at)
        os.fsync(handle)
    finally:
        os.close(handle)
    durable.sync_folder(places.protected)


def blocks(places: Places, pending: Pending) -> Iterator[tuple[int, list[bytes], bytes]]:
    """Read the blocks of the periods that are over: number, slots, root of the block as stored."""
    for period in range(pending.first, pending.period):
        sealed = _block(places, period - pending.first)
        body = _outer(places).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        yield period, [body[n : n + SLOT] for n in _slots(len(body))], _root(sealed)


def block_root(places: Places, place: int) -> bytes:
    """Give the root that covers the block at a place, from 0."""
    return _root(_block(places, place))


def _block(places: Places, place: int) -> bytes:
    with (places.protected / "kept").open("rb") as file:
        file.seek(place * _SEALED_BLOCK)
        return file.read(_SEALED_BLOCK)


def _root(sealed: bytes) -> bytes:
    """Commit to a block as stored: its random nonce and keys make every block's root unlike."""
    return root([leaf_hash(sealed[n : n + SLOT]) for n in _slots(len(sealed))])
