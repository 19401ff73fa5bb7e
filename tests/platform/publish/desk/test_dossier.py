"""One subject, one file: what is known, what the public sees; the board of a unit's head."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qingtian.cases import Handed, Officer
from qingtian.quantities import BEIJING
from qingtian_platform.act.alarms.models import Alarm
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.notices import api as notices
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.check.declared.models import Declaration
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk.dossier import board, subjects
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.ensure import Parties
from qingtian_platform.registry.models import Thing
from support.wording import foreign

NOW = datetime(2024, 5, 20, 10, tzinfo=BEIJING)
LANGUAGES = ("zh-hans", "en")
OWN_NAMES = re.compile("甲厂.*|朝阳区城管执法部门|zhou|kiln|yard|QT.*|MN|HJ|CSV|XLSX")
"""Names without another form."""
PEOPLE = (
    ("zhang", "enforcement", "110105"),
    ("zhou", "head", "110105"),
    ("xi", "enforcement", "110102"),
    ("jian", "duty", None),
    ("kao", "assessor", None),
)


@pytest.fixture
def city(tmp_path, monkeypatch, db):
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    for login, role, district in PEOPLE:
        people.add_person(login, role, district=district, name=login)
    for key, name, permit in (("kiln", "甲厂一号炉", "91110105MA01"), ("yard", "甲厂工地", "")):
        registry.ensure_thing(
            name,
            key=key,
            kind="outlet" if permit else "site",
            district="朝阳区",
            parties=Parties(owner="甲厂"),
            permit=permit,
            origin="simulated",
        )
    one = registry.thing("kiln")
    registry.ensure_logger("QTFILE01", thing_id=one.id, st="31", password="123456")
    return one


def client_of(login, language="zh-hans"):
    client = Client(headers={"accept-language": language})
    client.force_login(people.account(login))
    return client


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


def dust(number=1, at=NOW - timedelta(hours=1), key="yard", **more):
    thing = registry.thing(key)
    said = {
        "subject": cases.Subject("site", key, thing.name, thing.id),
        "division": "110105",
        "origin": cases.Origin("inspection", f"file-{number}"),
        "person": people.account("zhang"),
        "separate": True,
        "now": at,
    }
    return cases.open_matter("construction-dust", "see", **(said | more))


def record(at):
    two = (Officer("张", "0105-1"), Officer("钱", "0105-2"))
    times = {"begin": at - timedelta(hours=2), "end": at - timedelta(hours=1)}
    return Handed("inspection", officers=two, party="signed", signature="张", number="1", **times)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_holds_all_parts_and_says_what_the_public_sees(city, language):
    made = dust()
    html = text(client_of("zhou", language), "/desk/dossier/site/yard/")
    assert made.number in html
    assert f"/desk/cases/{made.id}/" in html
    assert "/places/yard/" in html, "the public page stands beside the identity"
    assert ("not public" if language == "en" else "不公开") in html
    for part in ("identity", "matters", "penalties", "data", "said", "visits", "changes"):
        assert f'id="{part}"' in html, part
    assert not foreign(html, language, OWN_NAMES)


def test_a_firm_is_found_by_name_permit_and_mn_and_its_file_leads_to_its_units(city):
    client = client_of("jian")
    for asked in ("甲厂", "91110105MA01", "QTFILE01"):
        assert "甲厂一号炉" in text(client, f"/desk/dossier/?q={asked}"), asked
    firm = next(f for f in subjects.search(people.account("jian"), "甲厂") if f.kind == "firm")
    made = dust()
    html = text(client, f"/desk/dossier/firm/{firm.key}/")
    named = next(t.owner for t in registry.things().values() if t.key == "kiln")
    assert subjects.find(people.account("jian"), "firm", named) == subjects.find(
        people.account("jian"), "firm", firm.key
    )
    assert "/desk/dossier/outlet/kiln/" in html
    assert "/desk/dossier/site/yard/" in html
    assert made.number in html, "matters about its units are its own"
    assert "QTFILE01" in html


def test_an_officer_of_another_district_finds_nothing(city):
    dust()
    client = client_of("xi")
    assert client.get("/desk/dossier/site/yard/").status_code == 404
    assert "yard" not in text(client, "/desk/dossier/?q=甲厂")
    assert subjects.find(people.account("xi"), "township", "110105001000") is None


@pytest.mark.parametrize("role", ["enterprise", "contractor"])
def test_the_unit_itself_never_reads_its_file(city, role):
    people.add_person("own", role, organisation=registry.thing("kiln").organisations[0], name="own")
    assert client_of("own").get("/desk/dossier/site/yard/").status_code == 403


def test_only_a_served_penalty_is_counted(city):
    dust()
    html = text(client_of("zhou"), "/desk/dossier/site/yard/")
    assert "已送达的处罚：0" in html


def test_suspicions_are_shown_to_who_reads_alarms_alone(city):
    assert 'id="findings"' in text(client_of("jian"), "/desk/dossier/outlet/kiln/")
    assert 'id="findings"' not in text(client_of("kao"), "/desk/dossier/outlet/kiln/")


WATCH = {
    ("head", "110105", None): True,
    ("head", "110102", None): False,
    ("supervisor", None, None): True,
    ("river-chief", "110105", None): True,
    ("river-chief", None, "110105040"): True,
    ("river-chief", None, "110105005"): False,
}
"""Who reads the alarm of an outlet in 110105040, by role, district and township."""


@pytest.mark.parametrize(("who", "reads"), WATCH.items(), ids=str)
def test_heads_supervisors_and_chiefs_see_alarms_of_their_place_and_no_other(city, who, reads):
    role, district, township = who
    registry.ensure_thing(
        "甲厂二号炉",
        key="oven",
        kind="outlet",
        district="朝阳区",
        township="110105040",
        parties=Parties(owner="甲厂"),
        origin="simulated",
    )
    one = registry.thing("oven")
    row = Alarm.objects.create(
        lane="planted",
        cause="falsification",
        kind="copied_history",
        row="AL-01",
        thing_id=one.id,
        things=[one.id],
        district=one.district,
        **dict.fromkeys(("reach_start", "reach_end", "start", "end", "raised_at"), NOW),
    )
    people.add_person("who", role, district=district, township=township, name="who")
    client = client_of("who")
    file = client.get("/desk/dossier/outlet/oven/")
    assert (file.status_code == 200 and f"/desk/alarms/{row.pk}/" in file.content.decode()) is reads
    assert (client.get(f"/desk/alarms/{row.pk}/").status_code == 200) is reads
    listed = client.get("/desk/alarms/").content.decode()
    assert (f"/desk/alarms/{row.pk}/" in listed) is reads
    acted = client.post("/desk/alarms/acts", {"alarm": row.pk, "act": "close"})
    assert acted.status_code == 403, "they read, and do not act"


def test_what_is_declared_stands_with_what_the_public_reads_of_it(city):
    now = timezone.now()
    people.add_person(
        "own", "enterprise", organisation=registry.thing("kiln").organisations[0], name="own"
    )
    own = people.account("own")
    for days, reason in ((1, "年度检修"), (90, "设备大修")):
        Declaration.objects.create(
            thing_id=city.id,
            kind="maintenance",
            start=now - timedelta(days=days),
            end=now - timedelta(days=days - 1),
            reason=reason,
            recorded_at=now - timedelta(days=days),
            author=own,
            body=own.organisation,
            on_behalf=own.organisation,
        )
    html = text(client_of("jian"), "/desk/dossier/outlet/kiln/")
    said = html[html.index('id="said"') :]
    new, old = said.index("年度检修"), said.index("设备大修")
    assert new < old
    assert "/places/kiln/" in said[new:old]
    assert "公开页只列最近31天" in said[old : old + 900]


def test_changes_of_the_registry_stand_with_their_reason(city):
    with registry.acting(people.account("jian").pk, "更正许可证编号"):
        row = Thing.objects.get(key="kiln")
        row.permit = "91110105MA02"
        row.save()
    told = registry.changes_of(city.id)
    assert "91110105MA02" in str([each.after for each in told])
    html = text(client_of("jian"), "/desk/dossier/outlet/kiln/")
    assert "更正许可证编号" in html


def test_a_file_goes_out_whole_with_why_a_row_is_not_public(city):
    for number in range(15):
        dust(number)
    html = text(client_of("zhou"), "/desk/dossier/site/yard/")
    assert html.count("/desk/cases/") < 15 * 3
    got = client_of("zhou").get("/desk/dossier/site/yard/?as=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(got)))
    assert sum("办理中的事项不公开" in row for row in rows) == 15
    assert client_of("zhou").get("/desk/dossier/site/yard/?as=xlsx").content[:2] == b"PK"


def test_the_board_counts_what_a_head_may_see_and_no_more(city):
    dust(1)
    mine = board.context(_request("zhou"), NOW)
    assert (mine["open"], mine["late"]) == (1, 0)
    assert [line["key"] for line in mine["lines"]] == ["construction-dust"]
    late = board.context(_request("zhou"), NOW + timedelta(days=40))
    assert late["late"] == 1
    assert [(p.code, p.open, p.late) for p in late["places"]] == [("110105", 1, 1)]
    people.add_person("far", "head", district="110102", name="far")
    assert board.context(_request("far"), NOW)["open"] == 0


def test_a_head_gives_a_matter_to_an_officer_from_the_board(city):
    made = dust()
    client = client_of("zhou")
    posted = {"matter": made.id, "login": "zhang"}
    html = client.post("/desk/dossier/board/", posted, follow=True).content.decode()
    assert cases.matter(made.id).holder == "zhang"
    assert "zhang" in html
    client.post("/desk/dossier/board/", {"matter": made.id, "login": "xi"}, follow=True)
    assert cases.matter(made.id).holder == "zhang", "an officer of another district gets nothing"
    assert client_of("zhang").get("/desk/dossier/board/").status_code == 403


def test_a_head_urges_what_is_late_and_who_owes_it_is_told(city, settings):
    settings.QINGTIAN_MAIL = "smtp"
    zhang = people.account("zhang")
    zhang.email = "zhang@city.example"
    zhang.save()
    late, fresh = dust(1, timezone.now() - timedelta(hours=30)), dust(2, timezone.now())
    client = client_of("zhou", "en")
    page = text(client, "/desk/dossier/board/")
    assert f'name="urge" value="{late.id}"' in page
    assert f'name="urge" value="{fresh.id}"' not in page, "nothing of it is late"
    said = client.post("/desk/dossier/board/", {"urge": late.id}, follow=True).content.decode()
    assert f"{late.number}: urged zhang." in said
    (letter,) = notices.messages(topic="case", number=late.id)
    assert (letter.address, letter.subject) == (
        "zhang@city.example",
        f"[催办] {late.number} 甲厂工地",
    )
    assert any("overdue by 6" in each.words("en") for each in cases.timeline(late.id))
    for wrong in (fresh.id, 999, "x"):
        client.post("/desk/dossier/board/", {"urge": wrong})
    client_of("zhang").post("/desk/dossier/board/", {"urge": late.id})
    assert len(notices.messages(topic="case")) == 1


def test_what_was_acted_on_is_told_from_what_only_began(city):
    dust(1)
    said = {"papers": (record(NOW),), "reason": "无扬尘", "now": NOW}
    cases.do(dust(2).id, people.account("zhang"), "reject", **said)
    line = board.context(_request("zhou"), NOW + timedelta(hours=1))["lines"][0]
    assert (line["year"].issued, line["year"].verified, line["rate"]) == (2, 1, None)


def test_the_rate_is_of_those_that_ended_and_late_procedures_come_first():
    one, two = (
        cases.Tally("penalty", 5, 4, 1, 0, 4, 3),
        cases.Tally("inspection", 9, 9, 2, 1, 0, 0),
    )
    kinds = cases.procedures().by_key
    lines = board.by_procedure([one, two], {"penalty": one, "inspection": two}, kinds)
    assert [(line["key"], line["rate"]) for line in lines] == [
        ("inspection", None),
        ("penalty", 0.75),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_unit_says_so(city, language):
    html = text(client_of("zhou", language), "/desk/dossier/board/")
    assert ("Nothing is late." if language == "en" else "没有逾期事项。") in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_the_district_sees_what_was_missed_and_the_setting_that_says_so(city, language):
    people.add_person("he", "river-chief", township="110105040", name="何川")
    patrols.ensure_reach("willow", "柳溪河段", name_en="Willow reach", division="110105040")
    patrols.appoint("willow", "village", "he", timezone.localdate() - timedelta(days=20))
    assert patrols.look(now=timezone.now()) > 0
    html = text(client_of("zhou", language), "/desk/dossier/board/")
    part = html[html.index('id="missed"') :][:3000]
    assert ("Willow reach" if language == "en" else "柳溪河段") in part
    assert "何川" in part, "with the name of who owed it"
    assert ("a notice; told: the chief" if language == "en" else "告知；告知：河长本人") in part
    assert ("an example: they are told" if language == "en" else "只告知，不立事项") in part
    assert "/gazette/D3/#D3-7.3-19" in part
    people.add_person("far", "head", district="110102", name="far")
    assert "柳溪河段" not in text(client_of("far"), "/desk/dossier/board/")


def _request(login):
    class Asked:
        user = people.account(login)

    return Asked()
