"""Marks and stops are held against what was sent, recorded and metered; the stage keeps what speaks against them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qingtian.quality import RULES
from qingtian_platform.check import api as check
from qingtian_platform.check.declared import api, source
from qingtian_platform.check.findings import worker
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.people import api as people
from qingtian_platform.record import api as record
from support.firm import MN, Firm, at, sent

pytestmark = pytest.mark.django_db
CAME = datetime(2026, 3, 12, tzinfo=UTC)


def send(firm: Firm, start: str, values: list[dict[str, float]], flag: str = "N") -> None:
    sent(firm.places, at(start), values, CAME, flag)


def found(firm: Firm) -> list[tuple[str, str, float]]:
    said = source.findings(firm.places, None)
    for each in said:
        assert RULES[each.rule].say("zh", each.evidence)
    return [(each.rule, each.code, each.evidence["n"]) for each in said]


def mark(firm: Firm, kind: str, start: str, end: str, **more) -> None:
    api.mark(
        firm.thing,
        kind,
        [(at(start), at(end))],
        "检修",
        person=firm.officer,
        now=at("10 08:00"),
        **more,
    )


def test_maintenance_over_hours_that_the_instrument_measured_above_the_limit_is_found(firm):
    send(firm, "2 00:00", [{"nox": 20}] * 8 + [{"nox": 280}] * 3)
    mark(firm, "维护", "2 08:00", "2 11:00", mn=MN, code="a21002")
    assert found(firm) == [("FD-132", "a21002", 3)]


def test_the_instruments_own_mark_or_values_within_the_limit_speak_for_it(firm):
    send(firm, "2 00:00", [{"nox": 280}] * 3, flag="M")
    send(firm, "3 00:00", [{"nox": 20}] * 3)
    mark(firm, "维护", "2 00:00", "2 03:00", mn=MN, code="a21002")
    mark(firm, "维护", "3 00:00", "3 03:00", mn=MN, code="a21002")
    assert found(firm) == []


def test_a_calibration_mark_without_its_check_is_found_where_checks_are_recorded(firm):
    people.add_person("zhiban", "duty")
    officer = people.account("zhiban")

    def check(start: str) -> None:
        draft = instruments.Draft(
            "zero_span", MN, "a21002", at(start), at(start) + timedelta(minutes=20),
            {"check": "zero", "standard": "0", "before": "0.1", "full_scale": "100"}, "衡准运维",
        )  # fmt: skip
        instruments.write(officer, draft)

    mark(firm, "校准", "5 08:00", "5 09:00", mn=MN, code="a21002")
    assert found(firm) == [], "nobody keeps records of it yet"
    check("3 08:00")
    mark(firm, "校准", "6 08:00", "6 09:00", mn=MN, code="a21002")
    assert found(firm) == [("FD-131", "", 1), ("FD-131", "", 1)]
    check("6 08:10")
    source._given.clear()
    assert [each.start for each in source.findings(firm.places, None)] == [at("5 08:00")]


def test_a_stop_while_the_flow_goes_on_is_found_and_one_while_it_falls_is_not(firm):
    send(firm, "2 00:00", [{"flow": 9000}] * 48)
    send(firm, "4 00:00", [{"flow": 8800}] * 6 + [{"flow": 0}] * 6)
    api.declare(
        firm.thing, "production", at("4 00:00"), at("4 06:00"), "检修",
        person=firm.officer, now=at("3 00:00"),
    )  # fmt: skip
    mark(firm, "停运", "4 06:00", "4 12:00")
    assert found(firm) == [("FD-114", "", 6)]


def test_the_stage_keeps_a_contradiction_and_withdraws_it_when_the_mark_is_taken_back(firm):
    send(firm, "2 08:00", [{"nox": 280}] * 3)
    mark(firm, "维护", "2 08:00", "2 11:00", mn=MN, code="a21002")
    worker.step(firm.places, at("10 09:00"))
    (kept,) = check.findings(rule="FD-132", places=firm.places)
    assert (kept.thing_id, kept.code, kept.category) == (firm.thing, "a21002", "falsification")
    assert "280" in kept.say("en")
    (one,) = api.marks(MN)
    api.unmark(one.row, "标错", person=firm.officer, now=at("10 09:30"))
    worker.step(firm.places, at("10 10:00"))
    assert check.findings(rule="FD-132", places=firm.places) == []
    (gone,) = check.findings(rule="FD-132", standing=False, places=firm.places)
    assert gone.withdrawn_at is not None, "what was said stays on record"


def test_only_what_ends_after_the_moment_is_given_and_nothing_is_read_twice(firm, monkeypatch):
    send(firm, "2 00:00", [{"nox": 280}] * 3)
    mark(firm, "维护", "2 00:00", "2 03:00", mn=MN, code="a21002")
    assert len(source.findings(firm.places, at("1 00:00"))) == 1
    monkeypatch.setattr(record, "observations", None)
    assert len(source.findings(firm.places, at("1 12:00"))) == 1
    assert source.findings(firm.places, at("2 03:00")) == []
