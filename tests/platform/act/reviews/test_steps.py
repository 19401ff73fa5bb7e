"""Three different persons sign a day, in order; what changes it later opens it again, by an entry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from qingtian.ledger import kinds
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.act.reviews import worker
from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.api import ActRefusedError
from qingtian_platform.registry import api as registry
from support import signing

from .conftest import DAY

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).parents[3]
STEPS = ("first", "second", "issued", "returned", "reopened")
TRIOS = (
    ("li", "wang", "zhao"),
    ("li", "li", "zhao"),
    ("li", "wang", "li"),
    ("li", "wang", "wang"),
    ("li", "li", "li"),
)
MAY = {
    "waiting": {"first"},
    "first": {"second", "returned", "reopened"},
    "second": {"issued", "returned", "reopened"},
    "issued": {"reopened"},
    "returned": {"first"},
    "reopened": {"first"},
}
ROADS = {
    "waiting": (),
    "first": ("first",),
    "second": ("first", "second"),
    "issued": ("first", "second", "issued"),
    "returned": ("first", "returned"),
    "reopened": ("first", "second", "issued", "reopened"),
}
BY = dict(zip(STEPS, ("li", "wang", "zhao", "zhao", "zhao"), strict=True))


QUIET = DAY - timedelta(days=30)
"""A day without data: who may sign does not hang on it."""


def go(desk, step: str) -> None:
    told = {"returned": "时段漏判", "reopened": "复核申请"}.get(step, "")
    more = {"cause": "request"} if step == "reopened" else {}
    desk.sign(BY[step], step, told, day=QUIET, **more)


@pytest.mark.parametrize("state", ROADS)
def test_each_step_comes_after_those_it_may_and_after_no_other(desk, state):
    for step in ROADS[state]:
        go(desk, step)
    assert desk.state(QUIET).state == state
    for step in STEPS:
        if step not in MAY[state]:
            with pytest.raises(ActRefusedError):
                go(desk, step)
    assert desk.state(QUIET).state == state, "what is refused leaves nothing"
    go(desk, min(MAY[state]))


def test_three_different_persons_and_no_two(desk):
    """Every way in which three signatures can fall on persons, each on a day of its own."""
    for number, trio in enumerate(TRIOS):
        day = DAY - timedelta(days=number)
        done = signed(desk, trio, day)
        assert (done == 3) is (len(set(trio)) == 3), trio
        assert (desk.state(day).state == "issued") is (len(set(trio)) == 3)


def signed(desk, trio, day) -> int:
    """Have three sign a day, and count how many were let."""
    for done, (who, step) in enumerate(zip(trio, STEPS[:3], strict=True)):
        try:
            desk.sign(who, step, day=day)
        except ActRefusedError as error:
            if "of three persons" not in str(error):
                raise
            return done
    return 3


def test_a_second_key_of_the_same_person_signs_no_second_step(desk):
    desk.sign("li", "first")
    desk.pens["li"] = signing.pen_of(desk.places, desk.people["li"])
    with pytest.raises(ActRefusedError, match="of three persons"):
        desk.sign("li", "second")


def test_of_two_that_sign_at_once_one_holds(desk):
    """Both pages were read before either was sent: the second names a step that is no more last."""
    desk.sign("li", "first")
    body = reviews.body(desk.state(), "second", desk.table().digest)
    desk.submit("wang", kinds.REVIEW, body)
    with pytest.raises(ActRefusedError):
        desk.submit("zhao", kinds.REVIEW, body)
    assert [each.name for each in desk.state().round] == ["Li", "Wang"]


def test_of_four_processes_that_sign_at_once_one_holds(tmp_path):
    run = [sys.executable, "-m", "support.review_race", str(tmp_path / "data")]
    environment = os.environ | {"PYTHONPATH": str(TESTS), "QINGTIAN_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        run, env=environment, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["codes"] == [0, 1, 1, 1], "one held, the others were refused in words"
    assert told["steps"] == ["first", "second"]


def test_a_new_round_begins_anew_and_nothing_of_the_old_one_is_lost(desk):
    desk.sign("li", "first")
    desk.sign("wang", "returned", "11时应剔除")
    desk.decide("li", hour=11)
    for who, step in zip(("wang", "li", "zhao"), STEPS[:3], strict=True):
        desk.sign(who, step)
    now = desk.state()
    assert now.state == "issued"
    assert len(now.steps) == 5
    assert [each.name for each in now.round] == ["Wang", "Li", "Zhao"]
    assert now.steps[1].words == "11时应剔除"


def test_what_is_signed_is_the_table_of_now(desk):
    read = reviews.body(desk.state(), "first", desk.table().digest)
    desk.decide("li")
    with pytest.raises(ActRefusedError, match="changed since"):
        desk.submit("li", kinds.REVIEW, read)
    desk.sign("li", "first")


@pytest.mark.parametrize("key", ["place-3", "place-4", "nowhere"])
def test_no_source_and_no_station_of_the_state_is_reviewed(desk, key):
    body = reviews.body(desk.state(), "first", desk.table().digest) | {"thing": key}
    with pytest.raises(ActRefusedError, match="own"):
        desk.submit("li", kinds.REVIEW, body)
    thing = registry.thing(key)
    assert thing is None or thing not in reviews.stations(desk.people["li"], DAY)


def test_what_a_department_shares_is_its_own_to_review(desk):
    for key in ("weather", "district-air"):
        one = feeds.agreement(key)
        feeds.register(one, one.on(DAY), origin="simulated")
    by = {t: feeds.shared(t) for t in registry.things().values() if t.kind == "station"}
    assert {"", "environment", "meteorology"} == set(by.values())
    own = reviews.stations(desk.people["li"], DAY)
    assert not [t for t in own if by[t] == "meteorology"]
    assert [t for t in own if by[t] == "environment"]
    assert desk.thing in own


def test_a_day_that_is_not_over_is_not_reviewed(desk):
    day = timezone.localdate()
    body = reviews.body(desk.state(day), "first", desk.table().digest)
    with pytest.raises(ActRefusedError, match="not over"):
        desk.submit("li", kinds.REVIEW, body)


def test_only_a_reviewer_signs_and_only_in_his_part(desk):
    for login, more in (("duty", {"role": "duty"}), ("far", {"division_id": None})):
        who = desk.people[login] = signing.person(login, **more)
        desk.pens[login] = signing.pen_of(desk.places, who, acts=[kinds.REVIEW])
    with pytest.raises(ActRefusedError, match="reviewer"):
        desk.sign("duty", "first")
    desk.sign("far", "first")


def test_late_data_open_an_issued_day_and_say_what_came(desk):
    desk.review()
    desk.follow()
    assert desk.state().state == "issued", "nothing changed"
    desk.send(5, a34004="331.0")
    desk.follow()
    now = desk.state()
    assert (now.state, now.cause) == ("reopened", "late-data")
    assert "331.0" in now.last.words
    assert now.last.holder.role == "platform"
    assert now.issued is not None
    desk.review()
    assert desk.state().state == "issued"
    desk.follow()
    assert desk.state().state == "issued", "nothing opens it by itself again"


def test_a_repeat_of_the_same_values_opens_nothing(desk):
    desk.review()
    desk.send(5)
    desk.follow()
    assert desk.state().state == "issued"


def test_a_correction_and_a_decision_open_a_signed_day(desk):
    desk.review()
    row = dict(desk.reading().row)
    body, words = signing.correction(desk.places, row, desk.reading().value, "12.0")
    entry = signing.signed(desk.places, desk.pens["wang"], kinds.CORRECTION, body)
    acts.submit(entry, desk.people["wang"], words, desk.places)
    desk.follow()
    assert desk.state().cause == "correction"
    desk.review()
    desk.decide("zhao", hour=9)
    desk.follow()
    assert desk.state().cause == "decision"


def test_a_site_visit_is_asked_for_answered_and_opens_the_day(desk):
    who = desk.people["li"]
    reading = desk.reading()
    with pytest.raises(ValueError, match="words"):
        reviews.ask_visit(desk.state(), [reading], "look", " ", who)
    number = reviews.ask_visit(desk.state(), [reading], "look", "读数偏高", who)
    assert desk.state().visits == 1
    desk.review()
    reviews.visit_found(number, desk.state(), "采样管脱落", desk.people["wang"])
    now = desk.state()
    assert (now.state, now.cause, now.visits) == ("reopened", "visit", 0)
    (visit,) = reviews.visits(now)
    assert (visit.readings, visit.found, visit.by) == ((reading.key,), "采样管脱落", "Li")
    with pytest.raises(ValueError, match="open visit"):
        reviews.visit_found(number, now, "再次", who)


def test_a_person_opens_a_day_for_a_request_alone_and_with_a_reason(desk):
    desk.review()
    with pytest.raises(ActRefusedError, match="request"):
        desk.sign("li", "reopened", "x", cause="late-data")
    with pytest.raises(ActRefusedError, match="reason"):
        desk.sign("li", "reopened", cause="request")
    with pytest.raises(ActRefusedError, match="after"):
        desk.sign("li", "first")
    desk.sign("li", "reopened", "公众来信", cause="request")


def test_the_clock_runs_from_noon_until_the_day_is_issued(desk):
    now = desk.state()
    assert now.due.isoformat() == "2026-03-03T12:00:00+08:00"
    assert now.late(now.due) is None
    assert now.late(now.due + timedelta(minutes=5)) == timedelta(minutes=5)
    desk.review()
    assert desk.state().late(now.due) == desk.state().issued.recorded_at - now.due


def test_the_stage_signs_once_where_it_is_run_twice(desk):
    desk.review()
    before = desk.state()
    worker.reopen(desk.places, before, "late-data", "x")
    with pytest.raises(ActRefusedError):
        worker.reopen(desk.places, before, "late-data", "x")
