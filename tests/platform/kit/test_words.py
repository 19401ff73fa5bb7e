"""Units as a reader sees them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from qingtian_platform.kit.words import side, unit_text


@pytest.mark.parametrize(
    ("unit", "shown"), [("ug/m3", "µg/m³"), ("mg/L", "mg/L"), ("1", ""), ("", "")]
)
def test_a_unit_has_its_signs_and_a_pure_number_none(unit, shown):
    assert unit_text(unit) == shown


@pytest.mark.parametrize(
    ("kept", "zh", "en"),
    [
        ("虚构的演示单位 / invented for the demo", "虚构的演示单位", "invented for the demo"),
        ("区政府纪要 / 第3号", "区政府纪要 / 第3号", "区政府纪要 / 第3号"),
        ("GB 3095 / GB 3838", "GB 3095 / GB 3838", "GB 3095 / GB 3838"),
        ("监测站汇总", "监测站汇总", "监测站汇总"),
        ("", "", ""),
    ],
)
def test_of_a_text_in_both_languages_the_reader_sees_one_and_any_other_is_whole(kept, zh, en):
    with override("zh-hans"):
        assert side(kept) == zh
    with override("en"):
        assert side(kept) == en
