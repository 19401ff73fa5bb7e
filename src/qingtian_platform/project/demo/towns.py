"""Stations in townships, whose last month is sent over the wire: their figures are computed, not handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp, sqrt
from random import Random
from typing import Any

from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.collect.importers.stations import Known, known
from qingtian_platform.collect.simulator.replay import Hour
from qingtian_platform.project.demo import history
from qingtian_platform.project.demo.cast import cast, password
from qingtian_platform.project.demo.senders import SEED
from qingtian_platform.project.demo.story import month_before
from qingtian_platform.registry.api import Parties, ensure_logger, ensure_thing

FROM = datetime(2016, 1, 1, tzinfo=BEIJING)
"""First hour of the replayed month that they follow; it has 31 days."""
FINE, COARSE, ALL = "a34004", "a34002", "a34001"
SHARE = (1.2, 1.5)
"""All particles by coarse ones, drawn between these. [1]"""
LOCAL, MEMORY = 0.12, 0.8
"""By how much a place differs from the one that it follows, hour by hour, and how much of it stays. [1]"""
OWN = ("，差异为虚构", ", differences invented")


def codes() -> set[str]:
    """Give the codes of the townships that they stand in."""
    return {str(entry["township"]) for entry in cast()["towns"]}


def mn_of(number: int, letter: str = "T") -> str:
    """Make an MN that belongs to nobody."""
    return f"DE22{letter}{number:019d}"


def register(today: date) -> dict[str, str]:
    """Register them, open in the last month alone.

    Parameters
    ----------
    today
        The demo's first day, Beijing.

    Returns
    -------
    dict
        Password of each data logger by MN, for the sender alone.
    """
    return {
        mn_of(number): _register(number, entry, today)
        for number, entry in enumerate(cast()["towns"], 1)
    }


def _register(number: int, entry: dict[str, Any], today: date) -> str:
    organisations = cast()["organisations"]
    return open_last_month(
        mn_of(number),
        entry,
        today,
        codes=(FINE, COARSE, ALL),
        district=entry["district"],
        township=f"{entry['township']}000",
        lon=entry["at"][0],
        lat=entry["at"][1],
        level="city",
        parties=Parties(
            owner=organisations["centre"]["name"],
            owner_kind="centre",
            maintainer=entry.get("maintainer") or organisations["air_care"]["name"],
            answerable="站长值守（虚构）",
            answerable_en="Station keeper (invented)",
        ),
        source=_source(known()[entry["like"]]),
    )


def _source(like: Known) -> str:
    """Name the station that a station of the demo follows, in both languages."""
    sides = zip((like.name, like.name_en), history.NAMED, OWN, strict=True)
    return " / ".join(
        f"{who} 2016-01, {named}, {history.DATA_SET}{own}" for who, named, own in sides
    )


def open_last_month(
    mn: str,
    entry: Mapping[str, Any],
    today: date,
    *,
    codes: Sequence[str],
    **facts: Any,  # noqa: ANN401 - as `ensure_thing` takes them
) -> str:
    """Register a station and its data logger, open in the last month alone.

    Parameters
    ----------
    mn, codes
        Of the data logger: its MN, and the codes of what it sends each hour.
    entry
        Key and names of the station.
    today
        The demo's first day, Beijing.
    facts
        What else is registered of the station.

    Returns
    -------
    str
        Password of the data logger, for the sender alone.
    """
    first, last = month_before(today)
    secret = password()
    thing = ensure_thing(
        entry["name"],
        kind="station",
        key=entry["key"],
        name_en=entry["name_en"],
        origin="simulated",
        opened=first,
        closed=last,
        **facts,
    )
    ensure_logger(
        mn,
        thing_id=thing,
        st="22",
        password=secret,
        origin="simulated",
        intervals=("hour",),
        codes=codes,
        opened=first,
    )
    return secret


def hours(today: date) -> list[Hour]:
    """Give what they measured in the last month: the hours of a replayed month, of other days.

    Parameters
    ----------
    today
        The demo's first day, Beijing.
    """
    first, last = month_before(today)
    start = datetime.combine(first, time(), BEIJING)
    end = start + timedelta(days=(last - first).days + 1)
    replayed: dict[str, list[Hour]] = {}
    for hour in history.hours():
        if hour.start >= FROM:
            replayed.setdefault(hour.mn, []).append(hour)
    return [
        hour
        for number, entry in enumerate(cast()["towns"], 1)
        for hour in _moved(number, entry, replayed[known()[entry["like"]].mn], start)
        if hour.start < min(end, start + timedelta(days=entry.get("days", 31)))
    ]


def _moved(
    number: int, entry: dict[str, Any], replayed: list[Hour], start: datetime
) -> Iterator[Hour]:
    random = Random(f"{SEED} {entry['key']}")  # noqa: S311 - a figure of a story
    local = 0.0
    for hour in replayed:
        local = MEMORY * local + random.gauss(0, LOCAL * sqrt(1 - MEMORY**2))
        values = {code: _here(text, local) for code, text, _flag in hour.values if text}
        share = Decimal(str(round(random.uniform(*SHARE), 2)))
        if COARSE in values:
            values[ALL] = format(round(Decimal(values[COARSE]) * share), "f")
        kept = tuple((code, values[code], "N") for code in (FINE, COARSE, ALL) if code in values)
        yield Hour(mn_of(number), start + (hour.start - FROM), kept)


def _here(text: str, local: float) -> str:
    value = Decimal(text) * Decimal(str(round(exp(local), 3)))
    return format(max(Decimal(1), round(value)), "f")
