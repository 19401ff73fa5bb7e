"""What persons sign about values enters the results at once; what was received stays beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from qingtian.ledger import kinds
from qingtian.quantities import natural_day
from qingtian_platform.evaluate import api, worker
from qingtian_platform.evaluate.verdicts import reading
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from support import signing

from .conftest import FIRST, frames_of

START = natural_day(FIRST).start
HOUR = timedelta(hours=1)


def run(places) -> None:
    while worker.step(places):
        pass


def row_of(city, code: str = "a34004", start: datetime = START) -> dict:
    found = record.observations(
        mn=city.mns[0], code=code, start=start, end=start + HOUR, places=city.places
    )
    return dict(found.to_pylist()[0])


class Desk:
    """A reviewer who signs about the city's values."""

    def __init__(self, city) -> None:
        self.city = city
        self.who = signing.person("wang")
        self.pen = signing.pen_of(city.places, self.who)

    def sign(self, schema: str, body: dict, words: tuple[bytes, str] | None = None) -> int:
        entry = signing.signed(self.city.places, self.pen, schema, body)
        return acts.submit(entry, self.who, words, self.city.places)

    def correct(self, row: dict, new: str) -> int:
        held = acts.corrected_one(row, self.city.places)
        old = held.value if held else acts.value_text(row)
        body, words = signing.correction(self.city.places, row, old, new)
        return self.sign(kinds.CORRECTION, body, words)

    def retract(self, target: dict) -> int:
        body = {"basis": "", "reason": "instrument-failure", "target": target, "words": None}
        return self.sign(kinds.RETRACTION, body)

    def decide(self, row: dict, after: str) -> int:
        body = {
            "after": after,
            "before": row["flag"],
            "outcome": "rejected",
            "rule": "HJ 818-2018",
            "target": acts.target_of(self.city.places, row),
            "version": "1",
            "words": None,
        }
        return self.sign(kinds.DECISION, body)


@pytest.fixture
def city(city):
    frames = [frames_of(mn, n, range(24)) for n, mn in enumerate(city.mns[:2], 1)]
    city.send([frame for own in frames for frame in own])
    return city


@pytest.fixture
def desk(city) -> Desk:
    return Desk(city)


def hour(city, thing: int | None = 1):
    read = api.city_hours if thing is None else lambda *span, **of: api.hours(thing, *span, **of)
    return read(START, START + HOUR, places=city.places)[0]


def day(city):
    return api.days(1, START, START + 24 * HOUR, places=city.places)[0]


def test_a_correction_enters_hour_day_and_city_and_says_so(city, desk) -> None:
    run(city.places)
    before, mean = hour(city), day(city).doses["PM2.5"].value
    row = row_of(city)
    number = desk.correct(row, "331.0")
    run(city.places)
    now = hour(city)
    assert (before.doses["PM2.5"].value, now.doses["PM2.5"].value) == (42, 331)
    assert now.aqi > before.aqi
    assert now.acted == {"PM2.5": "corrected"}
    assert hour(city, None).acted == {"PM2.5": "corrected"}
    assert day(city).acted == {"PM2.5": "corrected"}
    assert day(city).doses["PM2.5"].value == mean + 12, "(331.0 - 41.5) / 24"
    assert not hour(city, 2).acted
    later = api.hours(1, START + 5 * HOUR, START + 6 * HOUR, places=city.places)[0]
    reaches = "PM2.5_24h" in later.doses
    assert later.acted == ({"PM2.5": "corrected"} if reaches else {})
    assert [one.doses["PM2.5"].value for one in api.versions(1, "hour", START)] == [42, 331]
    given = [g for g, _ in api.inputs(api.explain(1, "hour", START)) if g.origin.get("act")]
    assert [(one.value, one.origin["received"], one.origin["by_role"]) for one in given] == [
        (Decimal("331.0"), "41.5", "reviewer")
    ]
    assert given[0].origin["act"] == number
    assert given[0].origin["reason"] == "zero-drift"


def test_what_was_received_stays_and_is_what_is_not_current(city, desk) -> None:
    row = row_of(city)
    moment = datetime.now(tz=START.tzinfo)
    number = desk.correct(row, "331.00")
    held = row_of(city)
    assert (held["value"], held["decimals"], held["act"]) == (331.0, 2, number)
    asked = {"mn": row["mn"], "code": "a34004", "start": START, "end": START + HOUR}
    for more in ({"superseded": True}, {"as_of": moment}):
        past = record.observations(**asked, **more, places=city.places).to_pylist()
        assert [(one["value"], one["act"]) for one in past] == [(41.5, None)]
    assert row_of(city, start=START + HOUR)["act"] is None
    desk.correct(row_of(city, start=START + HOUR), "<0.5")
    held = row_of(city, start=START + HOUR)
    assert (held["value"], held["text"]) == (None, "<0.5"), "no number is kept as text"


def test_a_retracted_value_counts_nowhere_and_comes_back(city, desk) -> None:
    run(city.places)
    row = row_of(city)
    desk.retract(acts.target_of(city.places, row))
    run(city.places)
    assert hour(city).doses["PM2.5"].value is None
    assert hour(city).acted == {"PM2.5": "retracted"}
    assert day(city).doses["PM2.5"].count == 23
    told = {g.origin["code"]: why for g, why in api.inputs(api.explain(1, "hour", START))}
    assert told["a34004"] == "retracted"
    number = desk.correct(row, "50.0")
    desk.decide(row_of(city, "a21005"), "D")
    run(city.places)
    assert hour(city).doses["PM2.5"].value == 50, "a mistaken retraction is answered so"
    assert hour(city).doses["CO"].value is None, "a mark that a person rejected"
    assert hour(city).acted == {"PM2.5": "corrected", "CO": "decided"}
    desk.retract({"entry": acts.act(number, city.places).hash})
    run(city.places)
    assert hour(city).acted == {"PM2.5": "retracted", "CO": "decided"}


def test_a_stage_is_told_of_acts_from_a_cursor(city, desk) -> None:
    cursor, _ = record.changed(record.Cursor(), city.places)
    assert record.changed(cursor, city.places) == (cursor, [])
    number = desk.correct(row_of(city), "331.0")
    after, changes = record.changed(cursor, city.places)
    assert changes == [(city.mns[0], "hour", START, START + HOUR)]
    assert after == (cursor.batch, number + 1)


def test_exports_and_judgements_name_it(city, desk) -> None:
    desk.correct(row_of(city), "331.0")
    rows = {row["thing"]: row for row in api.air_rows(FIRST, FIRST, "day", places=city.places)}
    assert [rows[name]["acted"] for name in ("站1", "站2")] == ["PM2.5=corrected", ""]
    read = reading.read(city.places, city.mns[:1], START, START + HOUR)[city.mns[0]]
    sample = read["hour", "a34004", "Avg"][START]
    assert (sample.value, sample.origin["received"]) == (Decimal("331.0"), "41.5")
