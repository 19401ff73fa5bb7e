"""The pages of verdicts, classes and standards over a planted city, in both languages."""

from __future__ import annotations

import os
import re

import pytest
from django.db import transaction
from django.test import Client

from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry
from support import portal_city
from support.wording import foreign

pytestmark = pytest.mark.django_db
FIRST = {
    "zh-hans": "数据由排污单位自行监测并负责；生态环境部门不作有效性审核。",
    "en": "Data are measured by the unit itself, which answers for them",
}
NAMES = re.compile(
    r"DB|GB|HJ|YS-DEMO-\S*|YS|DEMO|NO|SO|NOx|NH|pH|COD|CO|PM|HCl|CODMn|DO|TP|TN|EVAL|WATER|PERMIT|"
    r"mg|L|PW|MN|Avg|ZsAvg|Rtd|English|µg|NTU|kPa|uS|cm|as|K|V|N|EVAL-WATER|MSWI|ORDER|Hg|Cd|Tl|TEQ|"
    r"ng|Sb|As|Pb|Cr|Cu|Mn|Ni|C|BJ-TSP-GRID|JavaScript|I{1,3}|IV|excellent|good|(lightly|heavily) polluted|优|良好"
)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    """Plant once for all tests of this file; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("verdicts"))
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield portal_city.plant(Places.current().make(), days=2)
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(params=["zh-hans", "en"])
def language(request) -> str:
    found: str = request.param
    return found


@pytest.fixture
def citizen(city, language) -> Client:
    return Client(headers={"accept-language": language})


def page(citizen: Client, path: str) -> str:
    answer = citizen.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def text_of(html: str) -> str:
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


VERDICT = "/places/qingyun-boiler-1/verdicts/hour/over/a21002/"


def test_a_firms_page_says_first_who_answers_for_the_data(citizen, language):
    for path in ("/places/qingyun-boiler-1/", "/outlets/", VERDICT, "/places/hongtu-site-a/"):
        html = page(citizen, path)
        main = text_of(html[html.index("<main") :])
        assert FIRST[language] in main, path
        assert main.index(FIRST[language]) < (main.find("mg/m³") if "mg/m³" in main else len(main))


def test_a_verdict_names_value_limit_source_edition_and_steps(citizen, language):
    text = text_of(page(citizen, VERDICT))
    words = {
        "zh-hans": ("超过限值", "限值来自", "标准", "排污许可证", "怎么算出来的", "表1"),
        "en": (
            "over the limit",
            "Limit from",
            "standard",
            "discharge permit",
            "How it was",
            "table 1",
        ),
    }
    for word in (*words[language], "DB11/139-2015", "GB 13271-2014", "YS-DEMO-0105-001"):
        assert word in text, word
    assert re.search(r"×\(21-3\.5\)÷|\*\(21 - 3\.5\)/", text), "the conversion is shown"


def test_the_clause_leads_to_the_standards_page(citizen):
    html = page(citizen, VERDICT)
    href = re.search(r'href="(/standards/db11-139-2015/)#(emissions\.beijing\.boiler\.nox)"', html)
    assert href is not None
    standard = page(citizen, href[1])
    assert f'id="{href[2]}"' in standard
    assert "2017-04-01" in standard
    assert "30" in standard


def test_the_other_edition_is_a_comparison_and_changes_nothing(citizen, language):
    before = evaluate.verdict_state()
    text = text_of(page(citizen, f"{VERDICT}?edition=other"))
    assert ("仅供比较" if language != "en" else "For comparison only") in text
    assert ("结果不同" if language != "en" else "The outcome differs") in text
    assert evaluate.verdict_state() == before
    unknown = text_of(page(citizen, f"{VERDICT}?edition=1999-01-01"))
    assert ("选择另一版" if language != "en" else "Choose another") in unknown


def test_a_section_has_its_class_with_word_and_colour_and_says_maintenance(citizen, language):
    html = page(citizen, "/water/")
    assert "/places/qingxi-section/" in html
    thing = registry.thing("qingxi-section")
    assert thing is not None
    html = page(citizen, "/places/qingxi-section/")
    assert ("水质类别" if language != "en" else "Water quality class") in html
    assert re.search(r"--aqi:rgb\(\d+,\d+,\d+\)", html)
    days = [page(citizen, f"/places/qingxi-section/?day={day}") for day in _days()]
    word = "维护" if language != "en" else "In maintenance"
    assert any(f'class="nodata maintenance">{word}' in each for each in days)
    tree = text_of(page(citizen, "/places/qingxi-section/verdicts/day/latest/class/"))
    assert "GB 3838-2002" in tree


def _days() -> list[str]:
    thing = registry.thing("qingxi-section")
    assert thing is not None
    found = evaluate.latest_verdicts(thing.id, "hour")[0].start
    from datetime import timedelta

    from qingtian_platform.kit.times import beijing

    return [f"{beijing(found - timedelta(days=n)):%Y-%m-%d}" for n in range(3)]


def test_marked_hours_are_shown_with_their_mark(citizen, language):
    word = "有标记，只展示，不作判定" if language != "en" else "marked: shown, not judged"
    thing = registry.thing("qingyun-boiler-1")
    assert thing is not None
    last = evaluate.latest_verdicts(thing.id, "hour")[0].start
    from datetime import timedelta

    found = evaluate.verdicts(thing.id, "hour", last - timedelta(days=2), last)
    marked = next(one for one in found if one.word == "marked")
    from qingtian_platform.publish.verdicts.shapes import verdict_href

    text = text_of(page(citizen, verdict_href(thing.key, "hour", marked.start, marked.code)))
    assert word in text


@pytest.mark.parametrize(
    "path",
    [
        "/standards/none/",
        "/places/qingyun-boiler-1/verdicts/month/latest/a21002/",
        "/places/qingyun-boiler-1/verdicts/hour/latest/zz/",
        "/places/qingyun-boiler-1/verdicts/hour/20010101T0000/a21002/",
        "/places/qingyun-boiler-1/verdicts/hour/x/a21002/",
        "/places/nobody/verdicts/hour/latest/a21002/",
    ],
)
def test_what_is_not_there_is_said(citizen, path):
    assert citizen.get(path).status_code == 404


def test_every_page_speaks_the_readers_language(citizen, language):
    paths = [
        "/outlets/",
        "/water/",
        "/standards/",
        "/standards/gb-18485-2014/",
        "/standards/db11-139-2015/",
        "/places/qingyun-boiler-1/",
        "/places/biyuan-outfall/",
        "/places/qingxi-section/",
        VERDICT,
        f"{VERDICT}?edition=other",
        "/places/biyuan-outfall/verdicts/day/latest/w01018/",
        "/places/biyuan-outfall/verdicts/day/latest/w01001/",
        "/places/antai-line-1/verdicts/day/latest/a34013/",
        "/places/qingxi-section/verdicts/day/latest/class/",
    ]
    found = {path: foreign(page(citizen, path), language, NAMES) for path in paths}
    assert not {path: words[:12] for path, words in found.items() if words}


def test_a_value_over_a_limit_of_weak_source_accuses_nobody(citizen, language):
    thing = registry.thing("biyuan-outfall")
    assert thing is not None
    found = evaluate.latest_verdicts(thing.id, "day")
    weak = [one for one in found if one.review]
    assert weak
    assert not any(one.accuses for one in weak)
    text = text_of(page(citizen, "/places/biyuan-outfall/"))
    assert ("依据待核" if language != "en" else "source to be checked") in text
