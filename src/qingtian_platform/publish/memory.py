"""Pages kept ready until something that they show has changed.

A page of the portal is the same for every reader of a language, so it is made once for each state
of the results and the registry, and at most once a minute where it says how old something is.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from qingtian_platform.kit.context import is_demo
from qingtian_platform.publish import figures
from qingtian_platform.registry import api as registry

View = Callable[..., HttpResponse]
Kept = tuple[bytes, dict[str, str]]

#: Most pages and most bytes that one process keeps.
MOST, MOST_BYTES = 512, 64 << 20


class Memory:
    """The pages that were made last; the oldest goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def get(self, key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
        """Give a page, made by one thread while the others that want it wait."""
        found = self._find(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                return self._find(key) or self._keep(key, make())
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _find(self, key: str) -> HttpResponse | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        return HttpResponse(kept[0], headers=kept[1])

    def _keep(self, key: str, response: HttpResponse) -> HttpResponse:
        if response.status_code == 200:
            with self._lock:
                self._kept[key] = (response.content, dict(response.items()))
                self._bytes += len(response.content)
                while len(self._kept) > MOST or self._bytes > MOST_BYTES:
                    _key, (content, _headers) = self._kept.popitem(last=False)
                    self._bytes -= len(content)
        return response


memory = Memory()


def state_key(request: HttpRequest, *, seconds: int) -> str:
    """Name everything that a page depends on.

    Parameters
    ----------
    request
        Its address counts, host and all, and the reader's language.
    seconds
        How long the words "ago" on it hold; 0 where it has none. [s]
    """
    age = int(datetime.now(UTC).timestamp() // seconds) if seconds else 0
    host, path = request.get_host(), request.get_full_path()
    states = (figures.version(), registry.version(), is_demo(), age)
    return "|".join(str(part) for part in (host, path, get_language(), *states))


def remembered(*, seconds: int = 60) -> Callable[[View], View]:
    """Keep a view's page while its state stays; what the reader already has is answered by 304.

    Parameters
    ----------
    seconds
        How long the words "ago" on the page hold; 0 where it has none. [s]
    """

    def keeping(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            key = state_key(request, seconds=seconds)
            tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:24]}"'
            known = get_conditional_response(request, etag=tag)
            response = known or memory.get(key, lambda: view(request, *args, **kwargs))
            response.headers.setdefault("ETag", tag)
            response.headers.setdefault("Cache-Control", "no-cache")
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
            return response

        return kept

    return keeping
