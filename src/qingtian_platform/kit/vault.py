"""Secrets at rest: enciphered in the records, masked wherever they could be read by accident."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from .places import Places

MASK = "••••••"


class Secret:
    """A text that does not show itself: printed, logged, exported or dumped it is a mask.

    Parameters
    ----------
    text
        The secret in clear.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the secret in clear, for the one who must use it."""
        return self._text

    def __repr__(self) -> str:
        return MASK if self._text else "''"

    def __str__(self) -> str:
        return MASK if self._text else ""

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        raise TypeError("a secret is not pickled; reveal it where it is used")


class VaultError(RuntimeError):
    """The records hold a secret that the key of this data directory does not open."""


def encipher(secret: Secret) -> str:
    """Encipher a secret for the records; nothing stays nothing."""
    return _box().encrypt(secret.reveal().encode()).decode() if secret else ""


def decipher(token: str) -> Secret:
    """Open what `encipher` made.

    Raises
    ------
    VaultError
        The key file is another than the one used then.
    """
    if not token:
        return Secret("")
    try:
        return Secret(_box().decrypt(token.encode()).decode())
    except InvalidToken:
        raise VaultError(
            f"a secret in the records was written under another key than {Places.current().vault}; "
            "restore that file from the backup of the same day, or set the secret again"
        ) from None


def _box() -> Fernet:
    return _box_of(Places.current().vault)


@lru_cache(maxsize=8)
def _box_of(path: Path) -> Fernet:
    """Read the key file, or make one that only its owner reads."""
    if not path.exists():
        _write_once(path, Fernet.generate_key())
    return Fernet(path.read_bytes())


def _write_once(path: Path, key: bytes) -> None:
    """Put a new key in place whole and durable; where two race, the first stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, key)
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
