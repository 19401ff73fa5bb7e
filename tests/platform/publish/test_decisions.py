"""Everybody reads served and published decisions, what was taken back says so, and no open matter is told."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases import worker
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.places import Places
from qingtian_platform.publish.decisions import pages
from qingtian_platform.publish.decisions import shown as decisions
from qingtian_platform.publish.pages import outlet
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.ensure import Parties
from support.clerk import DISTRICT, PENALTY, Clerk
from support.once import planting
from support.wording import foreign

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")
CALL, CARD = "13812345678", "110105198001011234"
NAMES = re.compile(
    r"甲厂.*|朝阳区.*|环罚.*|QT.*|CSV|XLSX|JSON|李\S*|王\S*|青天项目|D7.*|[A-Z]{2,}.*"
)


class Bench(Clerk):
    """A clerk who plays penalties on several subjects, as far as is asked."""

    def penalise(self, ref: str, about: cases.Subject, until: str, **decision: Any) -> int:
        self.now += timedelta(days=1)
        made = cases.open_matter(
            "penalty", "take", subject=about, division=DISTRICT,
            origin=cases.Origin("inspection", ref), separate=True, person=self.people["zhang"],
            now=self.now,
        )  # fmt: skip
        self.scan(made.id)
        for act, facts in PENALTY:
            brought = [self.decided(made.id, **decision).handed()] if act == "decide" else []
            self.do(made.id, act, *brought, **facts)
            if act == until:
                break
        return made.id

    def decided(self, matter: int, **fields: str) -> papers.PaperInfo:
        """Write the decision with some words of its own."""
        self.now += timedelta(minutes=10)
        begun = papers.start(matter, "decision", self.people["zhang"], now=self.now)
        content = self.whole(begun)
        content = replace(content, fields={**content.fields, **fields})
        saved = papers.save(begun.id, self.people["zhang"], content, begun.version)
        return papers.finish(begun.id, self.people["zhang"], version=saved.version, now=self.now)

    def number(self, matter: int) -> str:
        """Give the number of the decision of a matter."""
        return next(each.number for each in papers.papers(matter) if each.key == "decision")


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """One decision that stands, one of a person, one taken back; one served only, one not yet served."""
    places = Places(tmp_path_factory.mktemp("decisions") / "data").make()
    with planting(places.data, django_db_blocker):
        yield _planted(places)


def _planted(places: Places) -> tuple[Bench, dict[str, int]]:
    bench = Bench.hire()
    registry.ensure_thing(
        "甲厂一号炉", key="kiln", kind="outlet", district="朝阳区",
        parties=Parties(owner="甲厂"), origin="simulated",
    )  # fmt: skip
    thing = registry.thing("kiln")
    kiln = cases.Subject("outlet", "kiln", "甲厂一号炉", thing.id)
    said = {"subject": "甲厂", "facts": f"排放口超标，联系人电话{CALL}", "decided": "罚款1200000元"}
    made = {
        "stands": bench.penalise("1", kiln, "publish", **said),
        "served": bench.penalise("2", kiln, "serve", facts="只送达未公开"),
        "decided": bench.penalise("3", kiln, "decide", facts="未送达"),
        "person": bench.penalise(
            "4", cases.Subject("person", "p", "王小明"), "publish",
            subject=f"王小明，身份证{CARD}", facts="王小明露天焚烧。",
        ),
        "gone": bench.penalise("5", kiln, "publish", facts="后被撤销的事实"),
    }  # fmt: skip
    bench.do(made["gone"], "annul")
    worker.step(places, bench.now)
    return bench, made


@pytest.fixture
def reader(told, monkeypatch):
    """Somebody without an account, at the time of the decisions."""
    bench, _made = told

    class Then:
        @staticmethod
        def now(_zone: object = None):
            return bench.now

    for each in (pages, outlet):
        monkeypatch.setattr(each, "datetime", Then)

    def read(path: str, language: str = "zh-hans", status: int = 200) -> str:
        answer = Client(headers={"accept-language": language}).get(path)
        assert answer.status_code == status, answer
        return re.sub(r"\s+", " ", answer.content.decode())

    return read


def one(told: tuple[Bench, dict[str, int]], name: str) -> decisions.Shown:
    bench, made = told
    rows, _total = decisions.shown(now=bench.now)
    number = bench.number(made[name])
    return next(each for each in rows if each.number == number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_holds_what_was_served_and_published_and_nothing_else(told, reader, language):
    bench, made = told
    html = reader("/decisions/", language)
    shown = {name for name in made if bench.number(made[name]) in html}
    assert shown == {"stands", "person", "gone"}
    assert (
        "3 decisions on penalties stand here." if language == "en" else "现公开处罚决定3件。"
    ) in html
    assert ("at most three years" if language == "en" else "最长三年") in html, (
        "the term is a setting"
    )
    assert not any(cases.matter(each).number in html for each in made.values())
    assert not foreign(html, language, NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_says_what_the_pack_names_with_its_proof(told, reader, language):
    found = one(told, "stands")
    html = reader(f"/decisions/{found.key}/", language)
    for said in (found.number, "甲厂", "排放口超标", "罚款1200000元", f"{found.served}"):
        assert said in html
    assert CALL not in html
    assert f'href="/acts/{found.proof}/"' in html
    assert 'href="/places/kiln/"' in html
    assert "/gazette/D7/#D7-6.18-03" in html
    assert reader(f"/acts/{found.proof}/", language), "the log tells of it"


def test_no_name_and_no_number_of_a_natural_person_is_read(told, reader):
    found = one(told, "person")
    for path in (
        f"/decisions/{found.key}/",
        "/decisions/",
        "/decisions/?as=csv",
        "/decisions/?as=json",
    ):
        html = reader(path)
        assert "王＊＊" in html
        for secret in ("王小明", CARD, "张明", "李经理"):
            assert secret not in html, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_ruling_took_back_says_so_with_why_and_proof_and_its_contents_are_gone(
    told, reader, language
):
    found = one(told, "gone")
    assert (found.party, found.facts, found.result) == ("", "", "")
    html = reader(f"/decisions/{found.key}/", language)
    assert ("was taken back on" if language == "en" else "撤销") in html
    assert "依法办理" in html, "why"
    assert f'href="/acts/{found.taken_back_proof}/"' in html
    assert "后被撤销的事实" not in html
    assert "甲厂" not in html
    assert "后被撤销的事实" not in reader("/decisions/?as=json")


def test_a_penalty_that_was_taken_back_counts_for_no_ladder(told):
    bench, made = told
    kiln = cases.matter(made["stands"]).subject
    day = bench.now.date()
    counted = cases.penalties(kiln, day - timedelta(days=99), day + timedelta(days=1))
    assert {each.matter.id for each in counted} == {made["stands"], made["served"]}


def test_files_hold_the_same_as_the_page(told, reader):
    rows = list(csv.DictReader(io.StringIO(reader("/decisions/?as=csv").replace("\ufeff", ""))))
    said = json.loads(reader("/decisions/?as=json"))
    assert len(said["decisions"]) == 3
    assert set(said["decisions"][0]) == set(pages.FIELDS)
    assert rows is not None
    (alone,) = json.loads(reader(f"/decisions/{one(told, 'stands').key}/?as=json"))["decisions"]
    assert (alone["result"], alone["facts"]) == ("罚款1200000元", "排放口超标，联系人电话▇▇▇")


def test_a_name_or_a_district_narrows_the_list(told, reader):
    assert "现公开处罚决定1件" in reader("/decisions/?q=甲厂")
    assert "现公开处罚决定0件" in reader("/decisions/?district=110108")
    assert "没有符合条件的处罚决定" in reader("/decisions/?q=不存在")


@pytest.mark.parametrize("text", ["王小明", "王 小明", "王　小\n明"])
def test_a_name_is_masked_however_it_is_spaced(text):
    assert decisions.clean(f"{text}露天焚烧", ["王小明"]) == "王＊＊露天焚烧"


@pytest.mark.parametrize("text", ["王小明", "小明", "王"])
def test_a_name_that_is_masked_is_not_told_by_the_search_either(told, reader, text):
    bench, _made = told
    assert decisions.shown(now=bench.now, text=text) == ([], 0)
    assert one(told, "person").number not in reader(f"/decisions/?q={text}")


def test_of_whom_a_decision_was_that_was_taken_back_is_not_told_by_the_search(told):
    bench, made = told
    rows, total = decisions.shown(now=bench.now, text="甲厂")
    assert ([each.number for each in rows], total) == ([bench.number(made["stands"])], 1)


def test_the_page_of_the_unit_leads_to_what_stands_alone(told, reader):
    html = reader("/places/kiln/")
    assert f"/decisions/{one(told, 'stands').key}/" in html
    assert one(told, "gone").number not in html


def test_a_decision_goes_when_its_time_is_over_on_the_day_of_the_setting(told):
    found, bench = one(told, "stands"), told[0]
    last = found.published.replace(year=found.published.year + 3)
    assert found.until == last.date()
    keys = [each.key for each in decisions.shown(now=last)[0]]
    assert found.key in keys
    after = [each.key for each in decisions.shown(now=last + timedelta(days=1))[0]]
    assert found.key not in after
    assert bench.now < last


@pytest.mark.parametrize("path", ["/decisions/0/", "/decisions/00000000000000000000/"])
def test_what_is_no_decision_is_not_found(told, reader, path):
    reader(path, status=404)


def test_a_page_asks_the_database_as_often_whether_few_decisions_stand_or_many(told):
    bench, _made = told
    asked = []
    for size in (1, 50):
        with CaptureQueriesContext(connection) as seen:
            rows, total = decisions.shown(now=bench.now, size=size)
        asked.append(len(seen))
    assert asked[1] <= asked[0] + 1, (
        "the newest is about no unit of the registry, which is asked for once"
    )
    assert len(rows) == total > 1
