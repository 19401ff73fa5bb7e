"""The public pages of complaints, and that nobody who is reported ever reads who sent one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.act.complaints import limiting
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.publish.complaint import filing
from qingtian_platform.publish.desk.complaints import pages as desk
from support import firm as firms

NAME, PHONE, MAIL = "欧阳若水", "13812345678", "ruoshui@example.org"
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
NEXT = datetime(2026, 11, 27, 4, tzinfo=UTC)
ONE = "/desk/complaints/2026-000001/"
PLANTED = (NAME, PHONE, "138-1234-5678", MAIL)
TEXT = f"锅炉房夜里冒黑烟。我是{NAME},电话138-1234-5678,邮箱{MAIL}"


@pytest.fixture
def city(tmp_path, monkeypatch, db):
    """A firm and nothing filed yet; who files does so at one moment, from which numbers and limits come."""
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    monkeypatch.setattr(filing, "datetime", SimpleNamespace(now=lambda _zone: NOON))
    cache.clear()
    yield firms.firm_in(Places(tmp_path).make())
    cache.clear()


def filled(client: Client, **more):
    page = client.get(reverse("complaint:file")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    given = {
        "key": key.group(1),
        "scope": "pollution",
        "text": TEXT,
        "about": "锅炉",
        "division": "110105",
        "name": NAME,
        "phone": PHONE,
        "mail": MAIL,
    }
    return client.post(reverse("complaint:file"), {**given, **more})


def code_of(answer) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"].split("/")[2]


def test_a_citizen_files_without_an_account_and_follows_by_the_code(city):
    client = Client()
    photo = SimpleUploadedFile("me.png", b"no picture")
    refused = filled(client, photos=photo)
    assert refused.status_code == 400
    assert NAME in refused.content.decode()
    code = code_of(filled(client))
    page = Client().get(reverse("complaint:receipt", args=[code]))
    text = page.content.decode()
    assert code in text
    assert not [each for each in PLANTED if each in text]
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    found = complaints.by_code(code)
    assert (found.thing_id, found.matter is not None) == (city.thing, True)
    typed = code.lower().replace("-", " ")
    led = Client().get(reverse("complaint:find"), {"code": typed})
    assert led.headers["Location"] == reverse("complaint:receipt", args=[code])
    assert (
        Client().get(reverse("complaint:receipt", args=["0000-0000-0000-0000"])).status_code == 404
    )
    assert Client().get(reverse("complaint:find"), {"code": "nothing"}).status_code == 404


def test_a_machine_and_a_flood_are_stopped(city, monkeypatch):
    client = Client()
    assert "location" not in filled(client, website="http://spam").headers
    monkeypatch.setattr(limiting, "HOUR", 2)
    assert [filled(client).status_code for _n in range(3)] == [302, 302, 429]
    assert complaints.complaints()[1] == 2


def test_networks_are_counted_under_a_name_that_tells_nothing():
    one = limiting.network("203.0.113.7", NOON)
    assert one == limiting.network("203.0.113.99", NOON)
    assert one != limiting.network("203.0.114.7", NOON)
    assert one != limiting.network("203.0.113.7", NEXT)
    assert limiting.network("2001:db8::1", NOON) == limiting.network("2001:db8::2", NOON)
    assert "203" not in one
    assert limiting.network("no address", NOON)


ASKED = (
    "",
    "desk/",
    "desk/complaints/",
    "desk/complaints/?show=all",
    ONE.removeprefix("/"),
    "desk/cases/",
    "enterprise/",
    "field/",
    "complaint/",
)
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')


def crawled(client: Client, most: int = 24) -> Iterator[str]:
    """Everything that a person reaches from the first pages, by links, once each."""
    waiting, seen = [f"/{each}" for each in ASKED], set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen or path.startswith(
            ("/static", "/account", "/i18n", "/gazette", "/standards")
        ):
            continue
        seen.add(path)
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield body.decode(errors="replace")
        if "html" in answer.headers.get("Content-Type", ""):
            inner = LINK.findall(body.decode(errors="replace"))
            near = (
                "/desk/complaints",
                "/desk/cases",
                "/field",
                "/enterprise",
                "/complaint",
                "/api",
            )
            waiting += sorted({each for each in inner if each.startswith(near)})


@pytest.mark.parametrize(
    ("login", "role", "district", "own"),
    [
        ("qiye", None, None, True),
        ("hezhang", "river-chief", "110105", False),
        ("zhifa", "enforcement", "110105", False),
        ("rexian", "duty", "110105", False),
    ],
)
def test_nobody_comes_upon_the_sender(city, login, role, district, own):
    code = code_of(filled(Client()))
    complaints.answer("2026-000001", city.officer, f"已查,联系{PHONE}")
    person = None if own else firms.person(login, role, district=district)
    client = Client()
    client.force_login(person or city.officer)
    pages = list(crawled(client))
    assert len(pages) >= len(ASKED)
    for page in pages:
        assert not [each for each in (*PLANTED, code) if each in page]


def test_the_hotline_opens_a_sender_once_against_a_reason(city):
    filled(Client())
    client, one = Client(), reverse("desk:complaint", args=["2026-000001"])
    client.force_login(firms.person("rexian", "duty", district="110105"))
    assert NAME not in client.get(one).content.decode()
    shown = client.post(one, {"sender": "1", "reason": "回访核实"})
    assert all(each in shown.content.decode() for each in (NAME, PHONE, MAIL))
    assert "no-store" in shown.headers["Cache-Control"]
    after = client.get(one).content.decode()
    assert NAME not in after
    assert "回访核实" in after
    other = Client()
    other.force_login(firms.person("zhifa", "enforcement", district="110105"))
    refused = other.post(one, {"sender": "1", "reason": "想知道"}, follow=True)
    assert NAME not in refused.content.decode()
    assert len(complaints.complaint("2026-000001").openings) == 1


def test_an_officer_of_another_district_finds_no_complaint(city):
    filled(Client())
    client = Client()
    client.force_login(firms.person("haidian", "enforcement", district="110108"))
    assert client.get(reverse("desk:complaint", args=["2026-000001"])).status_code == 404
    assert "2026-000001" not in client.get(reverse("desk:complaints")).content.decode()


@pytest.mark.parametrize("role", ["duty", "enforcement", "head"])
def test_the_township_reads_no_complaint_at_all(city, role):
    filled(Client())
    people.add_person("jiedao", role, township="110105001000")
    officer = people.account("jiedao")
    assert officer.division.level == "township"
    client = Client()
    client.force_login(officer)
    for path in ("/desk/complaints/?show=all", ONE, f"{ONE}1.png"):
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "锅炉房" not in answer.content.decode()
    assert client.post(ONE, {"text": "已查"}).status_code == 403


@pytest.mark.parametrize("division", ["110105001", "999999", "１１０１０５", "110105'"])
def test_a_complaint_lies_in_no_place_that_the_form_does_not_offer(city, division):
    code = code_of(filled(Client(), division=division, about="没有登记的小作坊"))
    assert complaints.by_code(code).division == ""


def test_an_answer_stands_on_the_page_of_the_receipt(city):
    code = code_of(filled(Client()))
    client = Client()
    client.force_login(firms.person("zhifa", "enforcement", district="110105"))
    words = "已责令检修" + "\r\n整改" * 660  # 1,985 characters as a browser counts them
    client.post(reverse("desk:complaint", args=["2026-000001"]), {"text": words, "all": "1"})
    text = Client().get(reverse("complaint:receipt", args=[code])).content.decode()
    assert "已责令检修" in text
    assert "zhifa" not in text


def test_a_second_page_of_complaints_holds_the_older_ones(city, monkeypatch):
    monkeypatch.setattr(desk, "SIZE", 1)
    for text in (
        "夜里冒黑烟，第一次来信",
        "一行\r\n" * 1333,
    ):  # 3,999 characters as a browser counts
        assert filled(Client(), text=text).status_code == 302
    client = Client()
    client.force_login(firms.person("zhifa", "enforcement", district="110105"))
    here = reverse("desk:complaints")
    (following,) = re.findall(r'href="([^"]*page=2)"', client.get(here).content.decode())
    older = client.get(f"{here}{following}").content.decode()
    assert "2026-000001" in older
    assert "2026-000002" not in older
