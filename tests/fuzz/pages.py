"""Requests as nobody should send them, made from the addresses, names and values that the pages know.

Every pattern of the site's addresses is filled in, so that a new page is met without being named
here. Each request stands for itself: what it wrote is rolled back.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_from_bytes

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import qingtian_platform

SOURCES = Path(qingtian_platform.__file__).parent
ASKED = re.compile(r"""(?:GET|POST|FILES)(?:\.get|\.getlist)?[\[(]["'](\w+)["']""")
FIELDS = re.compile(r"""name=["'](\w+)["']""")
ADMIN = 0.2
"""How much of what is asked goes to Django's admin, which has most of the addresses."""
LEFT_OUT = ("admin/jsi18n", "static")
HOSTILE = (
    "", " ", "0", "-1", "1", "00", "999999999999999", "9" * 400, "1e400", "NaN", "0x10", "٣", "½",
    "2015-01-01", "2015-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "20150101T0000",
    "2015-01", "99991231T2359", "20261125T1300", "2026-11-24", "2026-11", "hour", "day", "month",
    "pm25", "aqi", "a34004", "csv", "parquet", "xlsx", "json", "pdf", "en", "zh-hans", "xx",
    "http://example.org/", "//example.org", "/desk/", "../../etc/passwd", "..", ".", "%00", "\0",
    "a\0b", "\r\nX-Injected: 1", "<script>alert(1)</script>", "' OR 1=1 --", '"; DROP TABLE x', "%s",
    "{{7*7}}", "${7*7}", "\ud800", "\u202e", "青" * 300, "a" * 9000, "[]", "{}", "true", "null",
    "=1+1", "@SUM(1)", "*", "%", "_", "%25", "🜁", "é", "e\u0301", "\ufeff1", "1,2", "1;2", "&&", "##0010",
)  # fmt: skip
METHODS = (
    ("GET",) * 12 + ("POST",) * 6 + ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")
)
TYPES = (
    "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x",
    "multipart/form-data", "text/plain", "", "a/b; charset=nonsense", "application/json; charset=utf-16",
    "multipart/form-data; boundary=" + "y" * 300,
)  # fmt: skip
HEADERS = (
    "Accept", "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Cookie", "Referer",
    "HX-Request", "HX-Target", "HX-Current-URL", "HX-Trigger", "X-Forwarded-For", "Accept-Encoding",
    "X-Requested-With", "Authorization", "Origin", "User-Agent", "Host", "Content-Encoding",
)  # fmt: skip


def patterns() -> list[str]:
    """List every address as a pattern with `{}` where something is to be filled in."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(entries: Sequence[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        text = before + _plain(str(entry.pattern))
        if text.startswith(LEFT_OUT):
            continue
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, text)
        else:
            yield text


def _plain(pattern: str) -> str:
    text = re.sub(r"<[^>]*>", "{}", pattern) if "(?P" not in pattern else ""
    if not text and pattern:
        text = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "{}", pattern)
    return re.sub(r"[\^$\\]|\(\?[:!=].*?\)", "", text)


def names() -> list[str]:
    """List the names that pages ask a query or a form for."""
    found = set()
    for path in [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        found |= {*ASKED.findall(text), *FIELDS.findall(text)}
    return sorted(found)


@dataclass
class Campaign:
    """So many requests, by chance but the same for the same seed.

    Attributes
    ----------
    clients
        Who asks.
    known
        Values that the city has: keys, MNs, codes, days.
    failed
        Requests that failed, as told.
    statuses
        How many answers had which status.
    """

    clients: Sequence[Client]
    known: Sequence[str]
    seed: int
    failed: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        every, self._names = patterns(), names()
        self._inside = [pattern for pattern in every if pattern.startswith("admin/")]
        self._pages = [pattern for pattern in every if pattern not in self._inside]
        for client in self.clients:
            client.raise_request_exception = False

    def run(self, count: int) -> None:
        """Ask so many times."""
        for _ in range(count):
            self.ask()

    def ask(self) -> None:
        """Ask once, hold the answer to what it must be, and forget what it wrote."""
        chance = self._chance
        client, method, path = chance.choice(self.clients), chance.choice(METHODS), self._path()
        body, kind = self._body() if method in ("POST", "PUT", "PATCH") else (b"", "")
        headers = {
            name: self._header() for name in chance.sample(HEADERS, chance.choice((0, 0, 1, 3)))
        }
        cookies = dict(client.cookies)
        with transaction.atomic():
            response = client.generic(method, path, body, kind or "text/plain", headers=headers)
            content = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.update(cookies)
        self.statuses[response.status_code] += 1
        wrong = judged(method, response, content)
        if wrong:
            self.failed.append(f"{wrong}: {method} {path[:300]} {kind} {body[:300]!r} {headers}")

    def _path(self) -> str:
        chance = self._chance
        if chance.random() < 0.05:
            address = "/".join(self._value() for _ in range(chance.randrange(4)))
        else:
            chosen = self._inside if chance.random() < ADMIN else self._pages
            address = re.sub(r"\{\}", lambda _: self._value(), chance.choice(chosen))
        raw = bytearray(address.encode("utf-8", "surrogatepass"))
        if raw and chance.random() < 0.1:
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        query = "&".join(
            f"{self._quoted(chance.choice(self._names))}={self._quoted(self._value())}"
            for _ in range(chance.choice((0, 0, 1, 1, 2, 5)))
        )
        return "/" + quote_from_bytes(bytes(raw), safe="/:@") + ("?" + query if query else "")

    def _value(self) -> str:
        return self._chance.choice(self.known if self._chance.random() < 0.6 else HOSTILE)

    def _quoted(self, text: str) -> str:
        return quote_from_bytes(text.encode("utf-8", "surrogatepass"))

    def _header(self) -> str:
        text = self._value()[:2000].encode("utf-8", "replace").decode("latin-1")
        return re.sub(r"[\r\n\0]", " ", text)

    def _body(self) -> tuple[bytes, str]:
        chance = self._chance
        kind = chance.choice(TYPES) if chance.random() < 0.5 else TYPES[0]
        pairs = [(chance.choice(self._names), self._value()) for _ in range(chance.randrange(8))]
        if kind.startswith("multipart") and chance.random() < 0.7:
            parts = [
                f'--x\r\nContent-Disposition: form-data; name="{name}"'
                f"{'; filename=a.xlsx' if chance.random() < 0.3 else ''}\r\n\r\n{value}\r\n"
                for name, value in pairs
            ]
            return ("".join(parts) + "--x--").encode("utf-8", "replace"), kind
        if chance.random() < 0.15:
            return chance.randbytes(chance.randrange(300)), kind
        return "&".join(f"{n}={self._quoted(v)}" for n, v in pairs).encode(), kind


def judged(method: str, response: HttpResponse, content: bytes) -> str:
    """Say what is wrong with an answer, or nothing."""
    # 503 with a time to come back: a frame that is sealed and not yet in the log.
    waits = response.status_code == 503 and response.get("Retry-After") and content
    if response.status_code >= 500 and not waits:
        return f"{response.status_code}"
    # 412 has no words of its own (RFC 9110): the condition in the request says what was not met.
    if response.status_code in (200, 302, 304, 301, 204, 412) or method == "HEAD":
        return ""
    if len(content) < 15 and not (response.status_code == 405 and response.get("Allow")):
        return f"{response.status_code} without a word: {content!r}"
    return ""
