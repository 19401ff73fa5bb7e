"""The process that keeps the log: looks for what is new, until nothing can come any more."""

from __future__ import annotations

import threading
from typing import Final

import structlog
from django.db import DatabaseError

from qingtian.ledger.errors import LedgerError
from qingtian_platform.kit import stopping
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import meanings
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.errors import RecordError
from qingtian_platform.record.lock import sealer_is_gone
from qingtian_platform.record.log import authorities, policies
from qingtian_platform.record.log.keeper import Cosign, Keeper, alone
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.record.log.stamps import Stamper
from qingtian_platform.record.log.witnesses import Witnesses
from qingtian_platform.record.protected import covers

PAUSE: Final = 1.0
"""Between two looks for what is new. [s]."""
LONGER: Final = 10.0
"""After a failure. [s]."""

log = structlog.get_logger(__name__)


def run(places: Places) -> None:
    """Keep the log until told to stop, and then until the last batch is in it.

    Parameters
    ----------
    places
        Where the data lives; a policy there names the witnesses that are asked.
    """
    stop = stopping.told()
    _stamp(places, stop)
    policy = policies.read(places)
    cosign = alone if policy is None else Witnesses(policy).cosigned
    while not _kept(places, cosign, stop):
        stop.wait(LONGER)
        if stop.is_set() and sealer_is_gone(places):
            return


def _stamp(places: Places, stop: threading.Event) -> None:
    """Begin to have the log stamped once a day, where an authority is named."""
    authority = authorities.read(places)
    if authority is not None:
        stamper = Stamper(places, authority)
        threading.Thread(target=stamper.run, args=(stop,), daemon=True).start()


def _covered(places: Places) -> None:
    """Keep the rhythm of the protected store; its failure never holds the log up."""
    try:
        covers.step(places)
    except (RecordError, OSError, DatabaseError) as error:
        log.exception("protected.failed", why=str(error))


def _stated(places: Places) -> bool:
    """Write entries of what the registry changed; its failure never holds the log up."""
    try:
        return meanings.step(places)
    except (RecordError, OSError, DatabaseError) as error:
        log.exception("registry.failed", why=str(error))
        return False


def _kept(places: Places, cosign: Cosign, stop: threading.Event) -> bool:
    """Keep the log until the end; False where something failed and a new keeper is needed."""
    try:
        with Keeper(places, [Batches(places), Acts(places)], cosign=cosign) as keeper:
            while True:
                last = stop.is_set() and sealer_is_gone(places)
                _covered(places)
                worked = _stated(places) | keeper.step()
                if last and not worked:
                    return True
                if not worked:
                    stop.wait(PAUSE) if not stop.is_set() else threading.Event().wait(0.1)
    except (RecordError, LedgerError, OSError, DatabaseError) as error:
        log.exception("log.failed", why=str(error))
        return False
