"""Public pages call no hour between the samples of an analyser missing, and one that is lost they do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from qingtian.quantities import BEIJING
from qingtian_platform.evaluate import api as evaluate
from qingtian_platform.evaluate.api import Verdict
from qingtian_platform.publish.pages import outlet, section
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Datastream, DatastreamTerm

pytestmark = pytest.mark.django_db
DAY, MN, HOUR = date(2026, 3, 2), "QTWORKS001", timedelta(hours=1)
SENT = (1, 3, 5, 9)
"""Each second hour; that of six to eight is lost."""


def at(hour: int) -> datetime:
    return datetime(2026, 3, 2, hour, tzinfo=BEIJING)


def verdict(thing: int, hour: int) -> Verdict:
    return Verdict(
        thing_id=thing,
        period="hour",
        start=at(hour),
        end=at(hour) + HOUR,
        code="w01018",
        word="shown",
        value=Decimal(30),
        unit="mg/L",
        more={},
        received_at=at(hour + 1),
    )


@pytest.fixture
def place(monkeypatch) -> SimpleNamespace:
    thing = registry.ensure_thing("再生水厂", kind="outlet", key="works")
    more = {"codes": ("w01018",), "opened": date(2026, 1, 1)}
    registry.ensure_logger(MN, thing_id=thing, st="32", password="p", **more)
    found = [verdict(thing, hour) for hour in SENT]
    monkeypatch.setattr(evaluate, "verdicts", lambda *_: found)
    return SimpleNamespace(id=thing, key="works", name="Works")


def takes(hours: int) -> None:
    stream = Datastream.objects.get(code="w01018")
    DatastreamTerm(datastream=stream, valid_from=date(2026, 1, 1), unit="mg/L", cycle=hours).save()


def missing(place) -> list[int]:
    rows = outlet.table(place, DAY, {}, at(10)).rows
    return [n for n, row in enumerate(rows) for one, why in row.cells if one is None and why]


def test_the_hours_of_an_outlet(place):
    assert missing(place) == [0, 2, 4, 6, 7, 8], "while each hour is owed"
    takes(2)
    assert missing(place) == [6, 7]
    table = outlet.table(place, DAY, {}, at(10))
    html = render_to_string("portal/outlet.html", {"place": place, "table": table, "say": [""]})
    assert html.count("nodata missing") == 2
    chart = outlet.charts(place, {}, DAY)["charts"][0].data["points"]
    values = {datetime.fromtimestamp(end, BEIJING) - HOUR: value for end, value, *_ in chart}
    day = {moment.hour: value for moment, value in values.items() if moment.date() == DAY}
    assert [hour for hour in range(10) if hour in day] == [1, 3, 5, 6, 7, 9]


def test_the_hours_of_a_section_of_four(place, monkeypatch):
    monkeypatch.setattr(section, "classed", lambda each, _one: each)
    takes(4)
    rows = section.hours(place, DAY, at(20))
    words = {moment.hour: why for moment, one, why in rows if one is None}
    assert [hour for hour, why in words.items() if why == "missing"] == list(range(12, 20))
    assert [hour for hour, why in words.items() if not why] == [0, 2, 4, 6, 7, 8, 10, 11]
