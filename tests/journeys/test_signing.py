"""Persons sign in a real browser with keys that cannot leave it; an intervention leaves no sign."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from journeys.conftest import City
from qingtian.ledger.audit import audit
from qingtian.ledger.note import Key
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from support import served
from support.browser import Reader
from support.patience import LONG, until

pytestmark = pytest.mark.journey
PEOPLE = {"chen": "duty", "root": "administrator", "zhao": "duty", "du": "assessor", "ji": "legal"}
STEAL = """
const done = arguments[arguments.length - 1];
const open = indexedDB.open("qingtian-keys", 1);
open.onsuccess = () => {
  const all = open.result.transaction("keys").objectStore("keys").getAll();
  all.onsuccess = () => crypto.subtle.exportKey("pkcs8", all.result[0].pair.privateKey)
    .then(() => done("taken"), (error) => done(error.name));
};
"""


@dataclass
class Office:
    base: str
    data: Path
    drawer: Path
    passwords: dict[str, str]
    key: Key


@pytest.fixture(scope="module")
def office(city: City, tmp_path_factory) -> Office:
    """The offices of the served city; whoever works there is added while it runs."""
    drawer = tmp_path_factory.mktemp("signing")
    opened = [["person", "add", "--name", name, "--role", role] for name, role in PEOPLE.items()]
    opened += [
        ["intervention", "custodian", "--name", name, "--group", group,
         "--out", str(drawer / f"{name}.key")]
        for name, group in (("du", "supervision"), ("ji", "discipline"))
    ]  # fmt: skip
    accounts = [json.loads(each) for each in served.prepare(opened, city.data)[: len(PEOPLE)]]
    passwords = {account["name"]: account["password"] for account in accounts}
    return Office(city.base, city.data, drawer, passwords, vkey(Places(city.data)))


@pytest.fixture
def browser(office, reader) -> Reader:
    return reader


def enter(browser: Reader, office: Office, name: str, language: str = "en") -> None:
    browser.speak(language)
    browser.open("/account/login/?next=/desk/key/")
    browser.one("input[name=login]").send_keys(name)
    browser.one("input[name=password]").send_keys(office.passwords[name])
    browser.one("input[name=password]").send_keys(Keys.ENTER)
    browser.wait_for(lambda: "/desk/" in browser.driver.current_url and bool(browser.all(".rail")))


def logged(office: Office, kind: str) -> int:
    """Audit the public log as a stranger, until it holds an act of a kind."""

    def entered() -> int:
        found = audit(lambda path: fetched(office, path), office.key)
        return found.kinds.get(kind, 0)

    return until(entered, every=1)


def fetched(office: Office, path: str) -> bytes:
    with urllib.request.urlopen(f"{office.base}/log/{path}", timeout=LONG) as answer:
        return answer.read()


def written(browser: Reader, number: str) -> None:
    """Write a sheet of sampling."""
    browser.open("/desk/samples/")
    said = {"sample": number, "place": "清河断面", "taken": "2026-11-25 09:30"}
    for key, text in (said | {"preservation": "4 °C", "containers": "2"}).items():
        browser.one(f"input[name={key}]").send_keys(text)
    browser.click(browser.driver.find_element(By.XPATH, "//button[text()='Write the sheet']"))


def test_a_key_is_made_in_the_browser_signs_and_cannot_leave_it(office, browser):
    enter(browser, office, "chen")
    assert "You have no key yet" in browser.text
    browser.click(browser.one("form[data-make-key] button"))
    assert "in this browser" in browser.text
    assert browser.driver.execute_async_script(STEAL) == "InvalidAccessError"
    written(browser, "S-2026-0007")
    assert "Next to sign: sampler" in browser.text
    browser.click(browser.one("form[data-sign] button"))
    assert "Next to sign: analyst" in browser.text
    assert logged(office, "qingtian.signoff/1") == 1
    assert not browser.complaints()


def test_who_has_no_key_is_told_what_to_do(office, browser):
    enter(browser, office, "zhao")
    written(browser, "S-2026-0008")
    browser.one("form[data-sign] button").click()
    browser.wait_for(lambda: "Make one under" in browser.text)
    browser.driver.refresh()
    assert "Next to sign: sampler" in browser.text


def test_an_intervention_is_recorded_and_its_subject_finds_nothing(office, browser):
    enter(browser, office, "chen", "zh-hans")
    browser.open("/desk/interventions/")
    browser.one("input[name=who]").send_keys("赵某某")
    browser.one("textarea[name=words]").send_keys("月底前把均值压下来")
    browser.one("input[name=channel][value=oral]").click()
    when = "document.querySelector('input[name=happened]').value = '2026-11-20T16:30'"
    browser.driver.execute_script(when)
    browser.click(browser.driver.find_element(By.XPATH, "//button[contains(., '不可更改')]"))
    receipt = browser.one("[data-receipt]").text
    assert len(receipt) == 64
    browser.driver.delete_all_cookies()
    enter(browser, office, "root")
    for address in ("/admin/", "/desk/", "/desk/morning/", "/desk/interventions/", "/desk/key/"):
        browser.open(address)
        assert receipt not in browser.driver.page_source
        assert "赵某某" not in browser.driver.page_source
    keys = [word for name in ("du", "ji") for word in ("--key", str(office.drawer / f"{name}.key"))]
    taken = served.qingtian("intervention", "extract", *keys, "--document", "7", data=office.data)
    assert taken.returncode == 0, taken.stderr
    found = [json.loads(line) for line in taken.stdout.splitlines()]
    assert receipt in [each["receipt"] for each in found]
