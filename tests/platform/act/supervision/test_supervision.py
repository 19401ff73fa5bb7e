"""Checks of self-monitoring: judged by the law of the day; what passes accuses nobody, what fails opens one task."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.supervision import api, checking, judging
from qingtian_platform.act.supervision.infos import SampleRow
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.registry.models import Limit
from support.clerk import Clerk
from support.firm import MN, firm_in, sent

START = datetime(2026, 3, 10, tzinfo=UTC)
NOX = "a21002"


@pytest.fixture
def city(tmp_path, monkeypatch, db):
    """An outlet with twelve hours in the archive, and the officers of its district."""
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    firm = firm_in(Places(tmp_path).make())
    sent(firm.places, START, [{"nox": 60}] * 12, START + timedelta(hours=13))
    clerk = Clerk.hire()
    clerk.now = START + timedelta(days=1)
    return firm, clerk


def compared(firm, clerk, manual: str, hours: int = 9):
    """Order a comparison, write its papers and put manual values beside the hours."""
    person = clerk.people["zhang"]
    one = api.order(firm.thing, "comparison", "年度计划", person=person, now=clerk.now)
    taken = [api.Taken(START + timedelta(hours=n, minutes=30), manual) for n in range(hours)]
    api.add_comparison(
        one.id, MN, NOX, taken, method="HJ 693-2014", laboratory="区监测站", person=person,
        now=clerk.now,
    )  # fmt: skip
    for kind in ("inspection", "sampling"):
        clerk.write(one.matter, kind)
    return one


def test_a_comparison_that_passes_ends_and_opens_nothing(city):
    firm, clerk = city
    one = compared(firm, clerk, "58")
    stands = api.standing(one.id)
    (row,) = stands.compared
    assert (stands.state, row.measure, row.error, row.limit) == (
        "pass",
        "relative error",
        Decimal("3.448"),
        30,
    )
    assert row.doubted is None
    assert {c.standard for c in row.cites} == {"HJ 75-2017"}
    assert all(pair.frame for pair in row.pairs)
    with pytest.raises(cases.ForbiddenError):
        api.conclude(one.id, person=clerk.people["fa"], now=clerk.now)
    end = api.conclude(one.id, person=clerk.people["zhang"], now=clerk.now)
    assert (end.passed, end.task) == (True, None)
    assert cases.matter(one.matter).state == "passed"
    assert cases.links(one.matter) == []


def test_a_comparison_that_fails_opens_one_task_with_its_evidence(city):
    firm, clerk = city
    person = clerk.people["zhang"]
    one = compared(firm, clerk, "45")
    good = instruments.Draft(
        "zero_span", MN, NOX, START - timedelta(days=3), START - timedelta(days=3),
        {"check": "span", "standard": "100", "before": "100", "full_scale": "200"}, "衡准运维",
    )  # fmt: skip
    instruments.write(person, good)
    (row,) = api.standing(one.id).compared
    assert (row.state, row.error) == ("fail", Decimal("33.333"))
    assert row.doubted.since == START - timedelta(days=3)
    assert row.doubted.until is None
    assert row.doubted.cite.review  # the clause is to be checked: listed, and applied by nobody
    end = api.conclude(one.id, person=person, now=clerk.now)
    again = api.conclude(one.id, person=person, now=clerk.now + timedelta(hours=1))
    assert again == end
    task = cases.matter(end.task)
    assert (end.passed, task.kind.key, task.state, task.parent) == (
        False, "monitoring-failure", "found", one.matter,
    )  # fmt: skip
    shown = papers.exhibits(end.task)
    assert [each.kind for each in shown].count("reading") == 9
    assert any(each.kind == "file" for each in shown)
    clerk.do(end.task, "order")
    clerk.do(end.task, "explain", cause="instrument")
    clerk.do(end.task, "recheck", outcome="mended", suspected=False)
    clerk.do(end.task, "close")
    assert cases.matter(one.matter).state == "closed"


def test_what_cannot_be_told_is_not_concluded(city):
    firm, clerk = city
    person = clerk.people["zhang"]
    one = compared(firm, clerk, "45", hours=8)
    assert api.standing(one.id).state == "open"
    assert api.standing(one.id).missing == ("pairs",)
    with pytest.raises(api.CheckRefusedError, match="pairs"):
        api.conclude(one.id, person=person, now=clerk.now)
    bare = api.order(firm.thing, "site", "年度计划", person=person, now=clerk.now)
    assert api.standing(bare.id).missing == ("answers", "paper inspection")
    with pytest.raises(api.CheckRefusedError, match="03-12"):
        api.add_comparison(
            one.id, MN, NOX, [api.Taken(START + timedelta(days=2), "45")], method="HJ 693",
            laboratory="站", person=person, now=clerk.now,
        )  # fmt: skip
    assert [each.id for each in api.inspections(firm.thing)] == [bare.id, one.id]


def test_a_sheet_fails_by_one_no_which_needs_words_and_a_later_sheet_stands(city):
    firm, clerk = city
    person = clerk.people["zhang"]
    one = api.order(firm.thing, "site", "双随机", person=person, now=clerk.now)
    keys = [row.question.key for row in api.standing(one.id).sheet]
    assert {"running", "maintenance", "calibration", "comparison"} <= set(keys)
    yes = dict.fromkeys(keys, ("yes", ""))
    with pytest.raises(api.CheckRefusedError, match=r"what was found|写明发现"):
        api.fill_sheet(one.id, yes | {"marks": ("no", " ")}, person=person, now=clerk.now)
    api.fill_sheet(one.id, yes | {"marks": ("no", "维护无记录")}, person=person, now=clerk.now)
    assert api.standing(one.id).state == "fail"
    api.fill_sheet(one.id, yes | {"marks": ("na", "")}, person=person, now=clerk.now)
    assert api.standing(one.id).state == "pass"
    with pytest.raises(cases.ForbiddenError):
        api.fill_sheet(one.id, yes, person=firm.officer, now=clerk.now)
    with pytest.raises(api.CheckRefusedError, match=r"another kind|方式不同"):
        api.add_sample(one.id, "S-1", person=person, now=clerk.now)


def test_a_sample_is_held_against_the_limits_of_its_day(city):
    firm, _clerk = city
    day = date(2026, 3, 10)
    Limit.objects.create(
        thing_id=firm.thing, code=NOX, field="ZsAvg", interval="hour", high="20", unit="mg/m³",
        source="permit", document="许可证", clause="表1", valid_from=date(2026, 3, 10),
    )  # fmt: skip

    def word(value: str, when: date = day, unit: str = "mg/m³") -> str:
        return evaluate.judge_sample(firm.thing, NOX, when, value, unit).word

    assert word("21") == "over"
    assert word("0.021", unit="g/m³") == "over"
    assert word("20") == "within"
    assert word("<60") == "unclear"
    assert word("<20") == "within"
    assert word("20", unit="m/s") == "unclear"
    assert evaluate.judge_sample(firm.thing, "a99999", day, "1", "mg/m³").word == "no-limit"
    before = evaluate.judge_sample(firm.thing, NOX, date(2026, 3, 9), "21", "mg/m³")
    assert all(each.bounds.source != "permit" for each in before.limits)


def test_samples_are_judged_once_all_four_have_signed():
    def row(word: str, *, signed: bool = True) -> SampleRow:
        verdict = evaluate.SampleVerdict(word, ()) if signed else None
        return SampleRow("S-1", NOX, START, "1", "mg/m³", signed, verdict)

    assert judging._of_samples(()) == ("open", ["sample"])
    assert judging._of_samples((row("within"),)) == ("pass", [])
    assert judging._of_samples((row("within"), row("review"))) == ("pass", [])
    assert judging._of_samples((row("within"), row("over"))) == ("fail", [])
    assert judging._of_samples((row("over"), row("within", signed=False))) == (
        "open",
        ["signatures"],
    )
    assert judging._of_samples((row("unclear"),)) == ("open", ["unclear"])


def test_who_is_no_party_orders_nothing(city):
    firm, clerk = city
    for person in (firm.officer, clerk.people["fa"]):
        with pytest.raises(cases.ForbiddenError):
            api.order(firm.thing, "site", "年度计划", person=person, now=clerk.now)
    with pytest.raises(api.CheckRefusedError, match=r"three means|三种检查方式"):
        api.order(firm.thing, "audit", "年度计划", person=clerk.people["zhang"], now=clerk.now)
    assert people.principals(clerk.people["zhang"]) == ()


def test_no_word_of_a_check_runs_as_a_formula_where_its_table_is_opened():
    rows = [("what", "value"), ("=1+1", '@HYPERLINK("a")'), ("a", Decimal("-4.20")), ("b", None)]
    lines = checking.written(rows).decode("utf-8-sig").splitlines()
    assert lines == ["what,value", '\'=1+1,"\'@HYPERLINK(""a"")"', "a,-4.20", "b,"]
