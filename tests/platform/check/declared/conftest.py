"""A boiler, who runs it, the contractor who cares for it, and others who must keep out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from qingtian.quantities import BEIJING
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry

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
    owner: int
    contractor: int
    officer: object
    technician: object
    stranger: object


def person(login: str, role: str, organisation: int):
    people.add_person(login, role, organisation=organisation)
    return people.account(login)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def firm(places) -> Firm:
    parties = registry.Parties(owner="青云供热", maintainer="衡准运维")
    thing = registry.ensure_thing(
        "锅炉", name_en="Boiler", kind="outlet", plant="gas boiler, new", opened=OPENED,
        parties=parties,
    )  # fmt: skip
    codes = ("a21002", "a21026", "a19001", "a00000")
    registry.ensure_logger(MN, thing_id=thing, st="31", password="123456", codes=codes)
    owner = people.ensure_organisation("青云供热", "enterprise")
    contractor = people.ensure_organisation("衡准运维", "maintainer")
    other = people.ensure_organisation("别家", "enterprise")
    found = Firm(
        places,
        thing,
        owner,
        contractor,
        person("qiye", "enterprise", owner),
        person("yunwei", "contractor", contractor),
        person("bieren", "enterprise", other),
    )
    people.give_mandate(owner, contractor, OPENED, by=found.officer)
    return found
