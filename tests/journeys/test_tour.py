"""The demo plays its story: the tour it prints, in both languages; its keys, and its account."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from qingtian_platform.project.demo import play
from qingtian_platform.project.demo.story import Step, Words, steps
from support import browser
from support.patience import LONG, until
from support.ports import free_port
from support.served import QINGTIAN
from support.terminal import Terminal
from support.wording import read

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]
TRANSFER = "/desk/cases/13/"  # a legacy matter that is one paper short of the police
LONGEST = 3600  # the demo ends by itself after so long [s]
SAID = "return [...document.querySelectorAll('[data-say]')].some((one) => one.innerText)"
WHOLE = 17_000  # frames of the packaged history and of the first hours of the live city [1]
CITY = 800  # after so long the city does not come [s]
TOUR = 600  # so long at most the whole walk takes, in both languages [s]


@dataclass
class Playing:
    process: subprocess.Popen[str]
    base: str
    data: Path
    terminal: Terminal
    passes: dict[str, dict[str, str]]  # cookies by login
    walked: dict[tuple[int, str], float] = field(default_factory=dict)  # by step [s]

    def answered(self) -> int:
        """How many frames were answered, as shown next."""
        return int(self.terminal.wait_for(r"answered ([\d,]+)")[1].replace(",", ""))


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
    out, _ = process.communicate(timeout=LONG)
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
        yield Playing(process, base, data, terminal, {})
    finally:
        kill(process)
        terminal.close()


@pytest.fixture(scope="module")
def visitor(playing: Playing) -> Iterator[browser.Reader]:
    wait_for_the_city(playing)
    with browser.reader(playing.base, eager=True) as someone:
        yield someone


COMES = {
    "/places/dongsi/": ("2016-0",),  # the replayed history
    "/": ("with data",),
    "/places/qingyun-boiler-1/verdicts/hour/over/a21002/": ("over the limit",),
    "/places/qingxi-section/": ("Items of the last hour", "class I"),
    "/places/qingyun-boiler-2/": ("calibration or quality test",),  # the alarm's cause, answered
    "/draws/": ("objects were drawn",),  # the parties have revealed
}
"""What shows that the city is whole: its history evaluated, its alarm raised and answered."""


def wait_for_the_city(playing: Playing) -> None:
    """Wait without a browser, which would take the machine from what is waited for."""
    for path, words in COMES.items():

        def shown(path: str = path, words: tuple[str, ...] = words) -> bool:
            with suppress(OSError):
                text = read(playing.base, path)
                return all(word in text for word in words)
            return False

        until(shown, CITY, every=2)


def password(playing: Playing, login: str) -> str:
    accounts: dict[str, str] = json.loads((playing.data / "demo-accounts.json").read_text())
    return accounts[login]


def become(visitor: browser.Reader, playing: Playing, who: str) -> None:
    """Be somebody, who signs in once and stays signed in; the page is signed in by other journeys."""
    if who != "citizen" and who not in playing.passes:
        playing.passes[who] = signed_in(playing.base, who, password(playing, who))
    visitor.carry(playing.passes.get(who, {}), alone=True)


def signed_in(base: str, login: str, secret: str) -> dict[str, str]:
    """Sign in by the form, without a browser, and give the cookies."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    address = f"{base}/account/login/?next=/robots.txt"
    opener.open(address, timeout=LONG).close()
    token = next(each.value for each in jar if each.name == "csrftoken")
    form = {"csrfmiddlewaretoken": token, "login": login, "password": secret}
    with opener.open(address, urlencode(form).encode(), timeout=LONG) as answer:
        assert answer.url == f"{base}/robots.txt", f"{login} is not let in"
    return {each.name: each.value or "" for each in jar}


def test_the_key_k_kills_the_gateway_while_thousands_of_frames_come(playing: Playing) -> None:
    terminal = playing.terminal
    terminal.wait_for("k kills the gateway with -9, q ends the demo")
    terminal.wait_for(r"answered [1-9]")
    terminal.press("k")
    terminal.wait_for("gateway killed with -9; the senders send again")
    terminal.wait_for("gateway ended with -9; starting it again")
    before = playing.answered()
    until(lambda: playing.answered() > before)


@pytest.mark.parametrize("step", steps(), ids=lambda step: f"{step.chapter}:{step.path}")
def test_each_step_shows_what_the_tour_says_in_both_languages(
    step: Step, visitor: browser.Reader, playing: Playing
) -> None:
    began = monotonic()
    become(visitor, playing, step.who)
    where = step.path
    for language, words in (("zh-hans", step.zh), ("en", step.en)):
        visitor.speak(language)
        if step.press and language == "zh-hans":
            until(lambda: pressed(visitor, step), every=1)
            where = visitor.driver.current_url if step.leads else step.path
        visitor.open(where)
        if step.press:
            visitor.wait_for(lambda words=words: not lacking(visitor, words))
        elif step.waits:
            until(lambda words=words, where=where: came(visitor, where, words), every=1)
        text = page_text(visitor)
        assert not lacking(visitor, words), text[:1500]
        assert not [word for word in words.unseen if word.lower() in text], text[:1500]
        strip = "演示：模拟数据" if language == "zh-hans" else "demonstration: simulated data"
        assert strip in text, "the strip stands on each page"
    playing.walked[len(playing.walked), step.path] = monotonic() - began


def test_the_whole_tour_takes_less_than_ten_minutes(
    playing: Playing, record_property: Callable[[str, object], None]
) -> None:
    if len(playing.walked) < len(steps()):
        pytest.skip("it is timed where every step was walked")
    longest = max(playing.walked, key=lambda each: playing.walked[each])
    took, busy = sum(playing.walked.values()), os.getloadavg()[2] / (os.cpu_count() or 1)
    record_property("seconds of the tour", round(took))
    assert took < TOUR * max(1, busy), (
        f"longest: {longest}; others kept the machine busy {busy:.1f}-fold"
    )


def test_a_transfer_that_lacks_a_paper_is_refused_with_its_clause_and_whole_it_raises_two_duties(
    visitor: browser.Reader, playing: Playing
) -> None:
    become(visitor, playing, "fuzeren")
    visitor.speak("en")
    visitor.open(f"{TRANSFER}acts/transfer/")
    visitor.click(".act-form button.act.first")
    assert "expected list of items (d7-3.10-03); it is missing" in page_text(visitor)
    visitor.open("/desk/papers/of/13/start/items/")
    visitor.click("form[method=post] button.act.first")
    for name, words in (("f-items", "数采仪1台"), ("f-kept", "证据室"), ("signature", "负责人")):
        visitor.one(f"[name={name}]").send_keys(words)
    visitor.click("button[value=finish]")
    visitor.open(f"{TRANSFER}acts/transfer/")
    visitor.click(".act-form button.act.first")
    visitor.open(TRANSFER)
    text = page_text(visitor)
    for duty in ("receive the transfer", "notify in writing whether a case is filed"):
        assert duty in text
    assert "left" in text, "the duties of the police run"


def pressed(visitor: browser.Reader, step: Step) -> bool:
    """Press what the step says unless that was done, and say whether what comes of it is seen."""
    visitor.open(step.path)
    if lacking(visitor, step.zh) and visitor.all(step.press[0]):
        for name, text in step.write.items():
            for each in visitor.all(f"[name={name}]"):
                each.send_keys(text)
        for selector in step.press:
            visitor.press(visitor.one(selector))
        visitor.wait_for(
            lambda: not lacking(visitor, step.zh) or visitor.driver.execute_script(SAID)
        )
    return not lacking(visitor, step.zh)


def came(visitor: browser.Reader, path: str, words: Words) -> bool:
    """Look again, and say whether all is seen."""
    visitor.open(path)
    return not lacking(visitor, words)


def page_text(visitor: browser.Reader) -> str:
    """Give what the page says in one line, small letters; empty while it is on its way."""
    text = visitor.driver.execute_script("return document.body ? document.body.innerText : ''")
    return " ".join(str(text).split()).lower()


def lacking(visitor: browser.Reader, words: Words) -> list[str]:
    """List the words that should be seen and are not."""
    text = page_text(visitor)
    return [word for word in words.see if word.lower() not in text]


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
    until(lambda: playing.answered() > WHOLE)
    playing.terminal.press("q")
    playing.terminal.wait_for("the senders stop; what was acknowledged is sealed")
    said = playing.terminal.wait_for(r"[\d,]+ frames sent = [^;\r\n]+")[0]
    account = end(playing.process)
    hold(account)
    sent, acknowledged = account["frames_sent"], account["frames_acknowledged"]
    assert said.startswith(f"{sent:,} frames sent = {acknowledged:,} acknowledged")
    assert sent > WHOLE
    assert account["observations"] > 100_000
    assert account["portal"] == f"{playing.base}/"


@pytest.mark.campaign  # its twin: tests/platform/project/test_demo_going_on.py
def test_a_demo_that_goes_on_ends_when_told_and_counts_what_is_new(
    playing: Playing, tmp_path: Path
) -> None:
    """Without a terminal; told by a signal, as a service manager does."""
    log = tmp_path / "said"
    with log.open("w") as told:
        process, _ = begin(playing.data, "--keep", stdin=subprocess.DEVNULL, stderr=told)
        try:
            until(lambda: len({*re.findall(r"answered [\d,]+", log.read_text())}) > 1)  # more came
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
