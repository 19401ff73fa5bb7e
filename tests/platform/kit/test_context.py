"""A demo says on every page that it is one, and which earlier days its live values follow."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override

from qingtian_platform.kit import context
from qingtian_platform.kit.places import Places


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


def marked(places: Places, then: date) -> None:
    days = (datetime.now(context.BEIJING).date() - then).days
    (places.data / "demo.json").write_text(json.dumps({"days_back": days}))


def test_a_demo_names_the_month_whose_days_are_followed(places) -> None:
    today = datetime.now(context.BEIJING).date()
    marked(places, then := today.replace(year=2016))  # which has a 29 February
    with override("zh-hans"):
        assert context.follows_text() == f"数值沿用2016年{then.month}月同日历史数据"
        assert context.demo_text() == (
            f"演示：模拟数据，不代表任何实际单位。实时站点{context.follows_text()}"
        )
    with override("en"):
        assert context.follows_text() == f"values follow the same days of {then:%b} 2016"


def test_days_that_are_not_the_same_of_the_year_are_called_by_their_number(places) -> None:
    today = datetime.now(context.BEIJING).date()
    marked(places, today - timedelta(days=100))
    with override("zh-hans"):
        assert "100天前" in context.follows_text()


@pytest.mark.parametrize("text", ["{}", "nothing", "[]", '{"days_back": "x"}', '{"days_back": 0}'])
def test_a_mark_that_names_no_days_says_nothing_of_them(places, text) -> None:
    (places.data / "demo.json").write_text(text)
    assert context.follows_text() == ""
    assert context.is_demo()
    with override("zh-hans"):
        assert context.demo_text() == "演示：模拟数据，不代表任何实际单位"


def test_what_is_no_demo_follows_nothing(places) -> None:
    assert context.follows_text() == ""
