"""Outlets: judged after conversion against the stricter of standard and permit, days of waste water by flow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate import api
from qingtian_platform.evaluate.verdicts import worker
from qingtian_platform.evaluate.verdicts.facts import law_print
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import Bound
from qingtian_platform.registry.models import Datastream, DatastreamTerm
from support.receipts import framed, received

STACK, WORKS = "QTSTACK001", "QTWORKS001"
DAY = date(2026, 3, 2)
CAME = datetime(2026, 3, 3, 4, tzinfo=UTC)
COMMANDS = {"hour": 2061, "minute": 2051}


def at(hour: int, minute: int = 0) -> datetime:
    local = datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=BEIJING)
    return local.astimezone(UTC)


def frame(mn: str, start: datetime, values: dict[str, str], *, interval="hour", flag="N") -> bytes:
    """A frame of values by code and field, as `a21002-Avg`."""
    stamp = start.astimezone(BEIJING).strftime("%Y%m%d%H%M%S")
    fields: dict[str, list[str]] = {}
    for name, value in values.items():
        code, _dash, field = name.partition("-")
        fields.setdefault(code, []).append(f"{code}-{field or 'Avg'}={value}")
    area = "".join(f";{','.join(own)},{code}-Flag={flag}" for code, own in fields.items())
    return framed(
        f"QN={stamp}000;ST=31;CN={COMMANDS[interval]};PW=123456;MN={mn};Flag=5;"
        f"CP=&&DataTime={stamp}{area}&&"
    )


def send(places, frames: list[bytes], came: datetime = CAME) -> None:
    received(places, frames, at=came)
    record.drain(places)


def run(places) -> None:
    while worker.step(places):
        pass


@pytest.fixture
def stack(places, db) -> int:
    thing = registry.ensure_thing(
        "锅炉", name_en="Boiler", kind="outlet", plant="gas boiler, new", opened=DAY
    )
    codes = ("a21002", "a21026", "a19001", "a00000")
    registry.ensure_logger(STACK, thing_id=thing, st="31", password="123456", codes=codes)
    return thing


@pytest.fixture
def works(places, db) -> int:
    thing = registry.ensure_thing(
        "再生水厂", name_en="Works", kind="outlet", plant="sewage 1A", opened=DAY
    )
    codes = ("w01018", "w01001", "w00000")
    registry.ensure_logger(WORKS, thing_id=thing, st="32", password="123456", codes=codes)
    return thing


def permit(thing: int, code: str, high: str, **more: str) -> None:
    bound = Bound(
        code,
        more.pop("unit", "mg/m³"),
        high=Decimal(high),
        document="许可证1",
        clause="表3",
        **more,
    )
    registry.add_limit(thing, bound, valid_from=DAY)


def test_oxygen_that_nobody_registered_is_read_in_the_unit_of_the_protocol(places, db):
    thing = registry.ensure_thing("锅炉", kind="outlet", plant="gas boiler, new", opened=DAY)
    registry.ensure_logger(STACK, thing_id=thing, st="31", password="123456", codes=("a21002",))
    permit(thing, "a21002", "80", field="ZsAvg")
    send(places, [frame(STACK, at(8), {"a21002": "28.0", "a19001": "6.0"})])
    run(places)
    assert api.verdict(thing, "hour", at(8), "a21002") is not None


def test_an_hour_is_converted_and_held_against_the_stricter_limit(places, stack):
    permit(stack, "a21002", "80", field="ZsAvg")
    send(places, [frame(STACK, at(8), {"a21002": "28.0", "a19001": "6.0"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert found.value == Decimal("32.67"), "28 x (21-3.5)/(21-6)"
    assert (found.word, found.field, found.multiple) == ("over", "ZsAvg", Decimal("0.09"))
    assert found.bounds is not None
    assert (found.bounds.high, found.bounds.source) == (Decimal(30), "standard")
    assert found.bounds.document == "DB11/139-2015"
    assert {(each.source, each.high) for each in found.others} == {
        ("standard", Decimal(200)),
        ("permit", Decimal(80)),
    }


def test_a_permit_that_is_stricter_decides_and_is_named(places, stack):
    permit(stack, "a21002", "25", field="ZsAvg")
    send(places, [frame(STACK, at(8), {"a21002": "22.0", "a19001": "6.0"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert found.bounds is not None
    assert (found.bounds.source, found.bounds.document) == ("permit", "许可证1")
    assert (found.value, found.word) == (Decimal("25.67"), "over")


def test_exactly_at_the_limit_is_not_over(places, stack):
    send(places, [frame(STACK, at(8), {"a21002": "30.00", "a19001": "3.5"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert (found.value, found.word) == (Decimal("30.00"), "within")


def test_minutes_warn_and_never_judge(places, stack):
    minutes = [
        frame(STACK, at(8, m), {"a21002-Avg": "40", "a21002-ZsAvg": "41"}, interval="minute")
        for m in range(0, 60, 10)
    ]
    send(places, [*minutes, frame(STACK, at(8), {"a21002": "20.0", "a19001": "3.5"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert found.word == "within"
    assert (found.more["warnings"], found.more["minutes"]) == (6, 6)


def test_with_minutes_known_to_be_invalid_an_hour_has_too_few(places, stack):
    values = {"a21002": "90.0", "a19001": "3.5"}
    minutes = [
        frame(STACK, at(8, m), values, interval="minute", flag="D" if m < 20 else "N")
        for m in range(0, 60, 10)
    ]
    send(places, [*minutes, frame(STACK, at(8), values)])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert (found.word, found.count, found.required) == ("too-few", 40, 45)


def test_marked_and_stopped_hours_are_shown_and_not_judged(places, stack):
    values = {"a21002": "90.0", "a19001": "3.5"}
    send(places, [frame(STACK, at(8), values, flag="D"), frame(STACK, at(9), values)])
    registry.declare_shutdown(
        stack, "production", start=at(9), end=at(10), declared_by="厂方", document="停产报告"
    )
    run(places)
    marked, stopped = (api.verdict(stack, "hour", at(hour), "a21002") for hour in (8, 9))
    assert marked is not None
    assert stopped is not None
    assert (marked.word, marked.value, marked.more["mark"]) == ("marked", Decimal("90.0"), "D")
    assert (stopped.word, stopped.value) == ("shutdown", Decimal("90.00"))


def test_without_a_kind_of_plant_only_registered_limits_are_compared(places, stack):
    registry.set_standing(stack, valid_from=DAY)
    send(places, [frame(STACK, at(8), {"a21002": "90.0", "a19001": "3.5"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert (found.word, found.bounds) == ("no-limit", None)
    permit(stack, "a21002", "80")
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert found.word == "over"


def test_an_unclear_kind_is_told_and_accuses_nobody(places, stack):
    registry.set_standing(stack, plant="boiler", valid_from=DAY)
    send(places, [frame(STACK, at(8), {"a21002": "90.0", "a19001": "3.5"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    assert found.word == "no-limit"
    assert "gas" in found.more["unclear"]


def test_a_changed_limit_judges_the_days_again_from_its_day(places, stack):
    send(places, [frame(STACK, at(8), {"a21002": "20.0", "a19001": "3.5"})])
    run(places)
    permit(stack, "a21002", "15", field="ZsAvg")
    run(places)
    words = [one.word for one in api.verdict_versions(stack, "hour", at(8), "a21002")]
    assert words == ["within", "over"]
    later = Bound(
        "a21002", "mg/m³", high=Decimal(5), field="ZsAvg", document="许可证1", clause="表3"
    )
    registry.add_limit(stack, later, valid_from=DAY + timedelta(days=1))
    run(places)
    assert len(api.verdict_versions(stack, "hour", at(8), "a21002")) == 2


def test_changed_law_judges_again(places, stack, monkeypatch):
    send(places, [frame(STACK, at(8), {"a21002": "20.0", "a19001": "3.5"})])
    run(places)
    assert not worker.step(places)
    monkeypatch.setattr("qingtian_platform.evaluate.verdicts.facts.law_print", lambda: "other")
    assert worker.step(places)
    assert law_print() != "other"


def test_the_same_values_under_the_other_edition(places, stack):
    send(places, [frame(STACK, at(8), {"a21002": "28.0", "a19001": "6.0"})])
    run(places)
    found = api.verdict(stack, "hour", at(8), "a21002")
    assert found is not None
    known = api.editions(found)
    assert [(one.bounds.document, one.bounds.high, one.holds) for one in known] == [
        ("GB 13271-2014", Decimal(200), False),
        ("DB11/139-2015", Decimal(30), True),
    ]
    assert (known[0].until, known[1].since) == (date(2017, 3, 31), date(2017, 4, 1))
    again = api.judge_again(stack, "hour", at(8), "a21002", as_of=known[0].as_of)
    assert again is not None
    assert (again[0].word, again[0].value) == ("within", found.value)
    assert api.verdict(stack, "hour", at(8), "a21002") == found, "nothing of it is kept"


def test_the_tree_leads_to_the_frames(places, stack):
    send(places, [frame(STACK, at(8), {"a21002": "28.0", "a19001": "6.0"})])
    run(places)
    tree = api.verdict_tree(stack, "hour", at(8), "a21002")
    assert tree is not None
    origins = [each["origin"] for each in tree["inputs"]]
    assert {each["code"] for each in origins} == {"a21002", "a19001"}
    assert all(each["mn"] == STACK and each["batch"] is not None for each in origins)
    assert any("32.67" in step["zh"] for step in tree["steps"])


def works_day(cod: dict[int, str], flow: dict[int, str]) -> list[bytes]:
    return [
        frame(WORKS, at(hour), {"w01018": cod[hour], "w00000": flow[hour], "w01001": "7.2"})
        for hour in range(24)
    ]


def test_waste_water_is_judged_by_the_day_weighted_by_flow(places, works):
    permit(works, "w01018", "60", interval="day", unit="mg/L")
    cod = {hour: "90" if hour < 12 else "30" for hour in range(24)}
    flow = {hour: "10" if hour < 12 else "30" for hour in range(24)}
    send(places, works_day(cod, flow))
    run(places)
    found = api.verdict(works, "day", natural_day(DAY).start, "w01018")
    assert found is not None
    assert found.value == Decimal("45.0"), "weighted; the plain mean would be 60"
    assert (found.word, found.count, found.required) == ("within", 24, 18)
    assert found.bounds is not None
    assert (found.bounds.high, found.bounds.document) == (Decimal(50), "GB 18918-2002")
    hour = api.verdict(works, "hour", at(8), "w01018")
    assert hour is not None
    assert (hour.word, hour.value) == ("shown", Decimal(90)), "an hour is not judged"


def test_a_day_with_too_few_values_is_not_judged(places, works):
    cod, flow = (dict.fromkeys(range(24), text) for text in ("90", "10"))
    send(places, works_day(cod, flow)[:17])
    run(places)
    found = api.verdict(works, "day", natural_day(DAY).start, "w01018")
    assert found is not None
    assert (found.word, found.count, found.required) == ("too-few", 17, 18)


def test_a_day_of_an_analyser_of_two_hours_needs_as_large_a_share_of_its_twelve(places, works):
    cod, flow = (dict.fromkeys(range(24), text) for text in ("90", "10"))
    send(places, works_day(cod, flow)[1::2])
    run(places)
    midnight = natural_day(DAY).start
    found = api.verdict(works, "day", midnight, "w01018")
    assert found is not None
    assert (found.word, found.count, found.required) == ("too-few", 12, 18)
    stream = Datastream.objects.get(logger__mn=WORKS, code="w01018")
    DatastreamTerm(datastream=stream, valid_from=DAY, unit="mg/L", cycle=2).save()
    run(places)
    found = api.verdict(works, "day", midnight, "w01018")
    assert found is not None
    assert (found.word, found.count, found.required) == ("over", 12, 9)
    ph = api.verdict(works, "day", midnight, "w01001")
    assert ph is not None
    assert (ph.word, ph.required) == ("too-few", 18), "of which nothing was entered"


def test_a_second_run_adds_nothing(places, stack, works):
    send(places, [frame(STACK, at(8), {"a21002": "28.0", "a19001": "6.0"})])
    run(places)
    before = api.verdict_state()
    with worker.Store.writing(places) as store:
        store.remember("cursor", "-1")
        store.remember("registry", "")
        store.remember(f"facts {stack}", "")
    run(places)
    assert api.verdict_state() == before
