"""Units as a reader sees them."""

from __future__ import annotations

import pytest

from qingtian_platform.kit.words import unit_text


@pytest.mark.parametrize(
    ("unit", "shown"), [("ug/m3", "µg/m³"), ("mg/L", "mg/L"), ("1", ""), ("", "")]
)
def test_a_unit_has_its_signs_and_a_pure_number_none(unit, shown):
    assert unit_text(unit) == shown
