"""Every message that a person may read has its Chinese."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PLATFORM = Path(__file__).parents[2] / "src" / "qingtian_platform"
APPS = sorted({*(path.parent for path in PLATFORM.glob("*/apps.py")), PLATFORM / "project"})


Said = str | tuple[str, str]
"""A message, or one with its plural, which is another entry of a catalogue."""


def _templates(folder: Path) -> set[Said]:
    """Messages of the templates, found as Django itself finds them."""
    found: set[Said] = set()
    for path in folder.rglob("*.html"):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        found |= _python(source.encode())
    return found


def _python(source: bytes) -> set[Said]:
    keywords = {
        "_": None,
        "gettext": None,
        "gettext_lazy": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "pgettext_lazy": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }
    found: set[Said] = set()
    for _line, message, _comments, _context in extract("python", io.BytesIO(source), keywords):
        found.add(message if isinstance(message, str) else (message[0], message[1]))
    return found


def _catalogue() -> set[Said]:
    done: set[Said] = set()
    for path in PLATFORM.rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as text:
            for message in read_po(text):
                string = message.string
                if message.id and (all(string) if isinstance(string, tuple) else string):
                    done.add(message.id)
    return done


@pytest.mark.parametrize("app", APPS, ids=lambda path: path.name)
def test_every_message_of_an_app_is_translated(app: Path):
    wanted = _templates(app)
    for path in app.rglob("*.py"):
        wanted |= _python(path.read_bytes())
    assert not sorted(wanted - _catalogue(), key=str)


def test_a_message_has_one_chinese_in_all_apps():
    """Django joins the catalogues of all apps: of two words for one message the order of apps decides."""
    words: dict[tuple[object, object], dict[object, list[str]]] = {}
    for path in sorted(PLATFORM.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        with path.open("rb") as text:
            for message in read_po(text):
                if message.id:
                    said = words.setdefault((message.context, message.id), {})
                    said.setdefault(message.string, []).append(str(path.relative_to(PLATFORM)))
    assert not {key: said for key, said in words.items() if len(said) > 1}
