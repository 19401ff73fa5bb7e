"""Versions of procedures, and penalties that count from the day of their service."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api

from .conftest import TEN, Desk, record

JUNE = datetime(2023, 6, 29, 10, tzinfo=BEIJING)
"""Two days before the rules of 2023."""
FIRM = api.Subject("firm", "f1", "甲公司")


def penalty(desk: Desk, at: datetime, ref: str) -> api.MatterInfo:
    origin = api.Origin("transfer", ref)
    said = {"subject": FIRM, "division": "110105", "origin": origin, "now": at}
    return api.open_matter("penalty", "take", person=desk["zhang"], separate=True, **said)


def test_a_running_matter_stays_on_its_version_until_somebody_moves_it(desk: Desk):
    old = penalty(desk, JUNE, "1")
    july = JUNE + timedelta(days=10)
    assert (old.procedure, penalty(desk, july, "2").procedure) == ("penalty/2", "penalty/3")
    assert api.matter(old.id).procedure == "penalty/2"
    with pytest.raises(api.ForbiddenError):
        api.migrate(old.id, desk["zhang"], "penalty/3", "新办法施行", july)
    moved = api.migrate(old.id, desk["zhou"], "penalty/3", "新办法施行", july)
    assert (moved.procedure, api.case(old.id, july).procedure.version) == ("penalty/3", 3)
    assert "prolong-filing" in {o.act.key for o in api.offered(old.id, desk["zhou"], july)}
    assert api.timeline(old.id, july)[-1].kind == "moved"


def test_a_matter_that_does_not_fit_another_version_stays_and_says_why(desk: Desk):
    new = penalty(desk, JUNE + timedelta(days=10), "1")
    at = JUNE + timedelta(days=11)
    desk.do(new, "prolong-filing", at, person=desk["zhou"], reason="案情复杂")
    with pytest.raises(api.MisfitError, match="prolong-filing"):
        api.migrate(new.id, desk["zhou"], "penalty/2", "错误", at)
    assert api.matter(new.id).procedure == "penalty/3"


def test_a_penalty_counts_from_the_day_of_its_service(desk: Desk):
    papers = (record(TEN, "decision"), record(TEN, "service"))
    facts = {
        "kind": "fine",
        "ground": "施工扬尘",
        "amount": "20000",
        "decided": "2024-03-01",
        "served": "2024-03-04",
    }
    entered = api.open_matter(
        "legacy-penalty",
        "enter",
        subject=FIRM,
        division="110105",
        origin=api.Origin("legacy", "1"),
        person=desk["zhang"],
        facts=facts,
        papers=papers,
        now=TEN,
    )
    [found] = api.penalties(FIRM, date(2024, 3, 4), date(2024, 3, 4))
    assert (found.served, found.facts["amount"]) == (date(2024, 3, 4), "20000")
    assert api.penalties(FIRM, date(2024, 3, 5), date(2024, 12, 31)) == []
    assert api.penalties(FIRM, date(2024, 1, 1), date(2024, 3, 3)) == []
    desk.do(entered, "strike", TEN, person=desk["fa"], reason="与原件不符")
    assert api.penalties(FIRM, date(2024, 3, 4), date(2024, 3, 4)) == []
