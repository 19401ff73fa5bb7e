"""The demo's self-monitoring: who keeps the plan is accused of nothing, who does not is named; one check failed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.supervision import api as supervision
from qingtian_platform.check.plans import api as plans
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.project.demo import cast, overseeing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=BEIJING)
TODAY = NOW.date()


def test_the_self_monitoring_of_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    Places(tmp_path).make()
    cast.register(TODAY)
    cast.open_accounts()
    overseeing.prepare(NOW)
    by_name = {each.name: each.number for each in plans.enterprises()}
    heat, water = by_name["青云供热有限公司（虚构）"], by_name["碧源再生水有限公司（虚构）"]

    def done(number: int) -> list[plans.ItemDone]:
        first, within = TODAY.replace(month=1, day=1), timedelta(days=10)
        return plans.done_against_planned(number, first, TODAY, TODAY, hand_in=within)

    (kept,), (poor,) = plans.plans_of(heat), plans.plans_of(water)
    assert plans.missing_elements(kept) == []
    assert [lack.element for lack in plans.missing_elements(poor)] == ["method"]
    assert sum(one.count("missed", TODAY) for one in done(heat)) == 0
    assert {key for one in done(heat) for r in one.results for key in r.objections} == set()
    assert sum(one.count("missed", TODAY) for one in done(water)) > 3
    assert "out-of-scope" in {
        key for one in done(water) for r in one.results for key in r.objections
    }
    running, failed, passed = supervision.inspections()
    assert (passed.passed, failed.passed, running.passed) == (True, False, None)
    assert cases.matter(failed.task).kind.key == "monitoring-failure"
    assert papers.exhibits(failed.task)
