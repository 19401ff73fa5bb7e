"""Hold the tables of acts against the entries of the log, and words against their hashes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act, key_name, words_hash
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.note import decoded
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import persons, table
from qingtian_platform.record.models import Act as Row
from qingtian_platform.record.models import KeyHolder, Sheet, Words
from qingtian_platform.record.recheck.entries import logged, taken

PART: Final = 256
"""Entries that are read at once."""


def acts(places: Places) -> list[Difference]:
    """Check every act in the database, and what stands beside acts.

    Parameters
    ----------
    places
        Where the data lives.

    Returns
    -------
    list of Difference
        Rows of acts that are not the log's entries, or that say otherwise than their entry; words
        and sheets that are not what was signed; holders of keys that no appointment names.
    """
    found: list[Difference] = []
    count = taken(places, table.NAME)
    for first in range(0, max(count, Row.objects.count()), PART):
        numbers = range(first, first + PART)
        entries, wrong = logged(places, table.NAME, range(first, min(first + PART, count)))
        found += wrong
        rows = {row.number: row for row in Row.objects.filter(number__in=numbers)}
        for number in numbers:
            found += _row(number, entries.get(number), rows.get(number))
    return [*found, *_words(), *_sheets(), *_holders()]


def acts_count() -> int:
    """Count the acts in the database. [1]."""
    return int(Row.objects.count())


def _row(number: int, entry: bytes | None, row: Row | None) -> Iterator[Difference]:
    key = f"act {number}"
    if row is None:
        if entry is not None:
            yield Difference("record_act", key, "", entry.decode(), "")
        return
    stored = bytes(row.entry)
    if entry is not None and stored != entry:
        yield Difference(
            "record_act", key, "entry", entry.decode(), stored.decode("utf-8", "replace")
        )
    try:
        act = Act.from_bytes(entry or stored)
    except LedgerError as error:
        yield Difference("record_act", key, "entry", "an act", str(error))
        return
    for field, said in _columns(act).items():
        if getattr(row, field) != said:
            yield Difference("record_act", key, field, said, str(getattr(row, field)))


def _columns(act: Act) -> dict[str, str]:
    """Say what the columns beside an entry hold."""
    return {
        "schema": act.schema,
        "hash": act.hash(),
        "content": act.content_hash(),
        "by": act.by,
        "target": table.about(act),
    }


def _words() -> Iterator[Difference]:
    for words in Words.objects.filter(erased_at=None).iterator():
        yield from _fits("record_words", f"words {words.hash}", words)


def _sheets() -> Iterator[Difference]:
    for sheet in Sheet.objects.iterator():
        yield from _fits("record_sheet", f"sample {sheet.sample}, {sheet.stage}", sheet)


def _fits(name: str, key: str, row: Any) -> Iterator[Difference]:  # noqa: ANN401 - either model
    try:
        fits = words_hash(bytes(row.salt), row.text) == row.hash
    except LedgerError:
        fits = False
    if not fits:
        yield Difference(name, key, "text", f"a text with the hash {row.hash}", row.text[:200])


def _holders() -> Iterator[Difference]:
    """Compare who holds a key with what was said when it was appointed, unless that is erased."""
    said = dict(_appointments())
    for row in KeyHolder.objects.iterator():
        key = f"key {row.key}"
        if row.key not in said:
            yield Difference("record_keyholder", key, "", "", row.name)
            continue
        try:
            appointed = persons.appointed(said[row.key])
        except (ValueError, KeyError):  # changed words are named where words are checked
            continue
        for field in ("name", "organisation"):
            if not appointed.erased and getattr(row, field) != getattr(appointed, field):
                yield Difference(
                    "record_keyholder", key, field, getattr(appointed, field), getattr(row, field)
                )


def _appointments() -> Iterator[tuple[str, str]]:
    """Give, by the name of a key, what its appointment names the holder by."""
    for entry in Row.objects.filter(schema=kinds.SIGNER).values_list("entry", flat=True):
        with suppress(LedgerError):  # a changed row is named where rows are checked
            act = Act.from_bytes(bytes(entry))
            yield key_name(decoded(act.body["key"])), act.body["holder"]
