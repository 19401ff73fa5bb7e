"""Things and datastreams of an agreement in the registry: named by the agreement, nobody else adds any."""

from __future__ import annotations

from django.db import transaction

from qingtian.policy.feeds import Agreement, Shared, Terms
from qingtian_platform.collect.feeds.agreements import agreements, department
from qingtian_platform.registry import api as registry

SOURCE = "部门共享数据 %(key)s / feed %(key)s"
"""Where the things of an agreement come from."""


def register(one: Agreement, terms: Terms, *, origin: str = "real") -> None:
    """Register what is agreed and not there yet.

    Parameters
    ----------
    one, terms
        Of whom, and which.
    origin
        `real`, or `simulated` in a demo.
    """
    there = units(terms)
    wanted = [(t, c) for t in terms.things.values() for c in terms.columns.values()]
    new = [(thing, column) for thing, column in wanted if (thing.mn, column.code) not in there]
    if not new:
        return
    source = SOURCE % {"key": one.key}
    with transaction.atomic(), registry.acting(None, source):
        known = registry.all_loggers()
        for thing in {thing.mn: thing for thing, _column in new}.values():
            if thing.mn not in known:
                _register(one, terms, thing, origin)
        for thing, column in new:
            registry.ensure_datastream(thing.mn, column.code, intervals=(terms.interval,))


def shared(thing: registry.ThingInfo) -> str:
    """Name the department by whose agreement a thing stands there; empty where there is none."""
    by_source = {SOURCE % {"key": one.key}: one.department for one in agreements().values()}
    return by_source.get(thing.source, "")


def _register(one: Agreement, terms: Terms, thing: Shared, origin: str) -> None:
    owner = department(one).name
    number = registry.ensure_thing(
        thing.name["zh"],
        kind=thing.kind,
        name_en=thing.name["en"],
        district=thing.district,
        lon=thing.lon,
        lat=thing.lat,
        parties=registry.Parties(owner["zh"], owner_kind="authority", owner_en=owner["en"]),
        origin=origin,
        source=SOURCE % {"key": one.key},
        opened=terms.since,
    )
    registry.ensure_logger(
        thing.mn,
        thing_id=number,
        st=thing.st,
        origin=origin,
        codes=(),
        intervals=(terms.interval,),
        minute_step=terms.minutes if terms.interval == "minute" else 10,
        opened=terms.since,
    )


def units(terms: Terms) -> dict[tuple[str, str], str]:
    """Give the registered unit of each datastream of an agreement, by MN and code."""
    return {
        (thing.mn, stream.code): stream.unit
        for thing in terms.things.values()
        for stream in registry.streams(thing.mn)
    }
