"""A page with a form that a key signs loads the script that signs; without it the form posts nothing that holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
TEMPLATES = {
    path.as_posix().split("/templates/", 1)[1]: path.read_text(encoding="utf-8")
    for path in SOURCE.rglob("templates/**/*.html")
}
FORM = re.compile(r"<form\b[^>]*\sdata-(?:sign|sign-many|make-key)\b")
INCLUDED = re.compile(r'{% include "([^"]+)"')


def whole(name: str) -> str:
    """Give a template with what it includes."""
    text = TEMPLATES[name]
    return text + "".join(whole(each) for each in INCLUDED.findall(text) if each != name)


SIGNED = [
    name for name, text in TEMPLATES.items() if "{% extends" in text and FORM.search(whole(name))
]


def test_there_are_pages_on_which_a_key_signs():
    assert {"desk/papers/paper.html", "desk/accounts/dossier.html", "desk/key.html"} <= set(SIGNED)


@pytest.mark.parametrize("name", SIGNED)
def test_page_loads_what_signs(name):
    assert "publish/desk/acts.js" in TEMPLATES[name]
