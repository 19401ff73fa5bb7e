"""Three persons review yesterday of an own station in a real browser, each with a key of his own."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from journeys.conftest import PICTURES, City
from journeys.test_signing import Office, enter
from qingtian.quantities import BEIJING
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from support import served
from support.browser import PHONE, WIDE, Reader, reader
from support.patience import LONG

pytestmark = pytest.mark.journey
PEOPLE = ("sun", "qian", "zhou")
STATION = "wanglan"
LOOKS = tuple((language, width) for language in ("zh-hans", "en") for width in (WIDE, PHONE))


@pytest.fixture(scope="module")
def office(city: City, tmp_path_factory) -> Office:
    """The review desk of the served city: three reviewers."""
    opened = [["person", "add", "--name", name, "--role", "reviewer"] for name in PEOPLE]
    accounts = [json.loads(each) for each in served.prepare(opened, city.data)]
    passwords = {account["name"]: account["password"] for account in accounts}
    drawer = tmp_path_factory.mktemp("reviewing")
    return Office(city.base, city.data, drawer, passwords, vkey(Places(city.data)))


@pytest.fixture(scope="module")
def browser(office) -> Iterator[Reader]:
    with reader(office.base) as found:
        found.width(WIDE)
        yield found


def yesterday() -> date:
    return datetime.now(BEIJING).date() - timedelta(days=1)


def come_in(browser: Reader, office: Office, name: str, language: str) -> None:
    """Sign in as another, make a key, and open the day from the list."""
    browser.driver.delete_all_cookies()
    enter(browser, office, name, language)
    browser.click(browser.one("form[data-make-key] button"))
    browser.open("/desk/review/")
    browser.click(browser.one(f'tr[data-key="{STATION}"] a'))


def sign(browser: Reader) -> None:
    browser.one("#sign input[type=checkbox]").click()
    browser.click(browser.one("#sign form[data-sign] button"))


@pytest.mark.campaign
def test_a_day_goes_through_three_hands_and_stands_beside_what_it_was(office, browser, screens):
    come_in(browser, office, "sun", "zh-hans")
    assert "下一步：初审" in browser.answer
    reject(browser)
    struck = browser.one(".review-hours .out").text
    sign(browser)
    assert "已签过本轮" in browser.text
    pictures(browser, screens)
    come_in(browser, office, "qian", "en")
    assert "owed next: second review" in browser.answer
    sign(browser)
    come_in(browser, office, "zhou", "en")
    sign(browser)
    assert "issued" in browser.answer
    assert browser.all("#sides .seal.reviewed")
    reported(browser, screens, struck)
    public(browser, office, screens)
    assert not browser.complaints()


def reject(browser: Reader) -> None:
    """Choose an hour that nothing points at and let it not count."""
    box = browser.all(".review-hours input[data-reading]")[0]
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.click()
    assert "已选1个" in browser.one("[data-chosen]").text
    browser.one("body").send_keys("r")
    browser.wait_for(lambda: browser.one("#reject").is_displayed())
    browser.one("#reject textarea").send_keys("零点检查期间")
    browser.click(browser.one("#reject button"))
    assert len(browser.all(".review-hours .out")) >= 1


def reported(browser: Reader, screens, struck: str) -> None:
    browser.open(f"/desk/review/report/{yesterday()}/")
    said = browser.text
    for what in ("First review sun", "second review qian", "issued by zhou", "零点检查期间"):
        assert what in said
    assert struck.split(maxsplit=1)[0] in said
    for width in (WIDE, PHONE):
        browser.width(width)
        assert browser.overflow() == 0
        browser.picture(screens / f"review-report-en-{width}.png")
    browser.width(WIDE)


def public(browser: Reader, office: Office, screens) -> None:
    """Anyone sees the seal, both figures, and the same by the interface."""
    browser.driver.delete_all_cookies()
    browser.speak("en")
    browser.open(f"/places/{STATION}/?day={yesterday()}")
    assert "Reviewed by persons" in browser.text
    assert browser.all("#reviewed, .seal.reviewed")
    browser.picture(screens / "station-reviewed-en-1440.png", tallest=5000)
    start = datetime.combine(yesterday(), datetime.min.time(), BEIJING).isoformat()
    asked = f"{office.base}/api/days?thing={STATION}&start={start.replace('+', '%2B')}"
    with urllib.request.urlopen(asked, timeout=LONG) as answer:
        (day,) = json.load(answer)["value"]
    assert day["state"] == "reviewed"
    assert day["review"]["rejected_hours"] >= 1
    assert set(day["review"]["real_time"]) == {"aqi", "primary"}


def pictures(browser: Reader, screens) -> None:
    """Take the pages of the desk in both languages, and hold that none is wider than its screen."""
    pages = {"review": "/desk/review/", "review-day": browser.driver.current_url}
    for language, width in LOOKS if PICTURES else (LOOKS[0], LOOKS[-1]):
        browser.driver.add_cookie({"name": "django_language", "value": language})
        browser.width(width)
        for name, address in pages.items():
            browser.open(address)
            assert browser.overflow() == 0, (name, language, width)
            browser.picture(screens / f"{name}-{language[:2]}-{width}.png", tallest=6000)
    browser.width(WIDE)


@pytest.mark.campaign
def test_no_page_of_a_source_speaks_of_a_review(office, browser):
    """Outlets, building sites and gates: the sentence that no one audits them, and no other word."""
    browser.driver.delete_all_cookies()
    own = {
        "zh-hans": ("审核", ("不作有效性审核",)),
        "en": ("review", ("does not review their validity",)),
    }
    for language, (word, said) in own.items():
        browser.speak(language)
        for address in sources(browser):
            browser.open(address)
            text = browser.text.lower()
            for sentence in said:
                text = text.replace(sentence, "")
            assert word not in text, (address, language)


def sources(browser: Reader) -> list[str]:
    """List the pages of all outlets and building sites, and their gates."""
    with urllib.request.urlopen(f"{browser.base}/api/things", timeout=LONG) as answer:
        found = json.load(answer)["value"]
    own = [one for one in found if one["kind"] in {"outlet", "site"}]
    assert len(own) >= 5
    pages = [f"/places/{one['key']}/" for one in own]
    pages += [f"/gate/{one['key']}/" for one in own if one["kind"] == "site"]
    for address in pages:
        with urllib.request.urlopen(f"{browser.base}{address}", timeout=LONG) as answer:
            assert answer.status == 200
    return pages
