"""The gazette reader: the whole text, each clause in it once, and what runs named with its test."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import translation

from qingtian.policy import open_policy
from qingtian.policy.coverage import states
from qingtian.policy.texts import WIDE
from qingtian_platform.publish.answers import answer
from qingtian_platform.publish.gazette import SLUGS, answered, stretches

pytestmark = pytest.mark.django_db
POLICY = open_policy("beijing2018")
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(params=["zh-hans", "en"])
def reader(request) -> Client:
    return Client(headers={"accept-language": request.param})


def page(reader: Client, path: str) -> str:
    answer = reader.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def bare(text: str) -> str:
    return re.sub(r"\s", "", text.translate(WIDE))


def test_the_list_counts_every_clause_by_state(reader):
    html = page(reader, "/gazette/")
    assert "1,075" in html or "1075" in html
    assert all(f'href="/gazette/{key}/"' in html for key in POLICY.documents)


@pytest.mark.parametrize("key", POLICY.documents)
def test_a_document_shows_each_clause_once_within_its_text(reader, key):
    html = page(reader, f"/gazette/{key}/")
    mine = [each for each in POLICY.clauses.values() if each.document == key]
    for clause in mine:
        assert html.count(f'id="{clause.id}"') == 1, clause.id
    plain = bare(unescape(TAG.sub("", re.sub(r"<sub>(.*?)</sub>", r"_{\1}", html))))
    assert [each.id for each in mine if bare(each.text) not in plain] == []


def test_what_runs_names_its_test_and_what_is_open_its_author(reader):
    html = page(reader, "/gazette/D3/")
    note = html[html.index('id="D3-3.2-23"') :].split("</details>")[0]
    assert "tests/library/policy/test_cases.py::test_a_ranking" in note
    author = "the Qingtian project" if '<html lang="en"' in html else "青天项目"
    assert note.count(author) >= 3


def test_only_the_clauses_of_a_state_are_listed_when_it_is_asked_for(reader):
    html = page(reader, "/gazette/D7/?state=runs")
    assert sorted(re.findall(r'class="note [^"]*" id="([^"]+)"', html)) == sorted(
        k
        for k, s in states(POLICY.clauses, POLICY.covers).items()
        if s == "runs" and k.startswith("D7-")
    )


@pytest.mark.parametrize("state", SLUGS.values())
def test_no_heading_stands_above_nothing_when_a_state_is_asked_for(state):
    for key in POLICY.documents:
        shown = stretches(POLICY, key, state)
        kinds = [each.paragraph.kind for each in shown]
        below = {*pairwise([*kinds, "end"])}
        assert not below & {("chapter", "chapter"), ("section", "section"), ("section", "chapter")}
        assert not below & {("chapter", "end"), ("section", "end")}
        assert all(each.notes for each in shown if each.paragraph.kind == "paragraph")


def test_a_state_that_no_clause_has_is_said_to_be_empty(reader):
    held = {
        (POLICY.clauses[k].document, s) for k, s in states(POLICY.clauses, POLICY.covers).items()
    }
    key, slug = next(
        (k, g) for k in POLICY.documents for g, s in SLUGS.items() if (k, s) not in held
    )
    html = page(reader, f"/gazette/{key}/?state={slug}")
    assert "<h2" not in html
    assert "没有条款处于这一状态" in html or "No clause of this document" in html


@pytest.mark.parametrize("path", ["/gazette/D9/", "/gazette/D3/?state=perhaps", "/gazette/x/"])
def test_what_is_not_there_is_told(path):
    assert Client().get(path).status_code == 404


def test_a_city_without_a_pack_says_what_will_stand_here(reader, settings):
    settings.QINGTIAN_PACKS = ()
    html = page(reader, "/gazette/?empty")
    assert "政策包" in html or "policy pack" in html


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("next", "仍并列的全部列入", "parted by the second figure"),
        ({"deputy": 5, "head": 10}, "分管负责人 5；主要负责人 10", "deputy in charge 5; heads 10"),
        ({"zh": "首钢", "en": "Shougang"}, "首钢", "Shougang"),
        (["DO", "TP"], "DO、TP", "DO, TP"),
        ("a word of another city", "a word of another city", "a word of another city"),
    ],
)
def test_an_answer_is_said_in_words_not_in_keys(value, zh, en):
    for language, said in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert said in answer(value, language[:2])


def test_every_answer_that_one_may_choose_has_its_words():
    keys = {word for each in POLICY.settings.values() for word in each.choices or ()}
    with translation.override("zh-hans"):
        assert [word for word in sorted(keys) if answer(word, "zh") == word] == []


def test_every_answer_that_stands_is_said_in_words():
    """No reader meets a key; symbols of what is measured stay as they are."""
    with translation.override("zh-hans"):
        said = {
            key: answered(POLICY, each.decisions[-1].value) for key, each in POLICY.settings.items()
        }
    assert {key: text for key, text in said.items() if re.search("[a-z]{2}", text)} == {}


def test_a_subscript_of_the_text_is_set_as_one(reader):
    html = page(reader, "/gazette/D3/")
    assert "PM<sub>2.5</sub>" in html
    assert "_{" not in html
