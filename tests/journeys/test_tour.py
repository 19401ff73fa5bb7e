"""The demo plays its story: each step of the tour it prints, in both languages, and its account."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from qingtian_platform.project.demo.story import Step, steps
from support import browser
from support.ports import free_port
from support.served import QINGTIAN

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]
LONGEST = 700  # the demo ends by itself after so long [s]


@dataclass
class Playing:
    process: subprocess.Popen[str]
    base: str
    data: Path
    log: Path

    def child(self, name: str) -> int:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if name.encode() in words and str(self.process.pid).encode() in words:
                    return int(folder.name)
        raise AssertionError(f"no {name} of the demo")

    def end(self) -> dict[str, Any]:
        """Tell the demo to end, and read its last line."""
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=240)
        assert self.process.returncode == 0, self.log.read_text()[-3000:]
        account: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
        return account


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playing]:
    data = tmp_path_factory.mktemp("tour") / "data"
    http = free_port()
    words = ["--http", f"127.0.0.1:{http}", "--gateway", f"127.0.0.1:{free_port()}"]
    log = data.with_suffix(".err")
    with log.open("w") as err:
        process = subprocess.Popen(
            [QINGTIAN, "demo", "--data", data, *words, "--exit-after", str(LONGEST)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            start_new_session=True,
        )
    try:
        yield Playing(process, f"http://127.0.0.1:{http}", data, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def visitor(playing: Playing) -> Iterator[browser.Reader]:
    if not browser.installed():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium and chromedriver are needed; nothing may be left out here")
        pytest.skip("no Chromium: apt-get install chromium chromium-driver fonts-noto-cjk")
    with browser.reader(playing.base) as someone:
        wait_for_the_city(someone)
        yield someone


def wait_for_the_city(visitor: browser.Reader, seconds: float = 420) -> None:
    """Wait until the replayed history and the live city have been evaluated."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(Exception):
            visitor.speak("en")
            visitor.open("/places/dongsi/")
            replayed = "2016-0" in visitor.text
            visitor.open("/")
            if replayed and "with data" in visitor.text and judged(visitor):
                return
        time.sleep(1)
    raise AssertionError(f"no city after {seconds} s: {visitor.text[:500]}")


def judged(visitor: browser.Reader) -> bool:
    """Whether the stage has judged the outlets and classed the section."""
    visitor.open("/places/qingyun-boiler-1/verdicts/hour/over/a21002/")
    over = "over the limit" in visitor.text
    visitor.open("/places/qingxi-section/")
    return over and "Items of the last hour" in visitor.text and "class I" in visitor.text


def password(playing: Playing, login: str) -> str:
    accounts: dict[str, str] = json.loads((playing.data / "demo-accounts.json").read_text())
    return accounts[login]


def become(visitor: browser.Reader, playing: Playing, who: str) -> None:
    visitor.open("/robots.txt")
    visitor.driver.delete_all_cookies()
    if who != "citizen":
        visitor.open("/account/login/?next=/desk/")
        visitor.one("input[name=login]").send_keys(who)
        visitor.one("input[name=password]").send_keys(password(playing, who), Keys.ENTER)
        deadline = time.monotonic() + 30
        while not visitor.all(".desk-frame") and time.monotonic() < deadline:
            time.sleep(0.1)


@pytest.mark.parametrize("step", steps(), ids=lambda step: f"{step.chapter}:{step.path}")
def test_each_step_shows_what_the_tour_says_in_both_languages(
    step: Step, visitor: browser.Reader, playing: Playing
) -> None:
    become(visitor, playing, step.who)
    for language, words in (("zh-hans", step.zh), ("en", step.en)):
        visitor.speak(language)
        visitor.open(step.path)
        text = " ".join(visitor.text.split()).lower()
        assert not [word for word in words.see if word.lower() not in text], text[:1500]
        strip = "演示：模拟数据" if language == "zh-hans" else "demonstration: simulated data"
        assert strip in text, "the strip stands on each page"


def test_two_links_lead_from_a_station_to_the_sealed_frame_without_its_password(
    visitor: browser.Reader, playing: Playing
) -> None:
    become(visitor, playing, "citizen")
    visitor.speak("zh-hans")
    visitor.open("/places/qingchuan/")
    links = [one.get_attribute("href") for one in visitor.all("a[href*='/where/']")]
    visitor.open(next(link for link in links if "/pm25/" in link))
    assert "PW=******" in visitor.text
    visitor.open(visitor.one("a[href*='/frames/']").get_attribute("href"))
    assert "PW=******" in visitor.text
    secret = json.loads((playing.data / "demo-senders.json").read_text())["speakers"][0]["password"]
    assert f"PW={secret}" not in visitor.driver.page_source


def test_what_was_acknowledged_is_archived_also_after_the_gateway_was_killed(
    visitor: browser.Reader, playing: Playing
) -> None:
    old = playing.child("gateway")
    os.kill(old, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(AssertionError):
            if playing.child("gateway") != old:
                break
        time.sleep(0.2)
    time.sleep(20)
    account = playing.end()
    assert account["frames_sent"] > 17_000
    assert account["frames_acknowledged"] <= account["frames_archived"] <= account["frames_sent"]
    assert account["observations"] > 100_000
    assert account["portal"].startswith("http://127.0.0.1:")


def test_the_tour_is_printed_with_addresses_and_log_ins(playing: Playing) -> None:
    said = playing.log.read_text(encoding="utf-8")
    for step in steps():
        assert step.path in said
    assert password(playing, "zhiban") in said
