"""The log's name and signing keys, made at the first start; no key ever leaves its file.

    <name> <seed, base64>        the newest key, which readers are told
    <name> <seed, base64>        an older one: it signs beside the newest until it is given up
    given-up <verifier key>      signs no more; what it signed can still be read

The name is the origin of the log and stays. What was signed by an older key stays verifiable with
it; where two sign, a reader needs either.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qingtian.ledger.checkpoint import Checkpoint, Opened, opened
from qingtian.ledger.note import Key, Note, Signer
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError

NAME = "QINGTIAN_LOG"
"""Environment variable with the log's name, an address without scheme; read at the first start."""
_SEED = 32
_GIVEN_UP: Final = "given-up"


@dataclass(frozen=True)
class Identity:
    """Who the log is.

    Attributes
    ----------
    signers
        Keys that sign, the newest first; at least one.
    given_up
        Keys that signed once.
    """

    signers: tuple[Signer, ...]
    given_up: tuple[Key, ...]

    @property
    def key(self) -> Key:
        """The key that readers are told."""
        return self.signers[0].key

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every key that ever signed for this log, the newest first."""
        return (*(each.key for each in self.signers), *self.given_up)

    def signed(self, point: Checkpoint) -> Note:
        """Sign a checkpoint with every key that signs."""
        text = point.text()
        return Note(text, tuple(each.sign(text) for each in self.signers))

    def opened(self, data: bytes, witnesses: tuple[Key, ...] = ()) -> Opened:
        """Open a checkpoint that any of the keys has signed.

        Raises
        ------
        FormError, ProofError
            As of `qingtian.ledger.checkpoint.opened`; also where one of two signatures fails.
        """
        signed = Note.parse(data).signed_by(self.keys)
        return opened(data, signed[0][0] if signed else self.key, witnesses)


def read(places: Places) -> Identity:
    """Read who the log is; make its key where there is none yet.

    Parameters
    ----------
    places
        Where the data lives.

    Raises
    ------
    DamagedError
        The file does not hold keys of one name.
    """
    path = places.log_key
    if not path.exists():
        _make(path)
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DamagedError(f"expected a name and a key of {_SEED} bytes in {path}") from error


def _parsed(text: str) -> Identity:
    signers: list[Signer] = []
    given_up: list[Key] = []
    for line in text.splitlines():
        name, _, rest = line.partition(" ")
        if name == _GIVEN_UP:
            given_up.append(Key.parse(rest))
        else:
            signers.append(Signer(name, base64.b64decode(rest, validate=True)))
    names = {each.key.name for each in signers} | {key.name for key in given_up}
    if not signers or len(names) != 1:
        raise ValueError(f"expected keys of one name, got {sorted(names)}")
    return Identity(tuple(signers), tuple(given_up))


def signer(places: Places) -> Signer:
    """Give the newest signer; see `read`."""
    return read(places).signers[0]


def vkey(places: Places) -> Key:
    """Give the key that checks what the log signs."""
    return read(places).key


def renew(places: Places) -> Key:
    """Make a new key that signs beside those there are; it holds from the log's next start.

    Returns
    -------
    Key
        What readers, and the witnesses, are told from now on.
    """
    read(places)
    text = places.log_key.read_text(encoding="utf-8")
    _write(places.log_key, f"{_line(vkey(places).name, os.urandom(_SEED))}{text}")
    return vkey(places)


def give_up(places: Places) -> tuple[Key, ...]:
    """Let all keys but the newest sign no more; what they signed can still be read.

    Returns
    -------
    tuple of Key
        Those that were given up by this.
    """
    first, *rest = places.log_key.read_text(encoding="utf-8").splitlines()
    old = tuple(each.key for each in read(places).signers[1:])
    kept = [line for line in rest if line.startswith(f"{_GIVEN_UP} ")]
    lines = [first, *(f"{_GIVEN_UP} {key}" for key in old), *kept]
    _write(places.log_key, "".join(f"{line}\n" for line in lines))
    return old


def replace_lost(places: Places, lost: Key) -> Key:
    """Make a new key for a log whose key is lost or in foreign hands.

    Parameters
    ----------
    places
        Where the data lives; what is there of keys is put aside.
    lost
        Verifier key of what is lost, from print or from a witness.

    Returns
    -------
    Key
        The new one, of the same name.
    """
    _write(places.log_key, f"{_line(lost.name, os.urandom(_SEED))}{_GIVEN_UP} {lost}\n")
    return vkey(places)


def _line(name: str, seed: bytes) -> str:
    return f"{name} {base64.b64encode(seed).decode('ascii')}\n"


def _write(path: Path, text: str) -> None:
    _parsed(text)
    durable.write(path, (text.encode(),), mode=0o600)


def _make(path: Path) -> None:
    seed = os.urandom(_SEED)
    public = Signer("new", seed).key.public
    name = os.environ.get(NAME) or f"qingtian.invalid/{public[:4].hex()}"
    durable.write_once(path, _line(name, seed).encode(), mode=0o600)
