"""An enterprise owes no mark for the hours between the samples of an analyser that takes longer."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from qingtian_platform.kit.places import Places
from qingtian_platform.publish.enterprise.marking import hours
from qingtian_platform.publish.enterprise.owed import odd_hours
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Datastream, DatastreamTerm
from support.firm import MN, OPENED, at, firm_in, sent

from .conftest import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def firm(tmp_path, monkeypatch):
    """A morning of samples each second hour of the clock; that of six to eight is lost."""
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    found = firm_in(places)
    for hour in (1, 3, 5, 9):
        came = at(f"2 {hour + 2:02d}:00")
        sent(places, at(f"2 {hour:02d}:00"), [{"nox": 20}], came)
    return found


def takes(hours: int) -> None:
    for code in ("a21002", "a00000"):
        stream = Datastream.objects.get(logger__mn=MN, code=code)
        DatastreamTerm(datastream=stream, valid_from=OPENED, unit="mg/m³", cycle=hours).save()


def odd(firm, end: str) -> list[int]:
    found = odd_hours(firm.thing, at("2 00:00").astimezone(UTC), at(end).astimezone(UTC))
    return [each.start.astimezone(at(end).tzinfo).hour for each in found]


def test_hours_between_samples_are_not_odd_and_those_of_a_lost_one_are(firm):
    assert odd(firm, "2 10:00") == [0, 2, 4, 6, 7, 8], "as long as each hour is owed"
    takes(2)
    assert odd(firm, "2 10:00") == [6, 7]


def test_a_sample_that_is_not_due_yet_is_not_odd(firm):
    takes(2)
    assert odd(firm, "2 07:00") == []
    assert odd(firm, "2 08:00") == [6, 7]


def test_the_page_calls_no_hour_between_samples_missing(firm):
    takes(2)
    (stream,) = [d for d in registry.datastreams(firm.thing) if d.code == "a21002"]
    told = hours(stream, at("2 00:00"), at("2 10:00"), [])
    assert told["odd"] == 2
    shown = {row.start.astimezone(at("2 00:00").tzinfo).hour: row for row in told["rows"]}
    assert [hour for hour, row in sorted(shown.items()) if not row.owed] == [0, 2, 4, 8]
    points = told["chart"].data["points"]
    assert [each[1] for each in points] == [20, 20, 20, None, None, 20]
    page = signed_in(firm.officer).get(
        f"/enterprise/marks/{firm.key}/?day=2026-03-02&of={MN}|a21002"
    )
    assert page.content.decode().count("between samples") >= 4
