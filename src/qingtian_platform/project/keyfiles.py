"""Files of persons' signing keys: made once, for their owner alone."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from qingtian.ledger.acts import Pen
from qingtian_platform.kit.places import Places


@dataclass(frozen=True)
class KeyFile:
    """A person's key as its file holds it.

    Attributes
    ----------
    login
        Of the account.
    pen
        Signs with the key.
    """

    login: str
    pen: Pen = field(repr=False)


def make(
    places: Places,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    out: Path,
    *,
    duties: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[KeyFile, int]:
    """Make a key, write its file, and have its public half appointed.

    Parameters
    ----------
    places
        Where the data lives.
    person
        The account of who holds it.
    out
        The file; never written over another.
    duties, since, until
        As of `record.acts.api.appoint`.

    Returns
    -------
    KeyFile and int
        The key, and the number of the act that appoints it.

    Raises
    ------
    OSError
        The file is there already or cannot be written.
    ActRefusedError
        The key is not appointed.
    """
    from qingtian_platform.record.acts import api as acts

    seed = os.urandom(32)
    pen = Pen(seed)
    said = {"key": pen.name, "login": person.username, "seed": base64.b64encode(seed).decode()}
    write(out, json.dumps(said).encode() + b"\n")
    shown = pen.possession(acts.origin(places))
    number = acts.appoint(
        places, person, pen.public, shown, duties=duties, since=since, until=until
    )
    return KeyFile(person.username, pen), number


def write(out: Path, data: bytes) -> None:
    """Write a key's file for its owner alone.

    Raises
    ------
    OSError
        The file is there already or cannot be written.
    """
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def read(path: Path) -> KeyFile:
    """Read a key's file.

    Raises
    ------
    OSError, ValueError, KeyError
        It is not there, or is none.
    """
    held = json.loads(path.read_text(encoding="ascii"))
    return KeyFile(held["login"], Pen(base64.b64decode(held["seed"])))
