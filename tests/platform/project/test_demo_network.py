"""The demo's stations of other departments: what they show is known, and the platform finds it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from django.db import transaction

from qingtian.protocols.hj212.moments import BEIJING
from qingtian.quality.detectors import detect
from qingtian_platform.check.comparability import api as comparability
from qingtian_platform.check.comparability import worker
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.project.demo import cast, network, towns
from qingtian_platform.publish.desk.network import coverage
from qingtian_platform.record import api as record
from support.once import planting
from support.receipts import hour_frame, micros

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 12, 10, tzinfo=BEIJING)
FIRST = NOW.date().replace(month=10, day=1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, django_db_setup, django_db_blocker):
    """Register who takes part, and send what the stations at both places showed."""
    del django_db_setup
    places = Places(tmp_path_factory.mktemp("demo-network") / "data").make()
    with planting(places.data, django_db_blocker):
        with transaction.atomic():
            towns.register(NOW.date())
            network.register(NOW.date())
            cast.register(NOW.date())
            cast.open_accounts()
        network.prepare(NOW)
        _send(places)
        at = NOW.astimezone(UTC)
        worker.step(places, at)
        worker.step(places, at + timedelta(minutes=5))
        yield {each.pair: each.content for each in comparability.reports(FIRST)}


def _send(places: Places) -> None:
    beside = {towns.mn_of(1), towns.mn_of(2)}
    hours = [each for each in towns.hours(NOW.date()) if each.mn in beside]
    rows = [
        (micros(NOW), "192.0.2.7:1", "hj212", hour_frame(
            each.mn, each.start.astimezone(UTC), {c: v for c, v, _ in each.values if c == "a34004"}
        ))
        for each in [*hours, *network.hours(NOW.date())]
    ]  # fmt: skip
    with Inbox(places) as inbox:
        inbox.append(rows)
    record.drain(places)


def test_the_biased_one_is_named_by_comparisons_and_the_honest_pair_agrees(demo):
    off = demo["songtao__songtao-met__a34004"]
    assert (off["outcome"], off["told"], off["cleared"]) == ("second biased", "manual", ["first"])
    assert off["hours"]["slope"]["value"] == pytest.approx(1.34, abs=0.02)
    honest = demo["liuyin__liuyin-hydro__a34004"]
    assert (honest["outcome"], honest["cleared"]) == ("agree", [])


def test_the_month_is_whole_in_the_demo(demo):
    assert all(len(each["points"]) > 600 for each in demo.values())
    assert comparability.sitings(["songtao"])["songtao"].decided_by.startswith("演示市")


def test_each_of_the_citys_own_stations_lies_in_a_township_of_its_district(demo):
    """Else the page of coverage knows nothing of any district that has one."""
    lines = coverage.table(NOW.date(), ("station",))
    standing = {t.key for one in lines for each in one.townships for t in each.stations}
    assert standing == {entry["key"] for entry in cast.cast()["stations"]}


def test_no_station_of_the_last_month_is_accused(demo):
    """Honest stations stand side by side: two instruments at one place differ with the level too."""
    names = {"a34004": "pm25", "a34002": "pm10"}
    rows = [
        (f"{hour.mn}-{names[code]}", hour.start, float(value), flag)
        for hour in [*towns.hours(NOW.date()), *network.hours(NOW.date())]
        for code, value, flag in hour.values
        if code in names
    ]
    sent = pd.DataFrame(rows, columns=["datastream_id", "time", "value", "flag"])
    sent["time"] = pd.to_datetime(sent["time"], utc=True)
    keys = sorted(sent["datastream_id"].unique())
    streams = [
        {
            "datastream_id": key,
            "site_id": key.partition("-")[0],
            "domain": "air",
            "property": key.partition("-")[2],
            "interval_s": 3600,
            "neighbours": [each for each in keys if each != key and each[-4:] == key[-4:]],
        }
        for key in keys
    ]
    assert detect(sent, pd.DataFrame(streams)).to_pandas().empty
    hours = sent.pivot_table(index="time", columns="datastream_id", values="value")
    for fine in (each for each in keys if each.endswith("-pm25") and each[:-2] + "10" in keys):
        assert (hours[fine] > hours[fine[:-2] + "10"]).sum() == 0, fine
