"""A hostile department holds up nobody else's deliveries, reaches nothing inside, and takes no memory or time."""

from __future__ import annotations

import io
import os
import re
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import duckdb
import openpyxl
import pytest

from qingtian_platform.act.feeds import worker as letters
from qingtian_platform.collect.feeds import agreements, api, worker
from qingtian_platform.collect.feeds.adapters import Known
from qingtian_platform.collect.feeds.adapters import http as asking
from qingtian_platform.collect.feeds.sources import Source
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.vault import Secret
from qingtian_platform.people.models import Person
from support.feeding import DAY, NOW, air

pytestmark = pytest.mark.django_db
TODAY = NOW.replace(hour=0)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(made.data))
    worker._next.clear()
    letters._next.clear()
    return made


def sent(places: Places, data: bytes, key: str = "district-air") -> api.Delivery:
    return api.take(places, key, data, name="batch", now=NOW)


def said(key: str) -> str:
    """Give what the wall says of a source."""
    (found,) = api.standing(NOW, key)
    return found.source


def dropped(places: Places, key: str, name: bytes, data: bytes) -> None:
    folder = places.feeds / key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / os.fsdecode(name)).write_bytes(data)


def test_a_file_whose_name_is_gbk_is_taken_once(places):
    dropped(places, "district-air", "数据.csv".encode("gbk"), air(TODAY - DAY))
    assert worker.step(places, NOW)
    worker._next.clear()
    assert not worker.step(places, NOW)
    assert [(e.state, e.name) for e in api.deliveries("district-air")] == [("taken", "数据.csv")]


def test_what_goes_wrong_with_one_source_holds_up_no_other(places, monkeypatch):
    first = next(iter(agreements.agreements()))
    assert first == "district-air"
    dropped(places, "leachate", b"a.csv", b"a,b\n1,2\n")

    real = worker.look

    def failing(where, one, now):
        if one.key == first:
            raise RuntimeError
        return real(where, one, now)

    monkeypatch.setattr(worker, "look", failing)
    assert worker.step(places, NOW)
    assert [each.state for each in api.deliveries("leachate")] == ["refused"]


def test_a_head_of_very_many_columns_is_refused_at_once(places):
    names = ",".join(f"a{number}" for number in range(1_000_000))
    done = sent(places, f"{names}\n1\n".encode())
    assert [each.kind for each in done.faults] == ["unreadable"]
    assert "1000000" in done.faults[0].came
    objects = ",".join(f'{{"a{number}": 1}}' for number in range(2_000))
    assert [each.kind for each in sent(places, f"[{objects}]".encode(), "weather").faults] == [
        "columns"
    ]


def test_a_row_that_claims_a_number_beyond_every_sheet_is_refused_at_once(places):
    book = openpyxl.Workbook()
    for row in (["井号", "日期", "pH", "硝酸盐"], ["J-01", "2026-11-10", 7, 1]):
        book.active.append(row)
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w") as target:
        for part in source.infolist():
            data = source.read(part).replace(b'<row r="2"', b'<row r="9000000000000"')
            target.writestr(part.filename, re.sub(rb' r="[A-D]2"|<dimension[^>]*>', b"", data))
    (fault,) = sent(places, made.getvalue(), "groundwater-level").faults
    assert (fault.kind, fault.came) == ("unreadable", "has more than 1048576 rows")


def test_half_a_character_is_refused_and_every_page_and_letter_can_be_written(places, client):
    cells = dict.fromkeys(("temperature", "pressure", "wind", "humidity"), "1")
    terms = api.agreement("weather").terms[-1]
    cells = dict.fromkeys(terms.columns, "1") | {terms.layout.time[0]: "2026-11-10 01:00"}
    body = ", ".join(f'"{name}": "{value}"' for name, value in cells.items())
    data = f'[{{"{terms.layout.thing}": "\\ud800", {body}}}]'.encode()
    done = sent(places, data, "weather")
    assert [each.kind for each in done.faults] == ["unreadable"]
    letters.step(places, NOW)
    client.force_login(Person.objects.create(username="zhiban", role="duty"))
    assert client.get(f"/desk/feeds/batches/{done.id}/").status_code == 200


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_a_view_of_enormous_cells_is_given_up_within_bounds(places, engine):
    file, key = places.data / f"water.{engine}", "sewage-works"
    long = {"sqlite": "hex(zeroblob(300000000))", "duckdb": "repeat('x', 1000000)"}[engine]
    short = {"sqlite": "hex(zeroblob(50000))", "duckdb": "repeat('x', 50000)"}[engine]
    many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000)"
    for cell, kind in ((long, "unreadable"), (short, "too large")):
        held = sqlite3.connect(file) if engine == "sqlite" else duckdb.connect(str(file))
        held.execute("DROP VIEW IF EXISTS effluent")
        held.execute(f"CREATE VIEW effluent AS {many} SELECT {cell} AS cod FROM n")
        held.commit()
        held.close()
        places.feed_sources.write_text(f"{key}: {{database: {file}}}\n")
        assert not api.deliver(key, places, NOW)
        assert said(key) in ({kind} if engine == "sqlite" else {"unreadable", "too large"})


Speak = Callable[[socket.socket], None]


@pytest.fixture
def hostile() -> Iterator[Callable[[Speak], str]]:
    """Serve each connection as a test says."""
    serving = socket.create_server(("127.0.0.1", 0))
    speaks: list[Speak] = []

    def serve() -> None:
        while True:
            try:
                line, _peer = serving.accept()
            except OSError:
                return
            threading.Thread(target=speak, args=(line,), daemon=True).start()

    def speak(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(65_536)
            speaks[-1](line)

    threading.Thread(target=serve, daemon=True).start()

    def told(one: Speak) -> str:
        speaks.append(one)
        return f"http://127.0.0.1:{serving.getsockname()[1]}/data"

    with closing(serving):
        yield told
        serving.shutdown(socket.SHUT_RDWR)


def for_ever(begin: bytes, again: bytes, pause: float) -> Speak:
    def speak(line: socket.socket) -> None:
        line.sendall(begin)
        ended = threading.Event()
        while not ended.wait(pause):
            line.sendall(again)

    return speak


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
DRAWN_OUT = {
    "a head": for_ever(OK + b"A: ", b"a", 0.05),
    "go on and on": for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0),
    "a body": for_ever(OK + b"\r\n", b"a", 0.05),
    "a chunk": for_ever(CHUNKED + b"1;", b"a", 0.05),
    "a trailer": for_ever(CHUNKED + b"0\r\n", b"A: a\r\n", 0),
}


@pytest.mark.parametrize("what", DRAWN_OUT)
def test_an_answer_is_drawn_out_no_longer_than_the_whole_may_take(
    places, hostile, monkeypatch, what
):
    monkeypatch.setattr(asking, "WHOLE", 0.5)
    url = hostile(DRAWN_OUT[what])
    places.feed_sources.write_text(f"weather: {{url: '{url}', inside: true}}\n")
    ended = threading.Event()
    waiting = threading.Timer(60, lambda: ended.is_set() or os._exit(97))  # else it waits for days
    waiting.daemon = True
    waiting.start()
    try:
        assert not api.deliver("weather", places, NOW)
    finally:
        ended.set()
        waiting.cancel()
    assert said("weather") == "no answer"
    assert not api.deliveries("weather")


HEADS = {
    "a validator in two lines": b'ETag: "a"\r\n b',
    "validators too long to be kept whole": b"ETag: "
    + b'"' * 120
    + b"\r\nLast-Modified: "
    + b'"' * 120,
    "a validator that is no ASCII": "ETag: \xe9".encode("latin-1"),
}


@pytest.mark.parametrize("what", HEADS)
def test_a_source_is_asked_again_whatever_it_said_of_its_answer(places, hostile, what):
    url = hostile(lambda line: line.sendall(OK + HEADS[what] + b"\r\n\r\n[]"))
    places.feed_sources.write_text(f"weather: {{url: '{url}', inside: true}}\n")
    assert api.deliver("weather", places, NOW)
    assert not api.deliver("weather", places, NOW)
    assert said("weather") == ""


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("http://localhost:{port}/secret", "refused address"),
        ("https://127.0.0.1:{port}/secret", "refused address"),
        ("http://127.0.0.1:1/secret", "refused address"),
        ("file:///etc/hostname", "refused address"),
        ("http://[::1", "answer"),
        ("https://" + "a" * 70 + ".example/", "refused address"),
    ],
)
def test_a_source_inside_leads_nowhere_else_inside(places, hostile, to, kind):
    asked = []

    def speak(line: socket.socket) -> None:
        asked.append(line.getsockname()[1])
        where = to.format(port=asked[0])
        line.sendall(f"HTTP/1.1 302 Found\r\nLocation: {where}\r\n\r\n".encode())

    url = hostile(speak)
    places.feed_sources.write_text(f"weather: {{url: '{url}', inside: true}}\n")
    assert not api.deliver("weather", places, NOW)
    assert said("weather") == kind
    assert len(asked) == 1


def test_the_token_is_for_the_registered_scheme_host_and_port_alone():
    source = Source(url="https://a.example/data", token=Secret("secret-1"))
    for url, given in (
        ("https://a.example/other", True),
        ("https://a.example:444/data", False),
        ("http://a.example/data", False),
        ("https://b.example/data", False),
        ("https://a.example.b.example/data", False),
    ):
        assert ("Authorization" in asking._headers(source, url, Known())) == given
