"""Marks that an enterprise makes by the rule of 2022 reach the verdicts, as soon as they are made."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qingtian.quantities import BEIJING
from qingtian_platform.check.declared import api as declared
from qingtian_platform.evaluate import api
from qingtian_platform.evaluate.verdicts import recheck, worker
from qingtian_platform.people import api as people
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from support.receipts import framed, received

MN, DAY = "QTSTACK001", date(2026, 3, 2)
CAME = datetime(2026, 3, 3, 4, tzinfo=UTC)


def at(hour: int, day: int = DAY.day) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=BEIJING)


@pytest.fixture
def boiler(places, db) -> int:
    """Hours 8 to 11 of 300 mg/m³ NOx, six times the limit, each marked N by the instrument."""
    thing = registry.ensure_thing(
        "锅炉", name_en="Boiler", kind="outlet", plant="gas boiler, new", opened=DAY,
        parties=registry.Parties(owner="青云供热"),
    )  # fmt: skip
    registry.ensure_logger(
        MN, thing_id=thing, st="31", password="123456", codes=("a21002", "a21026", "a19001")
    )
    area = "".join(
        f";{code}-Avg={v},{code}-Flag=N"
        for code, v in (("a21002", "300"), ("a21026", "9"), ("a19001", "3.5"))
    )
    stamps = [f"20260302{hour:02d}0000" for hour in range(8, 12)]
    received(
        places,
        [framed(f"QN={s}000;ST=31;CN=2061;PW=123456;MN={MN};Flag=5;CP=&&DataTime={s}{area}&&") for s in stamps],
        at=CAME,
    )  # fmt: skip
    record.drain(places)
    run(places)
    return thing


@pytest.fixture
def officer(boiler):
    people.add_person(
        "qiye", "enterprise", organisation=people.ensure_organisation("青云供热", "enterprise")
    )
    return people.account("qiye")


def run(places) -> None:
    while worker.step(places):
        pass


def words(thing: int, code: str = "a21002") -> list[str]:
    return [each.word for each in api.verdicts(thing, "hour", at(8), at(12)) if each.code == code]


def mark(thing, officer, kind, hours, *, now=None, **more):
    return declared.mark(
        thing,
        kind,
        [(at(hours[0]), at(hours[1]))],
        "检修",
        person=officer,
        now=now or at(11, 3),
        **more,
    )


def test_a_mark_made_in_time_is_shown_and_not_judged_and_taking_it_back_judges_again(
    places, boiler, officer
):
    assert words(boiler) == ["over"] * 4
    (one,) = mark(boiler, officer, "维护", (9, 10), mn=MN, code="a21002")
    run(places)
    assert words(boiler) == ["over", "marked", "over", "over"]
    assert words(boiler, "a21026") == ["within"] * 4
    assert not recheck.verdicts(places, DAY, DAY)
    declared.unmark(one.row, "标错", person=officer, now=at(11, 3))
    run(places)
    assert words(boiler) == ["over"] * 4


def test_a_mark_made_too_late_excuses_nothing_and_the_tree_says_so(places, boiler, officer):
    mark(boiler, officer, "停运", (9, 10), now=at(13, 3))
    run(places)
    assert words(boiler) == ["over"] * 4
    tree = api.verdict_tree(boiler, "hour", at(9), "a21002")
    assert "mark-late" in repr(tree)


def test_a_source_that_is_said_to_stand_is_shown_as_stopped(places, boiler, officer):
    mark(boiler, officer, "停运", (8, 10))
    run(places)
    assert words(boiler) == ["shutdown", "shutdown", "over", "over"]


def test_low_load_excuses_nobody(places, boiler, officer):
    mark(boiler, officer, "低负荷", (8, 10))
    run(places)
    assert words(boiler) == ["over"] * 4
