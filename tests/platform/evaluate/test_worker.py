"""The stage evaluates what changed, keeps every version, and each result explains itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

import pytest

from qingtian.quantities import natural_day
from qingtian_platform.evaluate import api, worker
from qingtian_platform.evaluate.store import Store
from qingtian_platform.evaluate.worker import merged
from support.receipts import hour_frame

from .conftest import CAME, FIRST, TODAY, frames_of, values

START = natural_day(FIRST).start
END = START + timedelta(days=3)


def run(places) -> None:
    assert worker.step(places) is True
    while worker.step(places):
        pass


def test_nothing_sealed_is_nothing_to_do(places) -> None:
    assert worker.step(places) is False
    assert api.latest(places=places) == {}
    assert api.latest_city(places=places) is None


def test_days_follow_the_edition_of_their_day(sent) -> None:
    run(sent.places)
    days = api.days(1, START, END, places=sent.places)
    assert [day.edition for day in days] == ["HJ 633-2012", "HJ 633-2026", "HJ 633-2026"]
    assert all(day.valid and day.end - day.start == timedelta(days=1) for day in days)
    hours = [Decimal(values(1, h)["a34004"]) for h in range(24)]
    mean = (sum(hours) / 24).quantize(Decimal(1))
    assert days[0].doses["PM2.5"].value == mean
    assert days[0].doses["PM2.5"].count == 24


def test_every_result_is_what_its_explanation_says(evaluated) -> None:
    found = api.days(2, START, END, places=evaluated.places) + api.hours(
        2, START + timedelta(hours=22), START + timedelta(hours=27), places=evaluated.places
    )
    assert len(found) == 8
    for result in found:
        told = api.explain(2, result.period, result.start, places=evaluated.places)
        assert (
            told.value,
            tuple(told.more["primary"]),
            told.valid,
            told.edition,
            told.more["level"],
        ) == (
            result.aqi,
            result.primary,
            result.valid,
            result.edition,
            result.level,
        )


def test_the_inputs_lead_to_batch_and_frame(sent) -> None:
    told = api.explain(1, "day", START, places=sent.places)
    leaves = api.inputs(told)
    assert len(leaves) == 24 * 6 + 24  # ozone twice: its 8-hour mean and its largest hour
    origin = leaves[0][0].origin
    assert {"mn", "code", "batch", "frame", "start", "received_at"} <= set(origin)
    assert "日空气质量指数" in told.tree("zh")
    assert "Daily AQI" in str(told)


def test_the_city_takes_assessment_stations_only(evaluated) -> None:
    days = api.city_days(START, END, places=evaluated.places)
    assert [(day.stations, day.with_data) for day in days] == [(3, 3)] * 3
    told = api.explain("city", "day", START, places=evaluated.places)
    assert (told.value, tuple(told.more["primary"])) == (days[0].aqi, days[0].primary)
    own = [
        api.days(n, START, END, places=evaluated.places)[0].doses["SO2"].value for n in (1, 2, 3)
    ]
    assert days[0].doses["SO2"].value == (sum(own) / 3).quantize(Decimal(1))


def test_two_of_three_stations_are_not_three_quarters(city) -> None:
    for n, mn in enumerate(city.mns[:2], 1):
        city.send(frames_of(mn, n, range(24)))
    run(city.places)
    (day,) = api.city_days(START, END, places=city.places)
    assert (day.stations, day.with_data, day.aqi, day.valid) == (3, 2, None, False)


@pytest.mark.parametrize(("hours", "valid"), [(20, True), (19, False)])
def test_a_day_needs_its_hours(city, hours, valid) -> None:
    city.send(frames_of(city.mns[0], 1, range(24 - hours, 24)))
    run(city.places)
    (day,) = api.days(1, START, END, places=city.places)
    dose = day.doses["PM2.5"]
    assert (dose.value is not None, dose.count, dose.required) == (valid, hours, 20)
    assert dose.why == ("" if valid else "not-valid")


def test_a_marked_hour_is_left_out_and_says_why(city) -> None:
    mn = city.mns[0]
    city.send(frames_of(mn, 1, range(20)) + frames_of(mn, 1, range(20, 24), flag="D"))
    run(city.places)
    (day,) = api.days(1, START, END, places=city.places)
    assert day.doses["PM2.5"].count == 20
    reasons = [reason for _, reason in api.inputs(api.explain(1, "day", START, places=city.places))]
    assert reasons.count("flagged") == 4 * 7


def test_a_correction_adds_a_version_and_erases_nothing(evaluated) -> None:
    before = api.days(1, START, END, places=evaluated.places)[0]
    hour = START + timedelta(hours=3)
    changed = {**values(1, 3), "a34004": "480.5"}
    frame = hour_frame(evaluated.mns[0], hour.astimezone(UTC), changed, qn="20260303999999999")
    evaluated.send([frame], at=CAME + timedelta(hours=1))
    run(evaluated.places)
    after = api.days(1, START, END, places=evaluated.places)[0]
    assert (before.version, after.version) == (1, 2)
    assert after.doses["PM2.5"].value > before.doses["PM2.5"].value
    old, new = api.versions(1, "day", START, places=evaluated.places)
    assert (old.content, new.content) == (before.content, after.content)
    assert new.received_at == CAME + timedelta(hours=1)
    untouched = api.days(2, START, END, places=evaluated.places)[0]
    assert untouched.version == 1


def test_a_step_repeated_after_a_kill_changes_nothing(evaluated) -> None:
    before = api.hours(1, START, END, places=evaluated.places)
    store = Store.writing(evaluated.places)
    with store.transaction():
        store.remember("cursor", "-1")
    store.close()
    run(evaluated.places)
    assert api.hours(1, START, END, places=evaluated.places) == before
    assert all(each.version == 1 for each in before)


def test_an_hour_that_loses_all_its_values_gets_an_empty_version(city) -> None:
    mn = city.mns[0]
    city.send(frames_of(mn, 1, range(2)))
    run(city.places)
    city.send(frames_of(mn, 1, range(1), flag="D"), at=CAME + timedelta(hours=1))
    run(city.places)
    first, second = api.hours(1, START, END, places=city.places)
    assert (first.version, first.aqi, first.reasons) == (2, None, ("no-valid-input",))
    assert second.version == 1


def test_latest_is_by_measurement_and_says_when_it_came(city) -> None:
    mn = city.mns[0]
    city.send(frames_of(mn, 1, range(10, 12)))
    city.send(frames_of(mn, 1, range(3)), at=CAME + timedelta(hours=2))
    run(city.places)
    latest = api.latest(places=city.places)[1]
    assert latest.start == START + timedelta(hours=11)
    assert latest.received_at < CAME + timedelta(hours=1)


def test_a_day_that_has_not_ended_is_not_judged(city) -> None:
    midnight = TODAY.start.astimezone(UTC)
    frame = hour_frame(city.mns[0], midnight, values(1, 0))
    city.send([frame])
    run(city.places)
    assert api.days(1, midnight, midnight + timedelta(days=1), places=city.places) == []
    assert len(api.hours(1, midnight, midnight + timedelta(days=1), places=city.places)) == 1


def test_the_day_on_which_the_stage_stood_still_is_judged(city, monkeypatch) -> None:
    """Power fails at nine in the evening and is back three days later: the last hours never come."""

    class Clock(datetime):
        moment = START + timedelta(hours=21, minutes=30)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return cls.moment.astimezone(tz)

    monkeypatch.setattr(worker, "datetime", Clock)
    for n, mn in enumerate(city.mns, 1):
        city.send(frames_of(mn, n, range(21)))
    run(city.places)
    assert api.days(1, START, END, places=city.places) == []
    Clock.moment = END + timedelta(hours=9)
    run(city.places)
    (day,) = api.days(1, START, END, places=city.places)
    assert (day.start, day.doses["PM2.5"].count) == (START, 21)
    assert worker.step(city.places) is False, "and once"


def test_stretches_that_touch_are_joined() -> None:
    day = date(2026, 1, 1)
    one = timedelta(days=1)
    assert merged(
        [(day + 2 * one, day + 3 * one), (day, day + one), (day + 9 * one, day + 9 * one)]
    ) == [
        (day, day + 3 * one),
        (day + 9 * one, day + 9 * one),
    ]


def test_a_question_must_be_whole(places, db) -> None:
    with pytest.raises(ValueError, match="hour or day"):
        api.explain(1, "week", START, places=places)
    with pytest.raises(ValueError, match="zone"):
        api.explain(1, "day", datetime(2026, 1, 1), places=places)  # noqa: DTZ001
