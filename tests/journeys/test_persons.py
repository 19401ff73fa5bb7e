"""Officer, river chief, enterprise, citizen and head of a unit go their ways, with deadlines and real mails."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import Select

from journeys.conftest import City
from journeys.test_field import JPEG, enter, put
from qingtian_platform.kit.times import BEIJING
from support.browser import PHONE, WIDE, Reader
from support.patience import until
from support.persons import FRESH, LATE, REACH, mailed, mails

pytestmark = pytest.mark.journey
CALL, MAILBOX = "13912340000", "someone@mail.example"


def here(moment: datetime) -> str:
    """Write a time as a field of a page takes it."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


def row(reader: Reader, words: str) -> str:
    """Read the row of a list that says something."""
    found = [each.text for each in reader.all("tbody tr, .file-list li") if words in each.text]
    assert found, f"expected a row with {words}; got {reader.driver.current_url}: {reader.text}"
    return found[0]


def sign(reader: Reader, paper: str) -> None:
    """Make a key in this browser and sign a finished paper with it, beside the platform's own seal."""
    reader.open("/desk/key/")
    reader.click("form[data-make-key] button")
    reader.open(paper)
    reader.click("form[data-sign] button")
    said = reader.said("main")
    assert re.search(r"Signed\s+区执法人员.*act \d+, with its proof", said), said
    assert not reader.all("form[data-sign]"), "once each"


def test_a_head_gives_a_case_away_and_the_officer_keeps_its_deadline(
    city: City, reader: Reader, screens: Path
):
    enter(reader, city, "fuzeren")
    reader.open("/desk/dossier/board/")
    given = next(each for each in reader.all(".file-list li") if FRESH in each.text)
    matter = given.find_element("css selector", "a").text
    reader.driver.execute_script("arguments[0].querySelector('details').open = true", given)
    Select(given.find_element("css selector", "select")).select_by_value("zhifa")
    reader.click(given.find_element("css selector", "details button"))
    letter = mailed(city.mail, "zhifa", matter)
    assert f"[已交您承办] {matter} {FRESH}" in letter
    due = re.search(r"Due next: (\S+ \S+)", letter)
    assert due, "the mail says by when"

    enter(reader, city, "zhifa")
    reader.open("/desk/cases/")
    shown = row(reader, matter)
    assert re.search(r"2[12] h( \d+ min)? left", shown), shown
    line = next(each for each in reader.all("tbody tr") if matter in each.text)
    reader.click(line.find_element("css selector", "th a"))
    assert due[1] in reader.text, "page and mail name one deadline"
    where = reader.driver.current_url
    number = where.rstrip("/").rpartition("/")[2]
    reader.open(f"/desk/papers/of/{number}/start/inspection/")
    reader.click("form[method=post] button.act.first")
    officers = zip(("区执法人员", "区协办执法人员"), ("演执0105017", "演执0105023"), strict=True)
    for n, (name, certificate) in enumerate(officers):
        for field, text in (("officer", name), ("certificate", certificate)):
            box = reader.all(f"[name={field}]")[n]
            reader.driver.execute_script("arguments[0].value = arguments[1]", box, text)
    now = datetime.now(BEIJING)
    put(reader, begin=here(now - timedelta(minutes=50)), end=here(now - timedelta(minutes=5)))
    put(reader, **{"f-place": "东门", "f-found": "土方未苫盖", "f-told": "yes"})
    put(reader, party="refused", witness="陶望（虚构）")
    reader.click("button[value=finish]")
    assert "演执0105023" in reader.text
    sign(reader, reader.driver.current_url)
    reader.open(f"{where}acts/confirm/")
    reader.click(".act-form button.act.first")
    assert "Confirmed" in reader.said(".case-state")
    assert "Nothing is owed." in reader.text, "the limit of twenty-four hours was kept"
    reader.picture(screens / "case-1440-en.png")
    reader.open("/desk/cases/")
    assert "left" not in row(reader, matter)


def test_a_chief_sees_what_was_missed_by_mail_and_phone_and_reports_a_patrol(
    city: City, reader: Reader, tmp_path: Path, screens: Path
):
    letter = mailed(city.mail, "hezhang", "[漏巡] 柳溪河段")
    assert "No patrol is on record for this turn." in letter
    assert mails(city.mail, "fuzeren", "[漏巡]"), "the head of the district is told too"
    reader.width(PHONE, 2400)
    enter(reader, city, "hezhang")
    reader.open("/field/")
    assert "Missed: Liuxi reach" in reader.text
    assert "a notice; told: the chief" in reader.driver.page_source, "a setting, shown as one"
    reader.open(f"/field/patrols/{REACH}/")
    now = datetime.now(BEIJING)
    put(reader, begin=here(now - timedelta(minutes=40)), end=here(now - timedelta(minutes=2)))
    reader.one("[name=problem][value=dumping]").click()
    reader.one("textarea[name=text]").send_keys("岸边倾倒渣土")
    photo = tmp_path / "bank.jpg"
    photo.write_bytes(JPEG)
    reader.one("[name=photos]").send_keys(str(photo))
    reader.one(".sheet-form button[type=submit]").click()
    reader.wait_for(lambda: "/field/matters/" in reader.driver.current_url)
    assert "岸边倾倒渣土" in reader.text
    assert "Found, to be handed over" in reader.text
    reader.open("/field/")
    assert "Done for this turn." in reader.text
    assert reader.fits(PHONE)
    reader.picture(screens / "field-chief-390-en.png")


def test_an_enterprise_is_told_by_mail_reads_the_notice_and_answers(
    city: City, reader: Reader, screens: Path
):
    letter = mailed(city.mail, "qiye", "[文书已送达]")
    due = re.search(r"You may answer until (\S+ \S+)", letter)
    matter = letter.splitlines()[0].rpartition(" ")[2]
    assert due
    assert "超标" not in letter, "the mail tells nothing of what was found"
    enter(reader, city, "qiye")
    reader.open("/enterprise/cases/")
    reader.follow("Notice before the penalty")
    assert "Notice before the penalty" in reader.text
    paper = reader.one("table a[href*='/papers/']").get_attribute("href")
    kept = {each["name"]: each["value"] for each in reader.driver.get_cookies()}
    assert read(paper, kept)[:5] == b"%PDF-"
    Select(reader.one("[name=kind]")).select_by_index(1)
    reader.one("textarea[name=text]").send_keys("布袋已于当日更换，附维修记录。")
    reader.click("form.fields button.first")
    handed = row(reader, "Explanation or defence.txt")
    assert re.search(r"企业环保专员 [0-9a-f]{24}", handed), "with receipt and hash"
    reader.picture(screens / "enterprise-case-1440-en.png")
    enter(reader, city, "zhifa")
    reader.open(f"/desk/cases/?q={matter}&show=open")
    reader.click(reader.one("tbody th a"))
    assert "Explanation or defence" in reader.text, "it is evidence of the matter"


def test_a_citizen_reports_is_told_by_mail_and_reads_the_answer_by_the_code(
    city: City, reader: Reader
):
    reader.width(PHONE, 3200)
    reader.speak("en")
    reader.open("/complaint/")
    reader.one('[name=scope][value="pollution"]').click()
    reader.one("[name=text]").send_keys(f"Smell of paint at night, call {CALL}")
    Select(reader.one("[name=division]")).select_by_value("110105")
    put(reader, place="Behind the depot", name="Li Xiaoming", mail=MAILBOX)
    reader.click(".send button")
    code = reader.said(".code")
    reader.open(f"/complaint/{code}/")
    ticket = reader.said(".ticket").split("no. ")[1].split()[0]
    for secret in (CALL, MAILBOX, "Li Xiaoming"):
        assert secret not in reader.driver.page_source

    enter(reader, city, "zhiban-cy")
    reader.open(f"/desk/complaints/{ticket}/")
    for secret in (CALL, MAILBOX, "Li Xiaoming"):
        assert secret not in reader.driver.page_source, "nor does the desk read who it was"
    reader.one("textarea[name=text]").send_keys("The spray booth was closed on 3 March.")
    reader.click(reader.one("form.fields button.first"))

    came = until(lambda: [raw for to, raw in tuple(city.mail.came) if to == MAILBOX])
    assert b"spray booth" not in came[-1], "the mail holds neither report nor answer"
    reader.forget()
    reader.speak("en")
    reader.open(f"/complaint/find/?code={code.lower()}")
    assert "Your report has been answered." in reader.answer
    assert "The spray booth was closed on 3 March." in reader.text
    assert reader.fits(PHONE)


def test_a_head_sees_what_is_overdue_with_who_owes_it_and_urges(
    city: City, reader: Reader, screens: Path
):
    letter = mailed(city.mail, "fuzeren", LATE)
    assert "逾期" in letter, "it was sent up by itself"
    enter(reader, city, "fuzeren")
    reader.open("/desk/dossier/board/")
    shown = row(reader, LATE)
    assert re.search(r"overdue by \d+ h", shown), shown
    assert "朝阳区执法单位负责人" in shown, "with the name of who owes it"
    late = next(each for each in reader.all(".file-list li") if LATE in each.text)
    reader.click(late.find_element("css selector", "button[name=urge]"))
    assert "urged" in reader.text
    told = mailed(city.mail, "zhifa", f"{LATE}\n催办")
    assert "[催办] " in told
    assert reader.fits(PHONE)
    reader.width(WIDE)
    reader.picture(screens / "unit-board-1440-en.png")


def read(address: str, cookies: dict[str, str]) -> bytes:
    """Fetch a file as the person who is signed in."""
    from urllib.request import Request, urlopen

    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with urlopen(Request(address, headers={"Cookie": carried}), timeout=300) as answer:
        content: bytes = answer.read()
    return content
