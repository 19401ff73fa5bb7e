"""Record an intervention, and take records out lawfully: two persons, a document, and a trace."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from qingtian.ledger.acts import canonical, words_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.record.protected import custodians, slots, store
from qingtian_platform.record.protected.custodians import GROUPS, Custodian, ProtectedError

SCHEMA: Final = "qingtian.intervention/1"
TRACE: Final = "qingtian.extraction/1"
CHANNELS: Final = ("instruction", "letter", "oral", "hint")
"""批示、函文、口头意见、暗示 (D7-2.7-02)."""
ACTS: Final = ("falsification", "obstruction", "cover-up", "targets")
"""The four acts of D7-2.6-02, in their order."""
LIMIT: Final = 300_000
"""All of a record with its attachments. [bytes]."""


@dataclass(frozen=True)
class Attachment:
    """A paper, a photo, a recording.

    Attributes
    ----------
    name
        Of the file.
    data
        Its bytes.
    """

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Intervention:
    """Who asked what of whom.

    Attributes
    ----------
    who, post
        The person who interfered, and his post.
    whom
        Of whom it was asked.
    channel
        One of `CHANNELS`.
    acts
        Some of `ACTS`; none where none fits.
    happened
        When, as the person who records it says.
    words
        What was said or written.
    attachments
        What goes with it.
    """

    who: str
    post: str
    whom: str
    channel: str
    acts: tuple[str, ...]
    happened: str
    words: str
    attachments: tuple[Attachment, ...] = ()

    def check(self) -> None:
        """Refuse a record that does not say who, what and how.

        Raises
        ------
        ProtectedError
            Something is missing or not known.
        """
        if not (self.who.strip() and self.words.strip()):
            raise ProtectedError("expected who interfered, and what was said or written")
        if self.channel not in CHANNELS or not set(self.acts) <= set(ACTS):
            raise ProtectedError(f"expected one of {', '.join(CHANNELS)}")


def file(
    places: Places,
    record: Intervention,
    *,
    by: Mapping[str, str],
    without: Collection[str] = (),
    wait: bool = True,
) -> str:
    """Record an intervention; nobody here can read, list, count, change or remove it afterwards.

    Parameters
    ----------
    places
        Where the data lives.
    record
        What happened.
    by
        Who records it: login and name.
    without
        Logins of custodians who must not be able to open it: whoever is named, and his superiors.
    wait
        Keep it at the next tick, so that the time tells nothing.

    Returns
    -------
    str
        The receipt: a salted hash of the record. Who holds it can show later what was recorded.

    Raises
    ------
    ProtectedError
        The store is not set up, the record is not whole or too large; nothing was kept.
    """
    record.check()
    said = {
        "acts": list(record.acts),
        "attachments": [
            {"data": base64.b64encode(a.data).decode("ascii"), "name": a.name}
            for a in record.attachments
        ],
        "by": dict(by),
        "channel": record.channel,
        "filed": datetime.now(UTC).isoformat(timespec="seconds"),
        "happened": record.happened,
        "post": record.post,
        "schema": SCHEMA,
        "who": record.who,
        "whom": record.whom,
        "words": record.words,
    }
    return _keep(places, said, without, wait=wait)


def _keep(places: Places, said: Mapping[str, Any], without: Collection[str], *, wait: bool) -> str:
    if not custodians.ready(places):
        raise ProtectedError("nobody holds the keys of the protected store yet")
    groups = custodians.read(places).groups(without)
    salt = os.urandom(32)
    receipt = words_hash(salt, canonical(said).decode())
    data = canonical({"receipt": receipt, "said": said, "salt": salt.hex()})
    if len(data) > LIMIT * 4 // 3:
        raise ProtectedError(f"expected at most {LIMIT} bytes with all attachments")
    store.put(places, [slots.seal(part, groups) for part in slots.chunks(data)], wait=wait)
    return receipt


# Taking out


@dataclass(frozen=True)
class CustodianKey:
    """A custodian's private key, from his own file.

    Attributes
    ----------
    login, group
        Whose, and of which group.
    private
        The key. [32 bytes]
    """

    login: str
    group: str
    private: bytes = field(repr=False)


def new_custodian(places: Places, login: str, group: str, period: int = custodians.PERIOD) -> bytes:
    """Make a custodian's key, keep its public half, and give the file for him alone."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    custodians.add(places, Custodian(login, group, public), period)
    key = base64.b64encode(private.private_bytes_raw()).decode("ascii")
    return canonical({"group": group, "login": login, "private": key}) + b"\n"


def read_key(data: bytes) -> CustodianKey:
    """Read a custodian's key file.

    Raises
    ------
    ProtectedError
        It is none.
    """
    try:
        found = json.loads(data)
        return CustodianKey(found["login"], found["group"], base64.b64decode(found["private"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ProtectedError("expected the file of a custodian's key") from error


def extract(
    places: Places,
    keys: Sequence[CustodianKey],
    document: str,
    *,
    about: str = "",
    wait: bool = True,
) -> list[dict[str, Any]]:
    """Take records out, after leaving a trace of it in the same store.

    Parameters
    ----------
    places
        Where the data lives.
    keys
        Of two persons, one of each group.
    document
        Number of the document that orders it.
    about
        Name or post that a record must hold; empty = all.
    wait
        As in `file`.

    Returns
    -------
    list of dict
        What was recorded, and the traces of earlier extractions, in the order of recording.

    Raises
    ------
    ProtectedError
        Not two persons of two groups, no document, or keys that are not of this store.
    """
    first, second = _two(places, keys, document)
    trace = {
        "about": about,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "document": document,
        "persons": [first.login, second.login],
        "schema": TRACE,
    }
    _keep(places, trace, (), wait=wait)
    found = _records(_all(places), first.private, second.private)
    return [said for said in found if not about or about in f"{said.get('who')} {said.get('post')}"]


def _two(
    places: Places, keys: Sequence[CustodianKey], document: str
) -> tuple[CustodianKey, CustodianKey]:
    if not document.strip():
        raise ProtectedError("expected the number of the document that orders it")
    by_group = {key.group: key for key in keys}
    if len(keys) != len(GROUPS) or set(by_group) != set(GROUPS):
        raise ProtectedError("expected the keys of two persons, one of each group")
    known = {(c.login, c.group, c.public) for c in custodians.read(places).custodians}
    for key in keys:
        public = X25519PrivateKey.from_private_bytes(key.private).public_key().public_bytes_raw()
        if (key.login, key.group, public) not in known:
            raise ProtectedError(f"the key of {key.login} is not one of this store")
    return by_group[GROUPS[0]], by_group[GROUPS[1]]


def _all(places: Places) -> list[bytes]:
    with store.held(places):
        pending = store.load(places, time.time())
        kept = [slot for _, block, _ in store.blocks(places, pending) for slot in block]
        return kept + pending.slots


def _records(found: Iterable[bytes], first: bytes, second: bytes) -> list[dict[str, Any]]:
    parts: dict[bytes, dict[int, slots.Chunk]] = {}
    for slot in found:
        chunk = slots.opened(slot, first, second)
        if chunk is not None:
            parts.setdefault(chunk.record, {})[chunk.index] = chunk
    return [
        _record(b"".join(by[n].data for n in range(len(by))))
        for by in parts.values()
        if len(by) == next(iter(by.values())).total
    ]


def _record(data: bytes) -> dict[str, Any]:
    found = json.loads(data)
    said: dict[str, Any] = found["said"]
    if words_hash(bytes.fromhex(found["salt"]), canonical(said).decode()) != found["receipt"]:
        raise ProtectedError("a record is not what its receipt says")
    return {**said, "receipt": found["receipt"]}
