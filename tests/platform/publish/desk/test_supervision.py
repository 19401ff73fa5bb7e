"""Self-monitoring on the pages of enterprise, desk and public: each sees its own, the public nothing of findings."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.check.plans import api as plans
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.publish.enterprise import monitored
from qingtian_platform.registry import api as registry
from support.clerk import Clerk
from support.firm import MN, firm_in, sent

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def client_of(person) -> Client:
    found = Client()
    found.force_login(person)
    return found


@pytest.fixture
def city(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    firm = firm_in(Places(tmp_path).make())
    people.give_mandate(firm.owner, firm.contractor, date(2025, 1, 1), by=firm.officer)
    return firm, Clerk.hire()


def row(firm, **more: str) -> dict[str, str]:
    plain = {"thing": firm.key, "point": "总排口", "code": "a34013", "way": "manual"}
    return (
        plain
        | {"method": "HJ 836-2017", "frequency": "1/week", "limit": "5", "unit": "mg/m³"}
        | more
    )


def said(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def handed(firm, client: Client) -> None:
    """Hand in, through the forms: a plan without a method, a body, a result out of scope, a report.

    All of this year, of which the public page tells.
    """
    today = beijing(timezone.now()).date()
    start = max(today.replace(month=1, day=1), today - timedelta(days=60)).isoformat()
    form = {**row(firm, method=""), "quality": "平行样", "valid_from": start, "reason": "备案"}
    answer = client.post("/enterprise/plans/new/", form)
    assert answer.status_code == 302
    body = {
        "agency": "清测检测",
        "certificate": "CMA-1",
        "valid_until": "2090-01-01",
        "since": start,
    }
    client.post("/enterprise/plans/", {"act": "agency", "scope": "HJ 57", **body})
    (agency,) = plans.agencies(firm.owner)
    client.post("/enterprise/plans/", {"act": "pledge", "agency": agency.id})
    result = {"stream": f"{firm.key}|a34013", "sampled": today.isoformat(), "value": "3.1"}
    result |= {"unit": "mg/m³", "method": "HJ 836-2017", "agency": agency.id}
    client.post("/enterprise/plans/", {"act": "result", **result})
    file = io.BytesIO(b"%PDF-1.7 whole")
    file.name = "report.pdf"
    report = {"kind": "report", "title": "月度报告", "first": start, "last": start, "files": file}
    client.post("/enterprise/plans/", {"act": "report", **report})
    why = {"stream": f"{firm.key}|a34013", "first": start, "last": start, "reason": "停炉检修"}
    client.post("/enterprise/plans/", {"act": "explain", **why})


def test_what_is_handed_in_is_named_at_the_desk_and_public_without_findings(city):
    firm, clerk = city
    own = client_of(firm.officer)
    handed(firm, own)
    page = said(own, "/enterprise/plans/", **EN)
    assert "method of monitoring" in page
    assert "/gazette/D7/#D7-4.11-02" in page
    assert "outside the scope of the body" in page
    assert "not signed by both sides" in page
    desk = client_of(clerk.people["zhang"])
    assert "method of monitoring" in said(desk, "/desk/supervision/", **EN)
    assert "监测方法" in said(desk, f"/desk/supervision/plans/{firm.owner}/")
    public = said(Client(), f"/places/{firm.key}/self-monitoring/", **EN)
    first = public.index("the environmental authority does not review their validity")
    assert first < public.index("HJ 836-2017") < public.index("停炉检修")
    for secret in ("outside the scope", "not signed", "method of monitoring", "CMA-1", "qiye"):
        assert secret not in public
    assert f"/places/{firm.key}/self-monitoring/" in said(Client(), "/self-monitoring/", **EN)
    (report,) = plans.reports(firm.owner)
    answer = Client().get(f"/self-monitoring/files/{report.files[0].hash}")
    assert answer.content == b"%PDF-1.7 whole"
    assert f"/places/{firm.key}/self-monitoring/" in said(Client(), f"/places/{firm.key}/")


def test_a_department_that_shares_an_outlet_s_readings_owes_no_plan(city):
    firm, clerk = city
    number = registry.ensure_thing(
        "再生水厂出水口",
        kind="outlet",
        district="110105",
        parties=registry.Parties(owner="演示市水务局", owner_kind="authority"),
    )
    key = registry.things()[number].key
    assert [each.number for each in plans.enterprises()] == [firm.owner]
    desk = client_of(clerk.people["zhang"])
    for page in (said(Client(), "/self-monitoring/"), said(desk, "/desk/supervision/")):
        assert "青云供热" in page
        assert "演示市水务局" not in page
    assert f"/places/{key}/self-monitoring/" not in said(Client(), f"/places/{key}/")
    assert Client().get(f"/places/{key}/self-monitoring/").status_code == 404


def test_the_public_chooses_a_year_of_which_something_is_on_record(city):
    firm, _clerk = city
    this = beijing(timezone.now()).year
    before = this - 1
    item = plans.Item(**{**row(firm), "frequency": "1/quarter"})
    facts = {"quality": "平行样", "reason": "备案", "person": firm.officer}
    plans.hand_in_plan(firm.owner, [item], valid_from=date(before, 10, 1), **facts)
    plans.enter_result(
        firm.owner, firm.key, "a34013", date(before, 11, 3), "3.1",
        unit="mg/m³", method="HJ 836-2017", person=firm.officer,
    )  # fmt: skip
    for path in (f"/places/{firm.key}/self-monitoring/", "/self-monitoring/"):
        now, then = said(Client(), path, **EN), said(Client(), f"{path}?year={before}", **EN)
        for page, year in ((now, this), (then, before)):
            assert f'href="?year={year}" aria-current="true"' in page
            assert f"?year={before - 1}" not in page, "nothing is on record of it"
        assert f"{before}-11-03" not in now
        for asked in (before - 1, this + 1, "x", "²"):
            shown = said(Client(), f"{path}?year={asked}", **EN)
            assert shown.partition("<main")[2] == now.partition("<main")[2]
    assert f"1 of 1 unit with outlets had a plan of self-monitoring at the end of {before}" in then
    assert f"/places/{firm.key}/self-monitoring/?year={before}" in then
    assert "1/1 · 100" in then
    own = said(Client(), f"/places/{firm.key}/self-monitoring/?year={before}")
    assert f"{before}年到期应完成手工监测1次，已完成1次" in own
    assert f"{before}-11-03" in own
    assert f"{this}年没有手工监测结果" in said(Client(), f"/places/{firm.key}/self-monitoring/")


def test_a_page_without_earlier_years_offers_none(city):
    firm, _clerk = city
    assert "?year=" not in said(Client(), f"/places/{firm.key}/self-monitoring/")
    assert "?year=" not in said(Client(), "/self-monitoring/")


def test_raw_records_are_for_who_may_see_them_and_strangers_see_no_plan(city):
    firm, clerk = city
    file = io.BytesIO(b"raw")
    file.name = "raw.csv"
    day = date(2026, 3, 2)
    plans.hand_in_report(
        firm.owner, "record", "原始记录", day, day, person=firm.officer, files=[file]
    )
    name = plans.reports(firm.owner)[0].files[0].hash
    path = f"/self-monitoring/files/{name}"
    assert Client().get(path).status_code == 404
    assert client_of(firm.stranger).get(path).status_code == 404
    for person in (firm.officer, firm.technician, clerk.people["zhang"]):
        assert client_of(person).get(path).status_code == 200
    assert "青云供热" not in said(client_of(firm.stranger), "/enterprise/plans/")
    assert client_of(firm.officer).get("/desk/supervision/").status_code in (302, 403)


def test_a_comparison_is_ordered_entered_and_concluded_at_the_desk(city):
    firm, clerk = city
    start = (timezone.now() - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    sent(firm.places, start, [{"nox": 60}] * 10, start + timedelta(hours=11))
    desk = client_of(clerk.people["zhang"])
    order = {"thing": firm.thing, "means": "comparison", "words": "年度计划"}
    answer = desk.post("/desk/supervision/", order)
    (one,) = supervision.inspections(firm.thing)
    assert answer.url == f"/desk/supervision/checks/{one.id}/"
    assert "a comparison" in said(desk, answer.url, **EN)
    lines = [f"{local(start + timedelta(hours=n, minutes=30))} 45" for n in range(9)]
    values = {"act": "comparison", "stream": f"{MN}|a21002", "values": "\n".join(lines)}
    desk.post(answer.url, {**values, "method": "HJ 693-2014", "laboratory": "区监测站"})
    page = said(desk, answer.url, **EN)
    assert "33.333" in page
    assert "HJ 75-2017" in page
    assert "nothing was changed" in page
    desk.post(answer.url, {"act": "conclude"})
    assert supervision.inspection(one.id).passed is None  # its papers are missing
    clerk.now = timezone.now() - timedelta(minutes=30)
    for kind in ("inspection", "sampling"):
        clerk.write(one.matter, kind)
    desk.post(answer.url, {"act": "conclude"})
    end = supervision.inspection(one.id)
    assert (end.passed, end.task is None) == (False, False)
    assert f"/desk/cases/{end.task}/" in said(desk, answer.url)
    assert "不作有效性审核" in said(Client(), f"/places/{firm.key}/self-monitoring/")


def test_a_form_that_is_refused_keeps_what_was_typed(city):
    firm, clerk = city
    own, desk = client_of(firm.officer), client_of(clerk.people["zhang"])
    plan = {**row(firm, point="烟囱平台", frequency="每季度一次"), "quality": "平行样10%"}
    plan |= {"valid_from": "2026-03-01", "reason": "许可证变更"}
    page = own.post("/enterprise/plans/new/", plan).content.decode()
    assert not plans.plans_of(firm.owner)
    for typed in ("烟囱平台", "每季度一次", "平行样10%", "2026-03-01", "许可证变更"):
        assert typed in page, typed
    desk.post("/desk/supervision/", {"thing": firm.thing, "means": "comparison", "words": "核查"})
    (one,) = supervision.inspections(firm.thing)
    path = f"/desk/supervision/checks/{one.id}/"
    values = {"act": "comparison", "stream": f"{MN}|a21002", "values": "明天 9点 高"}
    page = desk.post(
        path, {**values, "method": "HJ 693-2014", "laboratory": "区站"}
    ).content.decode()
    for typed in ("明天 9点 高", "HJ 693-2014", "区站"):
        assert typed in page, typed
    assert f'value="{MN}|a21002" selected' in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "often", ["1/week", "2/month", "1/quarter", "1/half-year", "12/year", "continuous"]
)
def test_a_frequency_is_typed_as_the_reader_says_it(often, language):
    with override(language):
        said_as = monitored.often(often)
        assert said_as != often
        assert monitored.frequency_of(f" {said_as} ") == often
        assert monitored.frequency_of(often) == often
        assert monitored.frequency_of("now and then") == "now and then"


def test_an_answer_without_its_words_leaves_the_other_answers_in_the_sheet(city):
    firm, clerk = city
    desk = client_of(clerk.people["zhang"])
    desk.post("/desk/supervision/", {"thing": firm.thing, "means": "site", "words": "核查"})
    (one,) = supervision.inspections(firm.thing)
    first, second, *_rest = [r.question.key for r in supervision.standing(one.id).sheet]
    sheet = {"act": "sheet", f"answer-{first}": "no", f"answer-{second}": "yes"}
    path = f"/desk/supervision/checks/{one.id}/"
    page = desk.post(path, {**sheet, f"words-{second}": "看过日志"}).content.decode()
    assert page.count(" selected>") >= 2
    assert "看过日志" in page
    assert not any(r.answer for r in supervision.standing(one.id).sheet)


def local(at: datetime) -> str:
    return f"{beijing(at):%Y-%m-%d %H:%M}"
