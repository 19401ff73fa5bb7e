"""A small city with its signs: units, officers, findings and verdicts as the stages write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from qingtian_platform.act.alarms import rules
from qingtian_platform.act.alarms.grouping import Sign
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.findings.store import Store as Findings
from qingtian_platform.evaluate.verdicts.rows import Bounds, Verdict
from qingtian_platform.evaluate.verdicts.store import Store as Verdicts
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.registry import api as registry

NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""Wednesday, 12:00 in Beijing."""
HOUR = timedelta(hours=1)
SAID = NOON - timedelta(days=2)
"""When findings are said unless a test says otherwise: they have stood long enough to be raised."""


class City:
    """Units with their officers; what is said of them goes into the real stores."""

    def __init__(self, places: Places) -> None:
        self.places = places
        owner = registry.Parties("河谷热电", "enterprise", "清源运维", "王工", "Wang")
        self.outlet = self._thing("锅炉一", "outlet", "海淀区", owner, "O1", "31")
        other = registry.Parties("山前水泥", "enterprise", "清源运维", "李工", "Li")
        self.other = self._thing("窑尾", "outlet", "房山区", other, "O2", "31")
        self.station = self._thing("万柳", "station", "海淀区", registry.Parties(), "S1", "22")

    def _thing(self, name, kind, district, parties, mn, st) -> int:
        number = registry.ensure_thing(
            name, kind=kind, name_en=name, district=district, parties=parties
        )
        codes = ("a21026", "a21002") if st == "31" else ("a34004",)
        registry.ensure_logger(mn, thing_id=number, st=st, password="123456", codes=codes)
        return number

    def person(self, role: str, thing: int | None = None, which: int = 0, **more) -> Person:
        organisation = None
        if thing is not None:
            organisation = registry.things()[thing].organisations[which]
        count = Person.objects.count()
        return Person.objects.create(
            username=f"{role}{count}", role=role, organisation_id=organisation, **more
        )

    def find(self, *said: Said, now: datetime = SAID) -> list[int]:
        with Findings.writing(self.places) as store, store.transaction():
            return [store.say("test", one, now) for one in said]

    def end(self, number: int, successor: int | None = None, now: datetime = NOON) -> None:
        with Findings.writing(self.places) as store, store.transaction():
            store.end(number, "changed" if successor else "gone", successor, now)

    def judge(self, *verdicts: Verdict, now: datetime = NOON) -> None:
        with Verdicts.writing(self.places) as store, store.transaction():
            store.write([(one, None) for one in verdicts], now)


def said(thing, mn="O1", rule="FD-111", start=0.0, hours=3.0, score=0.9, code="a21026", base=NOON):
    """Say a finding that begins so many hours before noon."""
    begin = base + timedelta(hours=start)
    evidence = {"observed": 1, "expected": 0, "n": 3, "lag_h": 24, "compared": []}
    return Said(
        rule,
        mn,
        code,
        "hour",
        begin,
        begin + timedelta(hours=hours),
        evidence=evidence,
        score=score,
        thing_id=thing,
    )


def over(thing, start=0, code="a21026", word="over", value="72.5", base=NOON, review=False):
    """Judge an hour of an outlet."""
    begin = base + start * HOUR
    return Verdict(
        thing,
        "hour",
        begin,
        begin + HOUR,
        code,
        word,
        value=Decimal(value),
        unit="mg/m3",
        bounds=Bounds(None, Decimal(50), "standard", "GB 13223", "4.1"),
        multiple=Decimal(value) / 50 - 1,
        review=review,
    )


def sign(thing, start=0.0, hours=1.0, cause=rules.FALSIFICATION, kind="constant", key=None, **more):
    """Make a sign without a store behind it."""
    begin = NOON + timedelta(hours=start)
    facts = {"form": "finding", "rule": "FD-101", "district": "110108", "organisations": (), **more}
    name = key or f"{thing}{start}{hours}{kind}{facts.get('code', '')}"
    return Sign(
        key=name,
        cause=cause,
        kind=kind,
        thing_id=thing,
        mn=f"M{thing}",
        code=facts.pop("code", "a21026"),
        start=begin,
        end=begin + timedelta(hours=hours),
        **facts,
    )
