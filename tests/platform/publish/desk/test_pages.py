"""The desk's pages answer their questions, for whoever may see, in both languages."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape
from openpyxl import load_workbook

from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian_platform.check.models import Note
from qingtian_platform.collect.commands.states import State
from qingtian_platform.collect.conversations import outcomes
from qingtian_platform.people import api as people
from qingtian_platform.people.models import Person
from qingtian_platform.publish.desk import kept
from qingtian_platform.registry import api as registry
from support.wording import foreign

PAGES = (
    "/desk/",
    "/desk/morning/",
    "/desk/availability/",
    "/desk/rates/",
    "/desk/missing/",
    "/desk/deviations/",
    "/desk/refills/",
    "/desk/quarantine/",
    "/desk/commands/",
)
#: Names without an English form.
OWN_NAMES = ("赵敏", "不支持补传", "蓝天运维公司", "王芳", "甲厂", "演示许可证", ".*公司", ".*厂")
TABLES = ("/desk/", "/desk/morning/", "/desk/availability/", "/desk/rates/", "/desk/missing/")


@pytest.fixture
def officer(db):
    return Person.objects.create(username="zhao", name="赵敏", role="duty")


@pytest.fixture
def desk(officer):
    client = Client()
    client.force_login(officer)
    return client


def text(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_place_says_what_will_stand_there(desk, tmp_path, monkeypatch, address):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    page = text(desk.get(address))
    assert 'class="empty' in page


@pytest.mark.parametrize("address", PAGES)
def test_nobody_enters_without_an_account(client, address, db):
    response = client.get(address)
    assert response.status_code == 302
    assert "/account/login" in response["Location"]


def test_every_page_stands_in_both_languages(desk, truth):
    devices = [f"/desk/devices/{unit.mn}/" for unit in truth.units]
    for address in (*PAGES, *devices):
        chinese = text(desk.get(address))
        english = text(desk.get(address, headers={"accept-language": "en"}))
        assert 'lang="zh-Hans"' in chinese
        assert 'lang="en"' in english


def test_the_board_says_who_is_silent_since_when_and_where(desk, truth):
    page = text(desk.get("/desk/", headers={"accept-language": "en"}))
    row = page[page.index('data-key="QTDESK04"') :].split("</tr>")[0]
    assert "Offline" in row
    assert "<b>Network</b>" in row
    since = (truth.now.hour - 6) % 24
    assert f"{since:02d}:00<" in row
    assert "蓝天运维公司" in row
    assert "asks for history" in row
    assert "overdue" in row or "left" in row
    assert "/places/south-incinerator/" in row


def test_the_live_part_is_not_sent_again_while_nothing_changes(desk, truth):
    first = desk.get("/desk/?part=live")
    again = desk.get("/desk/?part=live", headers={"if-none-match": first["ETag"]})
    assert again.status_code in {200, 304}
    if again.status_code == 200:  # a minute began between the two
        again = desk.get("/desk/?part=live", headers={"if-none-match": again["ETag"]})
    assert again.status_code == 304
    assert "<html" not in first.content.decode()


def test_filters_narrow_the_board(desk, truth):
    offline = text(desk.get("/desk/?state=offline"))
    assert 'data-key="QTDESK04"' in offline
    assert 'data-key="QTDESK01"' not in offline
    found = text(desk.get("/desk/?q=linhe"))
    assert re.findall(r'data-key="(\w+)"', found) == ["QTDESK01"]


def test_a_district_sees_its_own_and_nothing_else(truth):
    district = people.find_district("海淀区")
    client = Client()
    client.force_login(Person.objects.create(username="hd", role="duty", division=district))
    assert set(re.findall(r'data-key="(\w+)"', text(client.get("/desk/")))) == {"QTDESK03"}
    assert client.get("/desk/devices/QTDESK01/").status_code == 404
    for address in ("/desk/rates/", "/desk/availability/", "/desk/missing/", "/desk/morning/"):
        assert "林荷公园" not in text(client.get(address))
    assert (
        client.post("/desk/devices/QTDESK01/send", {"code": "1011", "reason": "x"}).status_code
        == 404
    )


def test_the_morning_page_says_what_was_wrong_why_and_who_was_told(desk, truth):
    page = text(desk.get("/desk/morning/", headers={"accept-language": "en"}))
    boiler = page[page.index('data-key="north-boiler"') :].split("</tr>")[0]
    assert boiler.count('class="h-abnormal"') == 6
    assert boiler.count('class="h-over"') == 1
    assert "Analyser: analyser fault (mark D)" in boiler
    assert "41.7 &gt; 35 mg/m³" in boiler
    works = page[page.index('data-key="qing-river-works"') :].split("</tr>")[0]
    assert works.count('class="h-late"') == 6
    desk.post(
        "/desk/morning/note",
        {
            "day": truth.yesterday,
            "kind": "told",
            "thing": "north-boiler",
            "told": "Li, Beiyuan Heating",
            "text": "repair by noon",
        },
    )
    told = text(desk.get("/desk/morning/"))
    assert "Li, Beiyuan Heating" in told
    assert "repair by noon" in told


def test_a_note_without_text_is_refused_with_the_reason(desk, truth):
    answer = desk.post(
        "/desk/morning/note",
        {"day": truth.yesterday, "kind": "told", "text": "x"},
        follow=True,
        headers={"accept-language": "en"},
    )
    assert "Say who was told." in answer.content.decode()


def test_a_shift_is_handed_over_and_taken_by_another(desk, truth):
    desk.post(
        "/desk/morning/note",
        {"day": truth.yesterday, "kind": "handover", "text": "watch furnace 2"},
    )
    client = Client()
    client.force_login(Person.objects.create(username="qian", name="钱进", role="duty"))
    number = re.search(r'name="answers" value="(\d+)"', text(client.get("/desk/morning/")))[1]
    client.post(
        "/desk/morning/note",
        {"day": truth.yesterday, "kind": "takeover", "answers": number, "text": "ok"},
    )
    page = text(client.get("/desk/morning/", headers={"accept-language": "en"}))
    assert "Taken over by 钱进" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_daily_report_is_one_page(desk, truth, language):
    response = desk.get(
        f"/desk/report/{truth.yesterday}.pdf", headers={"accept-language": language}
    )
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", response.content)) == 1


def test_the_report_of_a_dreadful_day_is_still_one_page(truth):
    from qingtian_platform.publish.desk.morning_data import day_of
    from qingtian_platform.publish.desk.report import facts, typeset

    with translation.override("zh-hans"):
        content = facts(day_of(truth.yesterday, lambda _t: True, None), "全市", "赵敏", None)
        long = "北京市朝阳区某某街道热力供应有限责任公司第二分公司1号燃气锅炉房"
        content["units"] = [
            [long, "缺失 24、异常 24", "0.0", "网络：断线，没有任何报文；" * 2, long]
        ] * 14
        content["gaps"] = [
            [long, "2026-11-23 00:00–24:00", "网络", "断线，没有任何报文", "24", "0", "24"]
        ] * 12
        content["log"] = ["x" * 160] * 6
        pdf = typeset(content, datetime(2026, 11, 24, tzinfo=UTC))
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


@pytest.mark.parametrize("address", TABLES)
def test_every_table_can_be_taken_as_a_file(desk, truth, address):
    csv = desk.get(f"{address}?as=csv")
    assert csv.content.startswith("\ufeff".encode())
    assert csv.content.count(b"\r\n") > 3
    book = load_workbook(io.BytesIO(desk.get(f"{address}?as=xlsx").content))
    assert book.active.max_row == csv.content.count(b"\r\n")


def test_a_file_of_the_desk_writes_beijing_time_to_the_second(desk, truth):
    content = desk.get("/desk/?as=csv").content.decode()
    assert re.search(r"\d\dT\d\d:\d\d:00\+08:00", content)
    assert "+00:00" not in content
    assert not re.search(r":\d\d\.\d+\+08:00", content)


def test_a_name_that_a_spreadsheet_would_run_is_neutralised(desk, truth):
    from qingtian_platform.registry import api as registry

    thing = registry.ensure_thing('=HYPERLINK("x")', kind="outlet", key="evil")
    registry.ensure_logger("EVIL", thing_id=thing, st="31", codes=["a21026"])
    line = next(
        row for row in desk.get("/desk/?as=csv").content.decode().splitlines() if "EVIL" in row
    )
    assert "\"'=HYPERLINK" in line or "'=HYPERLINK" in line


def test_the_rates_page_shows_formula_and_setting(desk, truth):
    for by in ("outlet", "factor", "enterprise", "district", "all"):
        page = text(desk.get(f"/desk/rates/?by={by}", headers={"accept-language": "en"}))
        assert "values that came ÷ values owed" in page
        assert "source to be confirmed" in page
        assert "90.0" in page


def test_a_command_is_kept_and_one_that_changes_waits_for_another_person(desk, truth, officer):
    answer = desk.post(
        "/desk/devices/QTDESK01/send", {"code": "1011", "reason": "look at its clock"}, follow=True
    )
    assert "look at its clock" in text(answer)
    desk.post(
        "/desk/devices/QTDESK01/send",
        {"code": "1062", "items": "RtdInterval=30", "reason": "faster"},
        follow=True,
    )
    page = text(desk.get("/desk/commands/", headers={"accept-language": "en"}))
    assert "a second person approves it" in page
    number = re.search(r"/desk/commands/(\d+)/", page)[1]
    assert 'value="approve"' not in text(desk.get(f"/desk/commands/{number}/"))
    other = Client()
    other.force_login(Person.objects.create(username="sun", role="duty"))
    assert 'value="approve"' in text(other.get(f"/desk/commands/{number}/"))
    other.post(f"/desk/commands/{number}/decide", {"act": "approve"})
    assert "Approved by a second person" in text(
        other.get(f"/desk/commands/{number}/", headers={"accept-language": "en"})
    )


def test_nobody_approves_what_he_asked_for_himself(desk, truth):
    form = {"code": "1062", "items": "RtdInterval=60", "reason": "slower again"}
    desk.post("/desk/devices/QTDESK01/send", form, follow=True)
    page = text(desk.get("/desk/commands/", headers={"accept-language": "en"}))
    number = re.search(r"/desk/commands/(\d+)/", page)[1]
    answer = desk.post(
        f"/desk/commands/{number}/decide",
        {"act": "approve"},
        follow=True,
        headers={"accept-language": "en"},
    )
    assert "has to be another one than who asked" in text(answer)
    assert "Approved by a second person" not in text(answer)


def test_a_note_names_only_a_unit_that_its_author_sees(truth):
    district = people.find_district("海淀区")
    client = Client()
    officer = Person.objects.create(username="hd2", role="duty", division=district)
    client.force_login(officer)
    day = truth.yesterday.isoformat()
    for key in ("north-boiler", "no-such-unit"):
        form = {"kind": "note", "text": "written over the border", "day": day, "thing": key}
        answer = client.post("/desk/morning/note", form, follow=True)
        assert "只能填写本区的单位" in text(answer)
    assert not Note.objects.filter(author=officer).exists()
    own = next(unit for unit in truth.units if unit.mn == "QTDESK03")
    key = registry.things()[registry.loggers()[own.mn].thing_id].key
    form = {"kind": "note", "text": "within the border", "day": day, "thing": key}
    client.post("/desk/morning/note", form)
    assert Note.objects.get(author=officer).thing == key


def test_a_wrong_command_is_refused_with_what_was_expected(desk, truth):
    answer = desk.post("/desk/devices/QTDESK01/send", {"code": "1011", "reason": ""}, follow=True)
    assert "notice late" in text(answer)


def test_only_the_duty_room_sends_commands(truth):
    client = Client()
    client.force_login(Person.objects.create(username="li", role="assessor"))
    assert (
        client.post("/desk/devices/QTDESK01/send", {"code": "1011", "reason": "x"}).status_code
        == 403
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_day_of_an_address_makes_the_desk_fail(desk, truth, day):
    for address in (f"/desk/morning/?day={day}", "/desk/devices/QTDESK01/?day=" + day):
        assert desk.get(address).status_code == 200
    assert desk.get("/desk/rates/", {"from": "0001-01-01", "to": day}).status_code == 200
    assert desk.get(f"/desk/report/{day}.pdf").status_code == 404


@pytest.mark.parametrize("number", ["x", "٣", "9" * 30])
def test_an_answer_to_no_note_is_refused_with_the_reason(desk, truth, number):
    form = {"kind": "takeover", "text": "taken", "answers": number}
    assert desk.post("/desk/morning/note", form).status_code == 302
    assert desk.get("/desk/commands/" + "9" * 30 + "/").status_code == 404


def test_an_enterprise_does_not_read_the_log_of_the_duty_room(desk, truth):
    from qingtian_platform.people.models import Organisation

    day = truth.yesterday.isoformat()
    form = {"kind": "note", "text": "inspection on Friday", "day": day}
    assert desk.post("/desk/morning/note", form).status_code == 302
    address = f"/desk/morning/?day={day}"
    assert "inspection on Friday" in text(desk.get(address))
    owner = Organisation.objects.create(name="甲厂")
    officer = Person.objects.create(username="jia", role="enterprise", organisation=owner)
    client = Client()
    client.force_login(officer)
    assert "inspection on Friday" not in text(client.get(address))


#: Codes, units and names of formats that stand in Chinese text as they are.
CODES = re.compile(
    r"AQI|CSV|XLSX|PDF|MN|CN|QN|ST|PW|CP|HJ|GB|DB|PM|SO|NO|NOx|CO|COD|NH|TSP|mg|ms|English|UTC|Flag"
    r"|(?:QTDESK|CHECK|C|D)[-\d]*|[A-Z]{1,3}-?\d*|[A-Z]?[a-z]*[A-Z]\w*|i-Info|x-[A-Z]\w+|hd|zhao|sun|Rtd|Avg"
)


def test_the_chinese_desk_speaks_chinese(desk, truth):
    devices = [f"/desk/devices/{unit.mn}/" for unit in truth.units]
    for address in (*PAGES, *devices, *(f"{one}?day={truth.yesterday}" for one in devices)):
        page = desk.get(address).content.decode()
        found = [one for one in foreign(page, "zh-hans", CODES) if "notes" not in one]
        assert not found, (address, found)


def test_the_english_desk_speaks_english(desk, truth):
    devices = [f"/desk/devices/{unit.mn}/" for unit in truth.units]
    owners = re.compile("|".join(OWN_NAMES))
    for address in (*PAGES, *devices):
        page = desk.get(address, headers={"accept-language": "en"}).content.decode()
        assert not foreign(page, "en", owners), address


def test_the_chinese_files_of_the_desk_speak_chinese(desk, truth):
    devices = [f"/desk/devices/{unit.mn}/?day={truth.yesterday}&" for unit in truth.units]
    for address in (*(f"{one}?" for one in PAGES), *devices):
        file = desk.get(f"{address}as=csv").content.decode()
        text = escape(file.replace(",", " , "))
        assert not foreign(f"<p>{text}</p>", "zh-hans", CODES), address


def test_every_deviation_is_said_in_chinese():
    with translation.override("zh-hans"):
        for one in DEVIATIONS.values():
            assert kept.deviation(one.message) != one.message, one.id
            assert not re.search("table|appendix|and", kept.clause(one.clause)), one.clause


def test_every_text_that_the_gateway_keeps_is_said_in_chinese():
    stored = [words for _state, words in outcomes.ENDS.values()]
    stored += [outcomes.CUT, "first contact", "clock 2026-01-01", "first_contact 2026-01-01"]
    stored += ["code -3", "+75 s against receipt", "asked for by the data logger (1013)"]
    stored += ["the data logger or the second person was not there until 2026-03-01 04:00:00+00:00"]
    with translation.override("zh-hans"):
        for text in stored:
            assert re.search("[一-鿿]", kept.said(text)), text
        assert kept.said("refused; code 3") == "被拒；返回码3"
        assert kept.said("巡检 by Li") == "巡检 by Li"
        assert {str(kept.state(one)) for one in State} == {str(one.label) for one in State}
    with translation.override("en"):
        assert kept.said("refused; code 3") == "refused; return code 3"
