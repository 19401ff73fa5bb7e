"""Pages kept ready until something that they show has changed.

A page of the portal is the same for every reader of a language, so it is made once for each state
of what it shows, and at most once a minute where it says how old something is. Where a server keeps
pages (`memory.leeway`), nobody waits for a page that is asked for again and again: when what it
shows has changed, the page as it was stands for a few seconds more while one thread makes it anew.
So a page is never older than the leeway; without one, as in a command or a test, it is never old.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, override

from qingtian_platform.kit.context import is_demo
from qingtian_platform.kit.methods import READ
from qingtian_platform.publish import figures
from qingtian_platform.registry import api as registry

View = Callable[..., HttpResponse]
Make = Callable[[], HttpResponse]

#: Most pages and most bytes that one process keeps.
MOST, MOST_BYTES = 512, 64 << 20
#: How old a page of a server may be, at most. [s]
LEEWAY = 5.0
log = structlog.get_logger()


@dataclass
class Page:
    """A page as it was made.

    Attributes
    ----------
    state
        Of what it shows.
    right
        When it was last known to be right, by the monotonic clock. [s]
    """

    state: str
    content: bytes
    headers: dict[str, str]
    right: float

    def response(self, key: str) -> HttpResponse:
        """Answer with it; its tag tells it from every other state."""
        response = HttpResponse(self.content, headers=self.headers)
        response.headers["ETag"] = tag(key, self.state)
        return response


def tag(key: str, state: str) -> str:
    """Name one state of one page, for browsers that have it already."""
    return f'"{hashlib.sha256(f"{key}|{state}".encode()).hexdigest()[:24]}"'


class Memory:
    """The pages that were made last; the oldest goes first.

    Attributes
    ----------
    leeway
        How long a page may be shown after it was last known to be right. [s]
    """

    def __init__(self, leeway: float = 0.0) -> None:
        self.leeway = leeway
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._coming: set[str] = set()
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="pages")

    def get(self, key: str, state: str, make: Make) -> HttpResponse:
        """Give a page, made by one thread while the others that want it wait, or soon.

        Parameters
        ----------
        key
            Whose page it is: address and language.
        state
            Of what it shows.
        make
            Makes it.
        """
        page = self._find(key)
        if page is None or (page.state != state and not self._stands(page)):
            return self._make(key, state, make)
        if page.state == state:
            page.right = time.monotonic()
        else:
            self._soon(key, state, make)
        return page.response(key)

    def _stands(self, page: Page) -> bool:
        return time.monotonic() - page.right <= self.leeway

    def _find(self, key: str) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        return page

    def _make(self, key: str, state: str, make: Make) -> HttpResponse:
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                page = self._find(key)
                if page is not None and page.state == state:
                    return page.response(key)
                return self._keep(key, state, make())
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _soon(self, key: str, state: str, make: Make) -> None:
        """Make a page behind its readers' back, once however many ask."""
        with self._lock:
            if key in self._coming:
                return
            self._coming.add(key)
        language = get_language()

        def made() -> None:
            try:
                with override(language):
                    self._make(key, state, make)
            except Exception:  # the next reader asks again, and is told
                log.exception("page-not-made", page=key)
            finally:
                with self._lock:
                    self._coming.discard(key)

        self._maker.submit(made)

    def _keep(self, key: str, state: str, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("ETag", tag(key, state))
        if response.status_code != 200:
            return response
        headers = {name: value for name, value in response.items() if name != "ETag"}
        page = Page(state, response.content, headers, time.monotonic())
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += len(page.content) - (len(old.content) if old else 0)
            self._pages[key] = page
            while len(self._pages) > MOST or self._bytes > MOST_BYTES:
                _key, gone = self._pages.popitem(last=False)
                self._bytes -= len(gone.content)
        return response


memory = Memory()


def state_of(results: object, *, seconds: int) -> str:
    """Name the state of everything that a page shows.

    Parameters
    ----------
    results
        State of the results that it shows.
    seconds
        How long the words "ago" on it hold; 0 where it has none. [s]
    """
    age = int(datetime.now(UTC).timestamp() // seconds) if seconds else 0
    return "|".join(str(part) for part in (results, registry.version(), is_demo(), age))


def remembered(
    *, seconds: int = 60, of: Callable[..., object] | None = None
) -> Callable[[View], View]:
    """Keep a view's page while its state stays; what the reader already has is answered by 304.

    Parameters
    ----------
    seconds
        How long the words "ago" on the page hold; 0 where it has none. [s]
    of
        Gives the state of the results on it from what its address names; None = of all results.
    """

    def keeping(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(READ)
            results = of(*args, **kwargs) if of else figures.version()
            state = state_of(results, seconds=seconds)
            key = f"{request.get_host()}|{request.get_full_path()}|{get_language()}"
            known = get_conditional_response(request, etag=tag(key, state))
            response = known or memory.get(key, state, lambda: view(request, *args, **kwargs))
            response.headers.setdefault("ETag", tag(key, state))
            response.headers.setdefault("Cache-Control", "no-cache")
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
            return response

        return kept

    return keeping
