"""An officer opens the queue by keyboard, is refused an act with paper and clause, and completes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from qingtian.cases import Officer
from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from support import browser
from support.browser import Reader
from support.patience import LONG

pytestmark = pytest.mark.journey


@pytest.fixture
def server(db) -> Iterator[LiveServer]:
    """A thread that serves the test's own database: its rows cannot be removed, so nothing is flushed."""
    found = LiveServer("127.0.0.1")
    yield found
    found.stop()


@pytest.fixture
def officer(tmp_path, monkeypatch, server) -> Iterator[Reader]:
    """An officer before the queue: two sites, the second seen later."""
    monkeypatch.setenv("QINGTIAN_DATA", str(Places(tmp_path / "data").make().data))
    people.add_person("zhang", "enforcement", district="110105", name="张伟")
    zhang = people.account("zhang")
    for number, ago in enumerate((30, 3), 1):
        cases.open_matter(
            "construction-dust",
            "see",
            subject=cases.Subject("site", f"s{number}", f"工地{number}"),
            division="110105",
            origin=cases.Origin("inspection", f"r{number}"),
            person=zhang,
            now=datetime.now(BEIJING) - timedelta(hours=ago),
        )
    client = Client()
    client.force_login(zhang)
    with browser.reader(server.url) as reader:
        reader.width(browser.WIDE)
        carried = {"sessionid": client.cookies["sessionid"].value, "django_language": "zh-hans"}
        reader.carry(carried)
        yield reader


def inspected(number: int) -> None:
    """Write and finish the record of the inspection, as the pages of papers do."""
    person, now = people.account("zhang"), datetime.now(BEIJING)
    paper = papers.start(number, "inspection", person)
    asked = papers.form_of(paper).fields.values()
    said = {each.key: "yes" if each.kind == "yesno" else "土方未苫盖" for each in asked}
    content = papers.Content(
        said | dict(paper.fields),
        officers=(Officer("张伟", "0105-1"), Officer("钱芳", "0105-2")),
        party="signed",
        signer="李工",
        begin=now - timedelta(hours=2),
        end=now - timedelta(hours=1),
    )
    papers.finish(papers.save(paper.id, person, content, paper.version).id, person)


def press(officer: Reader, key: str) -> None:
    ActionChains(officer.driver).send_keys(key).perform()


def test_an_officer_works_through_a_case_by_keyboard(officer):
    officer.open("/desk/cases/")
    press(officer, "/")
    assert officer.driver.switch_to.active_element.get_attribute("id") == "find-cases"
    press(officer, "\ue00c")
    press(officer, "j")
    press(officer, "j")
    assert "工地2" in officer.one("tr.at").text
    press(officer, "k")
    press(officer, "\ue007")
    WebDriverWait(officer.driver, LONG).until(lambda d: "/desk/cases/1/" in d.current_url)
    officer.click(officer.one("#next a.act[href$='/acts/confirm/']"))
    officer.click(officer.driver.find_element(By.CSS_SELECTOR, ".act-form button"))
    assert "应附《现场检查（勘察）笔录》" in officer.one(".refusal").text
    assert "第四十二条" in officer.one("#paper-inspection .why").text
    inspected(1)
    officer.open("/desk/cases/1/acts/confirm/")
    officer.click(officer.driver.find_element(By.CSS_SELECTOR, ".act-form button"))
    assert "核验属实" in officer.one(".case-state").text
    assert "现场核验属实" in officer.one(".time-line").text
    assert all("422" in each for each in officer.complaints()), "the refusal alone"


def test_a_double_click_writes_one_note(officer):
    officer.open("/desk/cases/?show=open")
    officer.click('tr[data-href] a[href^="/desk/cases/"]')
    officer.one("#around textarea[name=text]").send_keys("电话已打")
    button = officer.one("#around button[value=note]")
    officer.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    ActionChains(officer.driver).double_click(button).perform()
    officer.wait_for(lambda: "记录" in officer.said(".notice"))
    officer.driver.refresh()
    assert officer.text.count("电话已打") == 1
