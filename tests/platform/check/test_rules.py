"""The settings are complete: every combination of signals finds its row, every row can be reached."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from qingtian.quality.chain import LINKS, SIGNALS, Rule, Signals, diagnose
from qingtian_platform.check import rules


def test_every_combination_finds_a_row_and_every_row_is_found():
    every = (Signals(*values) for values in product(*SIGNALS.values()))
    found = {diagnose(signals, rules.chain()).number for signals in every}
    assert found == {rule.number for rule in rules.chain()}


def test_rows_have_stable_numbers_and_speak_both_languages():
    numbers = [rule.number for rule in rules.chain()]
    assert len(set(numbers)) == len(numbers)
    for rule in rules.chain():
        assert rule.link in LINKS
        for words in (rule.cause, rule.next):
            assert words.keys() == {"zh", "en"}
            assert all(words.values())
        assert (rule.within_hours is None) == (rule.who == "nobody")


@pytest.mark.parametrize(
    ("signals", "link"),
    [
        (Signals(flag="F", edition="2005"), "source"),
        (Signals(flag="F", edition="2017"), "analyser"),
        (Signals(flag="D"), "analyser"),
        (Signals(flag="B"), "link"),
        (Signals(data="none", frames="none", connected="no"), "network"),
        (Signals(data="none", frames="none", connected="yes"), "logger"),
        (Signals(data="none", frames="some", connected="yes"), "logger"),
        (Signals(data="none", frames="none", restart="yes"), "logger"),
        (Signals(data="none", frames="none", peers="silent"), "network"),
        (Signals(data="none", refused="yes"), "logger"),
        (Signals(data="some"), "link"),
        (Signals(shutdown="yes", data="none", frames="none"), "none"),
        (Signals(), "none"),
    ],
)
def test_the_link_that_is_named(signals, link):
    assert diagnose(signals, rules.chain()).link == link


def test_a_row_with_an_unknown_signal_is_refused():
    with pytest.raises(ValueError, match="no such signal"):
        Rule("X", {"weather": ("bad",)}, "none", {}, {}, "nobody", None)


def test_the_pass_mark_changes_on_its_day_and_weak_sources_say_so():
    assert rules.formula(date(2015, 12, 31)).pass_mark == Decimal("0.75")
    assert rules.formula(date(2016, 1, 1)).pass_mark == Decimal("0.90")
    assert rules.formula(date(2012, 12, 31)).pass_mark is None
    assert all(formula.requires_review for formula in rules.formulas())


def test_f_of_2005_and_of_2017_are_two_things_and_both_are_not_valid():
    assert rules.marks("2005").marks["F"].words["en"] == "source stopped"
    assert rules.marks("2017").marks["F"].words["en"] == "analyser stopped"
    assert "F" not in rules.marks("2005").valid | rules.marks("2017").valid
    assert rules.marks("2005").valid == {"N", "3"}
    assert rules.marks("2017").valid == {"N"}
