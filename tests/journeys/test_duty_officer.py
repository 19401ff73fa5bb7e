"""A duty officer answers the room's questions from the screens alone, in both languages."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from qingtian.protocols.hj212 import build
from qingtian_platform.kit.times import BEIJING
from support import browser, served
from support.browser import PHONE, WIDE, Reader
from support.patience import LONG

pytestmark = pytest.mark.journey
TESTS = Path(__file__).parents[1]
PAGES = {
    "board": "/desk/",
    "morning": "/desk/morning/",
    "matrix": "/desk/availability/",
    "rates": "/desk/rates/?by=factor",
    "missing": "/desk/missing/",
    "device": "/desk/devices/QTDESK06/",
    "deviations": "/desk/deviations/",
    "refills": "/desk/refills/",
    "quarantine": "/desk/quarantine/",
    "commands": "/desk/commands/",
}
#: Pages whose English picture is kept in the docs; all others differ by their words alone.
SHOWN_IN_ENGLISH = {"board", "morning", "matrix", "rates", "missing", "device"}
WORDS = {
    "zh-hans": {
        "furnace": "南郊焚烧厂2号炉", "offline": "离线", "network": "网络", "since": "自",
        "next": "运维单位恢复网络", "board": "设备板", "public": "公众看到的页面",
        "valid": "传输有效率", "why": "分析仪：分析仪故障（标记D）", "boiler": "北苑供热厂1号锅炉",
        "weak": "依据待核", "told": "尚未告知", "filled": "无，已补传",
    },
    "en": {
        "furnace": "Nanjiao Incinerator, furnace 2", "offline": "Offline", "network": "Network",
        "since": "since", "next": "maintainer restores the network", "board": "Board",
        "public": "What the public sees", "valid": "valid transmission",
        "why": "Analyser: analyser fault (mark D)", "boiler": "Beiyuan Heating, boiler 1",
        "weak": "source to be confirmed", "told": "Nobody told yet", "filled": "nothing; back-filled",
    },
}  # fmt: skip


@dataclass
class Room:
    """The duty room that is served.

    Attributes
    ----------
    valid
        The valid transmission of yesterday as it was planted and as it is an hour later, for just after
        midnight the last hours of yesterday may still come. [%]
    """

    base: str
    gateway: int
    accounts: dict[str, str]
    yesterday: str
    valid: list[str]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    data = tmp_path_factory.mktemp("duty") / "data"
    environment = os.environ | {"PYTHONPATH": str(TESTS), "QINGTIAN_DATA": str(data)}
    planted = subprocess.run(
        [sys.executable, "-m", "support.desk_plant", str(data)],
        env=environment, check=False, capture_output=True, text=True, timeout=LONG,
    )  # fmt: skip
    assert planted.returncode == 0, planted.stderr
    truth = json.loads(planted.stdout.splitlines()[-1])
    with served.serve(data) as running:
        running.wait_until_ready()
        base = f"http://127.0.0.1:{running.http}"
        yield Room(base, running.gateway, truth["accounts"], truth["yesterday"], truth["valid"])
        running.stop()


@pytest.fixture(scope="module")
def window(room: Room) -> Iterator[Reader]:
    with browser.reader(room.base) as someone:
        yield someone


@pytest.fixture(scope="module")
def passes(window: Reader, room: Room) -> dict[str, list[dict[str, object]]]:
    """Cookies of both officers, each signed in once through the page."""
    window.open("/robots.txt")
    return {login: sign_in(window, room, login) for login in ("zhao", "qian")}


@pytest.fixture
def officer(window: Reader, passes) -> Reader:
    """A duty officer who has signed in."""
    window.width(WIDE)
    become(window, passes["zhao"])
    window.complaints()
    return window


def sign_in(reader: Reader, room: Room, login: str) -> list[dict[str, object]]:
    reader.driver.delete_all_cookies()
    reader.open("/account/login/?next=/desk/")
    reader.one("input[name=login]").send_keys(login)
    reader.one("input[name=password]").send_keys(room.accounts[login], Keys.ENTER)
    reader.wait_for(lambda: bool(reader.all(".desk-frame")))
    assert reader.one(".desk-top .who").text
    return reader.driver.get_cookies()


def become(reader: Reader, cookies: list[dict[str, object]]) -> None:
    reader.driver.delete_all_cookies()
    reader.open("/robots.txt")
    for cookie in cookies:
        reader.driver.add_cookie({"name": cookie["name"], "value": cookie["value"]})


def row(reader: Reader, key: str) -> str:
    return reader.said(f'tr[data-key="{key}"]')


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_sent_nothing_since_when_broken_where_who_answers_what_next(officer, room, language):
    words = WORDS[language]
    officer.speak(language)
    officer.open("/desk/")
    assert words["offline"] in officer.answer
    silent = row(officer, "QTDESK04")
    for word in ("furnace", "offline", "network", "since", "next"):
        assert words[word] in silent
    assert "蓝天运维公司" in silent
    officer.click(f'tr[data-key="QTDESK04"] a[title="{words["public"]}"]')
    assert words["furnace"] in officer.one("h1").text
    assert not officer.complaints()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_share_of_yesterday_is_valid_and_why_not_the_rest(officer, room, language):
    words = WORDS[language]
    officer.speak(language)
    officer.open("/desk/")
    officer.click('.rail a[href="/desk/morning/"]')
    assert any(share in officer.answer for share in room.valid)
    assert words["valid"] in officer.answer
    assert words["weak"] in officer.answer
    boiler = row(officer, "north-boiler")
    assert words["why"] in boiler
    assert "41.7 > 35 mg/m³" in boiler
    assert words["filled"] in row(officer, "qing-river-works")
    link = officer.one('a[href$=".pdf"]').get_attribute("href")
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in officer.driver.get_cookies())
    with urllib.request.urlopen(urllib.request.Request(link, headers={"Cookie": cookie})) as answer:
        assert answer.read(5) == b"%PDF-"


def test_the_officer_notes_who_was_told_and_hands_over(officer, passes):
    officer.speak("zh-hans")
    officer.open("/desk/morning/")
    open_before = int(officer.one(".figure-row div:last-child .below").text)
    unit = officer.one('tr[data-key="reed-marsh"]')
    summary = unit.find_element(By.TAG_NAME, "summary")
    officer.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", summary)
    summary.click()
    unit.find_element(By.NAME, "told").send_keys("蓝天运维 李工")
    unit.find_element(By.NAME, "text").send_keys("中午前到场")
    officer.click(unit.find_element(By.CSS_SELECTOR, "form button"))
    assert "蓝天运维 李工" in row(officer, "reed-marsh")
    assert int(officer.one(".figure-row div:last-child dd > :first-child").text) == open_before - 1
    form = officer.one("#log form:last-of-type")
    form.find_element(By.CSS_SELECTOR, "option[value=handover]").click()
    form.find_element(By.NAME, "text").send_keys("焚烧厂2号炉断线，待恢复")
    officer.click(form.find_element(By.CSS_SELECTOR, "button"))
    become(officer, passes["qian"])
    officer.speak("zh-hans")
    officer.open("/desk/morning/")
    officer.click("#log li form button")
    assert "接班人 钱进" in officer.one("#log").text


def test_keys_move_open_find_and_help(officer):
    officer.speak("zh-hans")
    officer.open("/desk/")
    body = officer.one("body")
    body.send_keys("j")
    body.send_keys("j")
    body.send_keys("k")
    assert officer.surely(lambda: officer.one("tr.at").get_attribute("data-key")) == "QTDESK04"
    body.send_keys("?")
    assert officer.one("dialog#keys").is_displayed()
    officer.one("dialog#keys button").click()
    body.send_keys("/")
    assert officer.driver.switch_to.active_element.get_attribute("id") == "q"
    officer.driver.switch_to.active_element.send_keys("苇塘", Keys.ENTER)
    officer.wait_for(
        lambda: [r.get_attribute("data-key") for r in officer.all("tr[data-key]")] == ["QTDESK07"]
    )
    officer.one("body").send_keys("j")
    officer.one("body").send_keys(Keys.ENTER)
    officer.wait_for(lambda: officer.driver.current_url.endswith("/desk/devices/QTDESK07/"))


def test_the_board_lives_without_reloading(officer, room):
    officer.speak("zh-hans")
    officer.open("/desk/?q=QTDESK04")
    officer.driver.execute_script("window.stayed = true")
    now = datetime.now(BEIJING).replace(microsecond=0)
    before = row(officer, "QTDESK04")
    segment = (
        f"QN={now:%Y%m%d%H%M%S}000;ST=31;CN=2011;PW=123456;MN=QTDESK04;Flag=5;"
        f"CP=&&DataTime={now:%Y%m%d%H%M%S};a34013-Rtd=3.1,a34013-Flag=N&&"
    )
    with socket.create_connection(("127.0.0.1", room.gateway), timeout=LONG) as logger:
        logger.sendall(build.frame(segment.encode()))
        assert b"CN=9014" in logger.recv(4096)
        officer.wait_for(lambda: row(officer, "QTDESK04") != before)
    after = row(officer, "QTDESK04")
    assert f"{now:%H:%M}" in after
    assert officer.driver.execute_script("return window.stayed === true")
    assert not officer.complaints()


def test_a_command_is_asked_for_with_a_reason_and_shown(officer):
    officer.speak("zh-hans")
    officer.open("/desk/devices/QTDESK01/")
    form = officer.one("#send form")
    form.find_element(By.CSS_SELECTOR, 'option[value="1062"]').click()
    form.find_element(By.NAME, "items").send_keys("RtdInterval=60")
    form.find_element(By.NAME, "reason").send_keys("核对实时间隔")
    officer.click(form.find_element(By.CSS_SELECTOR, "button"))
    assert "核对实时间隔" in officer.text
    assert "第二人" in officer.text
    assert not officer.all('button[value="approve"]')


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_top_line_fits_every_window_between_phone_and_screen(officer, language):
    officer.speak(language)
    officer.open("/desk/")
    for width in range(PHONE, WIDE, 50):
        assert officer.fits(width), width


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_screen_and_phone(officer, screens, language):
    officer.speak(language)
    for name, address in PAGES.items():
        officer.width(WIDE)
        officer.open(address)
        assert officer.one("h1").text
        for width in (WIDE, PHONE):
            assert officer.fits(width), (name, width, language)
            kept = language == "zh-hans" or (width == WIDE and name in SHOWN_IN_ENGLISH)
            if os.environ.get("QINGTIAN_SCREENS") == "1" and kept:
                officer.picture(screens / f"desk-{name}-{width}-{language[:2]}.png")
                officer.width(width)
    assert not officer.complaints()


def test_dark_is_kept_and_english_is_one_click_away(officer):
    officer.speak("zh-hans")
    officer.open("/desk/")
    officer.one("[data-theme-switch]").click()
    assert officer.one("html").get_attribute("data-bs-theme") == "dark"
    officer.click(".language button")
    assert officer.one("h1").text == "Board"
    assert officer.one("html").get_attribute("data-bs-theme") == "dark"
    officer.one("[data-theme-switch]").click()


def test_the_questions_are_answered_without_script(officer, room):
    officer.speak("zh-hans")
    officer.without_script()
    try:
        officer.open("/desk/")
        assert "离线" in row(officer, "QTDESK04")
        officer.open("/desk/morning/")
        assert any(share in officer.answer for share in room.valid)
    finally:
        officer.without_script(off=False)
