"""Take a batch: keep its bytes, then take it whole or refuse it whole; what was cut off is settled later.

The steps, each durable before the next: the bytes lie under their hash; a row names the batch; all of
it is read; a whole file of receipts lies aside; a row decides; the file gets its name. A batch without
a decision is read again from its bytes. A file aside that a decision names is put in place, any other
is removed. So nothing is half stored, nothing lost, nothing stored twice, wherever the power goes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from qingtian.policy.feeds import Agreement, Terms
from qingtian_platform.collect import importfile
from qingtian_platform.collect.feeds import reading, registering
from qingtian_platform.collect.feeds.agreements import agree, agreement, require_unaltered, terms_on
from qingtian_platform.collect.feeds.faults import MOST, BatchError, Fault
from qingtian_platform.collect.feeds.infos import Delivery, delivery
from qingtian_platform.collect.feeds.locking import alone
from qingtian_platform.collect.feeds.models import Batch, Result
from qingtian_platform.collect.feeds.tables import LARGEST
from qingtian_platform.collect.importers.run import receipt
from qingtian_platform.kit import attachments
from qingtian_platform.kit.places import Places

KIND: Final = "import-feed"
_ROWS: Final = 2_000
Told = Callable[[str], None]
"""Told before each step: `bytes`, `batch`, `aside`, `decision`, `name`, `end`."""


def _silent(_step: str) -> None:
    """Tell nobody."""


def take(
    places: Places,
    key: str,
    data: bytes,
    *,
    name: str,
    way: str = "upload",
    origin: str = "",
    by: str = "",
    now: datetime | None = None,
    told: Told = _silent,
) -> Delivery:
    """Take a batch that came.

    Parameters
    ----------
    places
        Where the data lives.
    key
        Of the agreement.
    data
        The batch.
    name, way, origin
        Of the file; one of `qingtian.policy.feeds.WAYS`; what its source knows it by.
    by
        Login of who uploaded it.
    now
        When it came.
    told
        Told before each step.

    Returns
    -------
    Delivery
        With what became of it.

    Raises
    ------
    NoAgreementError
        Nothing is agreed under that name.
    AlteredError
        Terms that held before were altered in the pack.
    """
    present = now or datetime.now(UTC)
    one = agreement(key)
    terms = terms_on(one, present)
    agree(present)
    require_unaltered(key)
    with alone(places):
        settle(places, told=told)
        told("bytes")
        kept = data[: LARGEST + 1]
        digest = attachments.put(kept, places)
        told("batch")
        row = Batch.objects.create(
            agreement=key,
            since=terms.since,
            way=way,
            name=name[-200:],
            origin=origin[:300],
            hash=digest,
            size=len(data),
            by=by,
            at=present,
        )
        return delivery(_settled(places, row, told))


def settle(places: Places, *, told: Told = _silent) -> bool:
    """Finish what was cut off; the caller holds the lock.

    Returns
    -------
    bool
        Whether there was anything.
    """
    aside = importfile.left(places, KIND)
    for name in aside:
        if Result.objects.filter(file=name).exists():
            importfile.place(places, name)
        else:
            importfile.discard(places, name)
    waiting = list(Batch.objects.filter(result=None).order_by("pk"))
    for row in waiting:
        _settled(places, row, told)
    return bool(aside or waiting)


def _settled(places: Places, row: Batch, told: Told) -> Batch:
    """Decide on a batch and act on it."""
    earlier = Result.objects.filter(
        batch__agreement=row.agreement, batch__hash=row.hash, state=Result.State.TAKEN
    ).first()
    if earlier is not None:
        _decide(row, Result.State.REPEAT, repeats_id=earlier.batch_id)
    else:
        try:
            _take(places, row, told)
        except BatchError as refused:
            faults = [each.kept() for each in refused.faults[:MOST]]
            told("decision")
            _decide(row, Result.State.REFUSED, faults=faults, count=len(refused.faults))
    told("end")
    return row


def _take(places: Places, row: Batch, told: Told) -> None:
    one = agreement(row.agreement)
    terms = next(each for each in one.terms if each.since == row.since)
    found = _read(places, row, one, terms)

    def decided(file: str) -> None:
        told("decision")
        _decide(row, Result.State.TAKEN, file=file, **_facts(found))
        told("name")

    at, peer = round(row.at.timestamp() * 1_000_000), f"feed:{row.agreement}"
    told("aside")
    with importfile.ImportFile(places, kind=KIND, decided=decided) as target:
        rows = [receipt(each, how, row.hash, at=at, peer=peer) for each, how in found.readings]
        for first in range(0, len(rows), _ROWS):
            target.append(rows[first : first + _ROWS])


def _read(places: Places, row: Batch, one: Agreement, terms: Terms) -> reading.Found:
    if row.size > LARGEST:
        raise BatchError(Fault("large", expected=str(LARGEST), came=str(row.size)))
    try:
        attachments.content(row.hash, places)
    except LookupError:
        raise BatchError(Fault("gone", came=row.hash)) from None
    registering.register(one, terms)
    return reading.read(attachments.path_of(row.hash, places), one, terms, row.at)


def _facts(found: reading.Found) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "values": found.values,
        "first": found.first,
        "last": found.last,
        "parts": [list(each) for each in found.parts],
    }


def _decide(row: Batch, state: str, **facts: Any) -> None:  # noqa: ANN401 - fields of the row
    Result.objects.create(batch=row, state=state, at=row.at, **facts)
