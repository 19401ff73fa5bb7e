"""Beijing's pack covers its gazette; another city's runs beside it, by its own rules of the day."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qingtian.policy import NotThereError, Policy, open_policy, report
from qingtian.policy.placing import Figure
from qingtian_cli.pack import app

SMALL = Path(__file__).parents[2] / "packs" / "small"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def beijing() -> Policy:
    return open_policy("beijing2018")


def test_beijing_has_every_clause_target_and_measure(beijing: Policy) -> None:
    found = report(beijing)
    assert [str(each) for each in found.problems] == []
    assert (found.clauses, found.targets, found.measures) == (1075, (110, 110), (117, 117))
    assert sum(found.states.values()) == 1075


def test_what_the_text_leaves_open_is_a_setting_with_author_day_and_reason(
    beijing: Policy,
) -> None:
    for setting in beijing.settings.values():
        for each in setting.decisions:
            assert each.author
            assert each.reason["zh"]
            assert each.reason["en"]
    with pytest.raises(NotThereError, match="is not decided for 2017-01-01"):
        beijing.settings["township.ties"].on(date(2017, 1, 1))


def test_what_runs_names_tests_that_are_there(beijing: Policy) -> None:
    for cover in beijing.covers.values():
        for test in cover.tests:
            file, _, name = test.partition("::")
            assert (ROOT / file).exists(), test
            assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), test


def test_townships_are_those_of_the_setting_and_the_zones_are_none(beijing: Policy) -> None:
    codes = beijing.assessed("township-air", date(2024, 1, 31))
    assert len(codes) == 343
    assert beijing.divisions.district(codes[0], date(2024, 1, 31)).name == "东城区"


def test_a_township_without_figure_is_told_and_a_stranger_too(beijing: Policy) -> None:
    day = date(2024, 1, 31)
    first, second, *_ = beijing.assessed("township-air", day)
    figures = [Figure(first, Decimal(80), Decimal(30)), Figure("110999999", Decimal(1))]
    found = beijing.rank("township-air", figures, day)
    reasons = {each.subject: each.reason for each in found.left_out}
    assert [each.subject for each in found.placed] == [first]
    assert reasons[second] == "no figure was handed in"
    assert reasons["110999999"] == "not on the list of those ranked"


def test_the_same_figures_under_the_rules_of_the_year_before_give_the_result_of_then() -> None:
    small = open_policy(SMALL)
    figures = [Figure("990101", Decimal(70)), Figure("990102", Decimal(80)),
               Figure("990103", Decimal(70))]  # fmt: skip
    then = small.rank("towns", figures, date(2030, 6, 30))
    assert [each.subject for each in then.named] == ["990102", "990101", "990103"]
    assert then.border == "included"
    now = [Figure("990102", Decimal(80)), Figure("990104", Decimal(80))]
    assert [e.subject for e in small.rank("towns", now, date(2031, 6, 30)).named] == [
        "990102",
        "990104",
    ]
    assert small.rank("towns", figures, date(2030, 6, 30)) == then


def test_scores_of_townships_follow_weights_of_the_day(beijing: Policy) -> None:
    figures = {
        "township-pm25": [Figure("a", Decimal(30)), Figure("b", Decimal(40))],
        "township-tsp": [Figure("a", Decimal(120)), Figure("b", Decimal(100))],
        "air-work": [Figure("a", Decimal(80)), Figure("b", Decimal(90))],
    }
    scores = beijing.assess("air-township", figures, date(2024, 1, 31))
    assert {each.subject: str(each.total) for each in scores} == {"a": "30.00", "b": "70.00"}


def test_the_command_counts_and_ends_well() -> None:
    found = CliRunner().invoke(
        app, ["check", str(ROOT / "packs" / "beijing2018"), "--format", "json"]
    )
    told = json.loads(found.stdout)
    assert found.exit_code == 0
    assert told["targets"] == {"rows": 110, "wanted": 110}
    assert told["mistakes"] == []


def test_the_command_prints_mistakes_and_fails(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert found.exit_code == 2
    assert "pack.yaml" in found.output


def test_the_readmes_count_what_runs() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/make_coverage.py", "--check"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
