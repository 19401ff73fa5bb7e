"""The table that the command writes: the columns promised, the law of the day, the stored figures."""

from __future__ import annotations

from datetime import date, timedelta

from qingtian_platform.evaluate import api

from .conftest import FIRST
from .test_worker import END, START

LAST = date(2026, 3, 2)


def rows(sent, period, **options):
    return list(api.air_rows(FIRST, LAST, period, places=sent.places, **options))


def test_days_and_hours_are_those_that_the_stage_stored(evaluated) -> None:
    for period, read in (("day", api.days), ("hour", api.hours)):
        found = {(row["thing"], row["period"]): row for row in rows(evaluated, period)}
        for n, thing in enumerate(evaluated.things.values(), 1):
            for result in read(thing, START, END, places=evaluated.places):
                key = result.start + timedelta(hours=8)
                name = (
                    key.date().isoformat() if period == "day" else f"{key:%Y-%m-%dT%H:%M:%S}+08:00"
                )
                row = found[f"站{n}", name]
                assert (row["aqi"], row["valid"], row["edition"]) == (
                    result.aqi,
                    result.valid,
                    result.edition,
                )
                assert row["pm25"] == result.doses["PM2.5"].value
                assert row["pm25_iaqi"] == result.doses["PM2.5"].iaqi
        assert len(found) == 4 * (3 if period == "day" else 72)


def test_every_cell_has_its_column(sent) -> None:
    for period in ("hour", "day", "year"):
        header = api.header(period)
        assert header[:6] == ["thing", "period", "aqi", "primary", "category", "valid"]
        assert header[-1] == "edition"
        for row in rows(sent, period, city=True):
            assert set(row) <= set(header)


def test_the_city_comes_when_asked_for(sent) -> None:
    assert not [row for row in rows(sent, "day") if row["thing"] == "city"]
    assert len([row for row in rows(sent, "day", city=True) if row["thing"] == "city"]) == 3


def test_three_days_are_no_year(sent) -> None:
    found = rows(sent, "year")
    assert {row["valid"] for row in found} == {False}
    assert {row["edition"] for row in found} == {"HJ 663-2026"}
    assert all(row["pm25"] is not None and row["composite"] is not None for row in found)


def test_category_speaks_both_languages(sent) -> None:
    names = {row["category"] for row in rows(sent, "day", language="en")}
    assert names <= {"Excellent", "Good", "Lightly polluted", "Moderately polluted"}
