"""Acts of persons at the platform: taken in when they hold, refused otherwise, in the log for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian.ledger.audit import audit
from qingtian.ledger.proof import Proof, check
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.models import Act as Row
from qingtian_platform.record.models import Words
from support import signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(places):
    return signing.reading(places)


@pytest.fixture
def reviewer():
    return signing.person("wang")


def submitted(places, pen, who, row, **more):
    body, words = signing.correction(places, row, **more)
    entry = signing.signed(places, pen, kinds.CORRECTION, body)
    return acts.submit(entry, who, words, places), entry, words


def test_a_correction_supersedes_and_erases_nothing(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    submitted(places, pen, reviewer, row)
    submitted(places, pen, reviewer, row, old="21.5", new="21.0")
    now = acts.corrected(places, [row])[0]
    assert (now.value, now.before, len(now.acts)) == ("21.0", "23.0", 2)
    first, second = acts.about_reading(row, places)
    assert (first.name, first.words) == ("Wang", "零点漂移，按校准记录重新计算")
    assert first.stands
    assert second.act.body["old"] == "21.5"


def test_a_retraction_brings_the_value_before_back(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    submitted(places, pen, reviewer, row)
    name = acts.about_reading(row, places)[0].hash
    body = {"basis": "", "reason": "mistaken", "target": {"entry": name}, "words": None}
    acts.submit(signing.signed(places, pen, kinds.RETRACTION, body), reviewer, places=places)
    assert acts.corrected(places, [row]) == {}
    correction, retraction = acts.about_reading(row, places)
    assert not correction.stands
    assert retraction.act.schema == kinds.RETRACTION


def decision(places, row, before="N", after="D", outcome="rejected"):
    body = {"after": after, "before": before, "outcome": outcome, "rule": "HJ 818-2018"}
    return body | {"target": acts.target_of(places, row), "version": "1", "words": None}


def test_a_reviewer_rejects_a_value_and_keeps_it_again_and_nothing_is_lost(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    assert acts.decided_one(row, places) is None
    for told in (("N", "D", "rejected"), ("D", "N", "kept")):
        body = decision(places, row, *told)
        acts.submit(signing.signed(places, pen, kinds.DECISION, body), reviewer, places=places)
    now = acts.decided_one(row, places)
    assert (now.outcome, now.mark, now.before, len(now.acts)) == ("kept", "N", "N", 2)
    body = {"basis": "", "reason": "mistaken", "target": {"entry": now.acts[1]}, "words": None}
    acts.submit(signing.signed(places, pen, kinds.RETRACTION, body), reviewer, places=places)
    assert acts.decided_one(row, places).outcome == "rejected"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (("C", "D", "rejected"), "mark received is 'N'"),
        (("N", "D", "kept"), "marked as good"),
        (("N", "N", "rejected"), "marked as good"),
        (("N", "D", "doubted"), "kept, rejected"),
    ],
)
def test_a_decision_begins_with_the_mark_received(places, row, reviewer, told, why):
    pen = signing.pen_of(places, reviewer)
    body = decision(places, row, *told)
    with pytest.raises(acts.ActRefusedError, match=why):
        acts.submit(signing.signed(places, pen, kinds.DECISION, body), reviewer, places=places)
    assert acts.decided_one(row, places) is None


def test_a_signature_is_checked_anew_and_its_key_told(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    number, _, _ = submitted(places, pen, reviewer, row)
    one = acts.act(number, places)
    state = acts.key_state(pen.name, places)
    assert (acts.fits(one.act, places), state.revoked_at, state.until) == (True, None, None)
    acts.revoke(places, pen.name, "left")
    assert acts.key_state(pen.name, places).revoked_at > one.at
    assert acts.fits(one.act, places)
    assert not acts.fits(replace(one.act, at=one.act.at + 1), places)


def test_acts_are_found_by_what_they_are_about_and_by_the_words_beside_them(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    number, _, _ = submitted(places, pen, reviewer, row)
    name = acts.act(number, places).hash
    for text in (signing.MN, "零点漂移", name):
        assert [each.number for each in acts.latest(text=text, places=places)] == [number]
    assert acts.latest(text="赵某某", places=places) == []
    assert acts.number_of(name) == number
    assert [each.number for each in acts.latest(before=number, places=places)] == [1, 0]
    assert acts.latest(kinds.MEANING, places=places) == []


def test_acts_enter_the_log_beside_batches_and_are_proven(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    number, entry, _ = submitted(places, pen, reviewer, row)
    with Keeper(places, [Batches(places), Acts(places)]) as keeper:
        while keeper.step():
            pass
    found = audit(Folder(places.log).get, vkey(places))
    assert found.kinds[kinds.CORRECTION] == 1
    assert found.batches == 1
    proof = Proof.from_bytes(acts.proof(number, places).to_bytes())
    assert check(proof, vkey(places)).entry == entry


def test_a_forged_act_is_refused(places, row, reviewer):
    pen, thief = signing.pen_of(places, reviewer), signing.person("thief")
    other = signing.pen_of(places, thief)
    body, words = signing.correction(places, row)
    good = Act.from_bytes(signing.signed(places, pen, kinds.CORRECTION, body))
    forged = Act.from_bytes(signing.signed(places, other, kinds.CORRECTION, body))
    for act in (replace(forged, by=pen.name), replace(good, body={**body, "new": "1.0"})):
        with pytest.raises(acts.ActRefusedError, match="does not fit"):
            acts.submit(act.to_bytes(), reviewer, words, places)
    with pytest.raises(acts.ActRefusedError, match="not yours"):
        acts.submit(good.to_bytes(), thief, words, places)
    assert acts.about_reading(row, places) == []


def test_a_revoked_key_signs_no_more_and_what_it_signed_stays(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    submitted(places, pen, reviewer, row)
    acts.revoke(places, pen.name, "left")
    with pytest.raises(acts.ActRefusedError, match="revoked"):
        submitted(places, pen, reviewer, row, old="21.5", new="21.0")
    assert acts.corrected(places, [row])[0].value == "21.5"


def test_a_back_dated_act_is_refused(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    body, words = signing.correction(places, row)
    entry = signing.signed(places, pen, kinds.CORRECTION, body, late=3_600_000_000)
    with pytest.raises(acts.ActRefusedError, match=r"dated before|time"):
        acts.submit(entry, reviewer, words, places)


def test_a_delegation_ends_on_its_day(places, row, reviewer, monkeypatch):
    pen = signing.pen_of(places, reviewer, until=timezone.now() + timedelta(hours=1))
    submitted(places, pen, reviewer, row)
    from qingtian_platform.record.acts import table

    later = table.now() + 3_600_000_000
    monkeypatch.setattr(table, "now", lambda: later)
    with pytest.raises(acts.ActRefusedError, match="not appointed for that time"):
        submitted(places, pen, reviewer, row, old="21.5", new="21.0")


def test_an_act_about_another_frame_is_refused(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    target = acts.target_of(places, row)
    other = acts.target_of(places, {**row, "frame": 1})
    for wrong, why in (
        ({**target, "frame": 1}, "another frame"),
        ({**target, "leaf": other["leaf"]}, "another frame"),
        ({**other}, "holds no such reading"),
        ({**target, "frame": 9}, "frame"),
        ({**target, "batch": 9}, "batch"),
    ):
        body, words = signing.correction(places, row, target=wrong)
        with pytest.raises(acts.ActRefusedError, match=why):
            acts.submit(
                signing.signed(places, pen, kinds.CORRECTION, body), reviewer, words, places
            )


def test_an_act_holds_once(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    _, entry, words = submitted(places, pen, reviewer, row)
    with pytest.raises(acts.ActRefusedError, match="already"):
        acts.submit(entry, reviewer, words, places)


def test_the_old_value_is_the_one_received(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    with pytest.raises(acts.ActRefusedError, match=r"23\.0"):
        submitted(places, pen, reviewer, row, old="25.0")


def test_words_are_those_that_the_act_commits_to(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    body, words = signing.correction(places, row)
    entry = signing.signed(places, pen, kinds.CORRECTION, body)
    for wrong in (None, (words[0], "other words"), (bytes(32), words[1])):
        with pytest.raises(acts.ActRefusedError, match="commits"):
            acts.submit(entry, reviewer, wrong, places)
    assert acts.submit(entry, reviewer, words, places)


def test_a_role_signs_what_is_its_own(places, row):
    duty = signing.person("duty", "duty")
    pen = signing.pen_of(places, duty)
    with pytest.raises(acts.ActRefusedError, match="not appointed for"):
        submitted(places, pen, duty, row)


def test_an_enterprise_corrects_no_foreign_device(places, row, reviewer):
    reviewer.role = "enterprise"
    reviewer.save()
    pen = signing.pen_of(places, reviewer, acts=[kinds.CORRECTION])
    with pytest.raises(acts.ActRefusedError, match="your part"):
        submitted(places, pen, reviewer, row)


@pytest.mark.parametrize("table", ["record_act", "record_keyholder", "record_words"])
def test_the_database_refuses_to_change_what_stands(places, row, reviewer, table):
    submitted(places, signing.pen_of(places, reviewer), reviewer, row)
    column = {"record_act": "target", "record_keyholder": "name", "record_words": "text"}[table]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_row_changed_around_the_database_is_named(places, row, reviewer):
    submitted(places, signing.pen_of(places, reviewer), reviewer, row)
    last = Row.objects.last()
    changed = json.loads(bytes(last.entry))
    changed["body"]["new"] = "12.5"
    text = json.dumps(changed, sort_keys=True, separators=(",", ":")).encode()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER record_act_no_update")
        cursor.execute("UPDATE record_act SET entry = %s WHERE number = %s", [text, last.number])
    from qingtian_platform.record.acts import table

    table._seen.clear()
    with pytest.raises(DamagedError, match=f"act {last.number}"):
        acts.roll(places)


def test_words_are_erased_and_the_tree_stays_whole(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    number, _, _ = submitted(places, pen, reviewer, row)
    name = acts.act(number, places).act.body["words"]
    with pytest.raises(ValueError, match="ground"):
        acts.erase_words(name, by="li", basis=" ")
    assert acts.erase_words(name, by="li", basis="个人信息保护法第47条")
    assert acts.act(number, places).words is None
    assert acts.corrected(places, [row])[0].value == "21.5"
    kept = Words.objects.get(hash=name)
    assert (kept.text, bytes(kept.salt), kept.erased_by) == ("", b"", "li")
    shown = acts.act(number, places)
    assert (shown.basis, shown.erased_at) == ("个人信息保护法第47条", kept.erased_at)
    with Keeper(places, [Batches(places), Acts(places)]) as keeper:
        while keeper.step():
            pass
    audit(Folder(places.log).get, vkey(places))


def test_what_a_person_signed_is_found_after_he_has_left(places, row, reviewer):
    pen = signing.pen_of(places, reviewer)
    number, _, _ = submitted(places, pen, reviewer, row)
    acts.revoke(places, pen.name, "left")
    second = signing.pen_of(places, reviewer)
    submitted(places, second, reviewer, row, old="21.5", new="20.5")
    reviewer.is_active, reviewer.name = False, "Other"
    reviewer.save()
    found = acts.acts_of(reviewer)
    assert next(n for n, _ in found) == number
    assert len(found) == 2
    assert acts.act(number, places).name == "Wang"
    for text in ("wang", "Wang", "Other"):
        assert acts.named(text) == [reviewer]
    assert acts.named("Nobody") == []
