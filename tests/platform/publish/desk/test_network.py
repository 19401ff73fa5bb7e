"""The pages of the network name who is biased, show where nobody stands, and how stations operate."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from qingtian_platform.check import worker as check_worker
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.comparability import worker
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Organisation, Person
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Thing
from support import network
from support.network import HOURS, NOW, SHORT
from support.once import planting
from support.wording import foreign

pytestmark = pytest.mark.django_db
OFF = "songtao__songtao-met__a34004"
PAIR = f"/desk/network/pairs/{OFF}/2026-10/"
PAGES = (
    "/desk/network/?month=2026-10",
    PAIR,
    "/desk/network/coverage/?district=110114",
    "/desk/network/operating/?month=2026-10",
    "/desk/network/operating/?month=2026-10&by=owner",
    "/desk/network/stations/",
    "/desk/network/stations/songtao/",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory, django_db_setup, django_db_blocker):
    """Plant the network once, report on it and count it."""
    del django_db_setup
    places = Places(tmp_path_factory.mktemp("network-pages") / "data").make()
    with planting(places.data, django_db_blocker):
        network.plant(places)
        worker.step(places, NOW)
        worker.step(places, NOW + timedelta(minutes=5))
        check_worker.step(places, NOW)
        yield places


@pytest.fixture
def desk(city):
    return signed_in("net-duty", "duty")


def signed_in(login: str, role: str, **more: object) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Person.objects.create(username=login, name="值班员", role=role, **more))
    return client


def text(client: Client, path: str, language: str = "zh-hans") -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200, path
    return answer.content.decode()


NAMES = re.compile(
    "值班员|.*站|.*局|.*镇|.*街道|.*地区|.*中心|.*总站|青天项目|水务|水文|气象|农业|园林|绿化|林业|卫生|卫计|疾控"
    "|住房|住建|城市管理|城管|交通|规划|国土|地勘|地质|环境|环保|生态|中文"
)
"""Names of the registry, and the words by which owners are told apart."""
CODES = re.compile(
    "CSV|XLSX|PDF|GB|SHA|Deming|Bland|Altman|HJ|JJF|MN|QINGTIAN-QC|QC|NET|PM|station|section|kilometres|least"
    "|most|days|hours|again|quiet|minutes|interval|hour|low|EN|English|Beijing|songtao.*|liuyin.*|yunmeng.*|near.*|NET.*"
    "|qingtian|environment|water|meteorology|agriculture|forestry|health|housing|urban"
    "|management|transport|land|geology|g|m|k"
)
"""Codes, and the names within the answers of settings."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_the_reader_s_language(desk, language):
    for path in PAGES:
        said = text(desk, path, language).partition('<main id="content">')[2]
        assert foreign(said, language, CODES if language == "zh-hans" else NAMES) == [], path


def test_the_list_names_the_biased_one_and_clears_the_other(desk):
    said = text(desk, PAGES[0])
    assert "songtao-met站（市气象局）有偏：比邻站一致值高" in said
    assert "同一依据证明songtao站（市生态环境监测中心）无偏" in said
    assert "liuyin站（市生态环境监测中心）与liuyin-met站（市气象局）一致" in said
    assert "哪一方有偏无法判断：没有第三方依据" in said
    english = text(desk, PAGES[0], "en")
    assert "Songtao-Met (市气象局) is biased: it shows" in english
    assert "2026-10: 3 pairs of two owners at one place; 1 agree, in 1 one is biased" in english


def test_the_report_shows_its_numbers_drawings_and_law(desk):
    said = text(desk, PAIR, "en")
    assert said.count("<svg xmlns") == 2
    assert said.count("<circle") == 2 * HOURS
    report = comparability.last_report(OFF, network.MONTH)
    assert report.digest in said
    assert "HJ 655-2013" in said
    assert 'href="/gazette/D7/#D7-3.8-05"' in said


def test_the_report_is_handed_out_as_table_and_print(desk):
    table = desk.get(f"{PAIR}?as=csv").content.decode("utf-8-sig").splitlines()
    assert len(table) == HOURS + 1
    assert table[1].startswith("2026-10-01T00:00:00+08:00,") or "2026-10-01 00:00" in table[1]
    assert desk.get(f"{PAIR}?as=pdf").content.startswith(b"%PDF")
    rows = desk.get("/desk/network/?month=2026-10&as=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "x"])
def test_a_month_without_neighbours_is_none(desk, month):
    for path in ("/desk/network/", "/desk/network/operating/"):
        assert desk.get(f"{path}?month={month}").status_code == 200


def test_no_such_report_is_no_page(desk):
    for path in (f"/desk/network/pairs/{OFF}/2026-09/", "/desk/network/pairs/x/2026-1/"):
        assert desk.get(path).status_code == 404


def test_an_owner_never_reads_what_is_said_of_it(city):
    body = Organisation.objects.get(name=network.WEATHER)
    firm = signed_in("net-firm", "enterprise", organisation=body)
    assert [firm.get(path).status_code for path in PAGES] == [403] * len(PAGES)
    assert all(Client().get(path).status_code == 302 for path in PAGES)


def test_coverage_says_why_a_township_has_none(desk):
    said = text(desk, "/desk/network/coverage/?district=110114")
    assert "songtao-met站" in said
    assert "从未登记站点" in text(desk, "/desk/network/coverage/?district=110101")
    only = text(desk, "/desk/network/coverage/?kind=section")
    assert "0个站点" in only
    table = desk.get("/desk/network/coverage/?as=csv").content.decode("utf-8-sig").splitlines()
    assert len(table) == 350


def test_a_station_of_unknown_township_is_never_counted_as_a_township_without_one(desk):
    said = text(desk, "/desk/network/coverage/?district=110114")
    assert "9个站点，至少分布在349个乡镇(街道)中的3个；其中3个未登记所在乡镇(街道)" in said
    assert "≥ 2 / 22" in said
    assert "本区另有3个站点未登记所在乡镇(街道)" in said
    assert "从未登记站点" not in said
    for row in Thing.objects.exclude(key__startswith="near-"):
        row.closed = date(2026, 1, 2)
        row.save()
    said = text(desk, "/desk/network/coverage/", "en")
    assert "3 stations. Their townships are not on record" in said
    assert "not known</span> / 22" in said


def test_the_operating_rate_names_the_low_ones(desk):
    said = text(desk, "/desk/network/operating/?month=2026-10")
    assert f"应有{9 * HOURS}小时，有效{2 * HOURS + 7 * SHORT}小时" in said
    assert said.count(">偏低<") == 7
    assert "没有应有的小时" in text(desk, "/desk/network/operating/?month=2020-01")


def test_a_siting_decision_is_entered_on_the_page_of_its_station(desk):
    given = {
        "document": "京环监〔2018〕7号", "decided_on": "2018-05-02", "decided_by": "市环保局",
        "helpers": ["reform", "land", "nobody"], "reason": "该镇此前没有站点",
    }  # fmt: skip
    page = "/desk/network/stations/songtao/"
    said = desk.post(page, given, follow=True).content.decode()
    assert "选址决定已登记" in said
    assert "市规划国土委" in said
    assert comparability.sitings(["songtao"])["songtao"].helpers == ("reform", "land")
    wrong = desk.post(page, {**given, "reason": " "}, follow=True).content.decode()
    assert "选址决定已登记" not in wrong
    assert "京环监〔2018〕7号" in text(desk, f"/desk/network/stations/?q={quote('songtao')}")
    assessor = signed_in("net-assess", "assessor")
    assert "登记选址决定" not in text(assessor, page)
    assessor.post(page, given)
    assert len(comparability.history("songtao")) == 1


def test_the_regional_centre_reads_all_and_enters_nothing(city):
    centre = signed_in("net-centre", "quality-centre")
    for page in PAGES:
        assert centre.get(page).status_code == 200, page
    assert centre.post("/desk/network/stations/songtao/", {}).status_code == 403


def test_a_district_sees_its_own_pairs(city):
    from qingtian_platform.people.models import Division

    other = Division.objects.get(code__startswith="110116", level="district")
    said = text(signed_in("net-huairou", "duty", division=other), "/desk/network/?month=2026-10")
    assert "yunmeng" in said
    assert "songtao" not in said
    assert registry.thing("songtao") is not None
