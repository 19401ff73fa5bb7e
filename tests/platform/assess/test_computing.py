"""Figures of targets from the platform's own results: what counts, what is left out, and why there is none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from qingtian.quality.completeness import Counts
from qingtian.quantities import natural_day
from qingtian_platform.assess.computing import api as computing
from qingtian_platform.assess.computing import daily
from qingtian_platform.assess.computing.years import years
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.check.rows import CountRow
from qingtian_platform.check.store import Writer
from qingtian_platform.collect.importers import api as importers
from qingtian_platform.evaluate.rows import Dose, Result
from qingtian_platform.evaluate.store import Store
from qingtian_platform.evaluate.verdicts.rows import Verdict
from qingtian_platform.evaluate.verdicts.store import Store as Verdicts
from qingtian_platform.kit.places import VARIABLE, Places
from qingtian_platform.people.models import Person
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

pytestmark = pytest.mark.django_db
PM, HEAVY, GOOD, POOR, LINKED = "D3-4.1-02", "D3-6.5-04", "D3-4.1-03", "D3-4.1-04", "D3-12.1-05"
NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
LATER = date(2018, 12, 31)
Values = Callable[[date], tuple[str | None, int | None]]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    os.environ[VARIABLE] = str(tmp_path)
    return Places(tmp_path).make()


@pytest.fixture
def assessor() -> Person:
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def plant(places: Places, own: Iterable[date], values: Values) -> None:
    """Write days of the city: PM2.5 and AQI of each; None leaves the day without."""
    rows = []
    for day in own:
        pm25, aqi = values(day)
        span = natural_day(day)
        doses = {} if pm25 is None else {"PM2.5": Dose(Decimal(pm25), "µg/m³")}
        start, end = span.start.astimezone(UTC), span.end.astimezone(UTC)
        level = None if aqi is None else 5 if aqi > 200 else 2
        rows.append(
            Result(None, "day", start, end, aqi, (), level, aqi is not None, "HJ 633-2012", doses, (), 8, 8)
        )  # fmt: skip
    store = Store.writing(places)
    with store.transaction():
        store.write(rows, NOW)
        store.count_evaluation([], min(own), max(own))
    store.close()


def figures(clause: str, day: date = LATER) -> dict[int, ledger.Figure]:
    return {each.day.year: each for each in ledger.target(clause, day).figures if each.lineage}


def even(value: str, missing: set[date] = frozenset()) -> Values:  # type: ignore[assignment]
    return lambda day: (None, None) if day in missing else (value, 80)


def test_a_leap_year_counts_its_366_days_and_names_its_edition(places):
    plant(places, days(2016), lambda day: ("60" if day.month == 2 else "50", 80))
    found = figures(PM)[2016]
    assert found.value == Decimal(51)  # (29 of 60, 337 of 50) / 366 = 50.8
    assert found.counts
    assert found.lineage.counts == {"stations": 8, "days": 366, "required": 324, "missing": 0}
    assert (found.lineage.first, found.lineage.last) == (date(2016, 1, 1), date(2016, 12, 31))
    assert found.lineage.editions == ("HJ 663-2013", "GB 3095-2012")
    assert found.lineage.origins == ("results",)


@pytest.mark.parametrize(
    ("missing", "value", "why"),
    [
        ({date(2016, m, d) for m in (1, 3, 5, 7) for d in range(1, 5)} - {date(2016, 1, 4)}, 50, ()),
        ({date(2016, 1, d) for d in range(1, 16)}, None, ("months:1",)),
        ({date(2016, 2, d) for d in range(1, 5)}, 50, ()),
        ({date(2016, 2, d) for d in range(1, 6)}, None, ("months:2",)),
    ],
    ids=["15 of 366 spread", "15 of 366 in one month", "25 days of February", "24 days of February"],
)  # fmt: skip
def test_a_year_under_the_minimum_has_no_figure_and_says_which_months(places, missing, value, why):
    plant(places, days(2016), even("50", missing))
    found = figures(PM)[2016]
    assert (found.value, found.lineage.why) == (value, why)
    assert found.lineage.counts["missing"] == len(missing)


def test_a_year_that_is_not_over_is_provisional_and_gives_no_light(places):
    plant(places, [day for day in days(2016) if day.month < 7], even("30"))
    found = ledger.target(PM, date(2016, 7, 1))
    (figure,) = found.figures
    assert (figure.value, figure.provisional, figure.counts) == (Decimal(30), True, False)
    assert figure.lineage.why == ("unfinished",)
    assert (found.progress.reason, found.telling) == ("not yet reported", None)


def test_the_last_day_of_a_year_belongs_to_it_when_it_is_over():
    assert [(y.number, y.over) for y in years(date(2015, 6, 1), date(2016, 12, 31))] == [
        (2015, True), (2016, False),
    ]  # fmt: skip
    assert [(y.number, y.over) for y in years(date(2015, 6, 1), date(2017, 1, 1))] == [
        (2015, True), (2016, True),
    ]  # fmt: skip
    assert years(None, LATER) == []


def heavy_years(places: Places, counts: dict[int, int], without: int = 0) -> None:
    for year, count in counts.items():
        own = days(year)
        plant(
            places,
            own,
            lambda day, own=own, count=count: (
                "90", None if day in own[-without:] and without else 201 if day in own[:count] else 200
            ),
        )  # fmt: skip


def test_days_of_heavy_pollution_are_those_above_200_against_the_base_year(places):
    heavy_years(places, {2014: 99, 2015: 40, 2016: 31})
    found = figures(HEAVY)
    assert sorted(found) == [2015, 2016]
    assert [found[n].lineage.counts["heavy"] for n in (2015, 2016)] == [40, 31]
    assert [found[n].value for n in (2015, 2016)] == [Decimal("0.0"), Decimal("22.5")]
    assert found[2016].lineage.base == (2015, Decimal(40))


def test_the_baseline_that_was_handed_in_stands_beside_the_computed_one(places, assessor):
    heavy_years(places, {2015: 40, 2016: 31})
    ledger.report_baseline(HEAVY, "46", "公报", assessor, now=datetime(2018, 8, 1, tzinfo=UTC))
    found = ledger.target(HEAVY, LATER)
    assert [(b.value, b.source is None, b.stands) for b in found.baselines] == [
        (Decimal(40), True, True), (Decimal(46), False, False),
    ]  # fmt: skip
    assert found.telling.value == Decimal("22.5")


def test_where_the_base_year_lacks_days_the_number_handed_in_counts(places, assessor):
    heavy_years(places, {2015: 40}, without=37)  # 328 of 365 days; 90 % are 329
    heavy_years(places, {2016: 31})
    assert figures(HEAVY)[2016].lineage.why == ("no-base",)
    ledger.report_baseline(HEAVY, "46", "公报", assessor, now=datetime(2018, 8, 1, tzinfo=UTC))
    found = figures(HEAVY)
    assert found[2015].lineage.why == ("days",)
    assert found[2016].value == Decimal("32.6")


def test_a_new_result_is_told_and_an_unchanged_year_is_not_computed_again(places, monkeypatch):
    plant(places, days(2016), even("50"))
    assert figures(PM)[2016].value == Decimal(50)
    monkeypatch.setattr(daily, "_days", lambda year: pytest.fail("nothing changed"))
    assert figures(PM)[2016].value == Decimal(50)
    monkeypatch.undo()
    plant(places, days(2016), even("55"))
    assert figures(PM)[2016].value == Decimal(55)


def test_imported_days_count_where_the_platform_has_no_result(places, tmp_path):
    registry.ensure_thing(
        "东四", name_en="Dongsi", kind="station", station_kind="assessment", level="city"
    )
    thing = registry.things()[next(iter(registry.things()))]
    registry.ensure_logger("OLD-0001", thing_id=thing.id, st="22", intervals=("day",))
    lines = [f"OLD-0001,{day},{40 if day.month < 7 else 60},80,1,9" for day in days(2015)]
    file = tmp_path / "days.csv"
    file.write_text("\n".join(["mn,day,PM25,O38,CO,x", *lines]), encoding="utf-8")
    mapping = tmp_path / "days.yaml"
    mapping.write_text(
        "{station: mn, time: day, interval: day, columns: {PM25: {code: a34004, unit: µg/m³}, "
        "O38: {code: a05024, unit: µg/m³, field: Mda8}, CO: {code: a21005, unit: mg/m³}}}",
        encoding="utf-8",
    )
    importers.run(places, [file], importers.load(mapping))
    record.drain(places)
    found = figures(PM)[2015]
    assert (found.value, found.lineage.origins) == (Decimal(50), ("imported",))
    assert found.lineage.counts["stations"] == 1
    plant(places, [date(2015, 1, 1)], even("405"))
    found = figures(PM)[2015]
    assert (found.value, found.lineage.origins) == (Decimal(51), ("imported", "results"))
    (value,) = [v for v in computing.imported_values(date(2015, 3, 1)) if v.pollutant == "CO"]
    assert (value.text, value.name) == ("1", "东四")
    record.sealed_frame(value.batch, value.frame)


DAY = {"DO": "8.0", "CODMn": "5.0", "NH3-N": "0.80", "TP": "0.150", "pH": "7.5"}  # III
BAD = {**DAY, "NH3-N": "2.50"}  # worse than V


def classed(places: Places, key: str, own: list[date], values: Callable[[date], dict[str, str]], *, kept: set[date]) -> None:  # fmt: skip
    """Register a section and write its days: those that are kept are marked as maintenance."""
    thing = registry.ensure_thing(key, name_en=key, kind="section", opened=min(own))
    rows = []
    for day in own:
        span = natural_day(day)
        word = "maintenance" if day in kept else "classed"
        more = {} if day in kept else {"values": values(day), "class": "III"}
        rows.append((
            Verdict(
                thing_id=thing, period="day", start=span.start.astimezone(UTC),
                end=span.end.astimezone(UTC), code="class", field="", word=word,
                edition="GB 3838-2002", more=more,
            ),
            None,
        ))  # fmt: skip
    with Verdicts.writing(places) as store:
        store.write(rows, NOW)


def test_days_of_maintenance_are_left_out_and_counted(places):
    year = days(2015)
    kept = {date(2015, 5, d) for d in range(1, 8)}
    classed(places, "good", year, lambda _day: DAY, kept=kept)
    classed(places, "poor", year, lambda _day: BAD, kept=set())
    classed(places, "short", [d for d in year if d.month > 1], lambda _day: DAY, kept=set())
    good, poor = figures(GOOD)[2015], figures(POOR)[2015]
    assert (good.value, poor.value) == (Decimal("50.0"), Decimal("50.0"))
    assert good.lineage.counts == {
        "of-class": 1,
        "sections": 2,
        "without-class": 1,
        "section-days-classed": 358 + 365 + 334,
        "section-days-maintenance": 7,
        "section-days-shutdown": 0,
        "section-days-missing": 0,
    }
    rows = {each.key: each for each in computing.sections(2015, LATER)}
    assert (rows["short"].water_class, rows["short"].months) == (None, 11)
    assert rows["good"].days["maintenance"] == 7


def test_a_year_of_maintenance_alone_has_no_class(places):
    year = days(2015)
    classed(places, "kept", year, lambda _day: DAY, kept=set(year))
    found = figures(GOOD)[2015]
    assert (found.value, found.lineage.why) == (None, ("no-class",))


def test_the_connection_rate_is_of_the_last_day_of_a_year(places):
    own = (date(2017, 12, 30), date(2017, 12, 31))
    writer = Writer(places)
    with writer.transaction():
        for number in range(4):
            mn = f"MN-{number}"
            thing = registry.ensure_thing(f"out{number}", kind="outlet")
            registry.ensure_logger(mn, thing_id=thing, st="31", codes=("a21002",))
            came = {day: 0 if number == 3 and day == own[1] else 24 for day in own}
            rows = [
                CountRow(mn, "a21002", "hour", d, Counts(expected=24, received=n, valid=n), "")
                for d, n in came.items()
            ]
            writer.replace_counts(mn, "hour", own, rows)
    writer.close()
    found = figures(LINKED, date(2018, 1, 1))[2017]
    assert (found.value, found.day) == (Decimal("75.0"), date(2017, 12, 31))
    assert found.lineage.counts == {"connected": 3, "registered": 4}


def signed_in(person: Person, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("language", "beside", "behind", "report"),
    [
        ("zh-hans", "与计算值之差 +6", "无数天数", "任务与指标年度报告"),
        ("en", "against the computed one +6", "days without a value", "Yearly report on measures"),
    ],
)
def test_the_pages_lead_from_the_wall_to_the_days(
    places, assessor, language, beside, behind, report
):
    heavy_years(places, {2015: 40, 2016: 31})
    ledger.report_baseline(HEAVY, "46", "公报", assessor)
    ledger.report(HEAVY, date(2016, 12, 31), "25", "年报", assessor)
    client = signed_in(assessor, language)
    wall = client.get("/desk/targets/?by=computed&document=D3").content.decode()
    assert f'href="/desk/targets/{HEAVY}/"' in wall
    assert "<svg" in wall
    assert 'id="D5-8.95-02"' not in wall
    page = client.get(f"/desk/targets/{HEAVY}/").content.decode()
    assert beside in page
    assert "22.5" in page
    assert f'href="/desk/targets/{HEAVY}/2016/' in page
    days_page = client.get(f"/desk/targets/{HEAVY}/2016/?only=heavy").content.decode()
    assert days_page.count("<tr>") == 1 + 31
    assert behind in days_page
    assert 'href="/where/city/day/' in days_page
    table = client.get(f"/desk/targets/{HEAVY}/2016/?as=csv").content.decode()
    assert table.count("\n") == 1 + 366
    yearly = client.get("/desk/targets/report/").content.decode()
    assert report in yearly
    assert f"/desk/targets/{HEAVY}/" in yearly


def test_the_yearly_report_has_each_measure_and_target_and_one_digest(places, assessor):
    client = signed_in(assessor, "en")
    first, again = (client.get("/desk/targets/report/").content.decode() for _ in range(2))
    digest = first.rpartition('digest">')[2][:64]
    assert digest in again
    lines = client.get("/desk/targets/report/?as=csv").content.decode().splitlines()
    assert sum(",target," in line for line in lines) == 110
    assert sum(",measure," in line for line in lines) >= 117
    pdf = client.get("/desk/targets/report/?as=pdf")
    assert pdf.content.startswith(b"%PDF")
    ledger.report("D3-7.3-01", date(2018, 12, 31), "141", "报告", assessor)
    assert digest not in client.get("/desk/targets/report/").content.decode()


def test_neither_a_citizen_nor_an_enterprise_reads_these_pages(db):
    firm = Person.objects.create(username="qiye", name="李", role="enterprise")
    for path in (f"/desk/targets/{PM}/", f"/desk/targets/{PM}/2016/", "/desk/targets/report/"):
        assert Client().get(path).status_code == 302
        assert signed_in(firm, "en").get(path).status_code in (302, 403, 404)
