"""A signature that was not handed in is no signature: its page stays, with what was written, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from support import browser

pytestmark = pytest.mark.journey
DESK = Path(__file__).parents[2] / "src/qingtian_platform/publish"
SCRIPT = DESK / "static/publish/desk/acts.js"
TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="x"><p data-say hidden></p>'
PAGE = f"""<!doctype html><main id="content" data-unsent="Not sent.">
<script type="application/json" id="body">{{"words": null}}</script>
<form method="post" action="/register" data-make-key data-log="l" data-login="li">{TOKEN}<button>Make</button></form>
<form method="post" action="/acts" data-sign data-schema="s" data-body="body" data-log="l" data-login="li">{TOKEN}
<textarea data-words></textarea><button>Sign</button></form></main><script src="acts.js" defer></script>"""


class Desk(BaseHTTPRequestHandler):
    """Takes a key in; whoever signs with it has been signed out meanwhile."""

    def do_GET(self) -> None:
        if self.path == "/acts.js":
            self._answer(200, "text/javascript", SCRIPT.read_text(encoding="utf-8"))
        else:
            self._answer(200, "text/html", "Sign in" if self.path == "/login" else PAGE)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/register":
            self._answer(200, "application/json", "{}")
        else:
            self._answer(302, "text/html", "", {"Location": "/login"})

    def _answer(self, code: int, kind: str, text: str, more: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, **(more or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def reader() -> Iterator[browser.Reader]:
    with browser.before(Desk) as someone:
        yield someone


def test_who_was_signed_out_or_cut_off_reads_so_and_loses_nothing(reader):
    reader.open("/")
    reader.click("form[data-make-key] button")
    reader.one("textarea").send_keys("zero drift")
    for cut_off in (False, True):
        reader.driver.execute_script("document.querySelectorAll('[data-say]')[1].textContent = ''")
        if cut_off:
            with reader.away():
                reader.press(reader.all("button")[1])
                reader.wait_for(lambda: reader.all("[data-say]")[1].text == "Not sent.")
        else:
            reader.press(reader.all("button")[1])
            reader.wait_for(lambda: reader.all("[data-say]")[1].text == "Not sent.")
        assert reader.one("textarea").get_property("value") == "zero drift"
        assert reader.all("button")[1].is_enabled(), "it can be pressed once more"


def test_every_page_of_the_desk_has_the_words():
    base = (DESK / "templates/desk/base.html").read_text(encoding="utf-8")
    assert '<div class="desk-main" data-unsent="{% translate' in base
