"""A citizen goes from the first line of the portal to the bytes that a number came from."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from journeys.conftest import DAYS, PICTURES, City
from support.browser import PHONE, WIDE, Reader
from support.wording import read

pytestmark = pytest.mark.journey

STRIP = {
    "zh-hans": "演示：模拟数据，不代表任何实际单位",
    "en": "Demonstration: simulated data, standing for no real unit",
}
WORDS = {
    "zh-hans": {
        "first": "空气质量",
        "count": "城市评价点9个，9个有数。",
        "state": "实时数据，未经人工审核。",
        "station": "晴川站",
        "where": "这个数从哪来",
        "masked": "来自网段",
        "unchanged": "这不表示仪器测得准确",
    },
    "en": {
        "first": "the air quality is",
        "count": "9 assessment stations, 9 with data.",
        "state": "Real-time data, not reviewed by a person.",
        "station": "Qingchuan",
        "where": "Where does this number come from",
        "masked": "From the network",
        "unchanged": "this does not say that the instrument was right",
    },
}


IN_ENGLISH = pytest.param("en", marks=pytest.mark.campaign)
"""Walked in English by the campaigns; what English pages say is read here without a browser."""


@pytest.mark.parametrize("language", ["zh-hans", IN_ENGLISH])
def test_a_citizen_follows_a_number_to_its_frame(reader: Reader, city: City, language: str):
    words = WORDS[language]
    reader.speak(language)
    reader.open("/")
    first = city.hour + timedelta(hours=1)
    assert words["first"] in reader.answer
    assert f"({city.hour:%H:%M}" in reader.answer.replace("（", "(")
    assert str(first.hour or 24) in reader.answer
    assert words["count"] in reader.answer
    assert words["state"] in reader.answer
    assert STRIP[language] in reader.text
    assert "HJ 633-2026" in reader.text

    reader.follow(words["station"])
    assert words["first"] in reader.answer
    assert STRIP[language] in reader.text

    reader.click(reader.one('a.dose[href$="/pm25/"]'))
    assert words["where"] in reader.driver.title
    assert "PM2.5" in reader.answer
    assert "µg/m³" in reader.answer
    assert "GB 3095-2026" in reader.text
    assert "HJ 633-2026" in reader.text
    assert words["masked"] in reader.text
    bytes_ = reader.one(".bytes").text
    assert "PW=******;" in bytes_
    assert f"DataTime={city.hour:%Y%m%d%H}0000" in bytes_
    assert reader.one(".bytes .hit").text.startswith("a34004-")

    reader.click(reader.one("a.seal"))
    assert words["unchanged"] in reader.text
    assert len(reader.one("dd.hash").text) == 64
    assert reader.all("ol.paths li")
    assert "203.0.113.0/24" in reader.text
    assert "203.0.113.7" not in reader.text
    assert not reader.complaints()


def test_the_same_way_is_told_in_english(city: City):
    words, stamp = WORDS["en"], f"{city.hour:%Y%m%dT%H%M}"
    way = {
        "/": (words["first"], words["count"], words["state"], words["station"], "HJ 633-2026"),
        "/places/qingchuan/": (words["first"],),
        f"/where/qingchuan/hour/{stamp}/pm25/": (words["where"], words["masked"], "GB 3095-2026"),
        "/frames/0/3/": (words["unchanged"], "203.0.113.0/24"),
        "/places/qingyun-boiler-1/verdicts/hour/latest/a21002/": ("Data are measured", "DB11/139"),
    }
    for path, told in way.items():
        text = read(city.base, path)
        assert [word for word in (*told, STRIP["en"]) if word not in text] == [], path


def test_the_number_on_the_page_is_the_number_in_the_frame(reader: Reader, city: City):
    reader.speak("en")
    stamp = f"{city.hour:%Y%m%dT%H%M}"
    reader.open(f"/where/qingchuan/hour/{stamp}/pm25/")
    value = reader.one(".terms .reading .value").text
    assert f"a34004-Avg={value}," in reader.one(".bytes").text.replace("\n", "")


def test_english_is_one_click_away_and_the_address_stays(reader: Reader):
    reader.speak("zh-hans")
    reader.open("/places/qingchuan/?period=day")
    assert "晴川站" in reader.one("h1").text
    reader.click(reader.one(".language button"))
    assert reader.driver.current_url.endswith("/places/qingchuan/?period=day")
    assert reader.one("h1").text == "Qingchuan"
    reader.click(reader.one(".language button"))
    assert "晴川站" in reader.one("h1").text


def test_text_and_tables_need_no_script(reader: Reader, city: City):
    reader.speak("zh-hans")
    reader.without_script()
    reader.open("/")
    assert "空气质量" in reader.answer
    assert len(reader.all("table.stations tbody tr")) == 12
    assert len(reader.all("svg.map.centre a.mark")) >= 7
    reader.open("/places/qingchuan/")
    hours = reader.all("section:has(#table) tbody tr")
    whole = city.hour.hour + 1
    assert whole <= len(hours) <= whole + 2  # one more where an hour ended since, one for the rest
    assert reader.all("table.almanac td.has")
    assert reader.all("table.matrix td.full")
    reader.width(PHONE)
    reader.open(f"/where/qingchuan/hour/{city.hour:%Y%m%dT%H%M}/pm25/")
    steps = [one.text for one in reader.all("ol.way > li > h3")]
    assert steps == ["接收与封存", "解析", "校验", "订正", "依据HJ 633-2026评价", "发布"]
    assert len(reader.all("ol.way .proof a")) >= 5, "the proof stands beside each step"
    assert "从未订正" in reader.text


def test_charts_are_drawn_with_their_limit(reader: Reader):
    reader.speak("zh-hans")
    reader.open("/places/qingchuan/?period=day")
    assert len(reader.all(".chart svg")) == 6
    assert "24小时限值 60" in reader.text.replace("\n", " ")
    assert "GB 3095-2026" in reader.text
    assert not reader.complaints()


def test_an_hour_marked_as_a_fault_is_called_invalid_never_zero(reader: Reader, city: City):
    reader.speak("zh-hans")
    marked = [n for n in range(24 * DAYS) if n % 61 == 7]
    first = city.hour.replace(hour=0) - timedelta(days=DAYS)
    at = first + timedelta(hours=marked[1])
    reader.open(f"/places/qingchuan/?day={at:%Y-%m-%d}")
    row = reader.all("section:has(#table) tbody tr")[at.hour]
    assert "无效" in row.text
    reader.open(f"/where/qingchuan/hour/{at:%Y%m%dT%H%M}/aqi/")
    assert "故障" in reader.text


def test_the_gate_shows_the_last_value_and_a_code(reader: Reader):
    reader.speak("zh-hans")
    reader.open("/gate/hongtu-site-a/")
    amounts = [one.text for one in reader.all(".amount")]
    assert amounts == ["132", "88"]
    assert reader.all(".qr svg path")
    assert "模拟" in reader.text
    reader.open("/gate/qingchuan/")
    assert "只有施工工地有公示牌页面" in reader.text


@pytest.mark.parametrize("language", ["zh-hans", IN_ENGLISH])
def test_a_citizen_follows_a_verdict_to_its_clause_and_its_frame(reader: Reader, language: str):
    reader.speak(language)
    reader.open("/places/qingyun-boiler-1/verdicts/hour/latest/a21002/")
    first = reader.one(".firm-first").text
    assert first.startswith(
        "数据由排污单位自行监测并负责" if language != "en" else "Data are measured"
    )
    assert "DB11/139-2015" in reader.answer
    assert reader.all(".whole-tree .formula")
    reader.click(reader.one(".limits a"))
    assert "DB11/139-2015" in reader.answer
    assert "emissions.beijing.boiler.nox" in reader.driver.current_url
    reader.driver.back()
    reader.open(reader.one(".whole-tree a.seal").get_attribute("href") or "")
    assert "PW=******;" in reader.one(".bytes").text
    assert not reader.complaints()


def test_verdicts_need_no_script(reader: Reader):
    reader.speak("zh-hans")
    reader.without_script()
    reader.open("/places/qingyun-boiler-1/")
    assert "与限值比较" in reader.answer or "超过限值" in reader.answer
    assert reader.all(".judged-cards .bar")
    reader.open("/places/qingxi-section/")
    assert "水质" in reader.answer
    assert reader.all(".class-hours li")


@pytest.mark.parametrize("path", ["/nope/", "/places/none/", "/frames/99999/0/"])
def test_an_unknown_address_says_what_to_do(reader: Reader, path: str):
    reader.speak("zh-hans")
    reader.open(path)
    assert "怎么办" in reader.text
    assert "404-" in reader.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_screen_and_phone(reader: Reader, city: City, screens: Path, language: str):
    stamp = f"{city.hour:%Y%m%dT%H%M}"
    pages = {
        "home": "/",
        "station": "/places/qingchuan/",
        "number": f"/where/qingchuan/hour/{stamp}/pm25/",
        "frame": "/frames/0/3/",
        "city-number": f"/where/city/hour/{stamp}/aqi/",
        "places": "/places/",
        "district": "/districts/110105/",
        "outlet": "/places/qingyun-boiler-1/",
        "works": "/places/biyuan-outfall/",
        "verdict": "/places/qingyun-boiler-1/verdicts/hour/over/a21002/?edition=other",
        "verdict-day": "/places/biyuan-outfall/verdicts/day/latest/w01018/",
        "outlets": "/outlets/",
        "section": "/places/qingxi-section/",
        "class": "/places/qingxi-section/verdicts/day/latest/class/",
        "sections": "/water/",
        "standards": "/standards/",
        "standard": "/standards/gb-18485-2014/",
        "gate": "/gate/hongtu-site-a/",
        "data": "/data/",
        "methods": "/methods/",
        "interface": "/interface/",
        "not-found": "/nope/",
    }
    reader.speak(language)
    for name, path in pages.items():
        reader.width(WIDE)
        reader.open(path)
        assert STRIP[language] in reader.text, path
        for width in (WIDE, PHONE):
            assert reader.fits(width), (path, width)
            if PICTURES:
                reader.open(path)
                reader.picture(screens / f"{name}-{width}-{language[:2]}.png")


def test_exports_say_what_they_are(city: City):
    month = f"{city.hour:%Y-%m}"
    with urllib.request.urlopen(f"{city.base}/data/qingchuan/hour/{month}.csv") as answer:
        text = answer.read().decode("utf-8-sig")
    head, first = text.splitlines()[:2]
    assert head.startswith("thing,name,period,start,end,aqi")
    assert "simulated" in first
    assert "HJ 633-2026" in first
    assert "real-time, not reviewed by a person" in first
    assert "standing for no real unit" in first or "不代表任何实际单位" in first
