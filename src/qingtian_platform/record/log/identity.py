"""The log's name and signing key, made at the first start; the key never leaves its file."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from qingtian.ledger.note import Key, Signer
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError

NAME = "QINGTIAN_LOG"
"""Environment variable with the log's name, an address without scheme; read at the first start."""
_SEED = 32


def signer(places: Places) -> Signer:
    """Read the log's signer; make it where there is none yet.

    Parameters
    ----------
    places
        Where the data lives.

    Raises
    ------
    DamagedError
        The file of the key does not hold one.
    """
    path = places.log_key
    if not path.exists():
        _make(path)
    name, _, seed = path.read_text(encoding="utf-8").strip().partition(" ")
    try:
        return Signer(name, base64.b64decode(seed, validate=True))
    except ValueError as error:
        raise DamagedError(f"expected a name and a key of {_SEED} bytes in {path}") from error


def vkey(places: Places) -> Key:
    """Give the key that checks what the log signs."""
    return signer(places).key


def _make(path: Path) -> None:
    seed = os.urandom(_SEED)
    public = Signer("new", seed).key.public
    name = os.environ.get(NAME) or f"qingtian.invalid/{public[:4].hex()}"
    line = f"{name} {base64.b64encode(seed).decode('ascii')}\n"
    durable.write_once(path, line.encode(), mode=0o600)
