"""Pages say what they may take: a script that slipped into a text would not run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[3]
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
TAG = re.compile(r"{%.*?%}")
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
ALONE = {"verify_file.html"}
"""Files that are taken away and opened from a disk."""


@pytest.mark.parametrize("address", ["/", "/verify/", "/api/docs", "/no-such-page/"])
def test_every_answer_allows_scripts_from_here_alone(client, db, address):
    policy = client.get(address)["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert "script-src" not in rules
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"


def test_no_template_has_a_script_in_its_text():
    found = [
        path.name
        for path in (ROOT / "src").rglob("*.html")
        if path.name not in ALONE
        and (
            SCRIPT.search(text := TAG.sub("", path.read_text(encoding="utf-8")))
            or HANDLER.search(text)
        )
    ]
    assert found == []


def test_the_policy_stands_before_all_that_answers():
    assert settings.MIDDLEWARE.index("csp.middleware.CSPMiddleware") == 1
