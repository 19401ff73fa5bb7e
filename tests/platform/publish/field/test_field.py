"""The phone's pages without scripts, and what a phone that was away sends later: each form once."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from support.clerk import Clerk
from support.firm import person

PHONE = {"X-Field": "1"}


@pytest.fixture
def clerk(tmp_path, monkeypatch, db) -> Clerk:
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    Places(tmp_path).make()
    made = Clerk.hire()
    made.now = timezone.now() - timedelta(hours=3)
    return made


@pytest.fixture
def matter(clerk) -> int:
    return clerk.open("construction-dust", "see").id


@pytest.fixture
def officer(clerk) -> Client:
    client = Client()
    client.force_login(clerk.people["zhang"])
    return client


def minutes(back: int) -> str:
    return f"{beijing(timezone.now() - timedelta(minutes=back)):%Y-%m-%dT%H:%M}"


def written(**more):
    given = {
        "key": "form-1",
        "officer.1": "张明",
        "certificate.1": "京0105-011",
        "officer.2": "钱进",
        "certificate.2": "京0105-012",
        "begin": minutes(60),
        "end": minutes(30),
        "field.subject": "北京某某热力有限公司",
        "field.place": "工地东门",
        "field.told": "yes",
        "field.found": "土方未苫盖",
        "party": "refused",
        "witness": "社区工作人员刘某",
        "lon": "116.5",
        "lat": "39.9",
    }
    photo = SimpleUploadedFile("dust.jpg", JPEG)
    return {**given, "photos": photo, **more}


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00picture\xff\xd9"
)


def at(name: str, *args) -> str:
    return reverse(f"field:{name}", args=args)


def test_what_waits_for_an_officer_leads_to_its_acts(officer, matter):
    home = officer.get(at("home")).content.decode()
    assert at("matter", matter) in home
    page = officer.get(at("matter", matter)).content.decode()
    assert at("record", matter, "inspection") in page
    assert at("act", matter, "confirm") in page


def test_who_holds_a_matter_goes_by_a_name_and_no_login(officer, clerk, matter):
    type(clerk.people["zhang"]).objects.filter(username="zhang").update(name="张明")
    cases.assign(matter, clerk.people["zhang"], "zhang")
    assert [each["owes"] for each in officer.get(at("home")).context["rows"]] == ["张明"]


def test_a_refused_signature_needs_its_witness_and_the_form_keeps_its_words(officer, matter):
    path = at("record", matter, "inspection")
    lacking = officer.post(path, written(witness=""))
    assert lacking.status_code == 400
    text = lacking.content.decode()
    assert "土方未苫盖" in text
    assert 'value="form-1"' in text
    assert [each.state for each in papers.papers(matter)] == ["draft"]
    assert officer.post(path, written()).status_code == 302
    (paper,) = papers.papers(matter)
    assert (paper.state, paper.content.party) == ("done", "refused")
    assert paper.content.witness == "社区工作人员刘某"
    (shown,) = papers.exhibits(matter)
    assert (shown.lon, shown.lat) == (116.5, 39.9)
    assert paper.content.exhibits == (shown.id,)


def test_one_officer_is_not_enough(officer, matter):
    alone = written(**{"officer.2": "", "certificate.2": ""})
    answer = officer.post(at("record", matter, "inspection"), alone, headers=PHONE)
    assert answer.status_code == 422
    assert json.loads(answer.content)["problem"]
    assert papers.papers(matter)[0].state == "draft"


def test_a_form_that_comes_twice_is_one_paper_and_one_act(officer, matter):
    path = at("record", matter, "inspection")
    answers = [officer.post(path, written(), headers=PHONE).json() for _n in range(2)]
    assert [each["done"] for each in answers] == [True, True]
    assert answers[0]["to"] == at("matter", matter)
    assert len(papers.papers(matter)) == len(papers.exhibits(matter)) == 1
    for _n in range(2):
        done = officer.post(at("act", matter, "confirm"), {"key": "act-1"}, headers=PHONE)
        assert done.json()["done"], done.content
    assert [each.act for each in cases.deeds(matter)] == ["see", "confirm"]


def test_an_act_without_its_paper_is_refused_in_the_language_of_the_reader(officer, matter):
    path = at("act", matter, "confirm")
    answer = officer.post(path, {"key": "a"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "Record of the inspection on site" in answer.content.decode()
    answer = officer.post(path, {"key": "a"}, headers={"Accept-Language": "zh-hans"})
    assert "现场检查" in answer.content.decode()
    assert not cases.case(matter).times("confirm")


def test_facts_are_read_by_their_kinds(officer, matter, clerk):
    officer.post(at("record", matter, "inspection"), written())
    officer.post(at("act", matter, "confirm"), {"key": "a"})
    facts = {"fact.cycle": "2026-01-01", "fact.malicious": "no", "fact.refuses": "no"}
    for wrong in ({"fact.served": "soon"}, {"fact.cycle": ""}, {"fact.malicious": "perhaps"}):
        given = {**facts, **wrong, "key": "b"}
        assert officer.post(at("act", matter, "grade"), given).status_code == 400
    done = officer.post(at("act", matter, "grade"), {**facts, "key": "c"})
    assert done.status_code == 302, done.content.decode()
    assert cases.case(matter).facts["measure"] == "penalty"


@pytest.mark.parametrize("name", ["matter", "record", "act"])
def test_an_officer_of_another_district_and_an_enterprise_find_nothing(matter, name):
    args = {"matter": (matter,), "record": (matter, "inspection"), "act": (matter, "confirm")}[name]
    other = Client()
    other.force_login(person("haidian", "enforcement", district="110108"))
    assert other.get(at(name, *args)).status_code == 404
    assert other.post(at(name, *args), {"key": "x"}).status_code in (400, 404)
    firm = Client()
    firm.force_login(person("qiye", "enterprise", cases_organisation()))
    assert firm.get(at(name, *args)).status_code == 403
    assert Client().get(at(name, *args)).status_code == 302


def cases_organisation() -> int:
    from qingtian_platform.people import api as people

    return people.ensure_organisation("某企业", "enterprise")


def test_a_chief_reports_a_patrol_once_and_what_was_found_is_a_matter(clerk):
    chief = person("hezhang", "river-chief", district="110105")
    patrols.ensure_reach("liangshui", "凉水河", division="110105")
    patrols.appoint("liangshui", "village", "hezhang", date(2026, 1, 1))
    client = Client()
    client.force_login(chief)
    path = at("patrol", "liangshui")
    home = client.get(at("home")).content.decode()
    assert path in home
    assert "patrol.missed" in home, "what a missed patrol raises is a setting, and shown as one"
    given = {
        "key": "walk",
        "begin": minutes(50),
        "end": minutes(10),
        "track": "[[116.4,39.8],[116.41,39.81],[999,0]]",
        "problem": "dumping",
        "violates": "yes",
        "text": "岸边倾倒渣土",
    }
    refused = client.post(path, given)
    assert refused.status_code == 400
    assert "岸边倾倒渣土" in refused.content.decode()
    for _n in range(2):
        photo = SimpleUploadedFile("bank.jpg", JPEG)
        done = client.post(path, {**given, "photos": photo}, headers=PHONE).json()
        assert done["done"]
    (found,) = patrols.patrols("hezhang")
    assert found.track == ((116.4, 39.8), (116.41, 39.81))
    assert done["to"] == at("matter", found.matter)
    assert "岸边倾倒渣土" in client.get(done["to"]).content.decode()
    assert client.get(at("patrol", "another")).status_code == 404


def test_the_worker_knows_its_pages_and_the_page_to_stand_on_tells_of_nobody():
    text = Client().get(at("worker")).content.decode()
    assert "__" not in text.replace("__proto__", "")
    assert at("away") in text
    assert Client().get(at("away")).status_code == 200
    assert Client().get(at("token")).status_code == 302
