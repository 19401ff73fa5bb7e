"""`qingtian alarm` prints what the desk sees."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from qingtian_platform.act.alarms import api, worker
from qingtian_platform.project.commands import alarm as command
from support.alarming import NOON, over, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(city, monkeypatch):
    monkeypatch.setattr(command, "use", lambda _data: city.places)
    return lambda *words: CliRunner().invoke(command.app, list(map(str, words)))


@pytest.fixture
def alarm(city):
    city.find(said(city.outlet))
    city.judge(over(city.other))
    worker.step(city.places, NOON)
    return next(a for a in api.alarms() if a.cause == "falsification")


def test_the_list_is_that_of_the_desk(city, alarm, run):
    rows = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert [row["cause"] for row in rows] == ["exceedance", "falsification"]
    assert rows[1]["line"]["zh"]["where"] == "锅炉一"
    text = run("list", "--language", "en").stdout
    assert "Copied history" in text
    key = "no-such-key"
    assert (run("list", "--thing", key).exit_code, api.alarms(open=False) != []) == (1, True)


def test_one_is_shown_with_all_that_happened(city, alarm, run):
    api.false_alarm(alarm.id, city.person("duty"), "hot standby", NOON)
    facts = json.loads(run("show", alarm.id, "--json").stdout)
    assert [each["what"] for each in facts["history"]] == ["raised", "false"]
    assert facts["members"][0]["rule"] == "FD-111"
    assert "hot standby" in run("show", alarm.id).stdout
    missing = run("show", 99)
    assert (missing.exit_code, missing.stdout) == (1, "")
    (counted,) = (
        json.loads(row) for row in run("feedback", "--rule", "FD-111", "--json").stdout.splitlines()
    )
    assert (counted["false"], counted["precision"], counted["things"]) == (
        1,
        0.0,
        {str(city.outlet): [0, 1]},
    )
    assert "FD-111" in run("feedback").stdout
