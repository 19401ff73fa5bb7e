"""Kept inputs are what the archive says, of a station's last days, and never behind a correction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from qingtian.quantities import natural_day
from qingtian_platform.evaluate import api, facts, inputs, worker
from qingtian_platform.evaluate.store import Store
from support.receipts import hour_frame

from .conftest import FIRST, values

START = natural_day(FIRST).start
DAY = timedelta(days=1)


def ordered(rows) -> list[tuple]:
    return sorted(tuple(sorted(row.items(), key=lambda item: item[0])) for row in rows)


def run(places) -> None:
    while worker.step(places):
        pass


def kept_days(places, thing: int) -> list[date]:
    with Store.reading(places) as store:
        return [FIRST + n * DAY for n in range(-2, 40) if store.inputs(thing, FIRST + n * DAY)]


def test_what_is_kept_is_what_the_archive_says(evaluated) -> None:
    known = facts.read()
    assert kept_days(evaluated.places, 1) == [FIRST, FIRST + DAY, FIRST + 2 * DAY]
    for first, length in ((START, 3 * DAY), (START + 25 * timedelta(hours=1), DAY / 2)):
        span = first, first + length
        read = inputs.read(evaluated.places, known, [1, 2, 4], *span)
        archived = inputs.archived(evaluated.places, known, [1, 2, 4], *span)
        assert {thing: ordered(rows) for thing, rows in read.items()} == {
            thing: ordered(rows) for thing, rows in archived.items()
        }
        assert len(read[1]) == int(length / timedelta(hours=1)) * 6


def test_a_page_explains_the_last_days_without_the_archive(evaluated, monkeypatch) -> None:
    hour = START + 30 * timedelta(hours=1)
    with Store.reading(evaluated.places) as store:
        stood = store.last(0, "hour")
    monkeypatch.setattr(inputs, "archived", None)
    assert len(api.inputs(api.explain(1, "hour", hour, places=evaluated.places))) == 6
    assert api.explain("city", "hour", stood.start, places=evaluated.places).value == stood.aqi


def test_a_correction_is_in_what_is_kept(evaluated) -> None:
    days = FIRST, FIRST + 5 * DAY
    before = api.evaluations(1, *days, places=evaluated.places)
    mn = evaluated.mns[0]
    evaluated.send(
        [hour_frame(mn, START.astimezone(UTC), values(1, 0) | {"a34004": "99.5"}, qn="9" * 17)]
    )
    run(evaluated.places)
    told = api.explain(1, "hour", START, places=evaluated.places)
    assert "99.5" in {str(given.value) for given, _ in api.inputs(told)}
    after = api.evaluations(1, *days, places=evaluated.places)
    assert after == before | {FIRST: before[FIRST] + 1}
    assert api.version(2, places=evaluated.places) < api.version(1, places=evaluated.places)


def test_only_the_last_days_of_a_station_are_kept(evaluated) -> None:
    late = START + 9 * DAY
    evaluated.send([hour_frame(evaluated.mns[0], late.astimezone(UTC), values(1, 0), qn="8" * 17)])
    run(evaluated.places)
    assert kept_days(evaluated.places, 1)[0] == FIRST + 2 * DAY
    assert kept_days(evaluated.places, 2) == [FIRST, FIRST + DAY, FIRST + 2 * DAY]
    evaluated.send([hour_frame(evaluated.mns[0], START.astimezone(UTC), values(2, 9), qn="7" * 17)])
    run(evaluated.places)
    assert FIRST not in kept_days(evaluated.places, 1)
    told = api.explain(1, "hour", START, places=evaluated.places)
    assert values(2, 9)["a34004"] in {str(given.value) for given, _ in api.inputs(told)}


def test_rows_keep_every_digit_and_microsecond() -> None:
    row = dict(zip(inputs.PLAIN, ("M", "a", "Avg", 0, 0.1 + 0.2, 17, None, "N", 3, 4), strict=True))
    row |= {"start": START.astimezone(UTC), "received_at": datetime(2026, 1, 2, 3, 4, 5, 6, UTC)}
    row |= {"act": 7}
    assert inputs.unpack(inputs.pack([row])) == [row]
