"""What a page says, and which words of it are not of the reader's language."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.request import Request, urlopen

from support.patience import LONG

#: Elements whose text is code, or is said in another language on purpose.
SILENT = {"script", "style", "code", "pre", "kbd"}
CODES = {"mono", "code"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SAID = ("title", "aria-label", "alt", "placeholder")
LATIN = re.compile(r"[A-Za-z][A-Za-z.’'-]*[A-Za-z]")
#: Hashes, and the numbers of devices and papers: letters and digits in one.
NUMBERS = re.compile(r"https?://\S+|\b(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{5,}\b")
CHINESE = re.compile(r"[㐀-鿿]+")


UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)
MARK = re.compile(r"<[^>]+>")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        code = tag in SILENT or bool(CODES & set(given.get("class", "").split()))
        foreign = tag != "html" and "lang" in given
        silent = self._silent or code or foreign
        if not silent:
            self.said += [given[name] for name in SAID if given.get(name)]
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.said.append(given.get("value", ""))
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(" ".join(data.split()))


def said(page: str) -> list[str]:
    """List what a page says: its text, and what it tells those who cannot see it."""
    words = _Words()
    words.feed(page)
    return words.said


def read(base: str, path: str, language: str = "en") -> str:
    """Read all that a page says to anybody, without a browser.

    Marks within a line leave no gap, others do; nobody knows here which is which, so that the text
    is given twice: without any gap, and with all.
    """
    cookie = {"Cookie": f"django_language={language}"}
    with urlopen(Request(f"{base}{path}", headers=cookie), timeout=LONG) as answer:
        page = UNSEEN.sub("", answer.read().decode())
    return "\n".join(" ".join(unescape(MARK.sub(gap, page)).split()) for gap in ("", " "))


def foreign(page: str, language: str, allowed: re.Pattern[str]) -> list[str]:
    """List words of the other language, each with the text that it stands in.

    Parameters
    ----------
    page
        HTML.
    language
        `zh-hans` or `en`.
    allowed
        Words that belong on the page all the same: codes, units, names.
    """
    pattern = LATIN if language == "zh-hans" else CHINESE
    return [
        f"{word} | {text[:90]}"
        for text in said(page)
        for word in pattern.findall(NUMBERS.sub("#", text))
        if not allowed.fullmatch(word)
    ]
