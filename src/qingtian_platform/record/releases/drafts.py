"""What another department wants to release: written once, decided by a signed act over its hash."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qingtian.ledger.acts import SALT_SIZE, canonical, words_hash
from qingtian_platform.record.errors import ActRefusedError, DamagedError
from qingtian_platform.record.models import Draft as Row

MUST: Final = ("department", "title", "statement", "data", "planned")
FIELDS: Final = (*MUST, "named")
"""What a draft must say, and all that it may: also a published source that the department names."""
LIMIT: Final = 20_000
"""All of a draft. [characters]."""
_NUMBER = re.compile("[0-9]{1,15}")


@dataclass(frozen=True)
class Draft:
    """A release that a department asks for.

    Attributes
    ----------
    number
        Its number in the register.
    content
        By field, as text (`FIELDS`).
    dataset
        Salted hash of the text, by which acts name it.
    salt
        With which a stranger makes the hash again, once the draft is public. [32 bytes]
    text
        What was hashed.
    by
        Login of who asked.
    asked_at
        When.
    """

    number: int
    content: Mapping[str, str]
    dataset: str
    salt: bytes
    text: str
    by: str
    asked_at: datetime


def write(content: Mapping[str, str], by: str) -> Draft:
    """Keep a draft that a department asks to release.

    Parameters
    ----------
    content
        By field, as text.
    by
        Login of who asks.

    Raises
    ------
    ActRefusedError
        A field is missing or not known, or the draft is too long.
    """
    missing = [key for key in MUST if not content.get(key, "").strip()]
    unknown = sorted(set(content) - set(FIELDS))
    if missing or unknown:
        raise ActRefusedError(f"missing: {', '.join(missing)}; not known: {', '.join(unknown)}")
    if sum(map(len, content.values())) > LIMIT:
        raise ActRefusedError(f"expected at most {LIMIT} characters")
    text, salt = canonical(dict(content)).decode(), os.urandom(SALT_SIZE)
    row = Row.objects.create(text=text, salt=salt, hash=words_hash(salt, text), by=by)
    return _draft(row)


def drafts() -> list[Draft]:
    """List all drafts, the newest first.

    Raises
    ------
    DamagedError
        One is not what its hash says: the database was changed.
    """
    return [_draft(row) for row in Row.objects.order_by("-pk")]


def draft(name: str) -> Draft | None:
    """Give a draft by its number or its hash; None where there is none."""
    named = {"pk": int(name)} if _NUMBER.fullmatch(name) else {"hash": name}
    row = Row.objects.filter(**named).first()
    return None if row is None else _draft(row)


def _draft(row: Row) -> Draft:
    salt = bytes(row.salt)
    if words_hash(salt, row.text) != row.hash:
        raise DamagedError(f"draft {row.pk} was changed in the database")
    content = json.loads(row.text)
    return Draft(row.pk, content, row.hash, salt, row.text, row.by, row.recorded_at)
