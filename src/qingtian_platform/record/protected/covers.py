"""One cover a period in the public log, whether or not something was recorded in it."""

from __future__ import annotations

import time

from qingtian.ledger import kinds
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import persons, registrar, table
from qingtian_platform.record.protected import custodians, store


def step(places: Places, now: float | None = None) -> None:
    """Keep the store's rhythm and cover the periods that are over; nothing where it is not set up.

    Parameters
    ----------
    places
        Where the data lives.
    now
        Time since 1970; None = of the clock. [s]
    """
    if not custodians.ready(places):
        return
    moment = time.time() if now is None else now
    store.tick(places, moment)
    pending = store.load(places, moment)
    last = table.roll(places).cover
    following = pending.first if last is None else last.body["period"] + 1
    for period in range(following, pending.period):
        _cover(places, period, store.block_root(places, period - pending.first))


def _cover(places: Places, period: int, root: bytes) -> None:
    pen = registrar.kept_pen(places.protected / "cover.key")
    persons.appoint_platform(places, pen, [kinds.COVER], "protected store")
    roll = table.roll(places)
    previous = None if roll.cover is None else roll.cover.hash()
    body = {"period": period, "previous": previous, "root": root.hex()}
    table.add(places, pen.sign(kinds.COVER, roll.log, table.now(), body))
