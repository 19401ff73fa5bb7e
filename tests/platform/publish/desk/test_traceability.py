"""Pages of chains: the ladder, what is broken, the calendar, the centre's view, taking a certificate back."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from qingtian_platform.check.instruments import api
from qingtian_platform.check.instruments.models import Record, Sheet
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.models import Person
from support.instruments import NOON, STACK, STATION, Line, register
from support.wording import foreign

CODE = "a21026"
DAY = timedelta(days=1)
TODAY = NOON.date() + 3 * DAY
CODES = re.compile(
    r"CSV|XLSX|PDF|JPEG|PNG|TXT|MN|HJ|QC|QTINST|NIM|GAS|STACK|STATION|CNAS|U|u|k|[GSA]\d|zhao|h|flow|EN|English|D|SO"
)
OWN = re.compile("赵敏|.*厂|.*公司|计量院|中文|林荷公园|气瓶|.*号")
ROOT = "/desk/traceability/"
PAGES = (
    ROOT, f"{ROOT}calendar/", f"{ROOT}values/", f"{ROOT}STACK-SO2/", f"{ROOT}NIM/",
    f"{ROOT}certificate/?number=G1", f"{ROOT}certificate/?number=A1", f"{ROOT}values/?number=G1",
)  # fmt: skip
FORMS = tuple(f"{ROOT}write/?kind={kind}" for kind in ("standard", "scope", "certificate"))


def plant() -> None:
    """Write chains of a stack, whose certificate ended, and of a station; a day of hours of both."""
    officer = Person.objects.create(username="zhao", name="赵敏", role="duty")
    register()

    def write(kind, day, mn="", code="", **given):
        at = midnight(day)
        api.write(officer, api.Draft(kind, mn, code, at, at, given))

    old = TODAY - 400 * DAY
    write(
        "standard",
        old,
        key="NIM",
        name="国家基准",
        name_en="National reference",
        level_kind="national",
    )
    write(
        "standard",
        old,
        key="GAS-1",
        name="气瓶",
        name_en="Cylinder",
        level_kind="material",
        needs="so2",
        keeper="蓝天运维公司",
    )
    for key, mn in (("STACK-SO2", STACK), ("STATION-SO2", STATION)):
        write(
            "standard",
            old,
            mn,
            CODE,
            key=key,
            name=f"{key}号",
            name_en=key,
            level_kind="instrument",
            needs="so2",
        )
    write("scope", old, laboratory="计量院", quantity="so2", document="CNAS L0000")
    for number, of, by, day, until in (
        ("G1", "GAS-1", "NIM", TODAY - 300 * DAY, TODAY + 65 * DAY),
        ("S1", "STACK-SO2", "GAS-1", TODAY - 200 * DAY, NOON.date() - DAY),
        ("A1", "STATION-SO2", "GAS-1", TODAY - 100 * DAY, TODAY + 265 * DAY),
    ):
        write(
            "certificate", day, number=number, subject=of, issuer="计量院", of=of, by=by, quantity="so2",
            valid_until=until.isoformat(), uncertainty="2", coverage="2",
        )  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """One planted place for all pages; each test leaves it as it was."""
    return Places(tmp_path_factory.mktemp("chains")).make()


@pytest.fixture
def desk(db, city, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(city.data))
    plant()
    if not list(city.archive.glob("**/*.parquet")):
        line = Line(city)
        for n in range(24):
            for mn in (STACK, STATION):
                line.hour(NOON + timedelta(hours=n - 24), 20 + n % 5, CODE, mn)
        line.seal()
    return as_person("zhao")


def as_person(login, **given):
    client = Client()
    person = Person.objects.filter(username=login).first() or Person.objects.create(
        username=login, **given
    )
    client.force_login(person)
    return client


def read(client, address, language="zh-hans"):
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_each_page_speaks_both_languages(desk):
    for address in (*PAGES, *FORMS):
        chinese, english = read(desk, address), read(desk, address, "en")
        assert not foreign(chinese, "zh-hans", CODES), address
        assert not foreign(english, "en", OWN), address


def test_clauses_lead_to_their_documents(desk):
    led = re.findall(r'href="(/gazette/[^"#]*)#(D\d)-', read(desk, ROOT))
    assert {document for _address, document in led} == {"D3", "D7"}
    assert all(address == f"/gazette/{document}/" for address, document in led)
    assert all(desk.get(address).status_code == 200 for address, _document in set(led))


def test_the_ladder_says_where_it_breaks_and_what_it_costs(desk):
    broken = read(desk, f"{ROOT}STACK-SO2/")
    assert "证书过期 (S1)" in broken
    assert broken.index("国家基准") < broken.index("气瓶") < broken.rindex("S1")
    assert ">12<" in broken  # the hours of the day after the certificate's last
    before = read(desk, f"{ROOT}STACK-SO2/?day={NOON.date() - 2 * DAY}", "en")
    assert "traced to the national reference" in before
    assert "<i>U</i> = 2.8 %" in before
    assert desk.get(f"{ROOT}STACK-SO2/?day=x").status_code == 404
    assert desk.get(f"{ROOT}nobody/").status_code == 404


def test_values_without_a_chain_are_listed_and_handed_out(desk):
    page = read(desk, f"{ROOT}values/?key=STACK-SO2", "en")
    assert "12 hourly values" in page
    lines = desk.get(f"{ROOT}values/?key=STACK-SO2&as=csv").content.decode().strip().splitlines()
    assert len(lines) == 13
    rests = desk.get(f"{ROOT}values/?number=G1&as=csv").content.decode().strip().splitlines()
    assert len(rests) == 1 + 12 + 24  # of the stack until it broke, of the station all
    assert desk.get(f"{ROOT}values/?number=nobody").status_code == 404


def test_the_centre_reads_everything_and_writes_nothing(desk):
    centre = as_person("centre", role="quality-centre")
    page = read(centre, f"{ROOT}?state=all", "en")
    for medium in ("Air", "Water", "Soil"):
        assert medium in page
    assert "chain broken" in page
    assert "no chain on record" in page
    assert "Write a record" not in page
    for address in PAGES:
        read(centre, address)
    assert 'id="revoke"' not in read(centre, f"{ROOT}certificate/?number=G1")
    for address in FORMS:
        assert centre.get(address).status_code == 403
    assert centre.post(f"{ROOT}certificate/sheet?number=G1").status_code == 403
    assert centre.get(f"/desk/instruments/{STACK}/").status_code == 200
    assert centre.get(f"/desk/instruments/{STACK}/record?kind=certificate").status_code == 403
    rows = centre.get(f"{ROOT}?as=csv&medium=air&state=all").content.decode().strip().splitlines()
    assert len(rows) == 2


def test_who_belongs_elsewhere_sees_no_instrument_of_others(desk):
    other = as_person("qiye", role="enterprise")
    assert other.get(f"{ROOT}STACK-SO2/").status_code == 404
    assert STACK not in read(other, ROOT)
    assert as_person("falv", role="legal").get(ROOT).status_code == 403


def test_the_calendar_counts_up_and_says_who_owes_it(desk):
    page = read(desk, f"{ROOT}calendar/", "en")
    assert "1 calibration is overdue" in page
    assert "HJ 818-2018" in page
    assert "own choice, outside the gazette" not in page
    only = read(desk, f"{ROOT}calendar/?keeper=蓝天运维公司", "en")
    assert "GAS-1" in only
    lines = desk.get(f"{ROOT}calendar/?as=csv").content.decode().strip().splitlines()
    assert len(lines) == 4


def test_a_certificate_is_handed_in_on_the_page_and_the_chain_holds(desk):
    given = {
        "kind": "certificate", "start": str(NOON.date() - DAY), "f-number": "S2", "f-subject": "x", "f-issuer": "计量院",
        "f-valid_until": str(TODAY + 100 * DAY), "f-of": "STACK-SO2", "f-by": "GAS-1", "f-quantity": "so2",
        "f-uncertainty": "2", "f-coverage": "2", "f-covers": "step",
    }  # fmt: skip
    wrong = desk.post(f"{ROOT}write/", {**given, "f-by": "STACK-SO2"})
    assert "循环" in wrong.content.decode()
    answer = desk.post(f"{ROOT}write/", given)
    assert answer.url == f"{ROOT}STACK-SO2/"
    assert api.broken(TODAY) == []
    for kind, more in (
        (
            "standard",
            {"f-key": "GAS-2", "f-name": "气", "f-level_kind": "material", "f-needs": "so2"},
        ),
        ("scope", {"f-laboratory": "院", "f-quantity": "o3", "f-document": "CNAS"}),
    ):
        said = {"kind": kind, "start": str(TODAY - 10 * DAY), **more}
        assert desk.post(f"{ROOT}write/", said).status_code == 302
    assert desk.get(f"{ROOT}write/?kind=revocation").status_code == 404


def test_a_sheet_is_written_and_counts_only_once_it_is_signed(desk):
    page = read(desk, f"{ROOT}certificate/?number=A1")
    assert 'id="revoke"' in page
    before = Record.objects.count()
    since = str(TODAY - 50 * DAY)
    answer = desk.post(f"{ROOT}certificate/sheet?number=A1", {"from": since, "reason": "证书造假"})
    (body,) = json.loads(answer.content)["bodies"]
    assert Sheet.objects.get(hash=body["paper"]).text.count(since) == 1
    assert Record.objects.count() == before
    for wrong in ({"from": "x", "reason": "r"}, {"from": since, "reason": ""}):
        refused = desk.post(f"{ROOT}certificate/sheet?number=A1", wrong)
        assert refused.status_code == 400
        assert json.loads(refused.content)["error"]
    assert desk.get(f"{ROOT}certificate/signed?number=A1").status_code == 404
