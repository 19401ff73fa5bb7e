"""Self-monitoring: a plan lacks what it lacks, results meet it or do not, and nothing handed in is replaced."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qingtian_platform.check.plans import api
from qingtian_platform.check.plans.infos import plain, same
from qingtian_platform.check.plans.models import Plan, Result
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import api as acts
from support.firm import firm_in, person, sent

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 10)
NOW = datetime(2026, 7, 10, 2, tzinfo=UTC)
NOX, DUST = "a21002", "a34013"


class File(io.BytesIO):
    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


def pdf(text: str = "x") -> File:
    return File("report.pdf", b"%PDF-1.7 " + text.encode())


def items(key: str, **more: str) -> tuple[api.Item, api.Item]:
    """An automatic row and a manual one, complete; `more` changes the manual one."""
    manual = {"point": "总排口", "code": DUST, "method": "HJ 836-2017", "frequency": "1/month"}
    return (
        api.Item(key, "CEMS", NOX, api.AUTOMATIC, "HJ 76-2017", api.CONTINUOUS, "50", "mg/m³"),
        api.Item(key, **{**manual, "limit": "5", "unit": "mg/m³", **more}),
    )


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    found = firm_in(Places(tmp_path).make())
    people.give_mandate(found.owner, found.contractor, date(2025, 1, 1), by=found.officer)
    return found


def hand_in(firm, *, since=date(2026, 1, 1), rows=None, quality="平行样10%", at=None, **more):
    """Hand a plan in on the day from which it holds, or at a time."""
    return api.hand_in_plan(
        firm.owner,
        rows or items(firm.key),
        quality=quality,
        valid_from=since,
        reason="首次备案",
        person=more.pop("person", firm.officer),
        now=at or datetime(since.year, since.month, since.day, 2, tzinfo=UTC),
        **more,
    )


def found_on(firm, day: date, method="HJ 836-2017", **more):
    given = {"unit": "mg/m³", "method": method, "person": firm.officer, "now": NOW}
    return api.enter_result(firm.owner, firm.key, DUST, day, "3.1", **(given | more))


def lab(firm, scope=("HJ 836",), until=date(2027, 1, 1)):
    return api.enter_agency(
        firm.owner, "衡准运维", certificate="演示-0001", valid_until=until, scope=scope,
        since=date(2026, 1, 1), person=firm.officer, now=NOW,
    )  # fmt: skip


def manual_of(firm, **more):
    done = api.done_against_planned(firm.owner, date(2026, 1, 1), TODAY, TODAY, **more)
    return next(each for each in done if each.item.code == DUST)


def test_a_complete_plan_lacks_nothing_and_all_done_is_accused_of_nothing(firm):
    hand_in(firm)
    for month in range(1, 8):
        found_on(firm, date(2026, month, 5))
    (plan,) = api.plans(firm.thing)
    assert api.missing_elements(plan) == []
    one = manual_of(firm)
    assert [turn.state(TODAY) for turn in one.calendar.turns] == ["done"] * 7
    assert [each.objections for each in one.results] == [()] * 7
    assert api.tallies([one], "quarter", date(2026, 1, 1), TODAY, TODAY)[0].rate == 1


def test_each_element_that_a_row_lacks_is_named_with_its_clause(firm):
    changes = {"point": "point", "property": "code", "method": "method", "frequency": "frequency"}
    for n, (element, name) in enumerate(changes.items(), 1):
        hand_in(firm, since=date(2026, n, 1), rows=items(firm.key, **{name: ""}))
        (lack,) = api.missing_elements(api.plans_of(firm.owner)[-1])
        assert (lack.element, lack.row, lack.clause) == (element, 2, "D7-4.11-02")
    hand_in(firm, since=date(2026, 6, 1), quality=" ")
    (lack,) = api.missing_elements(api.plans_of(firm.owner)[-1])
    assert (lack.element, lack.row) == ("quality", None)


def test_a_month_that_passed_is_missed_and_the_running_one_is_not(firm):
    hand_in(firm)
    for day in (
        date(2026, 1, 31),
        date(2026, 3, 1),
        date(2026, 3, 2),
        date(2026, 5, 6),
        date(2026, 5, 7),
    ):
        found_on(firm, day)
    one = manual_of(firm)
    states = [turn.state(TODAY) for turn in one.calendar.turns]
    assert states == ["done", "late", "done", "late", "done", "missed", "waiting"]
    assert one.count("missed", TODAY) == 1
    first, second, third = api.tallies([one], "quarter", date(2026, 1, 1), TODAY, TODAY)
    assert (first.owed, first.done, first.late, first.missed) == (3, 2, 1, 0)
    assert (second.owed, second.done, second.late, second.missed) == (3, 1, 1, 1)
    assert (third.owed, third.waiting, third.missed, third.rate) == (1, 1, 0, None)


def test_what_speaks_against_a_result_is_named_and_keeps_it_from_counting(firm):
    hand_in(firm)
    good, narrow = lab(firm), lab(firm, scope=("HJ 57",))
    ended = lab(firm, until=date(2026, 2, 28))
    found_on(firm, date(2026, 1, 5), agency=good)
    found_on(firm, date(2026, 2, 5), "HJ 57-2017")
    found_on(firm, date(2026, 3, 5), agency=narrow)
    found_on(firm, date(2026, 3, 1), agency=ended)
    one = manual_of(firm, hand_in=timedelta(days=185))
    said = {each.result.sampled: each.objections for each in one.results}
    assert said[date(2026, 1, 5)] == ("late",)
    assert said[date(2026, 2, 5)] == ("wrong-method",)
    assert said[date(2026, 3, 5)] == ("out-of-scope",)
    assert said[date(2026, 3, 1)] == ("expired",)
    assert [turn.state(TODAY) for turn in one.calendar.turns[:3]] == ["done", "missed", "missed"]


def test_a_certificate_holds_on_its_last_day_and_methods_are_told_by_their_numbers(firm):
    hand_in(firm)
    found_on(firm, date(2026, 2, 28), "hj836—2017", agency=lab(firm, until=date(2026, 2, 28)))
    assert manual_of(firm).results[0].objections == ()
    assert plain("《HJ 836—2017》") == "HJ836-2017"
    assert same("HJ 836", "HJ 836-2017")
    assert not same("HJ 83", "HJ 836-2017")
    assert not same("", "HJ 836")


def test_a_new_version_holds_from_its_day_and_what_goes_on_is_one_item(firm):
    hand_in(firm, since=date(2026, 1, 1))
    hand_in(firm, since=date(2026, 3, 15), rows=items(firm.key, method="HJ 57-2017"))
    first, second = api.plans_of(firm.owner)
    assert (first.valid_until, second.valid_until) == (date(2026, 3, 14), None)
    assert api.plan_on(firm.owner, date(2026, 3, 14)) == first
    found_on(firm, date(2026, 3, 14))
    found_on(firm, date(2026, 4, 1), "HJ 57-2017")
    found_on(firm, date(2026, 5, 1))
    one = manual_of(firm)
    assert [each.objections for each in one.results] == [(), (), ("wrong-method",)]
    assert [turn.owed for turn in one.calendar.turns] == [1] * 7
    with pytest.raises(api.PlanRefusedError, match="2026-03-15"):
        hand_in(firm, since=date(2026, 3, 15))


@pytest.mark.parametrize(
    ("since", "more", "said"),
    [
        (date(2026, 1, 2), {"frequency": "1/year"}, "今日"),  # to unsay half a year
        (date(2026, 7, 9), {}, "今日"),
        (date(2026, 7, 31), {"frequency": "1/year"}, "2026-07-31"),  # to owe nothing in July
        (date(2026, 7, 31), {"frequency": ""}, "2026-07-31"),
        (date(2026, 7, 31), {"code": NOX}, "2026-07-31"),  # to leave the row out
    ],
)
def test_no_later_version_unsays_what_was_promised(firm, since, more, said):
    hand_in(firm)
    with pytest.raises(api.PlanRefusedError, match=said):
        hand_in(firm, since=since, rows=items(firm.key, **more), at=NOW)
    assert manual_of(firm).count("missed", TODAY) == 6
    assert len(api.plans_of(firm.owner)) == 1


def test_a_later_version_changes_what_is_owed_from_the_next_turn_on(firm):
    hand_in(firm)
    hand_in(firm, since=date(2026, 7, 10), rows=items(firm.key, limit="4"), at=NOW)
    later = items(firm.key, frequency="1/year")
    hand_in(firm, since=date(2026, 8, 1), rows=later, at=NOW)
    assert [turn.owed for turn in manual_of(firm).calendar.turns] == [1] * 7


def test_limited_properties_that_no_row_names_are_named(firm):
    from qingtian_platform.registry.models import Limit

    for code in (NOX, "a21026"):
        Limit.objects.create(
            thing_id=firm.thing, code=code, field="ZsAvg", interval="hour", high="50",
            unit="mg/m³", source="permit", valid_from=date(2026, 1, 1),
        )  # fmt: skip
    hand_in(firm)
    owner = api.enterprise_of(firm.thing)
    assert api.unplanned(api.plan_on(firm.owner, TODAY), owner, TODAY) == [(firm.key, "a21026")]
    assert len(api.unplanned(None, owner, TODAY)) == 2


def test_automatic_items_are_read_from_the_archive(firm):
    hand_in(firm, since=date(2026, 3, 1))
    start = datetime(2026, 3, 2, tzinfo=UTC)
    sent(firm.places, start, [{"nox": 20}] * 6, start + timedelta(hours=7))
    from qingtian_platform.check import worker

    worker.step(firm.places)
    day = date(2026, 3, 31)
    done = api.done_against_planned(firm.owner, date(2026, 3, 1), day, day)
    one = next(each for each in done if each.item.code == NOX)
    assert one.calendar is None
    assert one.months[date(2026, 3, 1)].received == 6
    assert one.months[date(2026, 3, 1)].expected > 6


def test_both_sides_sign_against_interference_each_for_itself(firm):
    number = lab(firm)
    words = "不干预监测活动，不指使篡改、伪造监测数据。"
    api.pledge(firm.owner, number, words, person=firm.officer, now=NOW)
    api.pledge(firm.owner, number, words, person=firm.technician, now=NOW)
    (body,) = api.agencies(firm.owner)
    assert [(p.side, p.who.body) for p in body.pledges] == [
        ("enterprise", "青云供热"),
        ("contractor", "衡准运维"),
    ]
    with pytest.raises(api.PlanRefusedError, match=r"signed|已签署"):
        api.pledge(firm.owner, number, words, person=firm.officer, now=NOW)
    other = people.ensure_organisation("别家运维", "maintainer")
    people.give_mandate(firm.owner, other, date(2026, 1, 1), by=firm.officer)
    with pytest.raises(api.PlanRefusedError, match="衡准运维"):
        api.pledge(
            firm.owner, lab(firm), words, person=person("another", "contractor", other), now=NOW
        )


def test_reports_are_kept_whole_and_a_later_version_leaves_the_first(firm):
    def report(text, **more):
        return api.hand_in_report(
            firm.owner, "report", "六月监测报告", date(2026, 6, 1), date(2026, 6, 30),
            person=firm.officer, files=[pdf(text)], now=NOW, **more,
        )  # fmt: skip

    first = report("a")
    second = report("b", replaces=first, reason="页码有误")
    new, old = api.reports(firm.owner)
    assert (new.id, new.replaces, old.replaced_by) == (second, first, second)
    assert api.file_of(old.files[0].hash) == (old.files[0], frozenset({firm.owner}), True)
    with pytest.raises(api.PlanRefusedError, match=r"later one|后续版本"):
        report("c", replaces=first, reason="又改")
    with pytest.raises(api.PlanRefusedError, match=r"file itself|提交文件"):
        api.hand_in_report(
            firm.owner, "record", "原始记录", TODAY, TODAY, person=firm.officer, files=[], now=NOW
        )


def test_what_was_handed_in_stands_and_its_hash_is_in_the_log(
    firm, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(firm)
    (plan,) = api.plans_of(firm.owner)
    assert plan.who.act is not None
    assert any(each.number == plan.who.act for each in acts.latest(places=firm.places))
    with pytest.raises(AppendOnlyError):
        Plan.objects.update(quality="")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_plan SET quality = ''")


def test_a_result_that_cannot_be_is_refused_and_leaves_nothing(firm):
    wrongs: tuple[dict[str, object], ...] = (
        {"day": TODAY + timedelta(days=1)},
        {"value": "four"},
        {"method": " "},
        {"agency": 999},
        {"replaces": 999, "reason": "x"},
        {"files": [File("a.exe", b"MZ")]},
        {"key": "nowhere"},
    )
    for wrong in wrongs:
        given = {"unit": "", "method": "HJ 836", "person": firm.officer, "now": NOW} | wrong
        day, value = given.pop("day", TODAY), given.pop("value", "3.1")
        with pytest.raises(api.PlanRefusedError):
            api.enter_result(firm.owner, given.pop("key", firm.key), DUST, day, value, **given)
    assert not Result.objects.exists()


def test_a_stranger_hands_nothing_in(firm):
    with pytest.raises(api.PlanRefusedError, match=r"enterprise itself|企业自己"):
        hand_in(firm, person=firm.stranger)
    with pytest.raises(api.PlanRefusedError, match="1/month"):
        hand_in(firm, rows=items(firm.key, frequency="often"))
