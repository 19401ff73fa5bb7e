"""The settings are whole, dated and explained, and the page says what they say."""

from __future__ import annotations

import importlib.util
from itertools import product
from pathlib import Path

import pytest

from qingtian.quality.rules import RULES
from qingtian_platform.act.alarms import rules, weighing

ROOT = Path(__file__).parents[4]
NAMES = ("grouping", "weights", "clock", "causes", "channels")


def test_the_tables_of_the_page_are_those_of_the_settings():
    spec = importlib.util.spec_from_file_location(
        "make_alarms_page", ROOT / "scripts/make_alarms_page.py"
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = script.PAGE.read_text(encoding="utf-8")
    assert script.page(text) == text


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_has_author_date_and_source(name):
    whole = rules.setting(name)
    for each in whole.get("settings", [whole]):
        assert each["author"]
        assert each["dated"]
        assert set(each["source"]) == {"zh", "en"}
        assert each["valid_from"]


def test_every_rule_leads_to_a_cause_and_every_cause_to_a_row():
    for rule in RULES.values():
        assert rules.grouping().cause(rule.kind, rule.category) in rules.CAUSES
    assert set(rules.grouping().causes) <= {rule.kind for rule in RULES.values()}


def test_whatever_the_signals_one_row_fits_and_each_row_is_reached():
    yes = ("yes", "no")
    reached = set()
    for cause, own, near, hides, again in product(rules.CAUSES, yes, yes, yes, yes):
        for score, hours, law in product(("sure", "unsure"), ("long", "short"), ("sure", "open")):
            found = {"cause": cause, "own": own, "near": near, "hides": hides, "again": again}
            found |= {"score": score, "hours": hours, "law": law, "kinds": ""}
            reached.add(weighing.row(found).number)
    assert reached == {row.number for row in rules.rows()}


def test_a_graver_row_never_weighs_less():
    rows = rules.rows()
    for a, b in product(rows, rows):
        if a.severity < b.severity:
            assert weighing.weight(a, 0.0, 0.0) > weighing.weight(b, 1.0, 1e9)


def test_a_signal_that_nobody_gives_is_refused():
    with pytest.raises(ValueError, match="colour"):
        rules._row(0, {"number": "AL-99", "when": {"colour": ["red"]}})
