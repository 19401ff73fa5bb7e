"""A cause is given once it is owed: from the list, with evidence, by the firm or for it, with two receipts."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.alarms import worker
from qingtian_platform.check.findings.store import Store
from support.alarming import said
from support.firm import MN, Firm, at, person  # noqa: F401 - `at` names moments of the firm

from .conftest import HOUR, NOW, signed_in


@pytest.fixture
def raised(firm: Firm) -> int:
    """An alarm of copied history over three hours of NOx of this morning."""
    plant(firm)
    (one,) = alarms.alarms(thing=firm.thing)
    return one.id


def plant(firm: Firm) -> None:
    told = replace(said(firm.thing, mn=MN, code="a21002", base=NOW - 6 * HOUR), thing_id=firm.thing)
    with Store.writing(firm.places) as store, store.transaction():
        store.say("test", told, NOW - 48 * HOUR)  # it has stood long enough to be raised
    worker.step(firm.places, NOW)


def test_the_enterprise_reads_that_a_cause_is_owed_and_neither_suspicion_nor_score(officer, raised):
    page = officer.get("/enterprise/").content.decode()
    assert "Give the cause" in page
    path = f"/enterprise/alarms/{raised}/"
    assert path in page
    shown = officer.get(path).content.decode()
    assert "Cause owed by" in shown
    for word in ("opied", "FD-111", "0.9", "score", "alsif"):
        assert word not in shown


def test_a_technician_answers_for_the_firm_and_both_desks_give_receipts(firm, raised, officer):
    technician = signed_in(firm.technician)
    paper = io.BytesIO(b"\x89PNG\r\n\x1a\nx")
    paper.name = "display.png"
    form = {"cause": "instrument", "text": "采样泵故障，已更换", "files": [paper]}
    page = technician.post(f"/enterprise/alarms/{raised}/", form, follow=True).content.decode()
    assert "no. 1" in page
    assert "display.png" in page
    assert "Give the cause</a>" not in officer.get("/enterprise/").content.decode()
    (given,) = alarms.answers_to(raised)
    assert (given.organisation, given.on_behalf) == ("衡准运维", "青云供热")
    assert [each.desk for each in given.receipts] == ["city", "110105"]


def test_an_answer_that_cannot_stand_is_refused_with_a_word(officer, raised):
    paper = io.BytesIO(b"MZ")
    paper.name = "a.exe"
    good = {"cause": "instrument", "text": "采样泵故障"}
    for wrong in ({"cause": "bad luck"}, {"text": ""}, {"files": [paper]}):
        path = f"/enterprise/alarms/{raised}/"
        page = officer.post(path, {**good, **wrong}, follow=True).content.decode()
        assert 'class="notice late"' in page, wrong
    assert alarms.answers_to(raised) == []


def test_nobody_else_answers(firm, raised):
    for who in (firm.stranger, person("zhifa", "enforcement")):
        client = signed_in(who)
        answer = client.post(
            f"/enterprise/alarms/{raised}/", {"cause": "other", "text": "不是我们"}
        )
        assert answer.status_code in (403, 404)
    assert alarms.answers_to(raised) == []
