"""Marks by period and values by hand: of the rule of the day, with who, beside what was sent."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qingtian.quantities import BEIJING
from qingtian_platform.check.declared import api
from support.firm import MN, Firm, at

pytestmark = pytest.mark.django_db


def mark(firm: Firm, kind: str, *spans: tuple[str, str], now="2 12:00", **more):
    who = {"person": firm.officer} | more
    wanted = [(at(a), at(b)) for a, b in spans]
    return api.mark(firm.thing, kind, wanted, "更换滤芯", now=at(now), **who)


def test_hours_that_touch_are_one_mark_with_rule_author_and_time(firm):
    found = mark(
        firm, "维护", ("1 08:00", "1 09:00"), ("1 09:00", "1 10:00"), ("1 14:00", "1 15:00"),
        mn=MN, person=firm.technician,
    )  # fmt: skip
    assert [(each.start, each.end) for each in found] == [
        (at("1 08:00"), at("1 10:00")),
        (at("1 14:00"), at("1 15:00")),
    ]
    one = found[0]
    assert (one.family, one.edition, one.late) == ("monitor", "MARK-2022", False)
    assert (one.by.body, one.by.on_behalf, one.entered) == ("衡准运维", "青云供热", at("2 12:00"))


def test_the_rule_wants_a_mark_by_noon_of_the_next_day(firm):
    (on_time,) = mark(firm, "停运", ("1 23:00", "2 00:00"), now="2 12:00")
    (late,) = mark(firm, "停运", ("1 23:00", "2 00:00"), now="2 12:01")
    assert (on_time.due, on_time.late, late.late) == (at("2 12:00"), False, True)


def test_a_mark_that_is_taken_back_stays_to_be_seen(firm):
    (one,) = mark(firm, "校准", ("1 08:00", "1 09:00"))
    before = api.version()
    api.unmark(one.row, "标错", person=firm.officer, now=at("2 12:30"))
    assert api.version() != before
    assert api.marks(MN, "a21002") == []
    assert [each.withdrawn for each in api.marks(thing=firm.thing, withdrawn=True)] == [True]


def test_marks_are_found_by_logger_factor_and_time(firm):
    mark(firm, "停运", ("1 08:00", "1 09:00"))
    mark(firm, "校准", ("1 10:00", "1 11:00"), mn=MN, code="a21002")
    assert [m.kind for m in api.marks(MN, "a21002", at("1 00:00"), at("2 00:00"))] == [
        "停运",
        "校准",
    ]
    assert [m.kind for m in api.marks(MN, "a21026")] == ["停运"]
    assert api.marks(MN, "a21002", at("1 09:00"), at("1 10:00")) == []


@pytest.mark.parametrize(
    ("kind", "span", "more"),
    [
        ("午休", ("1 08:00", "1 09:00"), {}),
        ("停运", ("1 08:00", "1 09:00"), {"mn": MN}),
        ("维护", ("2 13:00", "2 14:00"), {}),
        ("维护", ("1 08:00", "1 09:00"), {"code": "w01018", "mn": MN}),
    ],
)
def test_what_the_rule_does_not_know_is_refused(firm, kind, span, more):
    with pytest.raises(api.DeclarationRefusedError):
        mark(firm, kind, span, **more)


def test_before_the_rule_there_is_nothing_to_mark_by(firm):
    old = [
        (datetime(2022, 12, 31, h, tzinfo=BEIJING), datetime(2022, 12, 31, h + 1, tzinfo=BEIJING))
        for h in (3,)
    ]
    with pytest.raises(api.DeclarationRefusedError):
        api.mark(firm.thing, "维护", old, "补", person=firm.officer, now=at("2 12:00"))


def manual(firm: Firm, sampled: str, value: str = "12.50", **more):
    return api.enter_manual(
        firm.thing, MN, "a21002", at(sampled), value, method="HJ 693-2014", sampler="王采样",
        reason="分析仪故障", person=firm.officer, now=at("3 12:00"), **more,
    )  # fmt: skip


def test_a_value_by_hand_keeps_its_digits_method_and_sampler(firm):
    found = manual(firm, "2 09:30")
    assert (found.value, str(found.value), found.unit) == (Decimal("12.50"), "12.50", "mg/m³")
    assert (found.method, found.sampler) == ("HJ 693-2014", "王采样")
    assert api.manual_values(MN, "a21002", at("2 00:00"), at("3 00:00")) == [found]
    api.withdraw_manual(found.row, "抄错", person=firm.officer, now=at("3 12:01"))
    assert api.manual_values(MN) == []


@pytest.mark.parametrize(
    ("sampled", "value"),
    [("2 09:30", "约12"), ("2 09:30", "NaN"), ("4 09:30", "12"), ("2 09:30", "1e99")],
)
def test_no_number_and_no_future_is_entered(firm, sampled, value):
    with pytest.raises(api.DeclarationRefusedError):
        manual(firm, sampled, value)


def test_how_often_is_measured_by_hand_is_the_laws(firm):
    day = date(2026, 3, 2)
    stack = api.owed("31", day, [at("2 09:30")])
    assert (stack.wanted, stack.count, stack.complete) == (1, 1, True)
    water = api.owed("32", day, [at(f"2 {h:02d}:00") for h in (0, 6, 12)])
    assert (water.wanted, water.count, water.interval, water.complete) == (4, 3, 6, False)
    whole = api.owed("32", day, [at(f"2 {h:02d}:00") for h in (0, 6, 12, 18)])
    assert whole.complete
    assert api.owed("22", day, []) is None
    assert api.owed("32", date(2019, 1, 1), []) is None
