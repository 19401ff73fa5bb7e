"""A network of known truth: the biased one is named, the honest one cleared, and nobody else accused."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from typer.testing import CliRunner

from qingtian_cli import compare as command
from qingtian_platform.check import worker as check_worker
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.comparability import worker
from qingtian_platform.check.comparability.models import Report
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.project.commands import _setup
from qingtian_platform.registry import api as registry
from support import network
from support.network import HOURS, MONTH, NOW
from support.once import planting

pytestmark = pytest.mark.django_db
OFF = "songtao__songtao-met__a34004"
HONEST = "liuyin__liuyin-met__a34004"
ALONE = "yunmeng__yunmeng-hydro__a34004"


@pytest.fixture(scope="module")
def city(tmp_path_factory, django_db_setup, django_db_blocker):
    """Plant it once, and let the stage make its reports."""
    del django_db_setup
    places = Places(tmp_path_factory.mktemp("network") / "data").make()
    with planting(places.data, django_db_blocker):
        network.plant(places)
        run(places, NOW)
        yield places


def run(places: Places, now: datetime) -> datetime:
    """Let the stage look, and look again once it is quiet."""
    worker.step(places, now)
    worker.step(places, now + timedelta(minutes=5))
    return now + timedelta(minutes=5)


def test_pairs_are_the_same_property_at_one_place_of_two_owners(city):
    found = {pair.key: pair for pair in comparability.pairs(MONTH)}
    assert set(found) == {OFF, HONEST, ALONE}
    assert 0.1 < found[OFF].apart < 0.2
    assert {side.thing.owner for side in found[OFF].sides} == {network.CENTRE, network.WEATHER}


def test_the_known_truth_and_its_negative_control(city):
    """Half as much again is named and the other cleared; honest ones agree; where nothing stands near, nobody is named."""
    told = {each.pair: each.content for each in comparability.reports(MONTH)}
    assert {key: each["outcome"] for key, each in told.items()} == {
        OFF: "second biased",
        HONEST: "agree",
        ALONE: "cannot tell",
    }
    assert (told[OFF]["cleared"], told[OFF]["told"]) == (["first"], "neighbours")
    assert sorted(told[OFF]["around"])[:1] == ["liuyin"]
    assert (told[ALONE]["reason"], told[ALONE]["state"]) == ("no reference", "beyond")


def test_the_bias_is_recovered_and_the_inputs_are_counted(city):
    found = comparability.last_report(OFF, MONTH).content
    shown = network.truth()
    true = float(np.mean(shown["songtao-met"] - shown["songtao"]))
    assert found["hours"]["difference"]["low"] < true < found["hours"]["difference"]["high"]
    assert found["hours"]["slope"]["value"] == pytest.approx(1.5, abs=0.02)
    assert (found["came"], found["valid"]) == ([HOURS, HOURS], [HOURS, HOURS])
    assert (found["hours"]["count"], len(found["points"]), found["days"]["count"]) == (
        HOURS,
        HOURS,
        31,
    )
    assert found["line"] is False
    assert {each["standard"] for each in found["law"]} == {"QINGTIAN-QC", "HJ 655-2013"}


def test_a_comparison_by_hand_tells_where_no_neighbour_can(city):
    """Six samples at either: the water bureau's is the one that is off."""
    person = Person.objects.create(username="duty-net", name="值班员", role="duty")
    for key, times in (("yunmeng", 1.0), ("yunmeng-hydro", 1.5)):
        at = datetime(2026, 10, 12, 2, tzinfo=NOW.tzinfo)
        sampled = [40 + 6 * n for n in range(6)]
        said = {
            "pairs": "; ".join(f"{x}/{times * x + (-1) ** n:.1f}" for n, x in enumerate(sampled)),
            "method": "HJ 618", "laboratory": "第三方", "purpose": "supervision",
        }  # fmt: skip
        draft = instruments.Draft("comparison", network.mn_of(key), "a34004", at, at, said)
        instruments.write(person, draft)
    run(city, NOW + timedelta(hours=1))
    now, before = comparability.editions(ALONE, MONTH)[::-1]
    assert before.outcome == "cannot tell"
    assert (now.outcome, now.content["told"]) == ("second biased", "manual")
    assert now.content["cleared"] == ["first"]


def test_nothing_new_makes_no_report(city):
    count = Report.objects.count()
    assert worker.step(city, NOW + timedelta(days=1)) is False
    assert worker.step(city, NOW + timedelta(days=2)) is False
    assert Report.objects.count() == count


def test_a_report_stands(city):
    row = Report.objects.order_by("pk").first()
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE comparability_report SET outcome = 'agree'")


def test_a_stretch_is_compared_without_keeping_anything(city):
    count = Report.objects.count()
    pair = next(p for p in comparability.pairs(MONTH) if p.key == OFF)
    start, end = (network.midnight(date(2026, 10, day)) for day in (1, 11))
    found = comparability.report(pair, start, end, city)
    assert (found.verdict.outcome, len(found.pairs)) == ("second biased", 240)
    assert Report.objects.count() == count


def test_the_command_compares_two_datastreams_on_record(city, monkeypatch):
    monkeypatch.setattr(_setup, "use", lambda _data: city)

    def run(*keys, **options):
        words = [f"{network.mn_of(key)}:a34004" for key in keys]
        words += [f"--{name}={value}" for name, value in options.items()]
        return CliRunner().invoke(command.app, [*words, "--from=2026-10-01", "--to=2026-10-31"])

    found = json.loads(run("songtao", "songtao-met").stdout)
    kept = comparability.last_report(OFF, MONTH).content
    assert (found["property"], found["hours"]) == ("air/pm25", kept["hours"])
    assert (found["outcome"], found["reason"]) == ("cannot tell", "no reference")
    named = json.loads(
        run("songtao", "songtao-met", reference=f"{network.mn_of('near-0')}:a34004").stdout
    )
    assert named["pairs"] == HOURS
    refused = run("songtao", "nobody")
    assert refused.exit_code == 1
    assert "NOBODY" in refused.output


def test_coverage_names_the_gap_and_its_reason(city):
    found = {each.code: each for each in comparability.coverage(MONTH)}
    assert [thing.key for thing in found["110114104"].stations] == ["songtao", "songtao-met"]
    assert (found["110114104"].gap, found["110114110"].gap) == ("", "none")
    assert len(found["110114"].stations) == 7
    assert (found["110101"].gap, found["110101"].stations) == ("none", ())
    later = {each.code: each for each in comparability.coverage(MONTH, kinds=("section",))}
    assert later["110114"].gap == "none"
    moved = comparability.coverage(MONTH, lies=lambda _thing: "110101001")
    assert len({e.code: e for e in moved}["110101001"].stations) == 9


def test_owners_belong_to_departments_by_the_words_of_the_setting(city):
    known = comparability.policy()
    told = [
        comparability.department(known, owner, MONTH)
        for owner in (network.CENTRE, network.WEATHER, network.WATER, "某某公司")
    ]
    assert told == ["environment", "meteorology", "water", ""]


def test_a_siting_decision_is_added_and_the_later_one_holds(city):
    person = Person.objects.create(username="duty-site", name="值班员", role="duty")
    for document in ("京环监〔2018〕1号", "京环监〔2019〕2号"):
        comparability.site(
            "songtao", document, (date(2018, 5, 1), "市环保局"), ["reform", "water"],
            "覆盖该镇", person, now=NOW,
        )  # fmt: skip
    assert comparability.sitings(["songtao"])["songtao"].document == "京环监〔2019〕2号"
    assert [each.document[-2:] for each in comparability.history("songtao")] == ["1号", "2号"]
    assert comparability.sitings(["songtao"])["songtao"].helpers == ("reform", "water")
    with pytest.raises(comparability.SitingRefusedError, match="nowhere"):
        comparability.site("nowhere", "x", (MONTH, "y"), [], "z", person, now=NOW)


def test_the_operating_rate_leaves_declared_stops_out(city):
    thing = registry.thing("songtao")
    start = network.midnight(date(2026, 10, 1))
    registry.declare_shutdown(
        thing.id, "station", start=start, end=start + timedelta(hours=100), declared_by="x"
    )
    check_worker.step(city, NOW)
    rows = {
        each.group.key: each
        for each in comparability.operating(MONTH, date(2026, 10, 31), places=city)
    }
    assert (rows["songtao"].counts.expected, rows["songtao"].counts.shutdown) == (HOURS - 100, 100)
    assert rows["songtao"].rate == 1
    by = comparability.operating(MONTH, date(2026, 10, 31), by="owner", places=city)
    assert {each.group.key: len(each.things) for each in by}[network.WEATHER] == 2
    with pytest.raises(ValueError, match="expected one of"):
        comparability.operating(MONTH, MONTH, by="colour")


def test_late_data_make_another_report_and_the_first_one_stays(city):
    before = comparability.last_report(HONEST, MONTH)
    corrected = {"liuyin": network.truth()["liuyin"][:48] + 30}
    network.send(city, corrected, NOW + timedelta(hours=2))
    run(city, NOW + timedelta(hours=2))
    first, second = comparability.editions(HONEST, MONTH)
    assert (first.number, first.digest) == (before.number, before.digest)
    assert second.content["points"][0] != first.content["points"][0]
    assert second.content["points"][48:] == first.content["points"][48:]
    assert len(comparability.editions(OFF, MONTH)) <= 2
