"""The pages of instruments say what was changed, checked and certified, for whoever may see it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingtian.ledger import kinds
from qingtian_platform.check.findings import port
from qingtian_platform.check.findings.store import Store
from qingtian_platform.check.instruments import api
from qingtian_platform.check.plans import api as plans
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.people.models import Person
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry.models import Limit
from support import signing
from support.instruments import NOON, OUTFALL, STACK, STATION, Line, register
from support.wording import foreign

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OWN_NAMES = re.compile(
    "赵敏|.*厂|.*公司|更换检测器|.*标准物质.*|标气|自动校准|中国计量院|市站|总排口|平行样|中文"
)
CODES = re.compile(
    "PDF|JPEG|PNG|TXT|CN|MN|HJ|SHA|GBW|QC|QTINST|Westgard|FS|CSV|XLSX|SO|mg|L|qingtian|instrument|import|zhao|h|EN|English"
)
PAGES = ("/desk/instruments/", f"/desk/instruments/{STACK}/", f"/desk/instruments/{OUTFALL}/")


@pytest.fixture
def officer():
    return Person.objects.create(username="zhao", name="赵敏", role="duty")


@pytest.fixture
def desk(officer):
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def plant(tmp_path, monkeypatch, officer):
    """A plant of which a slope was changed twice: with a visit on record, and without."""
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    places = Places(tmp_path).make()
    things = register()
    line = Line(places)
    for n in range(40):
        line.hour(NOON + HOUR * n, 30.0 if n < 24 else 18.0)
    for h, slope in ((0, "1.00"), (12, "1.00"), (24, "0.60")):
        line.told(NOON + HOUR * h, i13001="300", i13008=slope)
        line.told(NOON + HOUR * h, code="a21002", i13008="1.00" if h < 24 else "1.20")
    line.told(NOON + HOUR * 11, i11001="//自动校准//", i12001="3")
    line.seal()
    written(officer)
    with Store.writing(places) as store:
        for said in port.sources()["instruments"](places, None):
            store.say("instruments", said, NOON + HOUR * 40)
    return things


def written(officer):
    """Write down what was done: a visit, checks, comparisons, control samples, certificates."""

    def write(kind, mn, code, hours, **given):
        at = NOON + HOUR * hours
        return api.write(officer, api.Draft(kind, mn, code, at, at, given, "蓝天运维公司"))

    write("maintenance", STACK, "a21002", 23, what="更换检测器")
    write(
        "zero_span", STACK, "a21026", -200, check="span", standard="200", before="206", after="200"
    )
    write("zero_span", STACK, "a21026", 1, check="span", standard="200", before="236")
    pairs = "; ".join(["100/120"] * 9)
    write(
        "comparison",
        STACK,
        "a21026",
        2,
        pairs=pairs,
        method="HJ 57",
        laboratory="市站",
        purpose="supervision",
    )
    write(
        "comparison",
        OUTFALL,
        "w01018",
        2,
        pairs="40/42; 41/40; 42/44",
        method="HJ 828",
        laboratory="市站",
        purpose="own",
    )
    for n in range(24):
        value = 50 + (n % 5 - 2) * 0.5 + (4 if n == 23 else 0)
        write("control", OUTFALL, "w01018", -24 + n, sample="QC-50", value=str(value), unit="mg/L")
    write(
        "certificate",
        STACK,
        "",
        0,
        number="GBW-2",
        subject="SO₂标气",
        issuer="国家标准物质中心",
        valid_until="2020-01-01",
        traces_to="GBW-1",
    )
    write(
        "certificate",
        STACK,
        "",
        0,
        number="GBW-1",
        subject="SO₂标气",
        issuer="中国计量院",
        valid_until="2019-01-01",
    )


def text(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_list_names_what_to_look_at_first(desk, plant):
    page = text(desk.get("/desk/instruments/", headers={"accept-language": "en"}))
    body = page[page.index("<tbody>") :]
    assert body.index(STACK) < body.index(OUTFALL) < body.index(STATION)
    assert "slope 1.0 → 0.6" in body
    assert "control chart of QC-50 rejects" in body
    assert "HJ 75-2017" in body
    assert "HJ 355-2019 table 1" in body
    only = text(desk.get("/desk/instruments/?list=rejected", headers={"accept-language": "en"}))
    assert OUTFALL in only
    assert STACK not in only[only.index("<tbody>") :]


def test_the_page_of_one_leads_to_the_frames_and_the_clauses(desk, plant):
    page = text(desk.get(f"/desk/instruments/{STACK}/", headers={"accept-language": "en"}))
    changes = page[page.index('id="changes"') : page.index('id="parameters"')]
    assert changes.count("nothing on record explains it") == 1
    assert "Maintenance 1" in changes
    assert "30.0 → 18.0" in changes
    for link in re.findall(r'href="(/frames?/[^"]+)"', changes):
        assert b"i13008-Info=" in desk.get(link).content
    assert len(re.findall(r'class="seal"', changes)) == 4
    checks = page[page.index('id="checks"') : page.index('id="records"')]
    assert "failed" in checks
    assert "12.0" in checks  # (236 - 200) of the range 300 that the instrument told
    assert "GBW-2 → GBW-1" in page
    assert "expired" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_parameter_has_the_unit_of_its_property_or_of_the_protocol_or_none(desk, plant, language):
    line = Line(Places.current())
    at = NOON + HOUR * 40
    line.told(at, i13001="500", i13003="60", i13004="165", i13007="0.5", i13008="0.60", i13009="2")
    line.told(at, code="a21002", i13001="整机")
    line.seal()
    [*port.sources()["instruments"](Places.current(), None)]
    page = text(desk.get(f"/desk/instruments/{STACK}/", headers={"accept-language": language}))
    shown = re.sub(r"[|\s]+", "|", re.sub(r"<[^>]+>", "|", page))
    for value in ("500|mg/m³", "60|min", "165|°C", "2|mg/m³"):
        assert f"|{value}|" in shown, value
    assert "|300|mg/m³|" in shown, "before it was changed"
    assert not re.search(r"\|(0\.5|0\.60|整机)\|(mg|min|°C)", shown)
    makers = {"en": "unit|set|by|the|maker", "zh-hans": "单位由厂家定"}[language]
    for value in ("0.5", "0.60"):
        assert f"|{value}|{makers}|" in shown, "HJ 212 sends no unit of slope and intercept"


def test_each_page_speaks_one_language_and_blesses_nothing(desk, plant):
    for address in (*PAGES, f"/desk/instruments/{STACK}/record?kind=comparison"):
        for language, allowed in (("en", OWN_NAMES), ("zh-hans", CODES)):
            page = desk.get(address, headers={"accept-language": language}).content.decode()
            assert not foreign(page, language, allowed), (address, language)
            for word in ("有效性审核", "审核", "verified"):
                assert word not in page


def test_an_empty_place_says_what_will_stand_there(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    Places(tmp_path).make()
    assert "No instrument" in text(
        desk.get("/desk/instruments/", headers={"accept-language": "en"})
    )
    register()
    page = text(desk.get(f"/desk/instruments/{STACK}/", headers={"accept-language": "en"}))
    assert "has told nothing of its instruments" in page
    assert desk.get("/desk/instruments/nowhere/").status_code == 404


def test_an_enterprise_sees_its_own_and_writes_nothing(plant):
    own = people.ensure_organisation("北苑供热厂", "enterprise")
    for organisation, status in (
        (own, 200),
        (people.ensure_organisation("别家", "enterprise"), 404),
    ):
        person = Person.objects.create(
            username=f"qian{organisation}", role="enterprise", organisation_id=organisation
        )
        client = Client()
        client.force_login(person)
        assert client.get(f"/desk/instruments/{STACK}/").status_code == status
        assert client.get(f"/desk/instruments/{STACK}/record?kind=control").status_code == 403
        assert client.post(f"/desk/instruments/{STACK}/record").status_code == 403
        assert (STACK in client.get("/desk/instruments/").content.decode()) == (status == 200)
    assert Client().get("/desk/instruments/").status_code == 302


def test_a_record_is_written_by_form_with_its_paper_and_corrected_by_another(desk, plant):
    address = f"/desk/instruments/{STACK}/record"
    form = {
        "kind": "zero_span",
        "code": "a21026",
        "start": f"{NOON:%Y-%m-%d} 09:30",
        "f-check": "zero",
        "f-standard": "0",
        "f-before": "many",
        "f-full_scale": "300",
        "on_behalf": "蓝天运维公司",
    }
    wrong = text(desk.post(address, form, headers={"accept-language": "en"}))
    assert "Expected a number; got many." in wrong
    assert 'value="many"' in wrong
    paper = SimpleUploadedFile("sheet.pdf", b"%PDF-1.7 sheet")
    right = {**form, "f-before": "9", "papers": paper}
    assert desk.post(address, right).status_code == 302
    record = api.records(mn=STACK, kinds=("zero_span",))[-2]
    assert (record.author, record.on_behalf, record.content["before"]) == (
        "赵敏",
        "蓝天运维公司",
        "9",
    )
    got = desk.get(f"/desk/instruments/papers/{record.papers[0].hash}")
    assert got.content == b"%PDF-1.7 sheet"
    assert "attachment" in got.headers["Content-Disposition"]
    shown = text(desk.get(f"{address}?kind=zero_span&corrects={record.id}"))
    assert 'value="9"' in shown
    again = {**form, "f-before": "6", "corrects": str(record.id)}
    assert "Say why" in text(desk.post(address, again, headers={"accept-language": "en"}))
    assert desk.post(address, {**again, "why": "读错"}).status_code == 302
    both = api.records(mn=STACK, kinds=("zero_span",), standing=False)
    assert {each.content["before"] for each in both} >= {"9", "6"}
    standing = api.records(mn=STACK, kinds=("zero_span",))
    assert "9" not in {each.content["before"] for each in standing}


def test_the_list_is_handed_out_as_a_file(desk, plant):
    got = desk.get("/desk/instruments/?as=csv", headers={"accept-language": "en"})
    lines = got.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Unit,MN,Factor,Last check")
    assert sum(STACK in each for each in lines) == 3


def test_a_supervisory_sample_stands_beside_the_reading_of_its_hour(desk, plant, tmp_path):
    places = Places(tmp_path)
    line = Line(places)
    line.hour(NOON, 40.0, "w01018", OUTFALL)
    line.seal()
    sampler = signing.person("sampler", "duty")
    pen = signing.pen_of(places, sampler, duties=["sampler"])
    said = {
        "purpose": "supervision",
        "place": "总排口",
        "matrix": "waste-water",
        "preservation": "4 °C",
    }
    for number, value in (("S-1", "44"), ("S-2", "58")):
        taken = {"taken": f"{NOON:%Y-%m-%d %H}:20", "thing": OUTFALL.lower(), "containers": "1"}
        sheets.write(number, "sampling", {**said, **taken}, "sampler")
        body = sheets.body(number, "sampler")
        sheets.sign(signing.signed(places, pen, kinds.SIGNOFF, body), sampler, places)
        found = {"code": "w01018", "method": "HJ 828", "instrument": "1", "readings": value}
        sheets.write(number, "analysis", {**found, "value": value, "unit": "mg/L"}, "analyst")
    page = text(desk.get(f"/desk/instruments/{OUTFALL}/", headers={"accept-language": "en"}))
    beside = page[page.index('id="beside"') : page.index('id="records"')]
    first, second = beside.index("S-2"), beside.index("S-1")
    assert first < second
    assert "failed" in beside[first:second]  # (40 - 58) of 58: more than 30 % from 30 to 60 mg/L
    assert "passed" in beside[second:]
    assert "HJ 355-2019 table 1" in beside
    assert "1/4" in beside


def test_the_rows_of_the_outlet_in_its_owner_s_plan_stand_on_the_page(desk, plant):
    firm = plans.enterprise_of(plant[OUTFALL])
    people.add_person("firm", "enterprise", organisation=firm.number)
    handed = {"quality": "平行样", "valid_from": NOON.date(), "reason": "首次备案"}
    rows = [
        plans.Item(OUTFALL.lower(), "总排口", "w01018", method="HJ 828"),
        plans.Item(STACK.lower(), "烟囱", "a21026", method="HJ 57", frequency="1/month"),
    ]
    plans.hand_in_plan(firm.number, rows, **handed, person=people.account("firm"))
    for code in ("w01018", "w21003"):
        Limit(
            thing_id=plant[OUTFALL], code=code, field="Avg", interval="day", high=50, unit="mg/L",
            source="permit", document="演示许可证", clause="表1", valid_from=date(2024, 1, 1),
        ).save()  # fmt: skip

    def panel(client: Client, mn: str = OUTFALL) -> str:
        page = text(client.get(f"/desk/instruments/{mn}/", headers={"accept-language": "en"}))
        return page[page.index('id="plan"') : page.index('id="certificates"')]

    plan = panel(desk)
    assert "总排口" in plan
    assert "frequency" in plan  # it lacks one
    assert "烟囱" not in plan
    assert "ammonia nitrogen" in plan[plan.index("nothing is planned") :]
    assert f'href="/desk/supervision/plans/{firm.number}/"' in plan
    assert "ammonia nitrogen" not in panel(desk, STACK)
    own = Client()
    own.force_login(people.account("firm"))
    assert f'href="/places/{OUTFALL.lower()}/self-monitoring/"' in panel(own)
    station = text(desk.get(f"/desk/instruments/{STATION}/"))
    assert 'id="plan"' not in station
