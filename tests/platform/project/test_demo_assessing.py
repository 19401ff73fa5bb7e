"""Chapter 5 of the demo: two lists with their ties, who has no place, and a correction that comes late."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.guarantees import api as guarantees
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import assessing, cast, chapter7, evidence, story, towns
from qingtian_platform.registry import api as registry

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
NOW = datetime.now(BEIJING)
FIRST, LAST = story.month_before(NOW.date())


@pytest.fixture(scope="module")
def handed_in(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Places]:
    """Begin once for all tests of this file, in a directory of its own; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("chapter5") / "data")
    places = Places.current().make()
    (places.data / evidence.KEYS).mkdir(mode=0o700)
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            cast.register(NOW.date())
            cast.open_accounts()
            towns.register(NOW.date())
            assessing.prepare(places, NOW)
            chapter7.prepare(places, NOW)
            yield places
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def begun(handed_in, db) -> None:
    """Look at it; what a test adds is rolled back."""


def turn(ranking: str):
    return next(t for t in closing.turns(ranking, NOW.date()) if t.first == FIRST)


def test_both_lists_have_a_tie_at_place_ten_and_each_is_cut_by_its_rule(begun):
    every = policy().assessed("township-air", LAST)
    air, water = (closing.draft(key, turn(key)) for key in ("township-air", "township-water"))
    assert (air.border, len(air.named), len(air.named) - air.wanted) == ("parted", 10, 0)
    assert {each.subject for each in air.named} == {*assessing.pool(every, "air")[2:]}
    assert (water.border, len(water.named)) == ("included", 11)
    without = assessing.without(every)
    out = {each.subject: each.reason for each in air.left_out}
    assert without | towns.codes() == {*out}
    assert all("演示" in out[code] for code in without)
    assert without == {each.subject for each in water.left_out}


def test_a_late_figure_changes_two_places_of_the_closed_list_alone(begun):
    assert not assessing.correct(NOW.date()), "nobody mends before the list is closed"
    first = closing.close("township-air", FIRST, account("kaohe"), now=NOW)
    assert assessing.correct(NOW.date())
    assert assessing.correct(NOW.date()), "and once alone"
    second = closing.close("township-air", FIRST, account("kaohe"), "更正", now=NOW)
    every = policy().assessed("township-air", LAST)
    pair = {*assessing.pool(every, "air")[1:3]}
    changed = closing.differences(second, first)
    assert {each.subject for each in changed} == pair
    assert sorted(each.named_after for each in changed) == [False, True]


def test_what_is_handed_in_names_its_origin_and_what_is_measured_is_not_handed_in(begun):
    rows = [*assessing.townships(FIRST, LAST, towns.codes())]
    assert {each.source for each in rows} == {assessing.told()["source"]}
    measured = {each.indicator for each in rows if each.subject in towns.codes()}
    assert measured.isdisjoint({"township-pm25", "township-tsp"})
    assert "air-work" in measured


@pytest.mark.parametrize("month", [date(2026, 3, 9), date(2026, 3, 31), date(2028, 3, 1)])
def test_stations_send_the_whole_month_and_one_of_them_half(month):
    first, last = story.month_before(month)
    sent: dict[str, set[datetime]] = {}
    for hour in towns.hours(month):
        sent.setdefault(hour.mn, set()).add(hour.start)
        assert first <= hour.start.date() <= last
    counts = [len(times) for times in sent.values()]
    assert min(counts[:3]) > 24 * ((last - first).days + 1) * 0.9
    assert counts[3] <= 24 * 15


def test_the_one_station_is_looked_after_by_its_own_township(begun):
    assert registry.thing("tangxi").maintainer == "王佐镇人民政府"
    assert registry.thing("tangxi").township == "110106101000"


def test_tasks_and_targets_stand_with_who_said_so_and_from_where(begun):
    found = {each.target.clause.id: each for each in ledger.targets(NOW.date())}
    assert found["D3-7.3-07"].progress.light == "green"
    assert found["D3-8.2-06"].progress.light == "red"
    assert all(f.source and "演示" in f.source.words for f in found["D3-6.1-16"].figures)
    tasks = {each.task.key: each for each in ledger.tasks_on(NOW.date())}
    assert tasks["D3-6-03"].done
    assert tasks["D3-5.1-03"].task.owners == ("industry",)
    assert found["D3-6.2-40"].reminded


def test_facts_propose_one_level_and_who_hands_them_in_does_not_decide(begun):
    found = {each.standing.proposed: each for each in accounts.proposals(NOW.date(), "110115108")}
    assert found["deputy"].standing.counted == 5
    assert {each.name for each in accounts.facts(NOW.date())} == {"环保督察专员"}
    short = [each.standing.proposed for each in accounts.proposals(NOW.date(), "110111000")]
    assert "deputy" in short


def test_of_two_limits_one_runs_and_one_has_run_out(begun):
    assert duties.contact("environment", NOW.date()).login == "kaohe"
    first, second = sorted(duties.limits(NOW.date(), NOW), key=lambda each: each.event)
    assert first.due < NOW < second.due
    (item,) = (each for each in duties.items(NOW.date()) if each.item == "red-line")
    assert (item.state, len(item.proofs)) == ("public", 1)


def test_the_turns_before_are_closed_under_a_signature_and_the_last_waits(begun):
    (before, _last), (first, _) = assessing.months(NOW.date(), 2)[1], (FIRST, LAST)
    for ranking in ("township-air", "township-water"):
        (edition,) = closing.editions(ranking, before)
        assert edition.signed
        assert edition.signed.name == "考核人员"
        assert not closing.editions(ranking, first)
    counts = closing.edition_counts()
    assert sum(ranking == "diesel" for ranking, _first in counts) == assessing.told()["weeks"] - 1


def test_the_page_of_the_walk_says_what_the_tour_says():
    spec = importlib.util.spec_from_file_location("make_tour", ROOT / "scripts" / "make_tour.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.PAGE.read_text(encoding="utf-8") == made.text(), "run python scripts/make_tour.py"


def test_a_district_has_entered_the_city_has_said_and_supervision_has_found(begun):
    district = chapter7.told()["guarantees"]["district"]
    states = guarantees.table(NOW.date())[district]
    assert {*states.values()} == {"accepted", "returned", "entered", "none"}
    found = guarantees.findings("D7", account("duban"), now=NOW)
    assert [each.unit for each in found["D7-7.25-02"]] == ["朝阳区"]
