"""Each word of the law files has Chinese: no reader meets a key of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from qingtian import law

PACKS = ("beijing2018",)
#: What is written the same in both languages: paths, series, symbols, marks.
CODE = re.compile(r"[a-z]+(\.\w+)+|[a-z0-9]+_(\d+h|mda8|day|year)|[A-Z][A-Za-z0-9.-]*")
WORDY = re.compile(r"[a-z]{3}")
UNITS = {"nmol/mol", "mS/cm", "mg/L", "mg/m³", "µg/m³", "µmol/mol", "ng/m³", "km"}


def words() -> Iterator[tuple[str, str]]:
    """Give each word that a page prints of the law's data, and where it stands."""
    for path, stages in law.provisions(PACKS).items():
        for stage in stages:
            if stage.kind != "text":
                yield from ((word, path) for word in said(stage.value))


def said(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in ("zh", "en") and not str(key).endswith(("_zh", "_en")):
                yield str(key)
                yield from said(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from said(each)
    elif isinstance(value, str):
        yield value


def test_each_word_of_the_law_is_a_code_or_has_chinese():
    known = law.terms(PACKS)
    without = {
        word: path
        for word, path in words()
        if word not in known and WORDY.search(word) and word not in UNITS and not code(word)
    }
    assert not without, f"add them to src/qingtian/law/terms.yaml: {without}"


def code(word: str) -> bool:
    return word.upper() == word or CODE.fullmatch(word) is not None


def test_each_word_of_the_list_is_used():
    used = {word for word, _path in words()}
    unused = set(law.terms(PACKS)) - used
    assert not unused, f"take them out of src/qingtian/law/terms.yaml: {sorted(unused)}"


@pytest.mark.parametrize(
    ("word", "zh", "en"),
    [
        ("in-use coal", "在用燃煤", "in-use coal"),
        ("temperature_K", "温度（K）", "temperature K"),
        ("NOx", "NOx", "NOx"),
        ("1_2s", "1_2s", "1_2s"),
    ],
)
def test_a_word_is_said_in_both_languages(word: str, zh: str, en: str):
    assert law.term(word, "zh") == zh
    assert law.term(word, "en") == en
