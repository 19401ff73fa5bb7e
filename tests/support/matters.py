"""A city with officers of two districts, and matters of construction dust in one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from qingtian.cases import Handed, Officer
from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people

TEN = datetime(2024, 5, 6, 10, tzinfo=BEIJING)
"""A Monday."""
PEOPLE = (
    ("zhang", "enforcement", "110105"),
    ("qian", "enforcement", "110105"),
    ("zhou", "head", "110105"),
    ("fa", "legal", "110105"),
    ("xi", "enforcement", "110102"),
    ("ju", "head", None),
    ("jian", "duty", None),
)


@dataclass
class Desk:
    """Persons, and what they do."""

    places: Places
    people: dict[str, Any] = field(default_factory=dict)
    reports: int = 0

    def __getitem__(self, login: str) -> Any:
        return self.people[login]

    def add(self, login: str, role: str, district: str | None = None, **more: Any) -> Any:
        people.add_person(login, role, district=district, name=login, **more)
        self.people[login] = people.account(login)
        return self.people[login]

    def dust(self, site: str = "s1", at: datetime = TEN, **more: Any) -> api.MatterInfo:
        """See dust at a site."""
        self.reports += 1
        said = {
            "subject": api.Subject("site", site, f"工地{site}"),
            "division": "110105",
            "origin": api.Origin("inspection", f"r{self.reports}"),
            "person": self["zhang"],
            "now": at,
        }
        return api.open_matter("construction-dust", "see", **(said | more))

    def do(self, matter: api.MatterInfo, act: str, now: datetime, **more: Any) -> api.DeedInfo:
        return api.do(matter.id, more.pop("person", self["zhang"]), act, now=now, **more)

    def confirm(self, matter: api.MatterInfo, now: datetime, **more: Any) -> api.DeedInfo:
        return self.do(matter, "confirm", now, papers=(record(now),), **more)


def record(at: datetime, key: str = "inspection") -> Handed:
    """A record of two officers that ended an hour before."""
    two = (Officer("张", "0105-1"), Officer("钱", "0105-2"))
    return Handed(
        key,
        officers=two,
        party="signed",
        begin=at - timedelta(hours=2),
        end=at - timedelta(hours=1),
        signature="张",
        seal=True,
        number="1",
    )


@pytest.fixture
def desk(tmp_path, monkeypatch, db) -> Desk:
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    found = Desk(places)
    for login, role, district in PEOPLE:
        found.add(login, role, district)
    return found
