"""The rehearsal page: the interpreter itself on a simulated clock, the sentence beside the row, nothing kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qingtian.cases import open_procedures, open_rehearsals

pytestmark = pytest.mark.django_db
KNOWN = open_procedures("beijing2018")
DUST = "/rehearsal/construction-dust/"
SEEN = {"t": "2024-05-06T10:00", "a": "see", "b": "monitor"}


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


def stage(client: Client, path: str, **query: object) -> str:
    """Give the words of the page, without tags."""
    answer = client.get(f"{path}?{urlencode(query, doseq=True)}")
    assert answer.status_code == 200, answer.content.decode()
    text = re.sub(r"<(script|style|svg).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def own(*events: Mapping[str, object]) -> dict[str, object]:
    return {"story": "none", "e": [json.dumps(each) for each in events]}


def story(name: str) -> int:
    told = [e.name for e in open_rehearsals("beijing2018") if e.procedure == "construction-dust/1"]
    return told.index(name)


def test_every_procedure_has_its_page(english: Client) -> None:
    listed = english.get("/rehearsal/").content.decode()
    chinese = Client(headers={"accept-language": "zh-hans"})
    for one in KNOWN.by_key.values():
        assert f"/rehearsal/{one.key}/?v={one.version}" in listed
        html = stage(chinese, f"/rehearsal/{one.key}/", v=one.version)
        assert one.name["zh"] in html
        assert "演练：不写入日志" in html


def test_at_0959_nobody_is_late_and_at_1001_enforcement_is(english: Client) -> None:
    early = stage(english, DUST, at="2024-05-07T09:59", **own(SEEN))
    assert "1 min left" in early
    assert "duty was late" not in early
    late = stage(english, DUST, at="2024-05-07T10:01", **own(SEEN))
    assert "1 duty was late" in late
    assert "Duty, late Verify on site within 24 hours Who owes it Urban enforcement" in late
    assert "overdue by 1 min" in late
    assert KNOWN.policy is not None
    assert KNOWN.policy.clauses["D3-6.2-20"].text in late


def test_a_third_violation_after_two_penalties_stops_the_site(english: Client) -> None:
    number = story("Two penalties and new dust stop the site for seven days")
    html = stage(english, DUST, story=number, at="2024-05-06T13:00")
    assert KNOWN.policy is not None
    assert KNOWN.policy.clauses["D3-6.2-24"].text in html
    assert re.search(
        r"Row of the decision table Ladder of dust penalties .*→ measure that is due stop", html
    )


def test_an_act_that_lacks_a_paper_is_refused_with_its_clause(english: Client) -> None:
    confirm = {"t": "2024-05-06T12:00", "a": "confirm", "b": "enforcement"}
    html = stage(english, DUST, at="2024-05-06T12:00", **own(SEEN, confirm))
    assert "Act, refused Confirm on site" in html
    assert "expected Record of the inspection on site" in html
    short = {**confirm, "p": {"inspection": "officer"}}
    html = stage(english, DUST, at="2024-05-06T12:00", **own(SEEN, short))
    assert "expected 2 officers" in html


def test_a_form_leads_to_the_address_that_holds_the_act(english: Client) -> None:
    form = {
        "add": "confirm",
        "by": "enforcement",
        "when": "2024-05-06T12:00",
        "p-inspection": "whole",
    }
    answer = english.get(f"{DUST}?{urlencode({**form, **own(SEEN)}, doseq=True)}")
    assert answer.status_code == 302
    html = english.get(DUST + answer["Location"].partition("#")[0]).content.decode()
    assert "Confirmed" in html
    assert html.count('name="e"') == 2 * 1


def test_a_reader_who_acts_leaves_the_story(english: Client) -> None:
    number = story("Two penalties and new dust stop the site for seven days")
    mine = {"t": "2024-05-06T12:30", "a": "confirm", "b": "monitor"}
    html = stage(english, DUST, story=number, at="2024-05-20T00:00", e=json.dumps(mine))
    assert "Confirm on site · Video and online monitoring · refused" in html
    assert "Order to stop work · Urban enforcement department · done" not in html


def test_nothing_is_kept(english: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        html = stage(english, DUST, at="2024-05-07T10:01", **own(SEEN))
    assert "nothing is written to the log" in html
    assert not [q for q in asked.captured_queries if not q["sql"].startswith("SELECT")]
    assert english.post(DUST, {"add": "see"}).status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        {"e": ["{}"] * 3},
        {"e": [json.dumps(SEEN)] * 61},
        {"e": [json.dumps({**SEEN, "r": "x" * 3000})]},
        {"e": ["[" * 1900]},
        {"at": "tomorrow"},
        {"at": "9999-12-31T23:59"},
        {"m": "1e9"},
        {"m": "99999999"},
        {"story": "4000"},
        {"v": "77"},
    ],
    ids=str,
)
def test_an_address_that_asks_too_much_is_refused(
    english: Client, query: dict[str, object]
) -> None:
    answer = english.get(f"{DUST}?{urlencode(query, doseq=True)}")
    assert answer.status_code == 400
    assert "Expected" in answer.content.decode()


def test_a_fact_that_is_none_is_refused_as_in_earnest(english: Client) -> None:
    strange = {
        "t": "2024-05-06T10:00",
        "a": "receive",
        "b": "enforcement",
        "f": {"received": "<b>"},
    }
    html = stage(english, DUST, **own(strange))
    assert "expected a moment" in html
    unknown = {"t": "2024-05-06T10:00", "a": "fly", "b": "nobody"}
    assert "no act is called fly" in stage(english, DUST, **own(unknown))
