"""The table of acts: takes in what holds, in dense numbers, and keeps the roll of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act, canonical
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.merkle import leaf_hash
from qingtian.ledger.roll import Roll
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import ActRefusedError, DamagedError
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.sources import ACTS
from qingtian_platform.record.models import Act as Row
from qingtian_platform.record.models import Words

NAME: Final = ACTS
_BY_ITSELF: Final = (kinds.COVER, kinds.REGISTRY, kinds.DEEDS)
"""What the platform enters by itself, at its rhythm or as its registry changes."""
_LOCK = threading.Lock()


@dataclass
class _Seen:
    """The roll as far as this process has read the table."""

    roll: Roll
    taken: int = 0
    last: str = ""


_seen: dict[Places, _Seen] = {}


class Acts:
    """The acts as a source of the log; see `record.log.sources.Source`.

    Parameters
    ----------
    places
        Where the data lives.
    """

    name = NAME

    def __init__(self, places: Places) -> None:
        self._places = places

    def after(self, taken: int, limit: int) -> list[bytes]:
        """Read entries from a number on, and hold each against the roll."""
        rows = Row.objects.filter(number__gte=taken, number__lt=taken + limit)
        found = [(number, bytes(entry)) for number, entry in rows.values_list("number", "entry")]
        known = roll(self._places).acts if found else {}
        for expected, (number, entry) in enumerate(found, taken):
            if number != expected:
                raise DamagedError(f"expected act {expected}, got {number}: one was removed")
            if leaf_hash(entry).hex() not in known:
                raise DamagedError(f"act {number} in the database was changed since it was signed")
        return [entry for _, entry in found]


def now() -> int:
    """Give the time of the clock. [µs]."""
    return time.time_ns() // 1_000


def roll(places: Places) -> Roll:
    """Give the roll, read up to the newest act.

    Raises
    ------
    DamagedError
        A row is not what was signed: the database was changed by another way than this one.
    """
    with _LOCK:
        return _caught_up(places).roll


def _caught_up(places: Places) -> _Seen:
    seen = _seen.get(places)
    if seen is None or not _continues(seen):
        seen = _seen[places] = _Seen(Roll(vkey(places).name))
    for row in Row.objects.filter(number__gte=seen.taken).iterator():
        if row.number != seen.taken:
            raise DamagedError(f"expected act {seen.taken}, got {row.number}: one was removed")
        try:
            act = Act.from_bytes(bytes(row.entry))
            seen.roll.take(act)
        except LedgerError as error:
            del _seen[places]
            raise DamagedError(f"act {row.number} in the database was changed: {error}") from error
        seen.taken, seen.last = seen.taken + 1, act.hash()
    return seen


def _continues(seen: _Seen) -> bool:
    if seen.taken == 0:
        return True
    found = Row.objects.filter(number=seen.taken - 1).values_list("hash", flat=True).first()
    return found == seen.last


def add(places: Places, act: Act) -> int:
    """Take an act in; on return it is durable and will enter the log.

    Parameters
    ----------
    places
        Where the data lives.
    act
        The act; its signature and all else is checked here.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    ActRefusedError
        It does not hold.
    """
    with _LOCK, transaction.atomic():
        seen = _caught_up(places)
        moment = now()
        try:
            seen.roll.check(act, moment)
        except LedgerError as error:
            raise ActRefusedError(str(error)) from error
        Row.objects.create(
            number=seen.taken,
            schema=act.schema,
            entry=act.to_bytes(),
            hash=act.hash(),
            content=act.content_hash(),
            by=act.by,
            target=about(act),
            recorded_at=datetime.fromtimestamp(moment / 1e6, UTC),
        )
        return seen.taken


def about(act: Act) -> str:
    """Name what an act is about, so that all acts about it are found together."""
    body = act.body
    if act.schema == kinds.SIGNOFF:
        return f"sample {body['sample']}"
    if act.schema == kinds.REVIEW:
        return f"review {body['thing']} {body['day']}"
    if act.schema in {kinds.MEANING, kinds.REGISTRY}:
        return f"thing {body['thing']}"
    if act.schema == kinds.RELEASE:
        return f"dataset {body['dataset']}"
    if act.schema == kinds.PAPER:
        return f"paper {body['paper']}"
    if act.schema == kinds.SIGNER:
        return f"key {act.by}"
    if act.schema == kinds.REVOCATION:
        return f"key {body['key']}"
    if act.schema == kinds.COVER:
        return "cover"
    if act.schema == kinds.DEEDS:
        return "deeds"
    target = body["target"]
    return f"entry {target['entry']}" if "entry" in target else reading_name(target)


def reading_name(target: dict[str, object]) -> str:
    """Name a reading, whichever frame brought it."""
    keys = ("mn", "code", "field", "interval", "start", "place")
    return "reading " + canonical([target[key] for key in keys]).decode()


def found(**named: object) -> Iterator[tuple[Row, Act]]:
    """Read acts by what the table tells of them."""
    for row in Row.objects.filter(**named):
        yield row, Act.from_bytes(bytes(row.entry))


def number_of(name: str) -> int | None:
    """Give the number of an act by its hash; None where there is none."""
    return Row.objects.filter(hash=name).values_list("number", flat=True).first()


def newest(schema: str, text: str, before: int | None, limit: int) -> Iterator[tuple[Row, Act]]:
    """Read acts from the newest on, of one kind or of all persons; see `record.acts.api.latest`."""
    rows = Row.objects.order_by("-number")
    rows = rows.filter(schema=schema) if schema else rows.exclude(schema__in=_BY_ITSELF)
    if before is not None:
        rows = rows.filter(number__lt=before)
    if text:
        rows = rows.filter(Q(target__icontains=text) | Q(hash=text) | Q(hash__in=_saying(text)))
    for row in rows[:limit]:
        yield row, Act.from_bytes(bytes(row.entry))


def _saying(text: str) -> list[str]:
    """Name the acts beside which words with a text were written."""
    names = set(Words.objects.filter(text__contains=text).values_list("hash", flat=True))
    if not names:
        return []
    by_persons = Row.objects.exclude(schema__in=_BY_ITSELF)
    acts = ((row.hash, Act.from_bytes(bytes(row.entry))) for row in by_persons.iterator())
    return [name for name, act in acts if act.body.get("words") in names]
