"""Keys: each acts for one account, with the parties and the place of that account and no more."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from qingtian_platform.act.interface.errors import RefusedKeyError, UnknownKeyError
from qingtian_platform.act.interface.models import Key
from qingtian_platform.kit.vault import Secret, decipher, encipher
from qingtian_platform.people import api as people

PREFIX = "qt_"


@dataclass(frozen=True)
class KeyInfo:
    """A key that is open, and for whom it acts.

    Attributes
    ----------
    id, name
        Its number and name.
    person
        The account; its model is private to its app.
    secret
        Under which messages of the system are signed.
    """

    id: int
    name: str
    person: Any
    secret: Secret


def open_key(name: str, login: str, now: datetime | None = None) -> tuple[Secret, Secret]:
    """Open a key for an account.

    Parameters
    ----------
    name
        Short and new; the system names it when it signs.
    login
        Of the account whose rights it has: its role, organisation and place decide, by the table of the
        pack, what may be read and done.
    now
        The present.

    Returns
    -------
    tuple of Secret
        The key, of which the hash alone is kept; and the secret under which messages are signed, kept
        enciphered. Show both once.

    Raises
    ------
    RefusedKeyError
        The name is taken or too long, or no open account is called so.
    """
    if not 0 < len(name) <= 60 or Key.objects.filter(name=name).exists():
        raise RefusedKeyError(f"expected a new name of 1 to 60 characters, got {name!r}")
    person = people.account(login)
    if person is None or not person.is_active:
        raise RefusedKeyError(f"expected the login of an open account, got {login!r}")
    key, secret = Secret(PREFIX + secrets.token_urlsafe(32)), Secret(secrets.token_urlsafe(32))
    Key.objects.create(
        name=name,
        digest=_digest(key.reveal()),
        secret=encipher(secret),
        login=login,
        opened_at=now or timezone.now(),
    )
    return key, secret


def close_key(name: str, now: datetime | None = None) -> None:
    """Take a key no more.

    Raises
    ------
    RefusedKeyError
        No open key is called so.
    """
    if not Key.objects.filter(name=name, closed_at=None).update(closed_at=now or timezone.now()):
        raise RefusedKeyError(f"no open key is named {name!r}")


def listed() -> list[dict[str, object]]:
    """List the keys, closed ones too; neither hash nor secret."""
    return [
        {
            "name": row.name,
            "login": row.login,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
        }
        for row in Key.objects.all()
    ]


def by_token(token: str) -> KeyInfo:
    """Find an open key by itself.

    Raises
    ------
    UnknownKeyError
        There is none, or its account is closed.
    """
    return _info(Key.objects.filter(digest=_digest(token), closed_at=None).first())


def by_name(name: str) -> KeyInfo:
    """Find an open key by its name, to look at a signature.

    Raises
    ------
    UnknownKeyError
        There is none, or its account is closed.
    """
    return _info(Key.objects.filter(name=name, closed_at=None).first())


def _info(row: Key | None) -> KeyInfo:
    person = None if row is None else people.account(row.login)
    if row is None or person is None or not person.is_active:
        raise UnknownKeyError("no open key is this one")
    return KeyInfo(row.pk, row.name, person, decipher(row.secret))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
