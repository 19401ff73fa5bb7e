"""A citizen reports by phone, an officer writes the record without a network, the answer stands by the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.support.ui import Select

from journeys.conftest import City
from support.browser import PHONE, Reader

pytestmark = pytest.mark.journey
CALL = "13812345678"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00picture\xff\xd9"
)


def enter(reader: Reader, city: City, login: str) -> None:
    reader.forget()
    reader.speak("en")
    reader.open("/account/login/")
    reader.one("input[name=login]").send_keys(login)
    reader.one("input[name=password]").send_keys(city.accounts[login])
    reader.click(reader.one("main form button"))


def put(reader: Reader, **values: str) -> None:
    for name, value in values.items():
        field = reader.one(f'[name="{name.replace("__", ".")}"]')
        reader.driver.execute_script("arguments[0].value = arguments[1]", field, value)


def filed(reader: Reader) -> tuple[str, str]:
    """Report without scripts; give the code and the number."""
    reader.width(PHONE, 3200)
    reader.speak("en")
    reader.without_script()
    reader.open("/complaint/")
    reader.one('[name=scope][value="pollution"]').click()
    reader.one("[name=text]").send_keys(f"Black smoke at night behind the market, call {CALL}")
    Select(reader.one("[name=division]")).select_by_value("110105")
    reader.one("[name=place]").send_keys("Behind the market")
    reader.one("[name=phone]").send_keys(CALL)
    reader.click(".send button")
    code = reader.said(".code")
    reader.without_script(off=False)
    reader.open(f"/complaint/{code}/")
    assert CALL not in reader.text
    number = reader.said(".ticket").split("no. ")[1].split()[0]
    return code, number


def test_a_report_is_looked_into_without_a_network_and_answered(
    city: City, reader: Reader, tmp_path: Path
):
    code, number = filed(reader)
    enter(reader, city, "zhifa")
    reader.open(f"/desk/complaints/{number}/")
    assert CALL not in reader.text
    path = reader.one('a[href^="/desk/cases/"].figures, dd a[href^="/desk/cases/"]')
    matter = path.get_attribute("href").rstrip("/").rpartition("/")[2]
    record = f"/field/matters/{matter}/papers/inspection/"
    reader.open(record)
    assert reader.fits(PHONE)
    reader.width(PHONE, 3200)
    put(reader, officer__2="Second", certificate__2="B-2")
    put(reader, begin="2026-01-05T09:00", end="2026-01-05T09:30")
    put(reader, field__place="Behind the market", field__found="A stove without a hood")
    reader.one('[name="field.told"][value=yes]').click()
    reader.one("[name=party][value=refused]").click()
    put(reader, witness="A neighbour")
    photo = tmp_path / "stove.jpg"
    photo.write_bytes(JPEG)
    reader.one("[name=photos]").send_keys(str(photo))
    with reader.away():
        reader.one(".sheet-form button[type=submit]").click()
        reader.wait_for(lambda: "kept on this phone, not yet sent" in reader.text)
        assert "No network." in reader.text
    reader.wait_for(lambda: not reader.one("[data-kept-list]").is_displayed())
    reader.open(f"/field/matters/{matter}/")
    papers = [
        each.text for each in reader.all(".plain-list li") if "Record of the insp" in each.text
    ]
    assert len(papers) == 1
    assert "finished" in papers[0]
    reader.complaints()  # the network was off on purpose

    reader.open(f"/desk/complaints/{number}/")
    reader.one("textarea[name=text]").send_keys("The stove has a hood now.")
    reader.click(reader.one("form.fields button.first"))
    reader.forget()
    reader.speak("en")
    reader.open(f"/complaint/find/?code={code.lower()}")
    assert "The stove has a hood now." in reader.text
    assert "Your report has been answered." in reader.answer


def wrote(reader: Reader) -> None:
    """Fill the record in, but for the witness of the refusal."""
    put(reader, officer__1="First", certificate__1="A-1", officer__2="Second", certificate__2="B-2")
    put(reader, begin="2026-01-05T09:00", end="2026-01-05T09:30")
    put(reader, field__place="Behind the market", field__found="A stove without a hood")
    reader.one('[name="field.told"][value=yes]').click()
    reader.one("[name=party][value=refused]").click()
    reader.one(".sheet-form button[type=submit]").click()


def test_a_kept_form_that_is_refused_says_why_each_time_and_holds_nothing_up(
    city: City, reader: Reader
):
    _code, number = filed(reader)
    enter(reader, city, "zhifa")
    reader.open(f"/desk/complaints/{number}/")
    path = reader.one('dd a[href^="/desk/cases/"]').get_attribute("href").rstrip("/")
    record = f"/field/matters/{path.rpartition('/')[2]}/papers/inspection/"
    reader.open(record)
    with reader.away():
        for address in ("/field/matters/99999/papers/inspection/", record):  # another's by now
            reader.driver.execute_script("history.replaceState(null, '', arguments[0])", address)
            kept = len(reader.all("[data-kept-list] li"))
            wrote(reader)
            reader.wait_for(lambda kept=kept: len(reader.all("[data-kept-list] li")) == kept + 1)
    reader.wait_for(lambda: "Expected a witness" in reader.one("[data-kept-list]").text)
    assert "The platform did not take this form" in reader.one("[data-kept-list]").text
    (mend,) = reader.all("[data-kept-list] [data-open]:not([hidden])")
    reader.open(mend.get_attribute("href") or "")
    found = "[name='field.found']"
    reader.wait_for(lambda: bool(reader.one(found).get_attribute("value")))
    reader.wait_for(lambda: bool(reader.all("[data-kept-list] li")))
    reader.one(".sheet-form button[type=submit]").click()
    reader.wait_for(lambda: "Expected a witness" in reader.one("main > p[data-problem]").text)
    assert reader.one(found).get_attribute("value") == "A stove without a hood"
    reader.complaints()  # refused on purpose
