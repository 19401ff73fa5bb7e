"""The stage: look at each source when it is time, take what is new, settle what was cut off."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from qingtian.policy.feeds import Agreement
from qingtian_platform.collect.feeds.adapters import Asked, Known, adapter
from qingtian_platform.collect.feeds.agreements import agree, agreements, alterations, terms_on
from qingtian_platform.collect.feeds.errors import FetchError, SourceError
from qingtian_platform.collect.feeds.locking import alone
from qingtian_platform.collect.feeds.models import Batch, Look
from qingtian_platform.collect.feeds.sources import Source, sources
from qingtian_platform.collect.feeds.taking import settle, take
from qingtian_platform.kit.places import Places

log = structlog.get_logger(__name__)

REST: Final = 5.0
"""Between two steps. [s]"""
NOWHERE: Final = Source()
"""Where a feed comes from that the settings do not name: its own folder, or nowhere yet."""
_next: dict[tuple[str, str], datetime] = {}
"""When this process looks at a source again, by data directory and agreement."""


def run(places: Places, stop: threading.Event) -> None:
    """Take deliveries until told to stop; a source that lets one wait holds up nobody else."""
    while not stop.wait(REST):
        try:
            step(places)
        except Exception:  # the next step settles it, whatever it was
            log.exception("a step of the feeds failed")


def step(places: Places, now: datetime | None = None) -> bool:
    """Do what there is to do once.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    bool
        Whether anything was taken, refused or settled.
    """
    present = now or datetime.now(UTC)
    if not agreements():
        return False
    agree(present)
    with alone(places):
        worked = settle(places)
    altered = alterations()
    for one in agreements().values():
        if one.key not in altered and one.terms[0].since <= present.date():
            worked |= _looked(places, one, present)
    return worked


def _looked(places: Places, one: Agreement, now: datetime) -> bool:
    """Look at a source; whatever is wrong with one holds up no other."""
    try:
        return look(places, one, now)
    except Exception:
        log.exception("feed-failed", feed=one.key)
        return False


def look(places: Places, one: Agreement, now: datetime, *, at_once: bool = False) -> bool:
    """Look at a source, if it is time.

    Parameters
    ----------
    places
        Where everything lives.
    one
        Whose source.
    now
        The present.
    at_once
        Whether to look though it is not time yet.

    Returns
    -------
    bool
        Whether anything new was there.
    """
    key, terms = (str(places.data), one.key), terms_on(one, now)
    fetch = adapter(terms.way)
    if fetch is None or (not at_once and _next.get(key, now) > now):
        return False
    _next[key] = now + timedelta(minutes=terms.every)
    worked, kind, came = False, "", ""
    try:
        source = sources(places).get(one.key) or NOWHERE
        for new in fetch(Asked(places, one, terms, source, known(one.key))):
            take(
                places, one.key, new.data, name=new.name, way=terms.way, origin=new.origin, now=now
            )
            worked = True
    except FetchError as error:
        kind, came = error.kind, str(error)
    except SourceError as error:
        kind, came = "settings", str(error)
    _note(one.key, kind, came, now)
    return worked


def known(key: str) -> Known:
    """Give what came of a feed before."""
    rows = Batch.objects.filter(agreement=key)
    last = rows.exclude(way="upload").order_by("-pk").first()
    origins = frozenset(rows.exclude(origin="").values_list("origin", flat=True))
    return Known(origins, last.hash if last else "", last.origin if last else "")


def _note(key: str, kind: str, came: str, now: datetime) -> None:
    """Write down where a source begins or ceases to be readable, or why it is not changes."""
    last = Look.objects.filter(agreement=key).order_by("-pk").first()
    if kind != (last.kind if last else ""):
        Look.objects.create(agreement=key, at=now, kind=kind, came=came[:300])
