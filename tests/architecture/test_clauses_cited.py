"""A clause of the gazette is cited by one piece: no page writes its address by hand, and none names a clause that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from qingtian.policy import open_policy

SOURCE = Path(__file__).parents[2] / "src"
TEMPLATES = {
    path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
    for path in SOURCE.rglob("templates/**/*.html")
}
BY_HAND = re.compile(r"/gazette/[^\"' ]*#|gazette_document'[^%]*%\}[^\"' ]*#|\|slice:':2'")
CLAUSE = re.compile(r"\bD\d+-\d+(?:\.\d+)*-\d{2,}\b")


def test_no_template_writes_the_address_of_a_clause_by_hand():
    assert not [name for name, text in TEMPLATES.items() if BY_HAND.search(text)]


def test_pages_cite_by_the_piece():
    assert sum("|cited" in text for text in TEMPLATES.values()) > 40


def test_every_clause_that_a_template_names_stands_in_the_gazette():
    named = {each for text in TEMPLATES.values() for each in CLAUSE.findall(text)}
    assert named
    assert named <= set(open_policy("beijing2018").clauses)
