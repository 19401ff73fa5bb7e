"""A closing is a signed act; an edition is made again from itself, whatever the rules have become."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian.policy import open_policy
from qingtian_platform.assess import policies
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.closing import signing as papers
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from support import signing

pytestmark = pytest.mark.django_db
FIRST, NEXT = date(2026, 10, 1), date(2027, 10, 1)
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
LATER = datetime(2027, 11, 26, 4, tzinfo=UTC)
PACK = Path(__file__).parents[3] / "packs" / "beijing2018"
TOWNS = policy().assessed("bare-land", date(2026, 10, 31))


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def assessor(places):
    return signing.person("chen", role="assessor")


@pytest.fixture
def pen(places, assessor):
    return signing.pen_of(places, assessor)


def hand_in(person, indicator="bare-land-done", first=FIRST, towns=TOWNS, **changed):
    rows = [
        closing.FigureRow(indicator, who, first, changed.get(who, str(n % 97)), "", "通报")
        for n, who in enumerate(towns)
    ]
    closing.hand_in(rows, person, now=NOON)


def submit(places, pen, person, name: str) -> int:
    return acts.submit(
        signing.signed(places, pen, kinds.PAPER, {"paper": name}), person, None, places
    )


def test_a_signature_freezes_the_list_and_the_log_holds_its_salted_hash_alone(
    places, pen, assessor
):
    hand_in(assessor)
    name = papers.write("bare-land", FIRST, assessor)
    assert closing.editions("bare-land", FIRST) == []
    number = submit(places, pen, assessor, name)
    (edition,) = closing.editions("bare-land", FIRST)
    act = acts.act(number, places)
    assert act.act.body == {"paper": name}
    assert (edition.signed.act, edition.signed.paper) == (act.hash, name)
    salt, text = papers.paper(name)
    assert words_hash(bytes.fromhex(salt), text) == name
    said = json.loads(text)
    assert (said["digest"], said["edition"], said["list"]) == (edition.digest, 1, edition.text)


def test_what_has_changed_since_the_page_was_read_is_not_signed(places, pen, assessor):
    hand_in(assessor)
    name = papers.write("bare-land", FIRST, assessor)
    hand_in(assessor, towns=TOWNS[:1], **{TOWNS[0]: "99"})
    with pytest.raises(acts.ActRefusedError):
        submit(places, pen, assessor, name)
    assert closing.editions("bare-land", FIRST) == []
    submit(places, pen, assessor, papers.write("bare-land", FIRST, assessor))
    assert closing.editions("bare-land", FIRST)[0].signed


def test_who_did_not_draw_it_up_does_not_sign_it(places, pen, assessor):
    hand_in(assessor)
    name = papers.write("bare-land", FIRST, assessor)
    other = signing.person("li", role="assessor")
    with pytest.raises(acts.ActRefusedError):
        submit(places, signing.pen_of(places, other), other, name)
    assert closing.editions("bare-land", FIRST) == []


def test_an_edition_that_stands_unsigned_is_signed_as_it_is(places, pen, assessor):
    hand_in(assessor)
    first = closing.close("bare-land", FIRST, assessor, now=NOON)
    assert first.signed is None
    hand_in(assessor, towns=TOWNS[:1], **{TOWNS[0]: "99"})
    submit(places, pen, assessor, papers.write("bare-land", FIRST, assessor))
    (same,) = closing.editions("bare-land", FIRST)
    assert (same.text, same.signed.name) == (first.text, str(assessor))
    reason = "更正：影像日期有误"
    submit(places, pen, assessor, papers.write("bare-land", FIRST, assessor, reason))
    assert [(e.number, e.reason) for e in closing.editions("bare-land", FIRST)] == [
        (2, reason),
        (1, ""),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_hands_out_the_paper_to_sign_and_shows_the_act(places, pen, assessor, language):
    client = Client(headers={"accept-language": language})
    client.force_login(assessor)
    hand_in(assessor)
    page = "/desk/closing/bare-land/2026-10-01/"
    assert f'data-bodies="{page}paper"' in client.get(page).content.decode()
    (body,) = client.post(f"{page}paper", {"reading": "bare-land"}).json()["bodies"]
    number = submit(places, pen, assessor, body["paper"])
    assert f"/acts/{number}/" in client.get(page).content.decode()
    told = client.get(f"{page}1/paper.json").json()
    assert words_hash(bytes.fromhex(told["salt"]), told["paper"]) == body["paper"]
    refused = client.post(f"{page}paper", {"reading": "bare-land"})
    assert refused.status_code == 400
    assert refused.json()["error"]


# The same from the same, whatever the rules have become


def changed_pack(tmp_path: Path) -> Path:
    """Write the pack of a later day: other weights from 2027 on, one township merged into another."""
    folder = tmp_path / "later"
    shutil.copytree(PACK, folder)
    settings = folder / "policy" / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    was = "{value: {quality: 60, work: 40}, author: 青天项目,"
    now = "{value: {quality: 10, work: 90}, author: 青天项目, reason: {zh: 改, en: new}}"
    assert was in text
    settings.write_text(
        text.replace(
            f"values: {{2018-07-12: {was}", f"values: {{2027-01-01: {now}, 2018-07-12: {was}"
        ),
        encoding="utf-8",
    )
    places = folder / "policy" / "divisions.csv"
    rows = places.read_text(encoding="utf-8").splitlines()
    merged = [f"{row}2026-12-31" if row.startswith(TOWNS[3]) else row for row in rows]
    places.write_text("\n".join(merged) + "\n", encoding="utf-8")
    return folder


def air(person, first):
    for name, step in (("township-pm25", 1), ("township-tsp", 3), ("air-work", 7)):
        values = {who: str(20 + n * step % 60) for n, who in enumerate(TOWNS)}
        hand_in(person, name, first, **values)


def test_an_old_version_of_the_rules_gives_the_old_result_digit_for_digit(
    assessor, tmp_path, monkeypatch
):
    air(assessor, FIRST)
    first = closing.close("township-air", FIRST, assessor, now=NOON)
    turn = next(t for t in closing.turns("township-air", NOON.date()) if t.first == FIRST)
    before = closing.draft("township-air", turn)
    assert closing.again(first.text) == before
    later = open_policy(changed_pack(tmp_path))
    monkeypatch.setattr(policies, "policy", lambda: later)
    assert closing.draft("township-air", turn) == before
    assert closing.again(first.text) == before
    assert TOWNS[3] in {each.subject for each in before.placed}

    air(assessor, NEXT)
    second = closing.close("township-air", NEXT, assessor, now=LATER)
    found = closing.again(second.text)
    assert TOWNS[3] not in {each.subject for each in (*found.placed, *found.left_out)}
    then = {each.subject: each.value for each in before.placed}
    assert any(each.value != then[each.subject] for each in found.placed)


def test_a_list_is_made_again_from_its_edition_alone(assessor, monkeypatch):
    hand_in(assessor, towns=TOWNS[:40])
    first = closing.close("bare-land", FIRST, assessor, now=NOON)
    monkeypatch.setattr(policies, "policy", lambda: None)
    found = closing.again(first.text)
    assert [each.subject for each in found.named] == first.content["named"]
    assert found.border == first.content["border"]
    assert len(found.left_out) == len(TOWNS) - 40
