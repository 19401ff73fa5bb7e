"""A number that a reader meets bears its unit, in the reader's language."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from qingtian.policy import open_policy
from qingtian_platform.publish.desk.targets import words

POLICY = open_policy("beijing2018")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_target_has_its_unit_in_the_language(language):
    with translation.override(language):
        units = {each.clause.id: words.unit(each) for each in POLICY.targets.values()}
    assert all(units.values())
    if language == "en":
        assert {key: text for key, text in units.items() if re.search("[一-鿿]", text)} == {}


def test_a_figure_is_written_with_the_unit():
    target = POLICY.targets["D3-4.1-02"]
    with translation.override("en"):
        assert words.measured(None, target) == ""
        assert words.goal(target, "").endswith("µg/m³")
