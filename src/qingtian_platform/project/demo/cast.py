"""Register the demo's cast: things, data loggers with random passwords, limits, accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from qingtian.protocols.hj212.moments import BEIJING
from qingtian_platform.collect.simulator.fleet import Unit
from qingtian_platform.people.api import add_person, ensure_organisation, give_mandate, mandates
from qingtian_platform.registry.api import (
    Bound,
    Parties,
    add_limit,
    ensure_logger,
    ensure_thing,
)

_FOLDER = Path(__file__).parent
_LEAD = timedelta(days=2)  # the live city opened so long before the demo's first day
REALTIME = 30  # between two real-time frames of a logger [s]
SOURCE = "虚构的演示单位 / invented for the demo"
PERMIT_PAGE = "table 3"


@dataclass(frozen=True)
class Speaker:
    """A data logger of the cast as its sender must know it; the password does not show.

    Attributes
    ----------
    key
        Key of the thing that it stands at.
    mn, st, edition, password
        What its frames carry.
    sm4_key
        Key of an encrypting logger (HJ 212-2025), 16 characters; empty: it sends in plain.
    like
        Replayed station whose values it follows; empty: a profile of its own.
    minutes
        Step of its minute data. [min]
    habits
        What its sender does and what goes wrong with it; nobody else is told.
    """

    key: str
    mn: str
    st: str
    edition: str
    password: str
    sm4_key: str = ""
    like: str = ""
    minutes: int = 10
    habits: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Speaker({self.key}, {self.mn}, {self.st}, {self.edition})"


@cache
def cast() -> dict[str, Any]:
    """Read the cast."""
    text = (_FOLDER / "cast.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


@transaction.atomic
def register(today: date) -> list[Speaker]:
    """Register organisations, things and data loggers.

    Parameters
    ----------
    today
        The demo's first day, Beijing; the live city opens two days before, or as its cast says.

    Returns
    -------
    list of Speaker
        The data loggers with their passwords, for the senders alone.
    """
    for entry in cast()["organisations"].values():
        ensure_organisation(entry["name"], entry["kind"], name_en=entry["name_en"])
    opened = today - _LEAD
    for entry in cast()["mandates"]:
        principal, contractor = _number(entry["principal"]), _number(entry["contractor"])
        if all(each.contractor != contractor for each in mandates(principal)):
            give_mandate(principal, contractor, opened)
    speakers = [_station(n, entry, opened) for n, entry in enumerate(cast()["stations"], 1)]
    speakers += [
        _source(n, entry, today - timedelta(days=entry.get("days", _LEAD.days)))
        for n, entry in enumerate(cast()["sources"], 1)
    ]
    return [replace(each, habits=_dated(each.habits, today)) for each in speakers]


def _dated(habits: dict[str, Any], today: date) -> dict[str, Any]:
    """Write what happens once with its times instead of days from the demo's first."""
    faults = [dict(fault) for fault in habits.get("faults", ())]
    for fault in faults:
        for name, told in (("since", "begins"), ("until", "ends")):
            if told in fault:
                fault[name] = moment_of(fault.pop(told), today).isoformat()
    return {**habits, "faults": faults} if faults else habits


def moment_of(text: str, today: date) -> datetime:
    """Read a moment like `-1 03:00`: days from the demo's first, and Beijing's clock."""
    days, clock = text.split()
    return datetime.combine(
        today + timedelta(days=int(days)), time.fromisoformat(clock), tzinfo=BEIJING
    )


def _number(key: str) -> int:
    found = cast()["organisations"][key]
    return ensure_organisation(found["name"], found["kind"])


def _organisation(key: str) -> str:
    return str(cast()["organisations"][key]["name"])


def _mn(st: str, number: int, edition: str) -> str:
    """Make an MN that belongs to nobody: 24 hexadecimal digits, 14 characters in 2005."""
    return f"DE{st}{number:010d}" if edition == "2005" else f"DE{st}{number:020d}"


def _station(number: int, entry: dict[str, Any], opened: date) -> Speaker:
    thing = ensure_thing(
        entry["name"],
        kind="station",
        key=entry["key"],
        name_en=entry["name_en"],
        district=entry["district"],
        township=f"{entry['township']}000",
        lon=entry["at"][0],
        lat=entry["at"][1],
        station_kind=entry["standing"],
        level=entry["level"],
        parties=Parties(
            owner=_organisation("centre"),
            owner_kind="centre",
            maintainer=_organisation("air_care"),
            answerable="站长值守（虚构）",
            answerable_en="Station keeper (invented)",
        ),
        origin="simulated",
        source=SOURCE,
        opened=opened,
    )
    speaker = Speaker(
        entry["key"],
        _mn("22", number, "2017"),
        "22",
        "2017",
        password(),
        like=entry["like"],
        minutes=5,
        habits=entry.get("habits", {}),
    )
    _logger(speaker, thing, opened)
    return speaker


def _source(number: int, entry: dict[str, Any], opened: date) -> Speaker:
    thing = ensure_thing(
        entry["name"],
        kind=entry["kind"],
        key=entry["key"],
        name_en=entry["name_en"],
        district=entry["district"],
        lon=entry["at"][0],
        lat=entry["at"][1],
        parties=Parties(
            owner=_organisation(entry["owner"]),
            owner_kind=cast()["organisations"][entry["owner"]]["kind"],
            maintainer=_organisation("source_care"),
            answerable=entry["answerable"],
            answerable_en=entry["answerable_en"],
        ),
        permit=entry.get("permit", ""),
        plant=entry.get("plant", ""),
        body=entry.get("body", ""),
        target=entry.get("target", ""),
        origin="simulated",
        source=SOURCE,
        opened=opened,
    )
    for limit in entry.get("limits", ()):
        _limit(thing, entry, limit, opened)
    edition = entry["edition"]
    speaker = Speaker(
        entry["key"],
        _mn(entry["st"], number, edition),
        entry["st"],
        edition,
        password(),
        sm4_key=secrets.token_hex(8) if edition == "2025" else "",
        habits=entry.get("habits", {}),
    )
    _logger(speaker, thing, opened)
    return speaker


def _limit(thing: int, entry: dict[str, Any], limit: dict[str, str], opened: date) -> None:
    add_limit(
        thing,
        Bound(
            code=limit["code"],
            unit=limit["unit"],
            field=limit["field"],
            interval=limit["interval"],
            document=entry["permit"],
            clause=PERMIT_PAGE,
            low=_decimal(limit.get("low")),
            high=_decimal(limit.get("high")),
        ),
        valid_from=opened,
        why=SOURCE,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def password() -> str:
    """Draw a password of a data logger, 6 digits."""
    return f"{secrets.randbelow(10**6):06d}"


def _logger(speaker: Speaker, thing: int, opened: date) -> None:
    ensure_logger(
        speaker.mn,
        thing_id=thing,
        st=speaker.st,
        password=speaker.password,
        edition=speaker.edition,
        origin="simulated",
        sm4_key=speaker.sm4_key,
        realtime_seconds=REALTIME,
        minute_step=speaker.minutes,
        intervals=("realtime", "minute", "hour"),
        codes=Unit(speaker.mn, speaker.st).shape["factors"],
        opened=opened,
    )


@transaction.atomic
def open_accounts() -> dict[str, str]:
    """Open one account a role.

    Returns
    -------
    dict
        Password by login; kept nowhere else.
    """
    return {entry["login"]: _account(entry) for entry in cast()["people"]}


def _account(entry: dict[str, Any]) -> str:
    organisation = None
    if "organisation" in entry:
        found = cast()["organisations"][entry["organisation"]]
        organisation = ensure_organisation(found["name"], found["kind"])
    return add_person(
        entry["login"],
        entry["role"],
        name=entry["name"],
        district=entry.get("district"),
        organisation=organisation,
        certificate=entry.get("certificate", ""),
        township=entry.get("township"),
    )
