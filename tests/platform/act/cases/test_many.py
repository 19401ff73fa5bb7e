"""Many at once: what is asked of the database does not grow with their number, and nothing is done otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qingtian_platform.act.cases import api, timers
from qingtian_platform.act.cases.models import (
    Assigned,
    Deed,
    Firing,
    Matter,
    OpenDuty,
    Register,
    Report,
    Standing,
)
from qingtian_platform.act.notices.models import Message, Reminder

from .conftest import TEN, Desk

DAY = timedelta(days=1)
FREE = {"id", "salt", "digest", "matter", "matter_id", "key"}
"""Columns that differ between two runs of the same."""


@pytest.fixture
def mails(desk: Desk, settings) -> Desk:
    """The heads have mailboxes."""
    settings.QINGTIAN_MAIL = "console"
    for login in ("zhou", "ju"):
        desk[login].email = f"{login}@example.org"
        desk[login].save()
    return desk


def asked(desk: Desk, number: int, **more: object) -> api.Opening:
    said = {
        "subject": api.Subject("site", f"s{number}", f"工地{number}"),
        "division": ("110105", "110105001", "110102")[number % 3],
        "origin": api.Origin("csv", f"r{number}"),
        "person": desk["xi" if number % 3 == 2 else "zhang"],
    }
    return api.Opening("construction-dust", "see", **(said | more))


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the database of matters, without what chance chooses; in the order of writing."""
    found = {}
    for model in (Matter, Deed, Report, Firing, Assigned, Standing, OpenDuty, Register, Reminder):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in FREE]
        found[model.__name__] = list(model.objects.order_by("pk").values_list(*names))
    found["Message"] = list(
        Message.objects.order_by("pk").values_list("address", "what", "subject", "body", "number")
    )
    numbers = sorted(Matter.objects.values_list("pk", flat=True))
    found["Message"] = [(*each[:-1], numbers.index(each[-1])) for each in found["Message"]]
    found["Reminder"] = sorted(found["Reminder"])
    return found


def test_many_are_opened_as_one_by_one(mails: Desk):
    """Numbers without gaps, second reports, and the same row twice: as if each had come alone."""
    every = [asked(mails, number) for number in range(7)]
    every.append(asked(mails, 8, subject=every[2].subject, division=every[2].division))
    every.append(asked(mails, 3))
    every.append(asked(mails, 9, subject=every[0].subject, separate=True))

    together = api.open_matters(every, now=TEN)
    timers.ring(TEN + 2 * DAY)
    at_once = rows()
    _forget_all()
    alone = [api.open_matters([each], now=TEN)[0] for each in every]
    timers.ring(TEN + 2 * DAY)
    assert rows() == at_once
    assert [each.number for each in together] == [each.number for each in alone]
    assert len({each.number for each in together}) == 8
    assert together[7].id == together[2].id
    assert together[8].id == together[3].id
    assert len(at_once["Message"]) > 0
    last = dict(Register.objects.values_list("name", "last"))
    assert last == {"110105": 6, "110102": 2}


def _forget_all() -> None:
    """Empty the tables below the ORM, whose rows nobody else may remove."""
    models = (
        OpenDuty,
        Standing,
        Assigned,
        Firing,
        Report,
        Deed,
        Matter,
        Register,
        Reminder,
        Message,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [each for each in cursor.fetchall() if each[0].startswith("cases_")]
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for model in models:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        for _name, sql in triggers:
            cursor.execute(sql)


def test_all_are_opened_or_none_and_each_that_cannot_be_is_named(desk: Desk):
    every = [asked(desk, number) for number in range(4)]
    every[1] = asked(desk, 1, person=desk["xi"])
    every[3] = asked(desk, 3, origin=api.Origin("hearsay", "1"))
    with pytest.raises(api.RefusedError) as refused:
        api.open_matters(every, now=TEN)
    assert {n: type(why) for n, why in refused.value.faults.items()} == {
        1: api.ForbiddenError,
        3: api.MatterError,
    }
    assert not Matter.objects.exists()
    assert not Register.objects.exists()


def test_a_listener_that_refuses_one_leaves_none(desk: Desk):
    def refuse(told: api.Told) -> None:
        if told.matter.subject.key == "s5":
            raise RuntimeError("no")

    api.listen(refuse)
    try:
        with pytest.raises(RuntimeError):
            api.open_matters([asked(desk, number) for number in range(7)], now=TEN)
    finally:
        api.forget(refuse)
    assert not Matter.objects.exists()
    assert not Reminder.objects.exists()


def test_ten_times_as_many_ask_the_database_as_often(mails: Desk):
    """Intake and clocks ask once for all: so their time is that of the rows they write."""
    opened, rung = [], []
    for first, count in ((0, 6), (100, 60)):
        every = [asked(mails, first + number) for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as asking:
            api.open_matters(every, now=TEN)
        opened.append(len(asking))
        with CaptureQueriesContext(connection) as asking:
            assert timers.ring(TEN + DAY, limit=count) == count
        rung.append(len(asking))
    assert Message.objects.filter(what="expired").count() == 66
    assert opened[1] <= opened[0] + 6, opened
    assert rung[1] <= rung[0] + 6, rung


WAYS = (
    {},
    {"mine": True},
    {"mine": True, "late": True, "text": "工地1"},
    {"division": "110105", "text": "工地"},
    {"procedure": "construction-dust", "state": "reported"},
    {"ended": True, "order": "ended"},
)


@pytest.mark.parametrize("district", ["110105", None])
def test_a_page_of_the_queue_is_counted_in_an_index_and_listed_without_sorting(
    desk: Desk, district: str | None
):
    """However it is narrowed: no row is opened to be counted, and none is sorted to be listed."""
    person = desk.add("hua", "enforcement", district)
    api.open_matters([asked(desk, number) for number in range(9)], now=TEN)
    for way in WAYS:
        with CaptureQueriesContext(connection) as asking:
            api.queue(person, now=TEN, **way)
        told = [each["sql"] for each in asking if "cases_standing" in each["sql"]]
        plans = [_plan(sql) for sql in told]
        counted = next(p for sql, p in zip(told, plans, strict=True) if "COUNT(" in sql)
        listed = next(p for sql, p in zip(told, plans, strict=True) if "ORDER BY" in sql)
        assert "COVERING INDEX cases_" in counted, (way, counted)
        assert "TEMP B-TREE" not in listed, (way, listed)
        assert len(told) <= 3, told


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " / ".join(row[-1] for row in cursor.fetchall())
