"""Chapter 6 of the demo: what a bureau enters on its first day fills queues without a lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from qingtian_platform.act.cases import api as cases
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import acting, cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 17, 30, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def begun(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict]:
    """Begin once for all tests of this file, in a directory of its own; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("chapter6") / "data")
    Places.current().make()
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            cast.register(NOW.date())
            cast.open_accounts()
            entered = acting.prepare(NOW)
            refs = [entry["ref"] for entry in acting.told()["matters"]]
            yield dict(zip(refs, entered, strict=True))
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def entered(begun, db) -> dict:
    """Look at it; what a test adds is rolled back."""
    return begun


def test_each_is_marked_as_recorded_afterwards_and_bears_the_days_of_its_papers(entered):
    for each in entered.values():
        assert each.legacy
        assert each.recorded_at == NOW
        deeds = cases.deeds(each.id)
        assert deeds[0].at == each.opened_at < NOW
        assert all(deed.legacy and deed.at <= NOW for deed in deeds if deed.login)


def test_queues_are_full_and_say_who_is_late(entered):
    officer = account("zhifa")
    mine = cases.queue(officer, now=NOW)
    assert mine.total >= 15
    late = [each for each in mine.rows if each.late]
    assert len(late) >= 5
    found = [cases.case(each.id, NOW) for each in late]
    owers = {
        case.procedure.duties[duty.kind].owed_by
        for case in found
        for duty in case.open_duties
        if duty.expired
    }
    assert {"enforcement", "environment", "unit"} <= owers


def test_some_have_ended_each_in_its_own_way(entered):
    ends = {ref: each.state for ref, each in entered.items() if each.ended_at}
    assert ends["扬尘-01"] == ends["扬尘-02"] == "closed"
    assert ends["扬尘-07"] == "dropped"
    assert ends["造假-03"] == "cleared"
    assert ends["举报-05"] == "outside"
    assert ends["巡河-04"] == "mended"


def test_two_penalties_of_the_builder_were_served_at_the_site_with_new_dust(entered):
    site = entered["扬尘-04"].subject
    served = cases.penalties(site, NOW.date() - timedelta(days=365), NOW.date())
    assert len(served) == 2


def test_the_transfer_lacks_one_paper_and_is_refused_with_its_clause(entered):
    matter = entered["造假-01"]
    whole = {name: cases.case(matter.id).procedure.papers[name] for name in ("report", "scene")}
    with pytest.raises(cases.ActRefusedError) as refused:
        cases.do(matter.id, account("fuzeren"), "transfer", now=NOW)
    assert any("D7-3.10-03" in reason for reason in refused.value.reasons)
    assert whole["scene"].officers == 2


def test_an_officer_of_another_district_sees_none_of_them(entered):
    other = {each.id for each in cases.queue(account("zhifa-ft"), now=NOW, size=200).rows}
    for each in entered.values():
        assert (each.id in other) == (each.division.startswith("110106") and not each.ended_at)
