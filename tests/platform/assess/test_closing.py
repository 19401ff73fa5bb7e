"""Closing a turn: two lists, a tie at place ten, who is left out, and a correction as edition 2."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.closing import port
from qingtian_platform.assess.closing.models import HandedIn
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 1)
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
TOWNS = policy().assessed("bare-land", date(2026, 10, 31))


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def row(subject: str, value: str, indicator="bare-land-done", **changed) -> closing.FigureRow:
    made = closing.FigureRow(indicator, subject, FIRST, value, "", "市环保局遥感通报")
    return replace(made, **changed)


def october(ranking="bare-land"):
    return next(t for t in closing.turns(ranking, date(2026, 11, 26)) if t.first == FIRST)


def test_a_turn_is_closed_with_its_tie_and_who_is_left_out(assessor):
    values = ["10", "20", "30", "40", "50", "60", "70", "80", "90", "95", "95", "99"]
    closing.hand_in((row(t, v) for t, v in zip(TOWNS, values, strict=False)), assessor, now=NOON)
    edition = closing.close("bare-land", FIRST, assessor, now=NOON)
    assert edition.number == 1
    assert edition.content["border"] == "included"
    assert edition.content["named"] == list(TOWNS[:11])
    assert len(edition.content["left_out"]) == len(TOWNS) - 12
    assert edition.content["rules"] == {"missing": "exclude", "ties": "next"}


def test_a_late_correction_is_an_edition_of_its_own_with_the_difference(assessor):
    closing.hand_in((row(t, str(n)) for n, t in enumerate(TOWNS)), assessor, now=NOON)
    first = closing.close("bare-land", FIRST, assessor, now=NOON)
    closing.hand_in([row(TOWNS[0], "99")], assessor, now=NOON.replace(hour=5))
    assert closing.editions("bare-land", FIRST)[0] == first
    with pytest.raises(closing.ClosingRefusedError):
        closing.close("bare-land", FIRST, assessor, now=NOON)
    second = closing.close("bare-land", FIRST, assessor, "更正：影像日期有误", now=NOON)
    changed = {each.subject: each for each in closing.differences(second, first)}
    assert changed[TOWNS[0]].named_before
    assert not changed[TOWNS[0]].named_after
    assert changed[TOWNS[10]].named_after
    assert not changed[TOWNS[10]].named_before
    assert first.digest != second.digest
    assert HandedIn.objects.filter(subject=TOWNS[0]).count() == 2


def test_an_edition_that_is_made_again_is_held_to_every_place_of_it(assessor):
    """A list that names nobody, as of districts, is compared all the same."""
    places = policy().assessed("water", date(2026, 10, 31))
    closing.hand_in(
        (row(who, str(n), "water-checks") for n, who in enumerate(places)), assessor, now=NOON
    )
    edition = closing.close("water", FIRST, assessor, now=NOON)
    assert (edition.content["named"], closing.recomputed(edition.text)) == ([], True)
    content = json.loads(edition.text)
    content["placed"][0][1] = 2
    assert closing.recomputed(json.dumps(content)) is False
    assert closing.recomputed(
        json.dumps({**json.loads(edition.text), "left_out": [["x", ""]]})
    ) is (False)


def test_nothing_changed_is_no_edition(assessor):
    closing.hand_in([row(TOWNS[0], "1")], assessor, now=NOON)
    closing.close("bare-land", FIRST, assessor, now=NOON)
    with pytest.raises(closing.ClosingRefusedError):
        closing.close("bare-land", FIRST, assessor, "again", now=NOON)


def test_a_turn_that_has_not_ended_is_not_closed(assessor):
    with pytest.raises(closing.ClosingRefusedError):
        closing.close("bare-land", date(2026, 11, 1), assessor, now=NOON)


def test_a_township_s_score_is_made_of_the_figures_of_its_parts(assessor):
    rows = []
    for indicator, one, other in (
        ("township-pm25", "30", "40"),
        ("township-tsp", "120", "100"),
        ("air-work", "80", "90"),
    ):
        rows += [row(TOWNS[0], one, indicator), row(TOWNS[1], other, indicator)]
    rows.append(row(TOWNS[2], "35", "township-pm25"))
    closing.hand_in(rows, assessor, now=NOON)
    found = closing.draft("township-air", october("township-air"))
    assert {e.subject: str(e.value) for e in found.placed} == {TOWNS[0]: "30.00", TOWNS[1]: "70.00"}
    reasons = {each.subject: each.reason for each in found.left_out}
    assert reasons[TOWNS[2]] == "township-tsp: no station lies in it"


@pytest.mark.parametrize(
    "bad",
    [
        row("110101001", "many"),
        row("110101001", ""),
        row("110101001", "Infinity"),
        row("110101001", "1", indicator="smoke"),
        row("110101001", "1", source=" "),
        row("110101001", "1", first=date(2026, 10, 2)),
        row("110101001", "1", indicator="pm25-annual-mean"),
    ],
)  # fmt: skip
def test_one_bad_row_takes_none_in(assessor, bad):
    with pytest.raises(closing.ClosingRefusedError, match=r"第2行|Row 2"):
        closing.hand_in([row("110101001", "1"), bad], assessor)
    assert not HandedIn.objects.exists()


def upload(rows) -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(closing.COLUMNS)
    writer.writerows(rows)
    return SimpleUploadedFile("figures.csv", out.getvalue().encode(), "text/csv")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_takes_a_file_shows_the_list_and_closes_it(assessor, language):
    client = Client(headers={"accept-language": language})
    client.force_login(assessor)
    rows = [
        ("bare-land-done", who, "2026-10-01", n, "", "通报") for n, who in enumerate(TOWNS[:12])
    ]
    assert client.post("/desk/closing/", {"file": upload(rows)}).status_code == 302
    page = "/desk/closing/bare-land/2026-10-01/"
    place = "Dongcheng" if language == "en" else "东城区"
    assert place in client.get(page).content.decode()
    closing.close("bare-land", FIRST, assessor)
    html = client.get(page).content.decode()
    assert closing.editions("bare-land", FIRST)[0].digest in html
    assert 'href="/gazette/D3/#D3-6.2-39"' in html


def test_others_read_and_write_nothing(assessor):
    duty = Person.objects.create(username="zhiban", name="赵敏", role="duty")
    client = Client()
    client.force_login(duty)
    client.post(
        "/desk/closing/", {"file": upload([("bare-land-done", TOWNS[0], "2026-10-01", 1, "", "x")])}
    )
    assert client.post("/desk/closing/bare-land/2026-10-01/paper").status_code == 400
    assert not HandedIn.objects.exists()
    assert closing.editions("bare-land", FIRST) == []
    assert Client().get("/desk/closing/").status_code == 302


@pytest.mark.parametrize("path", ["none/2026-10-01", "bare-land/2026-10-02", "bare-land/soon"])
def test_what_is_no_list_is_not_found(assessor, path):
    client = Client()
    client.force_login(assessor)
    assert client.get(f"/desk/closing/{path}/").status_code == 404


def test_a_computed_figure_stands_until_one_is_handed_in(assessor, monkeypatch):
    asked = []

    def compute(first, last):
        asked.append((first, last))
        return [row(TOWNS[0], "42", source="站点甲，720时"), row(TOWNS[1], "50", source="站点乙")]

    monkeypatch.setitem(port._COMPUTED, "bare-land-done", compute)
    assert {f.subject: str(f.value) for f in closing.draft("bare-land", october()).placed} == {
        TOWNS[0]: "42.0",
        TOWNS[1]: "50.0",
    }
    assert asked == [(FIRST, date(2026, 10, 31))]
    closing.hand_in([row(TOWNS[1], "60")], assessor, now=NOON)
    found = closing.figures("bare-land-done", FIRST, date(2026, 10, 31))
    both = found[TOWNS[1]]
    assert (both.computed.value, both.handed.value, both.stands.value) == ("50", "60", "60")
    assert (both.name, both.handed.source) == ("陈静", "市环保局遥感通报")
    assert found[TOWNS[0]].stands.source == "站点甲，720时"
    listed = {f.subject: str(f.value) for f in closing.draft("bare-land", october()).placed}
    assert listed[TOWNS[1]] == "60.0"
