"""Pages of guarantees and of clauses under supervision: who sees and does what, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingtian.ledger import kinds
from qingtian_platform.act.cases import api as cases
from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import api as acts
from support import signing

CHAOYANG, FENGTAI = "110105000", "110106000"
LOGINS = (
    ("head", "head", "110105"), ("assessor", "assessor", None), ("duban", "supervisor", None),
    ("lawyer", "legal", None), ("officer", "enforcement", "110105"),
)  # fmt: skip


@pytest.fixture
def places(tmp_path, monkeypatch, db) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    for login, role, district in LOGINS:
        people.add_person(login, role, district=district, name=login)
    return found


def client(login: str, language: str = "en") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(people.account(login))
    return found


def page(login: str, path: str, language: str = "en") -> str:
    answer = client(login, language).get(path)
    assert answer.status_code == 200, (login, path)
    return unescape(answer.content.decode())


def test_an_entry_goes_from_the_form_over_the_signature_to_the_city_s_word(places):
    address = f"/desk/guarantees/{CHAOYANG}/"
    head = client("head")
    paper = SimpleUploadedFile("bus.txt", "行驶证".encode(), "text/plain")
    said = {"item": "vehicles", "extent": "part", "words": "监测车1辆，缺1辆", "papers": paper}
    answer = head.post(address, said)
    assert answer.headers["Location"].endswith("#to-sign")
    assert "Written, waits for your signature" in page("head", address)
    (name, _content), *_ = guarantees.unsigned(people.account("head"), CHAOYANG)
    pen = signing.pen_of(places, people.account("head"))
    signed = signing.signed(places, pen, kinds.PAPER, {"paper": name})
    acts.submit(signed, people.account("head"), None, places)
    html = page("assessor", address)
    assert "guaranteed in part" in html
    assert "entered, waits for the city" in html
    assert client("assessor").get(f"/desk/guarantees/signed/{name}.json").json()["paper"]
    digest = guarantees.checklist(CHAOYANG, tomorrow())[3].entries[0].files[0]
    assert client("assessor").get(f"{address}files/{digest}").content.decode() == "行驶证"
    assert client("assessor").get(f"/desk/guarantees/{FENGTAI}/files/{digest}").status_code == 404
    entry = guarantees.checklist(CHAOYANG, tomorrow())[3].entries[0].id
    review = {"act": "review", "entry": entry, "outcome": "returned", "words": "请补1辆"}
    client("head").post(address, review)
    assert "returned by the city" not in page("head", address)
    client("assessor").post(address, review)
    assert "returned by the city" in page("head", address)
    assert "市里已退回" in page("head", address, "zh-hans")
    assert "△" in page("assessor", "/desk/guarantees/")


def tomorrow():
    return datetime.now(UTC).date() + timedelta(days=1)


def test_a_district_sees_its_own_and_who_has_no_business_nothing(places):
    assert CHAOYANG in page("head", "/desk/guarantees/")
    assert FENGTAI not in page("head", "/desk/guarantees/")
    assert FENGTAI in page("assessor", "/desk/guarantees/")
    assert client("head").get(f"/desk/guarantees/{FENGTAI}/").status_code == 404
    for login in ("lawyer", "officer"):
        for path in ("/desk/guarantees/", f"/desk/guarantees/{CHAOYANG}/", "/desk/supervised/"):
            assert client(login).get(path).status_code == 403
    assert client("assessor").get("/desk/guarantees/?as=csv").content.decode().count("\n") >= 17


def test_a_finding_leads_to_its_matter_and_stands_beside_its_clause(places):
    said = {"clause": "D7-7.25-02", "unit": CHAOYANG, "number": "督〔2026〕7号"}
    said |= {"by": (tomorrow() + timedelta(days=30)).isoformat()}
    assert (
        client("assessor")
        .post("/desk/supervised/", said)
        .headers["Location"]
        .endswith("/desk/supervised/#D7-7.25-02")
    )
    answer = client("duban").post("/desk/supervised/", said)
    number = int(answer.headers["Location"].strip("/").rsplit("/", maxsplit=1)[-1])
    assert cases.matter(number).kind.key == "rectification"
    for language, word in (("zh-hans", "整改中"), ("en", "Being mended")):
        html = page("duban", "/desk/supervised/?which=found", language)
        assert html.count('<tr id="D7-') == 1
        assert word in html
        assert cases.matter(number).number in html
    assert page("head", "/desk/supervised/").count('<tr id="D7-') > 80
    client("duban").post("/desk/supervised/", {**said, "number": "督2号", "by": "soon"})
    assert page("duban", "/desk/supervised/?which=found").count('<tr id="D7-') == 1
