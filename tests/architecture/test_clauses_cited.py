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
CODE = {
    path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
    for path in SOURCE.rglob("*.py")
}
PIECE = "qingtian_platform/kit/templatetags/kit.py"
BY_HAND = re.compile(r"/gazette/[^\"' ]*#|gazette_document[\"'][^%]*%\}[^\"' ]*#")
BARE = re.compile(r"\{% for (\w+) in [\w.]*clauses %\}\W*\{\{ \1 \}\}")
CLAUSE = re.compile(r"\bD\d+-\d+(?:\.\d+)*-\d{2,}\b")


def test_no_template_writes_the_address_of_a_clause_by_hand():
    assert not [name for name, text in TEMPLATES.items() if BY_HAND.search(text)]


def test_no_code_writes_it_but_the_piece():
    assert [name for name, text in CODE.items() if re.search("gazette_document.*#", text)] == [
        PIECE
    ]


def test_no_template_names_clauses_one_by_one_that_lead_nowhere():
    found = {name for name, text in TEMPLATES.items() if BARE.search(text)}
    assert found == {
        "qingtian_platform/publish/desk/supervision/templates/desk/supervision/check.html"
    }


def test_every_clause_that_a_template_names_stands_in_the_gazette():
    named = {each for text in TEMPLATES.values() for each in CLAUSE.findall(text)}
    assert named
    assert named <= set(open_policy("beijing2018").clauses)
