"""A boiler, who runs it, the contractor who cares for it, and another enterprise that must keep out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from qingtian.quantities import BEIJING
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from support.receipts import framed, received

MN = "QTSTACK001"
OPENED = date(2026, 3, 1)


def at(text: str) -> datetime:
    """A moment of March 2026 in Beijing, as `2 14:00`."""
    day, _blank, clock = text.partition(" ")
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, int(day), hour, minute, tzinfo=BEIJING)


@dataclass
class Firm:
    places: Places
    thing: int
    key: str
    owner: int
    contractor: int
    officer: Any
    technician: Any
    stranger: Any


def person(login: str, role: str, organisation: int | None = None, district: str | None = None):
    people.add_person(login, role, organisation=organisation, district=district)
    return people.account(login)


def firm_in(places: Places) -> Firm:
    """Register all of them; the contractor may act from the first day on."""
    parties = registry.Parties(owner="青云供热", maintainer="衡准运维")
    thing = registry.ensure_thing(
        "锅炉",
        name_en="Boiler",
        kind="outlet",
        plant="gas boiler, new",
        opened=OPENED,
        parties=parties,
        district="110105",
    )
    codes = ("a21002", "a21026", "a19001", "a00000")
    registry.ensure_logger(MN, thing_id=thing, st="31", password="123456", codes=codes)
    owner = people.ensure_organisation("青云供热", "enterprise")
    contractor = people.ensure_organisation("衡准运维", "maintainer")
    other = people.ensure_organisation("别家", "enterprise")
    found = Firm(
        places,
        thing,
        registry.things()[thing].key,
        owner,
        contractor,
        person("qiye", "enterprise", owner),
        person("yunwei", "contractor", contractor),
        person("bieren", "enterprise", other),
    )
    people.give_mandate(owner, contractor, OPENED, by=found.officer)
    return found


def sent(
    places: Places, start: datetime, values: list[dict[str, float]], came: datetime, flag: str = "N"
) -> None:
    """Send hours of NOx, as measured and converted, and of flow, from a moment on."""
    frames = []
    for n, row in enumerate(values):
        stamp = (start.astimezone(BEIJING) + timedelta(hours=n)).strftime("%Y%m%d%H%M%S")
        nox, flow = row.get("nox", 20), row.get("flow", 9000)
        area = (
            f"a21002-Avg={nox},a21002-ZsAvg={nox},a21002-Flag={flag};"
            f"a00000-Avg={flow},a00000-Flag=N"
        )
        frames.append(
            framed(
                f"QN={stamp}000;ST=31;CN=2061;PW=123456;MN={MN};Flag=5;"
                f"CP=&&DataTime={stamp};{area}&&"
            )
        )
    received(places, frames, at=came)
    record.drain(places)
