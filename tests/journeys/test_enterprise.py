"""An enterprise and its contractor at work: what is owed, a cause, marks by chart and table, a late stop."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.ui import Select

from journeys.conftest import City
from qingtian_platform.kit.times import BEIJING
from support.browser import PHONE, Reader

pytestmark = pytest.mark.journey
OUTLET = "qingyun-boiler-1"
PAGES = ("", "declare/", f"marks/{OUTLET}/", f"manual/?thing={OUTLET}")
PICKED = "return document.querySelectorAll('input[name=hour]:checked').length"


@pytest.fixture(scope="module")
def firm(city: City, chromium: Reader) -> Reader:
    """The contractor's technician, signed in."""
    chromium.forget()
    chromium.width(1440)
    chromium.complaints()
    enter(chromium, city, "yunwei")
    return chromium


def enter(browser: Reader, city: City, login: str, language: str = "en") -> None:
    browser.speak(language)
    browser.open("/account/login/")
    browser.one("input[name=login]").send_keys(login)
    browser.one("input[name=password]").send_keys(city.accounts[login])
    browser.click(browser.one("main form button"))
    assert browser.driver.current_url.endswith("/enterprise/"), "led to what is owed"


def test_a_cause_is_given_for_the_firm_and_two_desks_give_receipts(firm: Reader):
    def owed() -> bool:
        firm.open("/enterprise/")
        return "Give the cause" in firm.text

    firm.wait_for(owed)
    firm.follow("Give the cause")
    Select(firm.one("select[name=cause]")).select_by_value("treatment")
    firm.one("textarea[name=text]").send_keys("The burner was out of tune; set right.")
    firm.click(firm.one("main form button"))
    assert "Received by:" in firm.one(".notice").text
    assert firm.text.count("no. ") >= 2
    assert "Qingyun Heating" in firm.text, "for whom the contractor answered"


def test_hours_are_marked_by_tapping_the_chart_and_the_table_shows_the_same(firm: Reader):
    firm.open(f"/enterprise/marks/{OUTLET}/")
    place = firm.one("[data-pick]")
    firm.wait_for(lambda: bool(firm.all("[data-pick] svg")))
    ActionChains(firm.driver).move_to_element(place).click().perform()
    firm.wait_for(lambda: firm.driver.execute_script(PICKED) == 1)
    assert "Hours ticked: 1" in firm.text
    firm.one("tr:has(input:checked) + tr input[name=hour]").click()
    Select(firm.one("select[name=kind]")).select_by_value("维护")
    firm.one("#mark-form textarea[name=reason]").send_keys("filter changed")
    firm.click(firm.one("#mark-form button[type=submit]"))
    assert "Marked as monitor: maintenance" in firm.one(".notice").text
    assert len([one for one in firm.all(".hours-table .flag") if "maintenance" in one.text]) == 2
    assert "for Qingyun Heating" in firm.text


def test_a_stop_that_is_told_afterwards_is_called_late_and_the_public_reads_it(firm: Reader):
    begun = datetime.now(BEIJING) - timedelta(hours=2)
    firm.open(f"/enterprise/declare/?thing={OUTLET}")
    Select(firm.one("select[name=kind]")).select_by_value("discharge")
    script = "arguments[0].value = arguments[1]"
    firm.driver.execute_script(script, firm.one("input[name=start]"), f"{begun:%Y-%m-%dT%H:%M}")
    firm.one("textarea[name=reason]").send_keys("power cut")
    firm.click(firm.one("main form button"))
    assert "marked as late" in firm.one(".notice").text
    firm.open(f"/places/{OUTLET}/")
    said = firm.one("section[aria-labelledby=said]").text
    for words in (
        "Discharge stopped",
        "Declared afterwards",
        "monitor: maintenance",
        "Causes given",
    ):
        assert words in said
    assert "burner" not in said


def test_every_page_is_read_on_a_phone_in_chinese(firm: Reader):
    firm.speak("zh-hans")
    firm.width(PHONE)
    try:
        for page in PAGES:
            firm.open(f"/enterprise/{page}")
            assert firm.overflow() == 0, page
        assert "待办" in firm.text
        assert not firm.complaints()
    finally:
        firm.width(1440)
        firm.speak("en")
