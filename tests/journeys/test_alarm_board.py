"""A duty officer clears a morning of alarms by keys, in few acts; one is false, one goes to a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from support import browser, served
from support.browser import PHONE, WIDE, Reader
from support.patience import LONG

pytestmark = pytest.mark.journey
TESTS = Path(__file__).parents[1]
MOST = 30
WORDS = {
    "zh-hans": {"copied": "复制历史数据", "false": "误报", "handed": "已移交案件", "clear": "均已查看", "none": "只见一条线之处"},
    "en": {"copied": "Copied history", "false": "false alarm", "handed": "Sent to a case", "clear": "Everything is looked at", "none": "Where only one line"},
}  # fmt: skip


@dataclass
class Room:
    """The duty room that is served."""

    base: str
    accounts: dict[str, str]
    items: int


@dataclass
class Officer:
    """Somebody at the board whose acts are counted: each key and each click is one."""

    reader: Reader
    acts: list[str] = field(default_factory=list)

    def press(self, key: str, name: str = "") -> None:
        self.acts.append(name or key)
        self.reader.driver.switch_to.active_element.send_keys(key)

    def click(self, selector: str) -> None:
        self.acts.append(selector)
        self.reader.click(selector)

    def wait_for_fewer(self, than: int) -> int:
        self.reader.wait_for(lambda: self.open() < than)
        return self.open()

    def open(self) -> int:
        return len(self.reader.all("tr[data-href]"))


@pytest.fixture(scope="module", params=["zh-hans", pytest.param("en", marks=pytest.mark.campaign)])
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, language: str) -> Iterator[Room]:
    data = tmp_path_factory.mktemp(f"board-{language}") / "data"
    environment = os.environ | {"PYTHONPATH": str(TESTS), "QINGTIAN_DATA": str(data)}
    planted = subprocess.run(
        [sys.executable, "-m", "support.board_plant", str(data)],
        env=environment, check=False, capture_output=True, text=True, timeout=LONG,
    )  # fmt: skip
    assert planted.returncode == 0, planted.stderr
    truth = json.loads(planted.stdout.splitlines()[-1])
    with served.serve(data) as running:
        running.wait_until_ready()
        yield Room(f"http://127.0.0.1:{running.http}", truth["accounts"], truth["items"])
        running.stop()


@pytest.fixture(scope="module")
def window(room: Room) -> Iterator[Reader]:
    with browser.reader(room.base) as someone:
        yield someone


def sign_in(reader: Reader, room: Room, login: str, language: str) -> None:
    reader.open("/robots.txt")
    reader.driver.delete_all_cookies()
    reader.speak(language)
    reader.open("/account/login/?next=/desk/")
    reader.one("input[name=login]").send_keys(login)
    reader.one("input[name=password]").send_keys(room.accounts[login], Keys.ENTER)
    reader.wait_for(lambda: bool(reader.all(".desk-frame")))
    reader.speak(language)


def test_a_morning_is_cleared_in_thirty_acts(window, room, language, screens):
    words = WORDS[language]
    window.width(WIDE)
    sign_in(window, room, "zhao", language)
    window.open("/desk/alarms/")
    officer = Officer(window, ["open the board"])
    assert officer.open() == room.items >= 20
    for width in (WIDE, PHONE):
        window.width(width)
        assert window.overflow() <= 0, width
        if os.environ.get("QINGTIAN_SCREENS") == "1":
            window.picture(screens / f"desk-alarms-{width}-{language[:2]}.png")
    window.width(WIDE)

    rows = window.surely(lambda: [each.text for each in window.all("tr[data-href]")])
    place = next(n for n, text in enumerate(rows) if words["copied"] in text)
    for _step in range(place + 1):
        officer.press("j")
    officer.press(Keys.ENTER, "Enter")
    window.wait_for(
        lambda: "/desk/alarms/" in window.driver.current_url and bool(window.all("#finding-1"))
    )
    assert words["none"] in window.text
    assert window.all("path.trace.own")
    for width in (WIDE, PHONE):
        window.width(width)
        assert window.overflow() <= 0, width
        if os.environ.get("QINGTIAN_SCREENS") == "1":
            window.picture(screens / f"desk-alarm-{width}-{language[:2]}.png")
    window.width(WIDE)
    officer.press("h")
    officer.press(Keys.ENTER, "Enter")
    window.wait_for(lambda: "/desk/handovers/" in window.driver.current_url)
    assert words["handed"] in window.one("h1").text
    assert window.overflow() <= 0

    officer.click('.head .acts a[href$="/desk/alarms/"]')
    left = officer.open()
    assert left == room.items - 1
    officer.press("j")
    officer.press("f")
    officer.press("2")
    officer.press(Keys.ENTER, "Enter")
    left = officer.wait_for_fewer(left)
    assert words["false"] in window.one("[data-told]").text

    officer.click('a.chip[href*="cause=exceedance"]')
    seen = officer.open()
    assert seen == 5
    officer.press("*")
    officer.press("a")
    assert officer.wait_for_fewer(seen) == 0

    officer.click('a.chip[href*="state=todo"]:not([href*="cause"]), .empty a')
    left = officer.open()
    officer.press("j")
    officer.press("x")
    officer.press("j")
    officer.press("x")
    officer.press("c")
    officer.press("3")
    officer.press(Keys.ENTER, "Enter")
    left = officer.wait_for_fewer(left)
    officer.press("*")
    officer.press("a")
    assert officer.wait_for_fewer(left) == 0
    assert words["clear"] in window.answer
    assert len(officer.acts) <= MOST, officer.acts
    assert not window.complaints()
    window.open("/desk/alarms/?state=closed")
    assert officer.open() == 3
    if os.environ.get("QINGTIAN_SCREENS") == "1":
        window.open("/desk/alarms/")
        window.picture(screens / f"desk-alarms-clear-{WIDE}-{language[:2]}.png")


def test_nothing_of_it_is_on_a_page_of_the_enterprise(window, room, language):
    window.width(WIDE)
    sign_in(window, room, "wu", language)
    for address in ("/desk/alarms/", "/desk/alarms/1/", "/desk/rules/"):
        window.open(address)
        assert WORDS[language]["copied"] not in window.one("body").text
        assert not window.all("[data-rows]")
    window.complaints()
    assert not window.driver.find_elements(By.CSS_SELECTOR, '.rail a[href*="alarms"]')
