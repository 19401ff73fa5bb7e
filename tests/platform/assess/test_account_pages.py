"""Pages of accountability: who sees them, what they take in, and that nobody else finds any of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingtian.ledger import kinds
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import find_district
from qingtian_platform.record.acts import api as acts
from support import signing
from support.wording import foreign

pytestmark = pytest.mark.django_db
TOWN, DISTRICT = "110101001", "110101000"
SOURCE = "督察通报第7号"


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


def day() -> str:
    from qingtian_platform.kit.times import beijing

    return beijing(datetime.now(UTC)).date().isoformat()


def rows(number: int = 5, **more: str) -> list[accounts.FactRow]:
    return [
        accounts.FactRow(**{
            "kind": "violation", "unit": TOWN, "type": "dust", "place": f"工地{n}", "day": day(),
            "handed": "yes", "due": "", "source": SOURCE, "clause": "", **more,
        })
        for n in range(number)
    ]  # fmt: skip


def at(who, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(who)
    return client


def upload(lines: list[list[str]]) -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return SimpleUploadedFile("facts.csv", out.getvalue().encode(), "text/csv")


def body_of(html: str) -> dict[str, str]:
    found = re.search(r'id="paper-body">(\{.*?\})</script>', html)
    assert found is not None
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_a_file_to_a_signed_decision(places, language):
    clerk, judge = signing.person("lurou", "assessor"), signing.person("kaohe", "assessor")
    file = upload([list(accounts.COLUMNS), *(list(vars(each).values()) for each in rows())])
    assert at(clerk).post("/desk/accounts/facts/", {"file": file}).status_code == 302
    desk = at(judge, language)
    page = desk.get("/desk/accounts/").content.decode()
    assert f"/desk/accounts/{TOWN}/" in page
    dossier = f"/desk/accounts/{TOWN}/"
    html = desk.get(dossier).content.decode()
    assert 'href="/gazette/D3/#D3-3.2-17"' in html
    assert html.count(SOURCE) >= 5
    said = {"act": "decide", "ladder": "problem-places", "turn": "", "outcome": "accept"}
    desk.post(dossier, {**said, "reason": "按规定问责"})
    pen = signing.pen_of(places, judge)
    entry = signing.signed(places, pen, kinds.PAPER, body_of(desk.get(dossier).content.decode()))
    taken = desk.post(
        "/desk/acts/", json.dumps({"entry": entry.decode(), "words": None}), "application/json"
    )
    assert taken.status_code == 200, taken.content
    (decision,) = accounts.decisions(unit=TOWN)
    html = desk.get(dossier).content.decode()
    assert "按规定问责" in html
    assert decision.paper in html
    assert 'value="decide"' not in html
    for path in ("", "facts/", "clues/", "procedures/", f"{TOWN}/transfer/"):
        assert desk.get(f"/desk/accounts/{path}").status_code == 200, path
    public = Client(headers={"accept-language": language})
    number = re.search(r'href="/acts/(\d+)/"', html)
    assert number is not None
    for path in (f"/acts/{number[1]}/", "/acts/"):
        text = public.get(path).content.decode()
        assert not re.search("问责|accountab|deputy|分管|按规定", text.lower()), path


def test_a_file_that_is_wrong_says_which_row_and_what_was_expected(places):
    clerk = at(signing.person("lurou", "assessor"))
    good = list(vars(rows()[0]).values())
    for lines, words in (
        ([["kind", "unit"]], "Expected the columns kind, unit, type"),
        ([list(accounts.COLUMNS), good[:-1]], "Row 1: expected 13 cells; got 12"),
        ([list(accounts.COLUMNS), good, ["rumour", *good[1:]]], "Row 2: expected one of the kinds"),
    ):
        answer = clerk.post("/desk/accounts/facts/", {"file": upload(lines)}, follow=True)
        assert words in answer.content.decode()
    assert (
        b"Expected CSV"
        in clerk.post(
            "/desk/accounts/facts/", {"file": SimpleUploadedFile("x.csv", b"\xff\xfe")}, follow=True
        ).content
    )
    assert accounts.facts(datetime.now(UTC).date()) == []


def test_the_desk_takes_links_clues_and_procedures_in(places):
    clerk, judge = signing.person("lurou", "assessor"), signing.person("chief", "administrator")
    (number,) = accounts.hand_in(rows(1), clerk)
    desk = at(clerk)
    step = {"act": "advance", "fact": number, "link": "assigned", "day": day(), "words": "文号3"}
    desk.post(f"/desk/accounts/{TOWN}/", step)
    assert "文号3" in desk.get(f"/desk/accounts/{TOWN}/").content.decode()
    chief = at(judge)
    begin = f"/desk/accounts/{TOWN}/transfer/"
    clue = {"fact": [number], "responsible": "某某", "organ": "市监委", "clue": "失职失责"}
    chief.post(begin, clue)
    pen = signing.pen_of(places, judge)
    entry = signing.signed(places, pen, kinds.PAPER, body_of(chief.get(begin).content.decode()))
    chief.post("/desk/acts/", json.dumps({"entry": entry.decode()}), "application/json")
    receipt = "/desk/accounts/clues/1/"
    chief.post(receipt, {"step": "received", "day": day(), "words": "收字9号"})
    assert "收字9号" in chief.get(receipt).content.decode()
    assert chief.get(f"{receipt}package.zip").content[:2] == b"PK"
    (mine,) = accounts.hand_in(
        rows(1, kind="clue", type="ministry", unit=DISTRICT, handed=""), clerk
    )
    page = "/desk/accounts/procedures/"
    chief.post(
        page, {"act": "open", "what": "sanction", "fact": [mine], "day": day(), "words": "约谈"}
    )
    (opened,) = accounts.procedures()
    named = {"name": ["某某", ""], "office": ["副区长", ""], "sanction": ["记过", ""]}
    step = {
        "act": "step",
        "procedure": opened.id,
        "step": "suggested",
        "day": day(),
        "words": "建议",
    }
    chief.post(page, {**step, **named})
    assert "副区长" in chief.get(page).content.decode()


@pytest.mark.parametrize("role", ["duty", "enterprise", "enforcement", "legal", "reviewer", ""])
def test_nobody_else_comes_in(places, role):
    accounts.hand_in(rows(), signing.person("lurou", "assessor"))
    client = at(signing.person("other", role)) if role else Client()
    for path in ("", "facts/", "clues/", "clues/1/package.zip", "procedures/", f"{TOWN}/"):
        answer = client.get(f"/desk/accounts/{path}")
        assert answer.status_code in (302, 403), path
        assert SOURCE not in answer.content.decode()
    client.post(f"/desk/accounts/{TOWN}/", {"act": "withdraw", "fact": 1, "words": "x"})
    client.post("/desk/accounts/facts/", {"unit": TOWN})
    assert {each.withdrawn for each in accounts.facts(datetime.now(UTC).date())} <= {None}
    if role:
        assert "/desk/accounts/" not in client.get("/desk/key/").content.decode()


def test_an_assessor_of_a_district_sees_its_own_units_alone_and_decides_nothing(places):
    clerk = signing.person("lurou", "assessor")
    first = accounts.hand_in(rows(), clerk)[0]
    accounts.hand_in(rows(unit="110102001"), clerk)
    east = signing.person("dongcheng", "assessor", division=find_district("110101"))
    desk = at(east)
    index = desk.get("/desk/accounts/").content.decode()
    assert TOWN in index
    assert "110102001" not in index
    assert desk.get("/desk/accounts/110102001/").status_code == 404
    assert 'value="decide"' not in desk.get(f"/desk/accounts/{TOWN}/").content.decode()
    said = {"act": "decide", "ladder": "problem-places", "outcome": "accept", "reason": "x"}
    desk.post(f"/desk/accounts/{TOWN}/", said)
    assert accounts.unsigned(east, TOWN, "decision") is None
    with pytest.raises(accounts.AccountRefusedError):
        accounts.hand_in(rows(unit="110102001", source="别区"), east)
    with pytest.raises(accounts.AccountRefusedError, match=r"city|市级"):
        accounts.withdraw(first, "不算", east)
    day_now = datetime.now(UTC)
    for link in ("assigned", "dispatched", "verified", "disclosed"):
        accounts.advance(first, link, date.fromisoformat(day()), "文号", east, now=day_now)
    with pytest.raises(accounts.AccountRefusedError, match=r"city|市级"):
        accounts.advance(
            first, "accepted", date.fromisoformat(day()), "自行验收", east, now=day_now
        )


LINK = re.compile(r'(?:href|src|data-href|hx-get)="([^"#]+)')
CLOSED = ("/desk", "/enterprise", "/account", "/admin", "/static", "/i18n")


def crawled(first: str, most: int) -> dict[str, str]:
    """Follow every link of the portal from its first page, as a search engine does."""
    client, waiting, seen = (
        Client(),
        deque(["/", first, "/acts/", "/gazette/", "/api/openapi.json"]),
        {},
    )
    while waiting and len(seen) < most:
        path = waiting.popleft().partition("?")[0]
        if path in seen or not path.startswith("/") or path.startswith(CLOSED):
            continue
        answer = client.get(path)
        seen[path] = b"".join(answer).decode("utf-8", "ignore")
        if "html" in answer.headers.get("Content-Type", ""):
            waiting.extend(LINK.findall(seen[path]))
    return seen


def test_a_crawl_of_the_public_pages_finds_none_of_it(places):
    clerk, judge = signing.person("lurou", "assessor"), signing.person("kaohe", "assessor")
    accounts.hand_in(rows(), clerk)
    paper = accounts.decide("problem-places", TOWN, "", "accept", "按第九号意见", judge)
    pen = signing.pen_of(places, judge)
    entry = signing.signed(places, pen, kinds.PAPER, {"paper": paper})
    number = acts.submit(entry, judge, None, places)
    pages = crawled(f"/acts/{number}/", 30)  # the act itself is public, and tells nothing
    assert len(pages) == 30
    for path, text in pages.items():
        for word in (SOURCE, "按第九号意见", "工地0", "problem-places", "/desk/accounts", TOWN):
            assert word not in text, (path, word)


def test_an_english_page_names_the_language_of_names_and_of_what_was_typed(places):
    judge = signing.person("kaohe", "assessor")
    judge.name = "考核人员"
    judge.save()
    desk = at(judge)
    handed = {
        "unit": TOWN,
        "type": "violation/dust",
        "place": "某处",
        "day": day(),
        "source": SOURCE,
    }
    said = desk.post("/desk/accounts/facts/", handed, follow=True).content.decode()
    assert "1 fact is entered." in said
    accounts.hand_in(rows(), judge)
    for path in ("", "facts/", f"{TOWN}/", f"{TOWN}/transfer/", "procedures/", "clues/"):
        page = desk.get(f"/desk/accounts/{path}").content.decode()
        assert not foreign(page.split("<main")[1], "en", re.compile("(?!)")), path
