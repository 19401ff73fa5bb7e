"""The report on data quality: what it counts, for whom, on the page, as files and as PDF."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from qingtian.quality.flags import Flag
from qingtian.quality.rules import RULES
from qingtian_platform.act.alarms.models import Alarm
from qingtian_platform.check import api as check
from qingtian_platform.check import tallies
from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.findings.flagstore import FlagStore
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.findings.runs import Statement
from qingtian_platform.check.findings.store import Store
from qingtian_platform.check.instruments.models import Record
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.models import Person
from qingtian_platform.publish.desk import quality_data
from qingtian_platform.publish.desk.quality_data import Period, end_of
from qingtian_platform.registry import api as registry

PAGE = "/desk/quality/"
HOUR = 3_600_000_000  # [µs]
LANGUAGES = (("zh-hans", "数据质量报告"), ("en", "Report on data quality"))


@pytest.fixture
def officer(db):
    return Person.objects.create(username="zhao", name="赵敏", role="duty")


@pytest.fixture
def desk(officer):
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def days(truth):
    """Yesterday and today of the invented city, as an address asks for them."""
    return f"from={truth.yesterday}&to={truth.yesterday + timedelta(days=1)}"


def text(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def found(truth):
    """A finding about the boiler in the stage's own file."""
    places = Places.current()
    start = midnight(truth.yesterday)
    said = Said(
        "FD-111", "QTDESK02", "a21026", "hour", start + timedelta(hours=3), start + timedelta(hours=9)
    )  # fmt: skip
    with Store.writing(places) as store:
        number = store.say("test", said, truth.now)
    yield number
    with Store.writing(places) as store:
        store.end(number, "end of the test", None, truth.now)


@pytest.mark.parametrize("by", quality_data.BY)
@pytest.mark.parametrize(("language", "title"), LANGUAGES)
def test_it_stands_by_each_group_in_both_languages(desk, days, by, language, title):
    page = text(desk.get(f"{PAGE}?{days}&by={by}", headers={"accept-language": language}))
    assert title in page
    assert 'class="empty' not in page
    assert "审核" not in page
    assert "HJ 75" in page
    names = {"outlet": "林荷公园", "enterprise": "林荷公园运营公司", "district": "朝阳区"}
    assert names.get(by, "") in page if language == "zh-hans" else True


def test_a_month_says_what_its_days_say(truth):
    first = truth.yesterday.replace(day=1)
    month = Period(first, end_of(first))
    ask = {"by": "outlet", "interval": "hour", "seen": lambda _thing: True}
    whole = quality_data.report(month, **ask)
    parts = [quality_data.report(Period(d, d), **ask) for d in days_of(first, end_of(first))]
    assert month.month == f"{first:%Y-%m}"
    assert whole.counts.expected == sum(part.counts.expected for part in parts) > 0
    assert whole.counts.missing == sum(part.counts.missing for part in parts)
    rates = check.rates(by="all", period="range", start=first, end=end_of(first), interval="hour")
    assert whole.rates == rates[0].rates


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_findings_alarms_and_overdue_checks_stand_beside_the_rates(desk, days, truth, found):
    thing = registry.thing("north-boiler")
    asked = truth.now - timedelta(days=1)
    more = {"cause": "finding", "kind": "copied_history", "thing_id": thing.id, "lane": "a"}
    spans = dict.fromkeys(("reach_start", "reach_end", "start", "end", "raised_at"), asked)
    Alarm.objects.create(**more, **spans, was_due=truth.now - timedelta(hours=1))
    Alarm.objects.create(**more, **spans)
    page = text(desk.get(f"{PAGE}?{days}&unit=north-boiler", headers={"accept-language": "en"}))
    assert "1 finding stands." in page
    assert "Copied history" in page
    assert "1 alarms asked for a cause" in page, "the one without a clock asks for nothing"
    assert '<span class="due late">1</span>' in page
    assert "Linhe Park" not in page
    report = quality_data.report(
        Period(truth.yesterday, truth.yesterday),
        by="outlet", interval="hour", seen=lambda each: each.id == thing.id,
    )  # fmt: skip
    assert report.due == 3, "two gases and dust, none with a check on record"
    officer = Person.objects.get(username="zhao")
    for code, hours in (("a21026", 24), ("a21002", 24 * 8)):
        at = truth.now - timedelta(hours=hours)
        Record(kind="zero_span", mn="QTDESK02", code=code, start=at, end=at, author=officer).save()
    again = quality_data.report(
        report.period, by="datastream", interval="hour", seen=lambda _t: True
    )
    late = {row.summary.stream for row in again.rows if row.due}
    assert ("QTDESK02", "a21026") not in late
    assert ("QTDESK02", "a21002") in late


def test_flags_of_the_stage_are_counted_by_what_set_them(desk, days, truth):
    start = micros(moment(midnight(truth.yesterday) + timedelta(hours=4)))
    runs = [((Statement("QC-121", 1, ""),), (start, start + 4 * HOUR, HOUR, int(Flag.SUSPECT)))]
    with Store.writing(Places.current()) as store:
        FlagStore(store).make().append(("QTDESK01", "a34004", "hour"), runs, truth.now)
    tallies.step(Places.current())
    page = text(desk.get(f"{PAGE}?{days}&unit=lin-he-park", headers={"accept-language": "en"}))
    assert "5 flags take values out." in page
    assert f"{RULES['QC-121'].name['en']} 5" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_every_line_with_how_and_when_it_was_made(desk, days, kind, truth):
    response = desk.get(f"{PAGE}?{days}&by=datastream&as={kind}", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert "qingtian-quality-datastream-" in response["Content-Disposition"]
    if kind == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
    else:
        sheet = load_workbook(io.BytesIO(response.content)).active
        lines = [",".join(str(cell) for cell in row) for row in sheet.values]
    assert "As of " in lines[0]
    assert "formula of" in lines[0]
    assert sum("QTDESK02" in line for line in lines) == 3


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("by", ["outlet", "month"])
def test_it_prints_as_pdf(desk, days, language, by):
    response = desk.get(f"{PAGE}?{days}&by={by}&as=pdf", headers={"accept-language": language})
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert ("-en.pdf" in response["Content-Disposition"]) is (language == "en")


def test_a_district_sees_its_own_units_alone(truth, db):
    officer = Person.objects.create(username="li", role="duty")
    officer.division = registry_division("朝阳区")
    officer.save()
    client = Client()
    client.force_login(officer)
    day = truth.yesterday
    page = text(client.get(f"{PAGE}?from={day}&to={day}"))
    assert "北苑供热厂1号锅炉" in page
    assert "林荷公园" not in page
    other = registry.thing("lin-he-park")
    assert "林荷公园" not in text(client.get(f"{PAGE}?from={day}&to={day}&unit={other.key}"))


def registry_division(name: str):
    from qingtian_platform.people.models import Division

    return Division.objects.get(name=name)


@pytest.mark.parametrize(
    "asked", ["month=2026-13", "month=x", "from=x&to=y", "by=x&interval=x", "unit=x"]
)
def test_what_cannot_be_asked_gives_a_page(desk, truth, asked):
    assert "数据质量报告" in text(desk.get(f"{PAGE}?{asked}"))


@pytest.mark.parametrize("role", ["enterprise", "contractor"])
def test_findings_are_not_for_the_unit_itself(truth, db, role):
    client = Client()
    client.force_login(Person.objects.create(username="e", role=role))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/desk/").content.decode()


def test_nobody_enters_without_an_account(client, db):
    assert client.get(PAGE).status_code == 302
