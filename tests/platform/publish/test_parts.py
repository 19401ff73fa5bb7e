"""The parts that pages are made of: maps, words, colours, times, exports."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qingtian_platform.kit import times, words
from qingtian_platform.kit.categories import bound, categories, category
from qingtian_platform.kit.colours import contrast, rgb_of, text_on
from qingtian_platform.publish import exports
from qingtian_platform.publish.drawing import Spot, label_places
from qingtian_platform.publish.figures import Dose, Figure
from qingtian_platform.publish.outlines import CENTRE, Frame, districts, frame_of, paths, thinned
from qingtian_platform.publish.sealed import marked
from qingtian_platform.publish.series import HOURS, chart, matrix

START = datetime(2026, 11, 25, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
colours = st.tuples(*[st.integers(0, 255)] * 3)


def test_all_sixteen_districts_are_drawn_inside_their_frame():
    frame = frame_of(None, 380)
    drawn = paths(frame)
    assert len(drawn) == len(districts()) == 16
    for district in districts():
        for ring in district.rings:
            for x, y in (frame.at(*point) for point in ring):
                assert 0 <= x <= frame.width
                assert 0 <= y <= frame.height + 0.1


def test_the_centre_holds_its_six_districts():
    frame = frame_of(CENTRE, 420)
    assert {d.code for d in districts() if frame.holds(*d.centre)} >= set(CENTRE)


def test_thinning_keeps_the_ends_and_moves_no_line_further_than_asked():
    ring = max((r for d in districts() for r in d.rings), key=len)
    slim = thinned(ring, 0.002)
    assert slim[0] == ring[0]
    assert slim[-1] == ring[-1]
    assert len(slim) < len(ring)
    assert set(slim) <= set(ring)


@given(st.lists(st.tuples(st.floats(20, 360), st.floats(20, 360)), max_size=25))
def test_labels_never_cover_a_mark_or_another_label(places):
    frame = Frame(0, 0, 1, 1, 380)
    spot = Spot(0, 0, "assessment", 50, "50", "望岚站", "", "/")
    found = [m for m in label_places([(spot, x, y) for x, y in places], frame) if m.label]
    boxes = [(m.x - 17.25, m.y + m.label_y - 10, m.x + 17.25, m.y + m.label_y + 1) for m in found]
    for n, (left, top, right, bottom) in enumerate(boxes):
        for low, up, high, down in boxes[n + 1 :]:
            assert right < low or left > high or bottom < up or top > down


@given(colours)
def test_the_text_on_any_colour_is_the_better_of_two(colour):
    ground = "rgb({},{},{})".format(*colour)
    assert contrast(colour, rgb_of(text_on(ground))) >= 4.3
    assert contrast(colour, rgb_of(text_on(ground, large=True))) >= 3


@pytest.mark.parametrize("day", [date(2016, 1, 1), date(2026, 11, 25)])
def test_the_text_on_every_statutory_colour_reaches_aa(day):
    for step in categories(day):
        assert contrast(rgb_of(step.colour), rgb_of(step.ink)) >= 4.5
    dark = {step.zh for step in categories(day) if step.ink_large == "#0D1117"}
    assert dark == {"优", "良", "轻度污染"}  # on yellow and orange the text is dark


@pytest.mark.parametrize("day", [date(2016, 1, 1), date(2026, 11, 25)])
def test_categories_cover_the_scale_without_a_hole(day):
    steps = categories(day)
    assert [s.first for s in steps[1:]] == [s.last + 1 for s in steps[:-1]]
    for aqi in range(501):
        found = category(aqi, day)
        assert found is not None
        assert found.first <= aqi <= found.last
    assert category(100, day).zh == "良"
    assert category(101, day).zh == "轻度污染"


def test_limits_are_those_of_the_day_of_the_data():
    assert bound("PM2.5", "day", date(2026, 2, 28)).value == "75"
    assert bound("PM2.5", "day", date(2026, 3, 1)).value == "60"
    assert bound("PM2.5", "hour", date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-11-25T13:00", "2026-11-25T14:00", "2026-11-25 13:00–14:00"),
        ("2026-11-25T23:00", "2026-11-26T00:00", "2026-11-25 23:00–24:00"),
        ("2026-11-25T00:00", "2026-11-26T00:00", "2026-11-25"),
        ("2026-11-25T13:05", "2026-11-25T13:05", "2026-11-25 13:05"),
    ],
)
def test_an_interval_is_written_with_both_ends(start, end, text):
    first, last = (datetime.fromisoformat(t).replace(tzinfo=times.BEIJING) for t in (start, end))
    with translation.override("en"):
        assert times.span_text(first, last) == text


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), "2026-11-16–11-22", "2026-11-16—11-22"),
        (date(2026, 12, 28), date(2027, 1, 3), "2026-12-28–2027-01-03", "2026-12-28—2027-01-03"),
    ],
)
def test_a_stretch_of_days_names_its_year_once(first, last, english, chinese):
    for language, text in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert times.days_text(first, last) == text


def _say(source: str, **values: object) -> str:
    return Template("{% load kit %}" + source).render(Context(values))


def test_a_value_that_is_missing_is_a_word_and_never_a_zero():
    with translation.override("zh-hans"):
        for key, word in words.NO_DATA.items():
            text = _say("{% reading None nodata=key %}", key=key)
            assert str(word) in text
            assert "0" not in text
        assert "维护" in _say('{% reading None flag="M" %}')
        assert "故障" in _say('{% reading value "ug/m3" 0 "D" %}', value=Decimal(12))


def test_values_keep_their_statutory_digits():
    assert _say("{{ value|figure:0 }}", value=Decimal("22.5")) == "22"  # half to even
    assert _say("{{ value|figure:1 }}", value=Decimal("0.60")) == "0.6"
    assert _say('{{ "ug/m3"|unit }}') == "µg/m³"
    assert "PM<sub>2.5</sub>" in _say('{{ "PM2.5"|pollutant }}')
    assert "&lt;b&gt;" in _say('{{ "<b>"|pollutant }}')


def test_masks_are_shaded_and_nothing_of_the_bytes_is_markup():
    text = marked(b"PW=******;CP=&&a34004-Avg=12,a34004-Flag=N;x=<script>&&", "a34004")
    assert '<span class="masked">******</span>' in text
    assert '<span class="hit">a34004-Avg=12</span>' in text
    assert "<script>" not in text


def _figure(n: int, value: int | None, why: str = "") -> Figure:
    dose = Dose("SO2", None if value is None else Decimal(value), "µg/m³", 0, None, why)
    start = START + n * HOUR
    return Figure(start, start + HOUR, None, (), "HJ 633-2026", {"SO2": dose})


def test_a_gap_in_a_chart_is_a_ribbon_with_its_word():
    found = [_figure(0, 5), _figure(1, None, "maintenance"), _figure(2, None, "maintenance")]
    data = chart("SO2", [*found, _figure(4, 6)], HOURS, START, START + 5 * HOUR).data
    assert [p[1] for p in data["points"]] == [5.0, None, None, None, 6.0]
    assert [r["key"] for r in data["ribbons"]] == ["maintenance", "missing"]
    assert data["ribbons"][0]["to"] - data["ribbons"][0]["from"] == 7200
    assert data["limit"] == 500


def test_availability_counts_valid_hours_against_the_statutory_minimum():
    day = times.beijing(START).date()
    found = [_figure(n, 5) for n in range(-13, 11)]  # the whole day in Beijing
    row = next(r for r in matrix(found, day, 20, lambda _day: 24, count=1).rows if r.name == "SO2")
    assert row.cells[0].look == "full"
    row = next(
        r for r in matrix(found[:19], day, 20, lambda _day: 24, count=1).rows if r.name == "SO2"
    )
    assert row.cells[0].look == "part-2"
    line = matrix(found[:6], day, 20, lambda _day: 6, count=1).rows
    row = next(r for r in line if r.name == "SO2")
    assert (row.cells[0].look, row.share) == ("full", "100.0%")  # hours to come are not missing


@given(st.text(max_size=20))
def test_no_exported_text_is_a_formula(text):
    cell = exports.harmless(text)
    assert not cell.startswith(exports.FORMULA)
    assert cell.endswith(text)


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1-1", ""])
def test_a_month_that_is_none_is_refused(month):
    with pytest.raises(ValueError):
        exports.month_ends(month)
