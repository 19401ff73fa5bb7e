"""Pages of papers: what was typed stays, each lack beside its field; files are never shown in place."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from support.clerk import Clerk

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


@pytest.fixture
def clerk(tmp_path, monkeypatch, db) -> Clerk:
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    return Clerk.hire()


@pytest.fixture
def matter(clerk) -> int:
    return clerk.open("construction-dust", "see").id


def as_person(person, language: str = "en") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(person)
    return found


def at(name: str, *args: object) -> str:
    return reverse(f"desk:papers:{name}", args=args)


def test_form_keeps_what_was_typed_and_says_each_lack_beside_its_field(clerk, matter):
    page = as_person(clerk.people["zhang"])
    begun = page.post(at("start", matter, "inspection"))
    where = begun.headers["Location"]
    typed = {"f-place": "东门", "officer": ["张明", ""], "certificate": ["京-1", ""], "version": "1",
             "begin": "not a time", "do": "finish"}  # fmt: skip
    answer = page.post(where, typed)
    assert answer.status_code == 422
    typed |= {"begin": "2024-05-06T09:00"}
    answer = page.post(where, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'value="{each}"' in text for each in ("东门", "张明", "京-1", "2024-05-06T09:00"))
    found = re.search(r'id="at-found".*?</label>', text, re.DOTALL).group()
    assert "Expected: What was found; it is missing." in found
    assert "Expected: Where" not in text
    assert "Expected 2 officers" in text
    number = int(where.rstrip("/").rpartition("/")[2])
    assert papers.paper(number).fields["place"] == "东门", "what was typed is kept as a draft"


def test_paper_is_written_finished_printed_and_mended(clerk, matter):
    page = as_person(clerk.people["zhang"], "zh-hans")
    where = page.post(at("start", matter, "result")).headers["Location"]
    typed = {"f-addressee": "住建委", "f-matter": "工地", "f-text": "已查处", "seal": "on",
             "version": "1", "do": "finish"}  # fmt: skip
    assert page.post(where, typed).status_code == 302
    text = page.get(where).content.decode()
    assert re.search(r"京朝\w+馈〔\d{4}〕1号", text)
    assert page.post(where, typed).status_code == 302, "sent twice it says that the paper stands"
    number = int(where.rstrip("/").rpartition("/")[2])
    printed = page.get(at("print", number))
    assert printed.content.startswith(b"%PDF-")
    mended = page.post(where, {"do": "replace", "reason": "主送写错"}).headers["Location"]
    assert "主送写错" in page.get(mended).content.decode()
    assert page.post(mended, {"do": "drop", "version": "1"}).headers["Location"] == at(
        "matter", matter
    )
    assert page.get(at("proof", number)).json()["digest"] == papers.paper(number).digest


def test_exhibit_is_handed_out_as_a_file_and_never_shown_in_place(clerk, matter):
    page = as_person(clerk.people["zhang"])
    here = at("exhibits", matter)
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    bad = page.post(here, {"file": File("a.svg", b"<svg/>"), "words": "围挡", "lon": "116.4"})
    assert bad.status_code == 422
    assert "围挡" in bad.content.decode()
    assert page.post(here, {"file": File("b.pdf", PDF), "words": "回执"}).status_code == 302
    (kept,) = papers.exhibits(matter)
    got = page.get(at("original", kept.id))
    assert got.content == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert page.get(at("preview", kept.id)).status_code == 404
    assert kept.hash in page.get(here).content.decode()
    for batch, frame in (("9" * 21, "1"), ("-1", "0"), ("0", "9" * 21), ("0", "-1")):
        none = page.post(here, {"batch": batch, "frame": frame, "words": "读数"})
        assert none.status_code == 422
        assert "读数" in none.content.decode()


def test_lists_and_files_of_a_matter_answer(clerk, matter):
    page = as_person(clerk.people["zhou"])
    made = clerk.write(matter, "inspection")
    for name in ("matter", "checklist"):
        assert page.get(at(name, matter)).status_code == 200
    assert at("paper", made.id) in page.get(at("matter", matter)).content.decode()
    assert page.get(at("file", matter)).content.startswith(b"%PDF-")
    assert page.get(at("zip", matter)).content.startswith(b"PK")
    assert page.get(at("start", matter, "no-such-paper")).status_code == 404


def test_who_is_elsewhere_or_watched_finds_nothing(clerk, matter):
    made, scan = clerk.write(matter, "inspection"), clerk.scan(matter)
    people.add_person("xi", "enforcement", district="110102", name="西")
    unit = people.ensure_organisation("北京某某热力有限公司", "enterprise")
    people.add_person("qi", "enterprise", name="企", organisation=unit)
    addresses = [at("matter", matter), at("paper", made.id), at("print", made.id), at("file", matter),
                 at("zip", matter), at("checklist", matter), at("exhibits", matter),
                 at("original", scan.id), at("proof", made.id), at("start", matter, "inspection")]  # fmt: skip
    for login in ("xi", "qi"):
        page = as_person(people.account(login))
        assert {page.get(each).status_code for each in addresses} <= {403, 404}
        assert page.post(at("paper", made.id), {"do": "replace", "reason": "x"}).status_code in (
            403,
            404,
        )
    assert {Client().get(each).status_code for each in addresses} == {302}
