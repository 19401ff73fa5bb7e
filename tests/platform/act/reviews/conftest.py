"""Two stations and an outlet that sent a day, three reviewers with keys, and what each may sign."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qingtian.ledger import kinds
from qingtian.ledger.acts import Pen, words_hash
from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.act.reviews import worker
from qingtian_platform.evaluate import worker as evaluating
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry
from support import signing
from support.once import planting
from support.receipts import hour_frame, received

DAY = date(2026, 3, 2)
CODES = ("a21026", "a21004", "a34002", "a34004", "a21005", "a05024")
LOGINS = ("li", "wang", "zhao")
NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
"""When everything came in."""


def values(station: int, hour: int, **more: str) -> dict[str, str]:
    """What a station sends for an hour."""
    said = {
        "a21026": f"{5 + station}.0",
        "a21004": f"{30 + (hour * 7 + station) % 40}.5",
        "a34002": f"{60 + (hour * 11) % 90}.0",
        "a34004": f"{40 + (hour * 5 + station) % 50}.5",
        "a21005": f"0.{(hour + station) % 9 + 1}",
        "a05024": f"{20 + (hour * 13 + station) % 150}.0",
    }
    return said | more


@dataclass
class Desk:
    """The review of one station's day, and who signs it."""

    places: Places
    thing: registry.ThingInfo
    pens: dict[str, Pen] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def mn(self) -> str:
        return "A110101_0001"

    def state(self, day: date = DAY) -> reviews.DayState:
        return reviews.state(self.thing, day, self.places)

    def table(self, day: date = DAY) -> reviews.Table:
        return reviews.table(self.thing, day, self.places)

    def submit(self, who: str, schema: str, body: dict[str, Any], words: str = "") -> int:
        salted = (os.urandom(32), words) if words else None
        said = {**body, "words": None if salted is None else words_hash(*salted)}
        entry = signing.signed(self.places, self.pens[who], schema, said)
        return acts.submit(entry, self.people[who], salted, self.places)

    def sign(self, who: str, step: str, words: str = "", day: date = DAY, **more: Any) -> int:
        body = reviews.body(self.state(day), step, self.table(day).digest) | more
        return self.submit(who, kinds.REVIEW, body, words)

    def review(self) -> None:
        """Have the three sign the day as it is."""
        for who, step in zip(LOGINS, ("first", "second", "issued"), strict=True):
            self.sign(who, step)

    def reading(self, code: str = "a34004", hour: int = 5) -> reviews.Reading:
        at = natural_day(DAY).start + timedelta(hours=hour)
        found = [e for e in self.table().readings if e.code == code and e.start == at]
        return found[0]

    def decide(self, who: str, outcome: str = "reject", **of: Any) -> int:
        reading = self.reading(**of)
        reason = reviews.reasons(outcome, DAY)[0]
        body = reviews.decision(reading, outcome, reason, DAY, "QC-105")
        return self.submit(who, kinds.DECISION, body, "仪器零点检查")

    def send(self, hour: int, **more: str) -> None:
        """Let a late value of an hour come in."""
        frame = frames(1, self.mn, (hour,), "late", **more)
        received(self.places, frame, at=NOON + timedelta(hours=2))
        record.drain(self.places)

    def evaluated(self) -> None:
        while evaluating.step(self.places):
            pass

    def follow(self) -> None:
        """Let the stage take what changed."""
        while worker.step(self.places):
            pass


def frames(station: int, mn: str, hours: Any, serial: str = "", **more: str) -> list[bytes]:
    start = datetime(DAY.year, DAY.month, DAY.day, tzinfo=BEIJING)
    return [
        hour_frame(
            mn,
            (start + timedelta(hours=hour)).astimezone(UTC),
            values(station, hour, **more),
            qn=f"2026030{'4' if serial else '3'}{hour:09d}",
        )
        for hour in hours
    ]


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


PLACES = (
    ("station", "assessment", "city"),
    ("station", "assessment", "city"),
    ("outlet", None, None),
    ("station", "control", "national"),
)


def registered() -> None:
    """Register two own stations, and beside them an outlet and a station of the state."""
    for number, (kind, standing, level) in enumerate(PLACES, 1):
        of = {"station_kind": standing, "level": level} if kind == "station" else {}
        thing = registry.ensure_thing(
            f"站{number}", key=f"place-{number}", kind=kind, name_en=f"Place {number}",
            lon=116.3 + number / 100, lat=39.9, origin="simulated", **of,
        )  # fmt: skip
        mn = f"A11010{number}_0001"
        registry.ensure_logger(
            mn, thing_id=thing, st="22", password="123456", codes=CODES, origin="simulated"
        )


@pytest.fixture(scope="session")
def sent(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A data directory with a day of both stations."""
    del django_db_setup
    found = tmp_path_factory.mktemp("reviews")
    with planting(found, django_db_blocker):
        made = Places(found).make()
        registered()
        for number in (1, 2):
            received(made, frames(number, f"A11010{number}_0001", range(24)), at=NOON)
        record.drain(made)
    return found


@pytest.fixture
def desk(sent, places, db) -> Desk:
    """The review of the first station's day."""
    shutil.copytree(sent, places.data, dirs_exist_ok=True)
    registered()
    found = Desk(places, registry.thing("place-1"))
    for login in LOGINS:
        found.people[login] = signing.person(login)
        found.pens[login] = signing.pen_of(places, found.people[login])
    return found
