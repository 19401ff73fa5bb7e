"""A city with two parties of a draw, a register, and a log that takes in what is told to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qingtian.draw import commitment
from qingtian.ledger import kinds
from qingtian.ledger.acts import Pen
from qingtian_platform.act.draws import api as draws
from qingtian_platform.act.draws import worker
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import Role, ensure_organisation
from qingtian_platform.people.models import Person
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper
from support.drawn import person as listed
from support.drawn import thing
from support.signing import pen_of, person, signed

BEGUN, HOUR = datetime(2026, 11, 26, 1, tzinfo=UTC), timedelta(hours=1)
OBJECTS = [thing(f"lab{n}", "agency", "110101") for n in range(4)] + [thing("firm1", "enterprise")]
PEOPLE = [
    *(listed(f"{group[0]}{n}", group) for group in ("environment", "quality") for n in range(3)),
    *(listed(f"x{n}", "expert") for n in range(2)),
    listed("near", "environment", district="110101"),
]


@dataclass
class City:
    places: Places
    bureau: Person
    quality: Person
    pens: dict[str, Pen]
    keeper: Keeper
    now: datetime = BEGUN

    def announce(self, **more: object) -> draws.DrawInfo:
        """Announce a draw whose checkpoint is due in an hour, and which ends in two."""
        times = (self.now + HOUR, self.now + HOUR, self.now + 2 * HOUR)
        given = {"times": times, "places": self.places, "now": self.now, **more}
        return draws.announce("第四季度监测机构", ["bureau", "quality"], self.bureau, **given)

    def secret(self, who: Person, draw: str) -> tuple[str, str, str]:
        salt, secret = os.urandom(32), os.urandom(32)
        made = commitment(draw, self.pens[who.username].name, salt, secret)
        return made, salt.hex(), secret.hex()

    def sign(self, who: Person, paper: str) -> int:
        entry = signed(self.places, self.pens[who.username], kinds.PAPER, {"paper": paper})
        return acts.submit(entry, who, None, self.places)

    def commit(self, who: Person, draw: str) -> tuple[str, str]:
        made, salt, secret = self.secret(who, draw)
        self.sign(who, draws.write_commitment(draw, who, made, self.now))
        return salt, secret

    def reveal(self, who: Person, draw: str, kept: dict[str, tuple[str, str]]) -> None:
        self.sign(who, draws.write_reveal(draw, who, *kept[who.username], self.now))

    def step(self, later: timedelta = timedelta(0), shown: datetime | None = None) -> bool:
        """Let time pass, the log take in what is new and show it, and the stage do what is due."""
        self.now += later
        self.keeper.step()
        seen = (shown or self.now).timestamp()
        os.utime(self.places.log / "checkpoint", (seen, seen))
        return worker.step(self.places, self.now)


@contextmanager
def city_of(tmp_path: Path, monkeypatch: Any) -> Iterator[City]:
    """Open it, with a clock that its tests move."""
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    bodies = [ensure_organisation(name, "authority") for name in ("演示市环保局", "演示市质监局")]
    bureau = person("bureau", Role.ENFORCEMENT, organisation_id=bodies[0])
    quality = person("quality", Role.SUPERVISOR, organisation_id=bodies[1])
    with Keeper(places, [Acts(places)]) as keeper:
        found = City(places, bureau, quality, {}, keeper)
        monkeypatch.setattr(table, "now", lambda: int(found.now.timestamp() * 1_000_000))
        found.pens |= {each.username: pen_of(places, each) for each in (bureau, quality)}
        draws.enter([("object", o) for o in OBJECTS] + [("person", p) for p in PEOPLE], bureau)
        yield found


def pooled(city: City) -> tuple[str, dict[str, tuple[str, str]]]:
    """Bring a draw to its pool."""
    found = city.announce()
    kept = {who.username: city.commit(who, found.name) for who in (city.bureau, city.quality)}
    assert city.step(), "the pool is committed to when all have committed"
    assert draws.info(found.name).state == "waiting"
    return found.name, kept


def fixed(city: City) -> tuple[str, dict[str, tuple[str, str]]]:
    """Bring a draw to its checkpoint."""
    name, kept = pooled(city)
    assert not city.step(), "it is not its time"
    assert city.step(HOUR)
    return name, kept
