"""Read the files of a log from a folder or an address, whoever answers there.

A server is not trusted with more than its answer: it is read to the length that a file may have,
within a time, by HTTP alone wherever it leads. What it says counts only once it is verified.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from qingtian.ledger.errors import FormError
from qingtian.ledger.tiles import ENTRY_LIMIT, WIDTH, Fetch

if TYPE_CHECKING:
    from http.client import HTTPMessage

FILE_LIMIT: Final = WIDTH * (2 + ENTRY_LIMIT)
"""Longest file of a log: a tile of 256 entries. [bytes]"""
SILENCE: Final = 30
"""How long a server may say nothing. [s]"""
DEADLINE: Final = 120
"""How long a file may take in all. [s]"""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow a server to another address of HTTP a few times, never to a less private one."""

    max_redirections = 3

    def redirect_request(
        self,
        request: urllib.request.Request,
        answer: IO[bytes],
        code: int,
        reason: str,
        head: HTTPMessage,
        address: str,
    ) -> urllib.request.Request | None:
        """Refuse an address of another kind; the rest is as everywhere."""
        kinds = ("https://",) if request.type == "https" else ("https://", "http://")
        if not address.startswith(kinds):
            answer.close()
            raise ConnectionError(f"{request.full_url} leads to {address}, which is not followed")
        return super().redirect_request(request, answer, code, reason, head, address)


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def fetch_from(place: str) -> Fetch:
    """Give what reads the files of a log in a folder or at an address.

    Parameters
    ----------
    place
        A folder, or an address that begins with http:// or https://.

    Returns
    -------
    Fetch
        Raises `FileNotFoundError` where a file is not there, `FormError` where it is longer than
        any file of a log, `OSError` where the server does not answer as it should.
    """
    if place.startswith(("http://", "https://")):
        return _from_address(place.rstrip("/"))
    folder = Path(place).resolve()
    return lambda name: (folder / name).read_bytes()


def _from_address(base: str) -> Fetch:
    opener = _opener()

    def fetch(name: str) -> bytes:
        address = f"{base}/{name}"
        found: list[bytes | Exception] = []
        # A reader of its own, so that a server which drips cannot hold this one.
        reader = threading.Thread(target=_read, args=(opener, address, found), daemon=True)
        reader.start()
        reader.join(DEADLINE)
        if not found:
            raise TimeoutError(f"{address} was not there within {DEADLINE} s")
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    return fetch


def _read(
    opener: urllib.request.OpenerDirector, address: str, found: list[bytes | Exception]
) -> None:
    try:
        with opener.open(address, timeout=SILENCE) as answer:
            data: bytes = answer.read(FILE_LIMIT + 1)
        long = FormError(f"expected at most {FILE_LIMIT} bytes at {address}")
        found.append(data if len(data) <= FILE_LIMIT else long)
    except urllib.error.HTTPError as error:
        gone = error.code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
        kind = FileNotFoundError if gone else ConnectionError
        found.append(kind(f"{address}: the server answered {error.code} {error.reason}"))
        error.close()
    except urllib.error.URLError as error:
        found.append(ConnectionError(f"{address}: {error.reason}"))
    except Exception as error:  # handed to whoever waits
        found.append(error)
