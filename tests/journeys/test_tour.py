"""The demo plays its story: the tour it prints, in both languages; its keys, and its account."""

from __future__ import annotations

import json
import os
import re
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

from qingtian_platform.project.demo import play
from qingtian_platform.project.demo.story import Step, steps
from support import browser
from support.ports import free_port
from support.served import QINGTIAN
from support.terminal import Terminal

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]
LONGEST = 1800  # the demo ends by itself after so long [s]


@dataclass
class Playing:
    process: subprocess.Popen[str]
    base: str
    data: Path
    terminal: Terminal

    def answered(self) -> int:
        """How many frames were answered, as shown next."""
        return int(self.terminal.wait_for(r"answered ([\d,]+)", 30)[1].replace(",", ""))


def begin(data: Path, *more: str, **streams: Any) -> tuple[subprocess.Popen[str], str]:
    """Begin to play; give the process and the address of its pages."""
    http = f"127.0.0.1:{free_port()}"
    words = ["--http", http, "--gateway", f"127.0.0.1:{free_port()}", "--exit-after", str(LONGEST)]
    process = subprocess.Popen(
        [QINGTIAN, "demo", "--data", data, *words, *more],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"COLUMNS": "400", "TERM": "xterm"}, **streams,
    )  # fmt: skip
    return process, f"http://{http}"


def end(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for the end, and read the last line."""
    out, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    account: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return account


def kill(process: subprocess.Popen[str]) -> None:
    """Leave nothing of it behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playing]:
    """A demo at a real terminal."""
    data = tmp_path_factory.mktemp("tour") / "data"
    terminal = Terminal()
    process, base = begin(data, stdin=terminal.theirs, stderr=terminal.theirs)
    try:
        yield Playing(process, base, data, terminal)
    finally:
        kill(process)
        terminal.close()


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
            if replayed and "with data" in visitor.text and judged(visitor) and told(visitor):
                return
        time.sleep(1)
    raise AssertionError(f"no city after {seconds} s: {visitor.text[:500]}")


def judged(visitor: browser.Reader) -> bool:
    """Whether the stage has judged the outlets and classed the section."""
    visitor.open("/places/qingyun-boiler-1/verdicts/hour/over/a21002/")
    over = "over the limit" in visitor.text
    visitor.open("/places/qingxi-section/")
    return over and "Items of the last hour" in visitor.text and "class I" in visitor.text


def told(visitor: browser.Reader) -> bool:
    """Whether the enterprise has answered the alarm, so that its cause is published."""
    visitor.open("/places/qingyun-boiler-2/")
    return "calibration or quality test" in visitor.text


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


def test_the_key_k_kills_the_gateway_while_thousands_of_frames_come(playing: Playing) -> None:
    terminal = playing.terminal
    terminal.wait_for("k kills the gateway with -9, q ends the demo", 300)
    terminal.wait_for(r"answered [1-9]", 120)
    terminal.press("k")
    terminal.wait_for("gateway killed with -9; the senders send again", 60)
    terminal.wait_for("gateway ended with -9; starting it again", 60)
    before, deadline = playing.answered(), time.monotonic() + 120
    while playing.answered() <= before:
        assert time.monotonic() < deadline, "the gateway takes no frames any more"


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
        assert not [word for word in words.unseen if word.lower() in text], text[:1500]
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


def test_the_tour_is_printed_with_addresses_and_log_ins(playing: Playing) -> None:
    said = playing.terminal.shown
    for step in steps():
        assert step.path in said
    assert password(playing, "zhiban") in said


def test_nothing_acknowledged_is_lost_though_the_gateway_was_killed(
    visitor: browser.Reader, playing: Playing
) -> None:
    """`q` ends the demo; a sentence and the last line give its account."""
    del visitor  # the city is whole
    playing.terminal.press("q")
    playing.terminal.wait_for("the senders stop; what was acknowledged is sealed", 60)
    said = playing.terminal.wait_for(r"[\d,]+ frames sent = [^;\r\n]+", 240)[0]
    account = end(playing.process)
    hold(account)
    sent, acknowledged = account["frames_sent"], account["frames_acknowledged"]
    assert said.startswith(f"{sent:,} frames sent = {acknowledged:,} acknowledged")
    assert sent > 17_000
    assert account["observations"] > 100_000
    assert account["portal"] == f"{playing.base}/"


def test_a_demo_that_goes_on_ends_when_told_and_counts_what_is_new(
    playing: Playing, tmp_path: Path
) -> None:
    """Without a terminal; told by a signal, as a service manager does."""
    log = tmp_path / "said"
    with log.open("w") as told:
        process, _ = begin(playing.data, "--keep", stdin=subprocess.DEVNULL, stderr=told)
        try:
            deadline = time.monotonic() + 240
            while len({*re.findall(r"answered [\d,]+", log.read_text())}) < 2:  # so more came
                assert time.monotonic() < deadline, log.read_text()[-3000:]
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            account = end(process)
        finally:
            kill(process)
    hold(account)
    assert account["observations"] > 100_000


def hold(account: dict[str, int]) -> None:
    """What was acknowledged is archived; what else was sent has a name."""
    sent, archived = account["frames_sent"], account["frames_archived"]
    lost, unheard = account["frames_lost_on_the_way"], account["answers_lost"]
    assert sent > 0 <= lost
    assert unheard >= 0
    assert account["frames_acknowledged"] + unheard == archived == sent - lost
    assert lost + unheard <= account["frames_repeated"]


@pytest.mark.parametrize(
    ("sent", "acknowledged", "archived", "said"),
    [
        (7, 7, 7, "7 frames sent = acknowledged = archived"),
        (1009, 1000, 1004, ("1,009 frames sent = 1,000 acknowledged + 4 archived whose answer was lost"
         " with its line + 5 lost with their line before they were durable; 9 were sent again")),
    ],
)  # fmt: skip
def test_a_sentence_explains_every_difference(
    sent: int, acknowledged: int, archived: int, said: str
) -> None:
    account = {"frames_sent": sent, "frames_acknowledged": acknowledged, "frames_repeated": 9}
    assert play.explained(account | play.gone(sent, acknowledged, archived)) == said
