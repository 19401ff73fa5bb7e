"""A document article by article: nothing is missing, every link answers, every test is there and its run told."""

from __future__ import annotations

import ast
import json
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from qingtian.policy import open_policy
from qingtian_platform.publish.articles import demonstrations, reading

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
POLICY = open_policy("beijing2018")
ADDRESS = "/gazette/D7/articles/"
MINE = [each for each in POLICY.clauses.values() if each.document == "D7"]
COVERS = [
    each for each in POLICY.covers.values() if set(each.clauses) & {clause.id for clause in MINE}
]
NUMBERS = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二 二十三 二十四 二十五"


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker) -> dict[str, str]:
    """The page in each language."""
    with django_db_blocker.unblock():
        return {
            language: unescape(
                Client(headers={"accept-language": language}).get(ADDRESS).content.decode()
            )
            for language in ("zh-hans", "en")
        }


def test_all_twenty_five_articles_stand_there_with_every_sentence(pages):
    assert [each.number for each in POLICY.articles.values() if each.number] == NUMBERS.split()
    for html in pages.values():
        plain = re.sub(r"\s", "", html)
        for clause in MINE:
            assert re.sub(r"\s", "", clause.text.rstrip("。")) in plain, clause.id
            repeats = clause.text.rstrip("。") == clause.headings[-1]
            assert repeats or f"/gazette/D7/#{clause.id}" in html, clause.id


def test_articles_are_numbered_in_the_language_of_the_page(pages):
    for language, numbers in (
        ("zh-hans", NUMBERS.split()),
        ("en", [str(n + 1) for n in range(25)]),
    ):
        found = re.findall(r'<a class="chip" href="#a-[^>]*>([^<]*)</a>', pages[language])
        assert found[1:26] == numbers


def test_each_sentence_runs_with_a_named_test_or_says_why_not(pages):
    del pages
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for article in reading.articles(POLICY, "D7"):
                for each in article.sentences:
                    assert each.parts if each.state in ("runs", "partly") else not each.parts
                    assert bool(each.rest) == (each.state != "runs"), each.id
                running = [one for one in article.sentences if one.state in ("runs", "partly")]
                assert bool(article.tests) >= bool(running), article.anchor


@pytest.mark.parametrize("page", sorted({each.page for each in COVERS if each.page}))
def test_every_live_page_answers(page):
    try:
        resolve(page)
    except Resolver404:
        pytest.fail(f"{page} leads nowhere")
    answer = Client().get(page)
    assert answer.status_code in ((200, 302) if page.startswith(("/desk/", "/field/")) else (200,))


def collected_from(file: Path) -> set[str]:
    """Names of the tests that pytest collects from a file, but for campaigns: no record is made of those."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        bodies = node.body if isinstance(node, ast.ClassDef) else [node]
        if isinstance(node, ast.ClassDef) and not node.name.startswith("Test"):
            continue
        found |= {
            each.name
            for each in bodies
            if isinstance(each, ast.FunctionDef)
            and not any("mark.campaign" in ast.unparse(one) for one in each.decorator_list)
        }
    return {name for name in found if name.startswith("test_")}


@pytest.mark.parametrize("test", sorted({test for each in COVERS for test in each.tests}))
def test_every_named_test_is_collected(test):
    path, _, name = test.partition("::")
    found = ROOT / path
    files = sorted(found.rglob("test_*.py")) if found.is_dir() else [found]
    assert files
    assert all(each.name.startswith("test_") and each.suffix == ".py" for each in files)
    collected = {one for each in files for one in collected_from(each)}
    assert collected if not name else name in collected


def test_what_is_on_record_is_named_and_passed():
    named = {test for each in COVERS for test in each.tests}
    for test, run in demonstrations.recorded().items():
        assert test in named, f"{test} is not named any more: run scripts/demonstrations.py"
        assert run.checks > 0
        assert re.fullmatch(r"[0-9a-f]{7,12}", run.commit)
        assert run.folders


def test_a_run_is_told_as_of_its_code(tmp_path):
    (tmp_path / "qingtian" / "a").mkdir(parents=True)
    module = tmp_path / "qingtian" / "a" / "one.py"
    module.write_text("x = 1\n")
    before = demonstrations.code_of(["qingtian/a"], tmp_path)
    assert demonstrations.code_of(["*"], tmp_path) == before
    module.write_text("x = 2\n")
    assert demonstrations.code_of(["qingtian/a"], tmp_path) != before


def test_the_page_says_plainly_what_was_not_run_or_has_changed(tmp_path, monkeypatch):
    file = tmp_path / "runs.json"
    code = demonstrations.code_of(["qingtian/policy"])
    row = {"checks": 3, "at": "2026-11-26T07:30:00+00:00", "commit": "016eb73"}
    row |= {"folders": ["qingtian/policy"], "source": "0" * 16}
    file.write_text(json.dumps({"a": {**row, "code": code}, "b": {**row, "code": "0" * 16}}))
    demonstrations.state.cache_clear()
    held = demonstrations.recorded(file)
    monkeypatch.setattr(demonstrations, "recorded", lambda: held)
    with translation.override("en"):
        shown = {each.name: each for each in reading.shown(["a", "b", "c"])}
    demonstrations.state.cache_clear()
    assert [each.state for each in shown.values()] == ["passed", "changed", "none"]
    assert shown["a"].run is not None
    assert shown["a"].run.at == datetime.fromisoformat("2026-11-26T07:30:00+00:00")
    assert shown["b"].word == "passed then; the code that it ran through has changed since"
    assert shown["c"].word == "no run is on record"


def test_what_the_text_leaves_open_stands_with_author_day_and_reason(pages):
    plain = {key: re.sub("<[^>]+>", "", html) for key, html in pages.items()}
    assert "decided by the Qingtian project, for data from 2018-04-28 on" in plain["en"]
    assert "由青天项目确定" in plain["zh-hans"]


def test_the_reader_leads_there_and_a_document_without_articles_has_none():
    for path in ("/gazette/", "/gazette/D7/"):
        assert f'href="{ADDRESS}"' in Client().get(path).content.decode()
    assert ADDRESS not in Client().get("/gazette/D3/").content.decode()
    assert Client().get("/gazette/D3/articles/").status_code == 404
