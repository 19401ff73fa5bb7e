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
from qingtian_platform.kit.outward import OutwardError, connect

STEP: Final = 10.0
"""One step of the talk may take so long. [s]"""
WHOLE: Final = 60.0
"""An answer may take so long. [s]"""
HOPS: Final = 3
"""Redirections that are followed. [1]"""
_CHUNK: Final = 1 << 16
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
    """Follow redirections; each address is looked at like the first."""
    url, until = source.url, time.monotonic() + WHOLE
    for _hop in range(HOPS + 1):
        connection, target = connect(url, STEP, inside=source.inside)
        try:
            connection.request("GET", target, headers=_headers(source, url, known))
            answer = connection.getresponse()
            if answer.status in _MOVED:
                url = urljoin(url, answer.getheader("Location") or "")
                continue
            return _answer(answer, until)
        finally:
            connection.close()
    raise FetchError("answer", f"more than {HOPS} redirections")


def _headers(source: Source, url: str, known: Known) -> dict[str, str]:
    """Say what is known; the token is for the registered host alone."""
    headers = {"User-Agent": "qingtian", "Accept": "*/*", "Accept-Encoding": "identity"}
    said = json.loads(known.origin) if known.origin.startswith("{") else {}
    headers |= {_VALIDATORS[name]: value for name, value in said.items() if name in _VALIDATORS}
    if source.token and urlsplit(url)[:2] == urlsplit(source.url)[:2]:
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
    kept = {name: value for name, value in said.items() if value and len(value) <= 120}
    return bytes(data), json.dumps(kept)
