"""Docs cannot drift: the pages of the standards are the law's files; rules and sentences are all used."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from qingtian import law
from qingtian.standards import air
from qingtian.standards.words import AREAS, RULES, WORDS

ROOT = Path(__file__).parents[3]
CODE = "\n".join(
    file.read_text(encoding="utf-8")
    for file in (ROOT / "src/qingtian/standards").rglob("*.py")
    if file.parent.name != "words"
)
FOLDER = ROOT / "docs" / "standards"


def page_maker() -> Any:
    spec = importlib.util.spec_from_file_location(
        "page", ROOT / "scripts" / "make_standards_page.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_what_the_law_says() -> None:
    assert page_maker().stale() == []


def test_every_standard_that_is_cited_has_a_page_with_all_its_values() -> None:
    module = page_maker()
    texts = {file.stem: text for file, text in module.pages().items()}
    for path, stages in module.provisions().items():
        for stage in stages:
            text = texts[module.slug(module.family(stage.standard, module.documents()))]
            assert stage.standard in text, path
            assert stage.clause in text, path
            assert f"`{path}`" in text or module._item(stage) in text, path
            if stage.review:
                assert f"To be reviewed** `{path}`" in text


def test_every_area_has_a_page_and_says_how_it_is_computed() -> None:
    for area in {path.split(".")[0] for path in law.provisions()}:
        assert (FOLDER / f"{area}.md").exists()


def test_every_rule_is_in_code_and_docs() -> None:
    in_code = set(re.findall(r'"([A-Z]+-[A-Z0-9-]+)"', CODE)) & set(RULES)
    tables = [
        file.read_text(encoding="utf-8").split("## Rules")[1].split("\n## ")[0]
        for area in AREAS
        if (file := FOLDER / f"{area.__name__.rsplit('.', 1)[-1]}.md").exists()
    ]
    in_docs = set(re.findall(r"^\| ([A-Z]+-[A-Z0-9-]+) \|", "\n".join(tables), re.MULTILINE))
    assert set(RULES) == in_code == in_docs


def test_every_sentence_is_said_in_both_languages_with_the_same_parts() -> None:
    for key, words in WORDS.items():
        parts = [
            set(re.findall(r"{(\w+)}", words[language])) - {language} for language in ("zh", "en")
        ]
        assert parts[0] == parts[1], key


def test_every_sentence_is_used() -> None:
    assert [key for key in WORDS if f'"{key}"' not in CODE] == []


def test_a_result_draws_itself_and_goes_to_json() -> None:
    found = air.daily_aqi({"pm25_24h": 75, "pm10_24h": 151}, date(2025, 6, 1))
    english, chinese = found.tree("en"), found.tree("zh")
    assert "HJ 633-2012, table 1 [V]" in english
    assert "rounded up to 101" in english
    assert "首要污染物：PM10" in chinese
    told = json.loads(json.dumps(found.to_json(), ensure_ascii=False))
    assert told["value"] == 101
    assert told["inputs"][0]["rule"] == "AIR-IAQI"
    assert [out["reason"] for out in told["left_out"]] == ["not-given"] * 5
    assert told["review"] is True
