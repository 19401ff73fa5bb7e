"""Districts sign what they guarantee, the city reviews it; findings about a clause are matters of rectification."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian.policy import open_policy
from qingtian_platform.act.cases import api as cases
from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.assess.guarantees import supervising
from qingtian_platform.assess.guarantees.models import Entry, Paper
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.people import api as people
from qingtian_platform.record.acts import api as acts
from support import signing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
TODAY = date(2026, 11, 26)
CHAOYANG, FENGTAI = "110105000", "110106000"


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


def person(login: str, role: str, district: str | None = None):
    people.add_person(login, role, district=district, name=login)
    return people.account(login)


@pytest.fixture
def head(places):
    return person("head", "head", "110105")


@pytest.fixture
def assessor(places):
    return person("assessor", "assessor")


def enter(places, head, item="vehicles", *, pen=None, **more):
    said = {"extent": "whole", "words": "监测车2辆", "now": NOW, **more}
    name = guarantees.write(CHAOYANG, item, said.pop("extent"), said.pop("words"), head, **said)
    pen = pen or signing.pen_of(places, head)
    acts.submit(signing.signed(places, pen, kinds.PAPER, {"paper": name}), head, None, places)
    return name, pen


def line(item="vehicles", day=None, district=CHAOYANG):
    day = day or datetime.now(UTC).date() + timedelta(days=1)
    return next(e for e in guarantees.checklist(district, day) if e.guarantee.key == item)


def test_every_item_names_its_clause_and_a_district_that_said_nothing_has_no_entry(places):
    clauses = {c for one in open_policy("beijing2018").guarantees.values() for c in one.clauses}
    assert clauses == {"D7-7.25-02", "D7-7.25-03"}
    table = guarantees.table(TODAY)
    assert len(table) == 16
    assert {state for row in table.values() for state in row.values()} == {"none"}


def test_a_signed_entry_stands_with_its_evidence_and_the_log_holds_its_salted_hash_alone(
    places, head
):
    paper = SimpleUploadedFile("bus.txt", "行驶证".encode(), "text/plain")
    name, _pen = enter(places, head, files=[paper])
    found = line()
    assert (found.state, found.entries[0].extent, len(found.entries[0].files)) == (
        "entered", "whole", 1,
    )  # fmt: skip
    salt, text = guarantees.paper(name)
    assert words_hash(bytes.fromhex(salt), text) == name
    assert json.loads(text)["words"] == "监测车2辆"
    assert acts.act(acts.number_of(found.entries[0].act), places).act.body == {"paper": name}
    assert line("funds").state == "none"
    assert line(district=FENGTAI).state == "none"


def test_without_its_signature_an_entry_says_nothing(places, head):
    guarantees.write(CHAOYANG, "funds", "part", "预算待批", head, now=NOW)
    assert line("funds").state == "none"


def test_nobody_signs_what_another_wrote_nor_twice(places, head):
    other = person("other", "head", "110105")
    name = guarantees.write(CHAOYANG, "funds", "part", "预算待批", head, now=NOW)
    for who in (other, head, head):
        pen = signing.pen_of(places, who)
        act = signing.signed(places, pen, kinds.PAPER, {"paper": name})
        if who is head and not Entry.objects.exists():
            acts.submit(act, who, None, places)
            continue
        with pytest.raises(acts.ActRefusedError):
            acts.submit(act, who, None, places)
    assert Entry.objects.count() == 1


def test_a_paper_that_does_not_fit_its_hash_is_not_signed(places, head):
    name = "0" * 64
    Paper(hash=name, salt=b"1" * 32, text="{}", **signed(head, NOW)).save(force_insert=True)
    act = signing.signed(places, signing.pen_of(places, head), kinds.PAPER, {"paper": name})
    with pytest.raises(acts.ActRefusedError, match=r"changed|改动"):
        acts.submit(act, head, None, places)


@pytest.mark.parametrize(
    ("who", "item", "extent", "words"),
    [
        (("x", "head", "110106"), "funds", "whole", "已安排"),
        (("x", "assessor", None), "funds", "whole", "已安排"),
        (("x", "head", None), "funds", "whole", "已安排"),
        (("x", "head", "110105"), "boats", "whole", "已安排"),
        (("x", "head", "110105"), "funds", "fully", "已安排"),
        (("x", "head", "110105"), "funds", "whole", " "),
    ],
)
def test_only_the_districts_own_head_enters_a_known_item_with_words(
    places, who, item, extent, words
):
    with pytest.raises(guarantees.GuaranteeRefusedError):
        guarantees.write(CHAOYANG, item, extent, words, person(*who), now=NOW)


def test_the_city_reviews_the_newest_entry_and_a_later_word_stands(places, head, assessor):
    _name, pen = enter(places, head)
    first = line().entries[0]
    guarantees.review(first.id, "returned", "请附行驶证", assessor)
    assert line().state == "returned"
    enter(places, head, pen=pen, words="监测车2辆，附行驶证")
    assert line().state == "entered"
    with pytest.raises(guarantees.GuaranteeRefusedError):
        guarantees.review(first.id, "accepted", "旧的", assessor)
    newest = line().entries[0]
    guarantees.review(newest.id, "accepted", "属实", assessor)
    assert line().state == "accepted"
    assert guarantees.counts(guarantees.table(line().until)[CHAOYANG])["accepted"] == 1
    for who in (head, person("d", "assessor", "110105"), person("q", "duty")):
        with pytest.raises(guarantees.GuaranteeRefusedError):
            guarantees.review(newest.id, "returned", "不", who)


def test_an_entry_lapses_when_the_setting_says_so(places, head, assessor):
    enter(places, head)
    guarantees.review(line().entries[0].id, "accepted", "属实", assessor)
    until = line().until
    assert line(day=until).state == "accepted"
    assert line(day=until + timedelta(days=1)).state == "lapsed"
    later = datetime.now(UTC) + timedelta(days=3)
    guarantees.review(line().entries[0].id, "returned", "已转让", assessor, now=later)
    assert line().state == "accepted", "what is said later changes no day before"
    assert line(day=later.date() + timedelta(days=1)).state == "returned"


def test_what_was_entered_stays(places, head):
    enter(places, head)
    row = Entry.objects.get()
    row.extent = "none"
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE guarantees_entry SET extent = 'none'")


def test_each_sentence_is_an_item_with_owner_state_and_evidence(places, assessor):
    found = guarantees.items("D7", TODAY, assessor, now=NOW)
    policy = open_policy("beijing2018")
    assert len(found) == sum(len(each.sentences) for each in policy.articles.values())
    one = found["D7-7.25-02"]
    assert one.task is not None
    assert one.task.task.owners
    assert found["D7-2.4-04"].covers
    assert all(each.findings == () for each in found.values())


@pytest.fixture
def supervisor(places):
    return person("duban", "supervisor")


def test_a_finding_is_a_matter_of_rectification_opened_once(places, supervisor):
    day = TODAY + timedelta(days=30)
    asked = ("D7-7.25-02", CHAOYANG, "督〔2026〕7号", day, supervisor)
    upload = SimpleUploadedFile("finding.pdf", BytesIO(b"%PDF-1.4\n%%EOF\n").read())
    made = guarantees.find(*asked, paper=upload, now=NOW)
    assert guarantees.find(*asked, now=NOW).id == made.id
    assert made.kind.key == "rectification"
    (one,) = guarantees.findings("D7", supervisor, now=NOW)["D7-7.25-02"]
    assert (one.matter, one.unit, one.ended, one.late) == (made.id, "朝阳区", False, 0)
    (again,) = guarantees.items("D7", TODAY, supervisor, now=NOW)["D7-7.25-02"].findings
    assert again == one
    assert cases.matter(made.id).open == 4, "mend, check, disclose, accept"
    assert one.due is not None
    assert one.due < NOW + timedelta(days=31)


def test_more_findings_than_a_page_of_the_queue_are_listed(places, supervisor, monkeypatch):
    monkeypatch.setattr(supervising, "PAGE", 1)
    for number in ("督1号", "督2号"):
        day = TODAY + timedelta(days=30)
        guarantees.find("D7-7.25-02", CHAOYANG, number, day, supervisor, now=NOW)
    assert len(guarantees.findings("D7", supervisor, now=NOW)["D7-7.25-02"]) == 2


@pytest.mark.parametrize(
    ("clause", "unit", "days"),
    [("D7-9.99-01", CHAOYANG, 30), ("D3-3.2-20", CHAOYANG, 30), ("D7-7.25-02", "nobody", 30),
     ("D7-7.25-02", CHAOYANG, -1)],
)  # fmt: skip
def test_a_finding_names_a_clause_a_unit_and_a_day_ahead(places, supervisor, clause, unit, days):
    with pytest.raises(guarantees.GuaranteeRefusedError):
        guarantees.find(clause, unit, "督1号", TODAY + timedelta(days=days), supervisor, now=NOW)


def test_only_the_city_s_supervision_finds(places, head, assessor):
    for who in (head, assessor):
        with pytest.raises(guarantees.GuaranteeRefusedError):
            guarantees.find("D7-7.25-02", CHAOYANG, "督1号", TODAY, who, now=NOW)
