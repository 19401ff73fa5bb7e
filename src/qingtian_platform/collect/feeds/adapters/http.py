"""A source that is asked by HTTP: GET with what it said of its last answer, within bounds."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from qingtian_platform.collect.feeds.adapters import Asked, Fetched, Known
from qingtian_platform.collect.feeds.errors import FetchError
from qingtian_platform.collect.feeds.infos import UNNAMED
from qingtian_platform.collect.feeds.sources import Source
from qingtian_platform.collect.feeds.tables import LARGEST
from qingtian_platform.kit import attachments
from qingtian_platform.kit.outward import OutwardError, connect, within

STEP: Final = 10.0
"""One step of the talk may take so long. [s]"""
WHOLE: Final = 60.0
"""All of it may take so long, redirections included. [s]"""
HOPS: Final = 3
"""Redirections that are followed. [1]"""
_CHUNK: Final = 1 << 16
_KEPT: Final = 120
"""Of a validator, as it is kept. [1]"""
_MOVED: Final = (301, 302, 303, 307, 308)
_VALIDATORS: Final = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


def fetch(asked: Asked) -> Iterator[Fetched]:
    """Ask; an answer that is the same as last time gives nothing."""
    source, known = asked.source, asked.known
    if not source.url:
        raise FetchError(UNNAMED, asked.places.feed_sources.name)
    try:
        found = _asked(source, known)
    except OutwardError as error:
        raise FetchError("refused address", str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        raise FetchError("no answer", f"{type(error).__name__}: {error}") from error
    if found is None:
        return
    data, validators = found
    if attachments.digest(data) != known.hash:
        name = urlsplit(source.url).path.rpartition("/")[2] or asked.one.key
        yield Fetched(data, name, validators)


def _asked(source: Source, known: Known) -> tuple[bytes, str] | None:
    """Follow redirections; only the registered host itself may lie inside the own network."""
    url, until = source.url, time.monotonic() + WHOLE
    for _hop in range(HOPS + 1):
        connection, target = connect(url, STEP, inside=source.inside and _own(source, url))
        with within(connection, max(0.0, until - time.monotonic())):
            connection.request("GET", target, headers=_headers(source, url, known))
            answer = connection.getresponse()
            if answer.status not in _MOVED:
                return _answer(answer, until)
            url = _led(url, answer.getheader("Location") or "")
    raise FetchError("answer", f"more than {HOPS} redirections")


def _led(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError("answer", f"a redirection to {location[:80]!r}") from error


def _own(source: Source, url: str) -> bool:
    """Tell whether an address is of the registered scheme, host and port."""
    return urlsplit(url)[:2] == urlsplit(source.url)[:2]


def _headers(source: Source, url: str, known: Known) -> dict[str, str]:
    """Say what is known; the token is for the registered host alone."""
    headers = {"User-Agent": "qingtian", "Accept": "*/*", "Accept-Encoding": "identity"}
    said = json.loads(known.origin) if known.origin.startswith("{") else {}
    headers |= {_VALIDATORS[name]: value for name, value in said.items() if name in _VALIDATORS}
    if source.token and _own(source, url):
        headers["Authorization"] = f"Bearer {source.token.reveal()}"
    return headers


def _answer(answer: http.client.HTTPResponse, until: float) -> tuple[bytes, str] | None:
    if answer.status == http.client.NOT_MODIFIED:
        return None
    if answer.status != http.client.OK:
        raise FetchError("answer", f"{answer.status} {answer.reason}")
    data = bytearray()
    while chunk := answer.read1(_CHUNK):
        data += chunk
        if len(data) > LARGEST:
            raise FetchError("too large", f"> {LARGEST} bytes")
    if time.monotonic() > until:
        raise FetchError("no answer", f"> {WHOLE:.0f} s")
    wanted = answer.getheader("Content-Length")
    if wanted is not None and wanted.isdecimal() and len(data) != int(wanted):
        raise FetchError("no answer", f"{len(data)} of {wanted} bytes")
    said = {name: answer.getheader(name) for name in _VALIDATORS}
    kept = {name: value for name, value in said.items() if value and _plain(value)}
    return bytes(data), json.dumps(kept)


def _plain(value: str) -> bool:
    """Tell whether a header can be kept and sent back as it came."""
    return value.isascii() and value.isprintable() and len(json.dumps(value)) <= _KEPT
