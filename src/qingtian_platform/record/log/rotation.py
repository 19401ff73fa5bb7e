"""Another signing key for the log: beside the old one, instead of it, or for one that is lost.

The log must not be running: who writes it has read its keys. Nothing is signed here; the next start
shows the log with the keys there are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from qingtian.ledger.errors import LedgerError
from qingtian.ledger.note import Key
from qingtian_platform.kit.places import Places
from qingtian_platform.record import durable
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.log import identity
from qingtian_platform.record.log.keeper import Keeper, hold

T = TypeVar("T")


def renew(places: Places) -> Key:
    """Make a new key that signs beside the old one; readers are told it from now on.

    Raises
    ------
    SealerBusyError
        The log is running.
    DamagedError
        The log does not hold together; it must be looked into first.
    """
    return _changed(places, lambda: identity.renew(places))


def give_up(places: Places) -> tuple[Key, ...]:
    """Let the older keys sign no more; raises as `renew`."""
    return _changed(places, lambda: identity.give_up(places))


def replace_lost(places: Places, lost: Key) -> Key:
    """Make a new key where the old one is lost; raises as `renew`, also where another was lost.

    Parameters
    ----------
    places
        Where the data lives.
    lost
        The verifier key of what is lost, from print or from a witness.
    """
    return _changed(places, lambda: identity.replace_lost(places, lost))


def _changed(places: Places, change: Callable[[], T]) -> T:
    """Change the file of keys, and put it back where the log cannot be read with it."""
    before = places.log_key.read_bytes() if places.log_key.exists() else None
    handle = hold(places)
    try:
        made = change()
    finally:
        os.close(handle)
    try:
        Keeper(places, []).close()
    except (DamagedError, LedgerError) as error:
        places.log_key.unlink()
        if before is not None:
            durable.write(places.log_key, (before,), mode=0o600)
        raise DamagedError(f"the log cannot be read with these keys: {error}") from error
    return made
