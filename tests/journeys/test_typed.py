"""What was typed into a form of the desk is there again where the page says that it was not taken."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from support import browser

pytestmark = pytest.mark.journey
SCRIPT = Path(__file__).parents[2] / "src/qingtian_platform/publish/static/publish/desk/typed.js"
FORM = """<details><summary>Write</summary><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{salt}"><input type="hidden" name="row" value="{row}">
<input name="words"><select name="kind"><option>a<option>b</select>
<input type="checkbox" name="special"><button>Write {row}</button></form></details>"""
OUT = '<form method="post"><button>Sign out</button></form>'
SECRET = '<form method="post" autocomplete="off"><input name="who"><button>Record</button></form>'
FILE = '<form method="post"><input type="file" name="file"><button>Take in</button></form>'


class Desk(BaseHTTPRequestHandler):
    """Two forms that differ in what is hidden; whatever is handed in leads back to them."""

    def do_GET(self) -> None:
        if self.path == "/typed.js":
            self._answer("text/javascript", SCRIPT.read_text(encoding="utf-8"))
            return
        refused = '<p class="notice late" role="status">Expected other words.</p>'
        forms = "".join(FORM.format(row=n, salt=id(object())) for n in (1, 2))
        said = refused if "refused" in self.path else '<p class="notice">Taken down.</p>'
        page = f'{OUT}<main id="content">{said}{forms}{FILE}{SECRET}</main><script src="typed.js" defer></script>'
        self._answer("text/html", f"<!doctype html>{page}")

    def do_POST(self) -> None:
        handed = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(302)
        self.send_header("Location", "/?refused" if "wrong" in handed else "/?taken")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def reader() -> Iterator[browser.Reader]:
    with browser.before(Desk) as someone:
        yield someone


def hand_in(reader: browser.Reader, words: str) -> None:
    """Fill the second form and send it."""
    reader.open("/")
    reader.all("summary")[1].click()
    reader.all("[name=words]")[1].send_keys(words)
    reader.all("[name=kind]")[1].send_keys("b")
    reader.all("[name=special]")[1].click()
    reader.click(reader.all("main button")[1])


def stands(reader: browser.Reader) -> list[tuple[str, str, bool]]:
    """Read both forms."""
    names = ("words", "kind", "special")
    rows = zip(*(reader.all(f"[name={name}]") for name in names), strict=True)
    return [
        (words.get_property("value"), kind.get_property("value"), tick.is_selected())
        for words, kind, tick in rows
    ]


def test_what_was_refused_is_there_again_beside_the_reason(reader):
    hand_in(reader, "wrong")
    assert stands(reader) == [("", "a", False), ("wrong", "b", True)], "in its own form alone"
    beside = reader.all("main form")[1].text
    assert "Expected other words.\nWrite 2" in beside, "the form is open, and says why"
    reader.click(reader.all("main button")[1])
    assert stands(reader) == [("", "a", False), ("wrong", "b", True)], "refused again"
    reader.open("/?refused")
    assert stands(reader) == [("", "a", False)] * 2, "once"


def test_what_was_taken_is_not_there_again(reader):
    hand_in(reader, "right")
    assert stands(reader) == [("", "a", False)] * 2
    reader.open("/?refused")
    assert stands(reader) == [("", "a", False)] * 2, "nor after it"


def test_the_reason_stands_in_a_form_that_takes_a_file_alone(reader, tmp_path):
    (tmp_path / "wrong.csv").write_text("x")
    reader.open("/")
    reader.one("[name=file]").send_keys(str(tmp_path / "wrong.csv"))
    reader.click(reader.all("main button")[2])
    assert "Expected other words.\nTake in" in reader.all("main form")[2].text


def test_a_form_that_browsers_are_to_forget_is_not_kept_even_until_the_answer(reader):
    reader.open("/")
    stays = "document.addEventListener('submit', (event) => event.preventDefault())"
    reader.driver.execute_script(stays)
    for n, kept in ((0, 1), (3, 0)):
        reader.driver.execute_script("sessionStorage.clear()")
        reader.driver.execute_script("arguments[0].requestSubmit()", reader.all("main form")[n])
        assert reader.driver.execute_script("return sessionStorage.length") == kept
    page = SCRIPT.parents[3] / "templates/desk/intervention.html"
    assert (
        'autocomplete="off"' in page.read_text(encoding="utf-8").partition("<form")[2].split(">")[0]
    )


def test_every_page_of_the_desk_loads_the_script():
    base = SCRIPT.parents[3] / "templates/desk/base.html"
    assert "publish/desk/typed.js" in base.read_text(encoding="utf-8")
