"""Figures of townships: which stations count, how much data a month needs, what a merged township does."""

from __future__ import annotations

from contextlib import closing as closing_it
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.townships import api as townships
from qingtian_platform.assess.townships import hourly
from qingtian_platform.evaluate.rows import Dose, Result
from qingtian_platform.evaluate.store import Store
from qingtian_platform.evaluate.verdicts.rows import Verdict
from qingtian_platform.evaluate.verdicts.store import Store as Verdicts
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import Parties
from support.receipts import hour_frame, received

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DONGHUAMEN, JINGSHAN, JIAODAOKOU, ANDINGMEN = "110101001", "110101002", "110101003", "110101004"
NEW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def assessor(db):
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def station(
    key: str, township: str, codes=("a34004",), *, level="city", kind="station", **more
) -> int:
    body = {"body": "river"} if kind == "section" else {}
    thing = registry.ensure_thing(
        key, key=key, kind=kind, district="110101", township=township or None, level=level,
        parties=Parties(**more), opened=date(2020, 1, 1), **body,
    )  # fmt: skip
    registry.ensure_logger(f"MN-{key}", thing_id=thing, st="22", codes=codes)
    return thing


def pm25(places: Places, thing: int, values: list[int | None]) -> None:
    """Plant the days of a month as the platform evaluated them."""
    days = []
    for number, value in enumerate(values):
        span = natural_day(FIRST + timedelta(days=number))
        dose = Dose(
            None if value is None else Decimal(value), "µg/m³", None, 24 if value else 3, 20
        )
        days.append(
            Result(
                thing, "day", span.start.astimezone(UTC), span.end.astimezone(UTC), None, (), None,
                True, "HJ 633-2026", {"PM2.5": dose},
            )
        )  # fmt: skip
    with closing_it(Store.writing(places)) as store, store.transaction():
        store.write(days, NEW)


def by_key(found: townships.Month) -> dict[str, townships.StationMonth]:
    return {each.thing.key: each for each in found.stations}


def figures(found: townships.Month) -> dict[str, tuple[str, str]]:
    return {row.subject: (row.value, row.reason) for row in found.rows}


def test_only_stations_of_the_city_count_and_none_of_who_is_assessed(places):
    good = station("good", DONGHUAMEN, owner="市环境监测中心")
    station("district", DONGHUAMEN, level="district")
    station("own", JINGSHAN, owner="景山街道办事处")
    station("kept", JINGSHAN, owner="市环境监测中心", maintainer="东城区景山街道办事处")
    station("lost", "")
    pm25(places, good, [42] * 14 + [41] * 17)
    found = townships.month("township-pm25", FIRST, LAST)
    assert {key: (each.counts, each.reason) for key, each in by_key(found).items()} == {
        "good": (True, ""),
        "district": (False, "not run by the municipal department"),
        "own": (False, "owned or maintained by who is assessed"),
        "kept": (False, "owned or maintained by who is assessed"),
        "lost": (False, "it lies in no township of that day that is known"),
    }
    told = figures(found)
    assert told[DONGHUAMEN] == ("41", "")  # 41.45 rounded once; by way of 41.5 it would be 42
    assert told[JINGSHAN] == ("", "none of its stations counts")
    assert told[ANDINGMEN] == ("", "no station lies in it")
    assert set(told) == set(policy().assessed("township-air", LAST))


def test_a_month_needs_its_days(places):
    whole, short = station("whole", JIAODAOKOU), station("short", ANDINGMEN)
    pm25(places, whole, [40] * 27 + [None] * 4)
    pm25(places, short, [40] * 26 + [None] * 5)
    found = townships.month("township-pm25", FIRST, LAST)
    one, other = by_key(found)["whole"], by_key(found)["short"]
    assert (one.counts, one.reckoned.days, one.reckoned.need) == (True, 27, 27)
    assert (other.counts, other.reason) == (False, townships.TOO_FEW)
    row = next(row for row in found.rows if row.subject == JIAODAOKOU)
    assert row.source == "whole 648 h 27/27 d; HJ 663-2026"


def test_stations_of_a_township_are_averaged_before_they_are_rounded(places):
    for key, value in (("one", 41), ("two", 42)):
        pm25(places, station(key, DONGHUAMEN), [value] * 30 + [value - 1])
    assert figures(townships.month("township-pm25", FIRST, LAST))[DONGHUAMEN] == ("41", "")


def test_late_data_change_the_draft_and_never_a_closed_edition(places, assessor):
    thing = station("good", DONGHUAMEN)
    pm25(places, thing, [40] * 31)
    rows = [
        closing.FigureRow(name, DONGHUAMEN, FIRST, "80", "", "台账")
        for name in ("township-tsp", "air-work")
    ]
    closing.hand_in(rows, assessor, now=NEW)
    turn = next(t for t in closing.turns("township-air", date(2026, 11, 26)) if t.first == FIRST)
    first = closing.close("township-air", FIRST, assessor, now=NEW)
    assert [each.subject for each in closing.draft("township-air", turn).placed] == [DONGHUAMEN]
    pm25(places, thing, [40] * 20)
    later = [None] * 10
    pm25(places, thing, [40] * 21 + later)
    assert closing.draft("township-air", turn).placed == ()
    assert closing.editions("township-air", FIRST)[0] == first


def test_a_merged_township_takes_its_stations_from_its_day_on_and_not_before(places, assessor):
    thing = station("moved", DONGHUAMEN)
    pm25(places, thing, [40] * 31)
    before = figures(townships.month("township-pm25", FIRST, LAST))
    townships.lie("moved", JINGSHAN, date(2027, 1, 1), "东华门并入景山", assessor, now=NEW)
    assert figures(townships.month("township-pm25", FIRST, LAST)) == before
    later = townships.month("township-pm25", date(2027, 1, 1), date(2027, 1, 31))
    assert by_key(later)["moved"].township == JINGSHAN
    (said,) = townships.said(["moved"])["moved"]
    assert (said.name, said.reason) == ("陈静", "东华门并入景山")


@pytest.mark.parametrize(
    ("key", "township", "reason"),
    [("none", JINGSHAN, "x"), ("there", "999999999", "x"), ("there", JINGSHAN, " ")],
)
def test_where_a_station_lies_is_said_of_what_is_there_with_a_reason(
    places, assessor, key, township, reason
):
    station("there", DONGHUAMEN)
    with pytest.raises(townships.TownshipRefusedError):
        townships.lie(key, township, FIRST, reason, assessor)


# Coarse particles, from hours


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), 27),
        (date(2026, 11, 1), date(2026, 11, 30), 27),
        (date(2026, 2, 1), date(2026, 2, 28), 25),
        (date(2028, 2, 1), date(2028, 2, 29), 25),
        (date(2026, 10, 5), date(2026, 10, 11), 7),
        (date(2026, 10, 1), date(2026, 12, 31), 83),
    ],
)
def test_how_many_days_a_period_needs(first, last, days):
    demand = hourly.Demand.of(policy().numbers("township.tsp.valid", last))
    assert demand.needed(first, last) == days


def hours(mn: str, day: int, values: list[str], *, flag: str = "N") -> list[bytes]:
    start = datetime(2026, 10, day, tzinfo=BEIJING).astimezone(UTC)
    return [
        hour_frame(mn, start + timedelta(hours=n), {"a34001": value}, flag=flag,
                   qn=f"202610{day:02d}{n:02d}0500000")
        for n, value in enumerate(values)
    ]  # fmt: skip


def test_coarse_particles_need_their_hours_and_only_good_ones_count(places):
    whole, short, fine = (station(key, DONGHUAMEN, ("a34001",)) for key in ("w", "s", "f"))
    frames = hours("MN-w", 1, ["100"] * 20) + hours("MN-w", 2, ["200"] * 13 + ["201"] * 11)
    frames += hours("MN-w", 2, ["900"] * 2, flag="D")
    frames += hours("MN-s", 1, ["100"] * 19) + hours("MN-s", 2, ["300"] * 24)
    frames += hours("MN-f", 1, ["0.1005"] * 24) + hours("MN-f", 2, ["0.1015"] * 24)
    received(places, frames)
    record.drain(places)
    streams = {"MN-w": (whole, "µg/m³"), "MN-s": (short, "µg/m³"), "MN-f": (fine, "mg/m³")}
    demand = hourly.Demand(hours=20, days=27, february=25)
    found = hourly.reckon(streams, "a34001", FIRST, date(2026, 10, 2), demand, places)
    # the second value of an hour supersedes the first in the archive: two of 24 hours are marked
    assert found[whole].hours == 20 + 22
    assert found[whole].exact == Decimal(150)  # days of 100 and of 200.5, as reported 200
    assert (found[short].exact, found[short].days, found[short].need) == (None, 1, 2)
    assert found[fine].exact == Decimal(101)  # 100.5 and 101.5 as reported: 100 and 102


# Water, from days of sections


def classed(places: Places, thing: int, days: list[dict[str, str | None]]) -> None:
    rows = []
    for number, values in enumerate(days):
        span = natural_day(FIRST + timedelta(days=number))
        rows.append((
            Verdict(
                thing_id=thing, period="day", start=span.start.astimezone(UTC),
                end=span.end.astimezone(UTC), code="class", field="", word="classed",
                edition="GB 3838-2002", more={"values": values, "class": "III"},
            ),
            {},
        ))  # fmt: skip
    with Verdicts.writing(places) as store:
        store.write(rows, NEW)


def test_the_index_of_a_section_is_the_sum_of_its_items_by_class_three(places):
    code = ("w01009", "w01019", "w21003", "w21011")
    one = station("river", DONGHUAMEN, code, kind="section")
    other = station("lacking", JINGSHAN, code, kind="section")
    good = {"DO": "10.0", "CODMn": "3.0", "NH3-N": "0.50", "TP": "0.100"}
    classed(places, one, [good, {**good, "CODMn": "6.0"}])
    classed(places, other, [{**good, "TP": None}])
    found = townships.month("township-water", FIRST, LAST)
    # 5/10.0 + 4.5/6 + 0.50/1.0 + 0.100/0.2
    assert figures(found)[DONGHUAMEN] == ("2.25", "")
    assert by_key(found)["river"].reckoned.more == {"class": "III"}
    assert figures(found)[JINGSHAN] == ("", "none of its stations counts")
    assert by_key(found)["lacking"].reckoned.more["lacks"] == "TP"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_tells_of_each_station_why_it_counts_and_takes_down_where_it_lies(
    places, assessor, language
):
    pm25(places, station("good", DONGHUAMEN, owner="市环境监测中心"), [40] * 31)
    station("own", JINGSHAN, owner="景山街道办事处")
    row = closing.FigureRow("township-pm25", DONGHUAMEN, FIRST, "55", "", "更正单")
    closing.hand_in([row], assessor, now=NEW)
    client = Client(headers={"accept-language": language})
    client.force_login(assessor)
    page = "/desk/closing/township-air/2026-10-01/"
    html = client.get(f"{page}stations/").content.decode()
    reason = (
        "被考核单位所有或运维"
        if language == "zh-hans"
        else "owned or maintained by who is assessed"
    )
    assert reason in html
    told = client.get(f"{page}figures/").content.decode()
    for said in ("55", "更正单", "陈静", "good 744 h 31/27 d; HJ 663-2026", "/places/good/"):
        assert said in told
    sent = {"station": "own", "township": DONGHUAMEN, "since": "2026-11-01", "reason": "移交市局"}
    assert client.post(f"{page}stations/", sent).status_code == 302
    (said,) = townships.said(["own"])["own"]
    assert said.township == DONGHUAMEN
    client.force_login(Person.objects.create(username="zhiban", name="赵敏", role="duty"))
    client.post(f"{page}stations/", {**sent, "township": JINGSHAN})
    assert len(townships.said(["own"])["own"]) == 1
