"""An attacker at the pages: forged, replayed and foreign acts, other people's forms, ways out of the log."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian.ledger.audit import audit
from qingtian.ledger.merkle import leaf_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.models import Act as Row
from support import signing
from support.receipts import hour_frame, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: made))
    return made


@pytest.fixture
def row(places: Places) -> dict[str, Any]:
    return signing.reading(places)


def at_the_desk(login: str, role: str = "reviewer", **named: Any) -> Client:
    client = Client(**named)
    client.force_login(signing.person(login, role))
    return client


def written(places: Places, row: dict[str, Any], pen: Any, **more: Any) -> tuple[Act, str]:
    """Sign a correction, and write what the page would send with it."""
    body, words = signing.correction(places, row, **more)
    act = Act.from_bytes(signing.signed(places, pen, kinds.CORRECTION, body))
    return act, sent(act, words)


def sent(act: Act, words: tuple[bytes, str]) -> str:
    said = {"salt": words[0].hex(), "text": words[1]}
    return json.dumps({"entry": act.to_bytes().decode(), "words": said})


def post(client: Client, data: str) -> tuple[int, str]:
    answer = client.post(reverse("desk:act"), data, "application/json")
    return answer.status_code, answer.content.decode()


def test_an_act_is_taken_from_its_signer_once_and_from_nobody_else(places, row):
    english = {"accept-language": "en"}
    wang, thief = (at_the_desk(login, headers=english) for login in ("wang", "thief"))
    pen = signing.pen_of(places, signing.person("wang"))
    signing.pen_of(places, signing.person("thief"))
    _, data = written(places, row, pen)
    status, text = post(thief, data)
    assert (status, "no valid key of yours" in text) == (400, True)
    assert post(Client(), data)[0] in {302, 403}
    assert post(wang, data)[0] == 200
    status, text = post(wang, data)
    assert (status, "already" in text) == (400, True)
    assert len(acts.about_reading(row, places)) == 1


def test_an_act_altered_after_it_was_signed_is_refused(places, row):
    wang = at_the_desk("wang")
    pen = signing.pen_of(places, signing.person("wang"))
    body, words = signing.correction(places, row)
    act = Act.from_bytes(signing.signed(places, pen, kinds.CORRECTION, body))
    other, _ = signing.correction(places, row, new="1.0")
    for forged in (
        replace(act, body={**body, "new": "1.0"}),
        replace(act, body=other),
        replace(act, at=act.at + 1),
        replace(act, log="log.example/other"),
        replace(act, signature=bytes(64)),
    ):
        assert post(wang, sent(forged, words))[0] == 400
    assert post(wang, sent(act, (words[0], "other words")))[0] == 400
    assert acts.about_reading(row, places) == []


@pytest.mark.parametrize(
    "data",
    [
        "",
        "[" * 20_000,
        json.dumps({"entry": "[" * 4_000, "words": None}),
        json.dumps({"entry": "x" * 30_000, "words": None}),
        json.dumps({"entry": {"a": 1}, "words": []}),
        json.dumps({"entry": "\ud800", "words": None}),
        json.dumps({"entry": "{}", "words": {"salt": "zz", "text": 1}}),
    ],
)
def test_what_is_no_act_is_answered_and_fells_nothing(places, data):
    assert post(at_the_desk("wang"), data)[0] == 400


def patterns(found: Any = None, before: str = "") -> list[tuple[str, Any]]:
    """List every address with its view."""
    listed = []
    for each in (found or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            listed += patterns(each, before + str(each.pattern))
        elif isinstance(each, URLPattern):
            listed.append((before + str(each.pattern), each.callback))
    return listed


def test_only_what_changes_nothing_is_exempt_from_the_token():
    """The language is a preference; the interface answers GET, or knows who asks by a key, never by a cookie."""
    exempt = {path for path, view in patterns() if getattr(view, "csrf_exempt", False)}
    assert {path for path in exempt if not path.startswith("api/")} == {"i18n/setlang/"}
    for path in exempt - {"i18n/setlang/"}:
        assert at_the_desk("wang").post(f"/{path}").status_code in {401, 404, 405}, path


def test_another_site_posts_nothing_in_a_persons_name(places, row):
    """A form of another site carries the cookie, and no token."""
    pen = signing.pen_of(places, signing.person("wang"))
    strict = at_the_desk("wang", enforce_csrf_checks=True)
    _, data = written(places, row, pen)
    assert post(strict, data)[0] == 403
    names = ("register_key", "samples", "intervention", "commands", "note")
    for address in [reverse(f"desk:{name}") for name in names]:
        assert strict.post(address, {}).status_code in {403, 405}, address
    boss = at_the_desk("boss", "administrator", enforce_csrf_checks=True)
    original = reverse("portal:frame_original", args=[0, 0])
    assert boss.post(original, {"reason": "because I want to"}).status_code == 403
    assert acts.about_reading(row, places) == []


def test_the_bytes_as_received_are_opened_by_an_administrator_with_a_reason_alone(places, row):
    address = reverse("portal:frame_original", args=[0, 0])
    said = {"reason": "asked for by the court"}
    for client in (Client(), at_the_desk("wang"), at_the_desk("duty", "duty")):
        answer = client.post(address, said)
        assert answer.status_code in {302, 403}
        assert b"123456" not in answer.content
    boss = at_the_desk("boss", "administrator")
    assert boss.get(address).status_code == 405
    assert boss.post(address, {"reason": " "}).status_code == 400
    assert b"PW=123456" in boss.post(address, said).content


WAYS_OUT = [
    "../log.key",
    "..%2flog.key",
    "%2e%2e/log.key",
    "tile/../../log.key",
    "tile/0/000/../../../log.key",
    "tile/0/x001/../../../../log.key",
    "tile/entries/..%2f..%2f..%2flog.key",
    "..%5clog.key",
    "checkpoint/../../log.key",
    "checkpoint%00.key",
    "checkpoint.aside",
    "/etc/passwd",
    "//etc/passwd",
    "staging/0000000000000001",
    "tile/64/000",
    "tile/0/000.p/0",
    "tile/0/0001",
    "tile/0/000%0a",
    "../log-state/lock.sqlite3",
    "stamps/../../log.key",
]


def test_no_way_leads_out_of_the_log(places, row):
    with Keeper(places) as keeper:
        keeper.step()
    secret = places.log_key.read_bytes().split()[-1][:20]
    assert Client().get("/log/checkpoint").status_code == 200
    for way in WAYS_OUT:
        answer = Client().get(f"/log/{way}")
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code in {400, 404}, way
        assert secret not in body
        assert b"root:" not in body


def test_the_log_and_the_verify_page_are_only_read():
    for address in ("/log/checkpoint", "/verify/", "/verify/qingtian-verify.html"):
        assert Client().post(address, {"a": "b"}).status_code == 405


def test_a_page_in_a_frame_stays_text(places):
    """A device, or who speaks as one, writes into the page of its frame nothing but characters."""
    extra = ";a99999-Info=<script>alert(1)</script><img src=x onerror=alert(1)>"
    received(places, [hour_frame(signing.MN, extra=extra)])
    api.drain(places)
    for address in ("/frames/0/0/", "/frames/0/0/?code=<script>alert(2)</script>"):
        page = Client().get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def keep(places: Places) -> None:
    with Keeper(places, [Batches(places), Acts(places)]) as keeper:
        while keeper.step():
            pass


@pytest.fixture
def three_acts(places: Places, row: dict[str, Any]) -> Places:
    wang = signing.person("wang")
    pen = signing.pen_of(places, wang)
    for old, new in (("23.0", "21.5"), ("21.5", "21.0")):
        body, words = signing.correction(places, row, old=old, new=new)
        acts.submit(signing.signed(places, pen, kinds.CORRECTION, body), wang, words, places=places)
    return places


def around_the_database(statement: str, values: list[object] | None = None) -> None:
    """Change the table of acts as who owns the database can: past its triggers."""
    from django.db import connection

    with connection.cursor() as cursor:
        for trigger in ("record_act_no_update", "record_act_no_delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        cursor.execute(statement, values or [])


def better(places: Places) -> bytes:
    changed = json.loads(bytes(Row.objects.last().entry))
    changed["body"]["new"] = "1.0"
    return json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize("logged", [False, True], ids=["not in the log yet", "in the log already"])
def test_an_act_that_was_changed_in_the_database_stops_the_log(three_acts, logged):
    """It would sink the whole log for every reader, and could never be taken out again."""
    if logged:
        keep(three_acts)
    number, entry = Row.objects.last().number, better(three_acts)
    around_the_database(
        "UPDATE record_act SET entry = %s, hash = %s WHERE number = %s",
        [entry, leaf_hash(entry).hex(), number],
    )
    with pytest.raises(DamagedError):
        keep(three_acts)


@pytest.mark.parametrize("which", ["newest", "one before"])
def test_an_act_that_was_taken_out_of_the_database_stops_the_log(three_acts, which):
    keep(three_acts)
    last = Row.objects.last().number
    number = last if which == "newest" else last - 1
    table._seen.clear()  # as at the next start of the log's process
    around_the_database("DELETE FROM record_act WHERE number = %s", [number])
    with pytest.raises(DamagedError):
        keep(three_acts)


class BrokenError(Exception):
    """A test's disk."""


@pytest.mark.parametrize("persisted", [False, True], ids=["failed", "failed but persisted"])
@pytest.mark.parametrize("write", ["the act", "its words", "the commit"])
def test_each_write_of_an_act_broken_twice(places, row, monkeypatch, write, persisted):
    """All of an act is kept or nothing; the person tries again, and the log goes on."""
    from django.db import transaction

    wang = signing.person("wang")
    pen = signing.pen_of(places, wang)
    body, words = signing.correction(places, row)
    entry = signing.signed(places, pen, kinds.CORRECTION, body)
    keep(places)
    target, name = {
        "the act": (type(Row.objects), "create"),
        "its words": (type(Row.objects), "create"),
        "the commit": (transaction.Atomic, "__exit__"),
    }[write]
    real, left = getattr(target, name), [{"the act": 1, "its words": 2, "the commit": 2}[write]]

    def breaking(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0]:
            return real(*given, **named)
        if persisted or write == "the commit":
            failed = (BrokenError, BrokenError(), None)
            real(*given if persisted or write != "the commit" else (given[0], *failed), **named)
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(target, name, breaking)
        with pytest.raises(BrokenError):
            acts.submit(entry, wang, words, places=places)
    stands = persisted and write == "the commit"
    assert len(acts.about_reading(row, places)) == stands
    keep(places)
    if stands:
        with pytest.raises(acts.ActRefusedError, match="already"):
            acts.submit(entry, wang, words, places=places)
    else:
        acts.submit(entry, wang, words, places=places)
    keep(places)
    found = audit(Folder(places.log).get, vkey(places))
    assert found.kinds[kinds.CORRECTION] == 1
    assert acts.about_reading(row, places)[0].words == words[1]
