"""A web process gets ready before its readers come: templates, law, map and archive are read once.

The first page of a cold process takes seconds, since the law's files are read and checked and all
templates compiled. A worker does that for itself as soon as it starts, and from then on keeps pages.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.conf import settings

from qingtian_platform.publish.dressing import number_href
from qingtian_platform.publish.figures import CITY, all_now, city_now
from qingtian_platform.publish.memory import LEEWAY, memory
from qingtian_platform.publish.names import places

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
LANGUAGES = ("zh-hans", "en")
log = structlog.get_logger()


def addresses() -> Iterator[str]:
    """List one page of each kind."""
    yield "/"
    latest = all_now()
    station = next((one for one in places(["station"]) if one.id in latest), None)
    if station is not None:
        yield station.href
        yield number_href(station.key, "hour", latest[station.id].start, "pm25")
    city = city_now()
    if city is not None:
        yield number_href(CITY, "hour", city.start, "aqi")
    yield from (one.href for one in places(["outlet", "site"])[:1])
    yield from ("/places/", "/data/", "/frames/0/0/")


def ask(application: Application, path: str, language: str) -> str:
    """Ask for a page as a reader would; gives the status line."""
    host = next((one for one in settings.ALLOWED_HOSTS if one not in {"*", ""}), "localhost")
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": host.lstrip("."),
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host.lstrip("."),
        "HTTP_COOKIE": f"{settings.LANGUAGE_COOKIE_NAME}={language}",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    answer = application(environ, lambda status, _headers, _error=None: said.append(status))
    try:
        for _part in answer:
            pass
    finally:
        answer.close()
    return said[0]


def warm(application: Application) -> None:
    """Make one page of each kind in each language; what fails is left for the reader to see."""
    for language in LANGUAGES:
        for path in list(addresses()):
            try:
                ask(application, path, language)
            except Exception:
                log.exception("page-not-made", page=path)


def start(application: Application) -> threading.Thread:
    """Keep pages from now on, and warm up beside the first readers."""
    memory.leeway = LEEWAY
    thread = threading.Thread(target=warm, args=(application,), name="warming", daemon=True)
    thread.start()
    return thread
