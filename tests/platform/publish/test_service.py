"""Before a station opened and after it closed nothing was due: blank, and never called missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from qingtian_platform.kit.times import midnight
from qingtian_platform.publish.almanac import calendar
from qingtian_platform.publish.figures import Dose, Figure
from qingtian_platform.publish.series import DAYS, HOURS, chart
from qingtian_platform.publish.service import Service

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OPENED, CLOSED = date(2026, 3, 3), date(2026, 3, 5)
SERVICE = Service(midnight(OPENED), midnight(CLOSED + DAY))
FIRST, END = midnight(date(2026, 3, 1)), midnight(date(2026, 3, 8))


def figure(start: datetime, length: timedelta) -> Figure:
    dose = Dose("PM2.5", Decimal(35), "µg/m³", 0, 50)
    return Figure(start.astimezone(UTC), start + length, 50, (), "HJ 633-2026", {"PM2.5": dose})


def test_a_chart_is_blank_where_the_station_was_not_in_service() -> None:
    found = [figure(midnight(OPENED), DAY)]
    data = chart("PM2.5", found, DAYS, FIRST, END, SERVICE).data
    assert data["ribbons"] == [
        {
            "from": int(midnight(OPENED + DAY).timestamp()),
            "to": int(midnight(CLOSED + DAY).timestamp()),
            "key": "missing",
        }
    ]
    assert [point[1] for point in data["points"]] == [None, None, 35.0, None, None, None, None]


def test_without_a_day_in_the_registry_the_first_figure_is_the_first_day() -> None:
    found = [figure(midnight(OPENED) + 5 * HOUR, HOUR)]
    service = Service().widened(found)
    data = chart("PM2.5", found, HOURS, FIRST, midnight(OPENED) + 8 * HOUR, service).data
    (ribbon,) = data["ribbons"]
    assert ribbon["from"] == int((midnight(OPENED) + 6 * HOUR).timestamp())
    assert Service(FIRST).widened(found) == Service(FIRST)
    assert Service().widened([]) == Service()


def test_a_figure_before_the_registered_day_is_shown() -> None:
    found = [figure(FIRST, DAY)]
    data = chart("PM2.5", found, DAYS, FIRST, END, SERVICE).data
    assert data["points"][0][1] == 35.0


def test_the_calendar_leaves_days_out_of_service_blank() -> None:
    found = [figure(midnight(OPENED), DAY)]
    rows = calendar(found, 2026, [2025, 2026], date(2026, 4, 1), "x", SERVICE)
    (month,) = rows.months  # the others have no day to show
    march = month.days
    assert march[1] is None
    assert march[2].aqi == 50
    assert march[3].nodata == "missing"
    assert march[5] is None
    assert month.cells.count("gap") == 2
