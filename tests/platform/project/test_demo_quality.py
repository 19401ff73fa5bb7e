"""Chapter 4 of the demo: what is planted is found, and its persons say and decide it once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.db import transaction

from qingtian.quality.detectors.detection import detect
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.declared import source
from qingtian_platform.collect.simulator.fleet import Unit
from qingtian_platform.collect.simulator.instrument import Instrument
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import cast, evidence, quality, senders
from qingtian_platform.project.demo.cast import Speaker
from qingtian_platform.project.demo.story import steps
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry
from support.receipts import hour_frame, received

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 10, tzinfo=BEIJING)
OUTLET, STATION = "qingyun-boiler-2", "shiquan"


@pytest.fixture(scope="module")
def begun(
    django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[tuple[Places, list[Speaker]]]:
    """Begin once for all tests of this file, in a directory of its own; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("chapter") / "data")
    made = Places.current().make()
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            speakers = cast.register(NOW.date())
            cast.open_accounts()
            evidence.prepare(made, NOW.astimezone(UTC))
            quality.prepare(NOW)
            yield made, speakers
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def unit(speakers: list[Speaker], key: str) -> Unit:
    (mine,) = (each for each in speakers if each.key == key)
    (made,) = senders.members([mine], {})
    return made


@pytest.mark.parametrize("hour", [0, 10, 23])
def test_the_copied_hours_are_sent_and_found_whenever_the_demo_begins(begun, hour):
    sent, now = unit(begun[1], OUTLET), NOW.replace(hour=hour, minute=30)
    instrument = Instrument(sent, senders.SEED)
    first = instrument.floor("hour", now - timedelta(hours=sent.backfill))
    rows = [
        (reading.code, first + timedelta(hours=n), float(reading.text), reading.flag)
        for n in range(int((now - first) / timedelta(hours=1)))
        for reading in instrument.content("hour", first + timedelta(hours=n)).readings
        if reading.field == "Avg"
    ]
    codes, times, values, flags = zip(*rows, strict=True)
    known = {"a34013": "pm", "a21026": "so2", "a21002": "nox", "a19001": "o2"}
    found = detect(
        pa.table(
            {
                "datastream_id": codes,
                "time": pa.array(times, pa.timestamp("ms", "UTC")),
                "value": values,
                "flag": flags,
            }
        ),
        pa.Table.from_pylist(
            [
                {"datastream_id": code, "site_id": "a", "domain": "cems", "property": prop}
                | {"role": "measured", "unit": "mg/m3", "interval_s": 3600}
                for code, prop in known.items()
            ]
        ),
    ).to_pylist()
    assert {each["kind"] for each in found} == {"copied_history"}
    (copy,) = (fault for fault in sent.faults if fault.kind == "copy")
    surest = max(found, key=lambda each: each["score"])
    assert surest["score"] > 0.9
    off = abs(surest["start"] - datetime.fromisoformat(copy.since))
    assert off + abs(surest["end"] - datetime.fromisoformat(copy.until)) <= timedelta(hours=3)


def test_the_mark_of_the_enterprise_is_contradicted_by_the_records(begun):
    places, _ = begun
    thing = registry.thing(OUTLET)
    (mark,) = declared.marks(thing=thing.id)
    assert (mark.kind, mark.by.on_behalf) == ("校准", thing.owner)
    assert mark.end < NOW < mark.entered + timedelta(days=400)
    found = [each for each in source.findings(places, None) if each.thing_id == thing.id]
    assert [each.rule for each in found] == ["FD-131"]


def test_the_reviewer_rejects_the_hour_once_it_is_there_and_once_alone(begun):
    places, speakers = begun
    mn = unit(speakers, STATION).mn
    assert not quality.decide(places, NOW.date()), "nothing is there yet"
    start = datetime(2026, 11, 25, 3, tzinfo=BEIJING)
    received(places, [hour_frame(mn, start.astimezone(UTC), {"a34004": "412", "a34002": "88"})])
    record.drain(places)
    assert quality.decide(places, NOW.date())
    assert quality.decide(places, NOW.date())
    found = record.observations(mn=mn, code="a34004", places=places).to_pylist()
    assert [(row["value"], row["flag"]) for row in found] == [(412.0, "D")]
    assert len([each for each in acts.latest() if "decision" in each.act.schema]) == 1


def test_the_enterprise_waits_for_the_alarm(begun):
    assert not quality.answer()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_mark_stands_on_the_page_of_the_enterprise(begun, client, language):
    (step,) = (each for each in steps(NOW.date()) if each.path.startswith("/enterprise/marks/"))
    client.force_login(account(step.who))
    answer = client.get(step.path, headers={"accept-language": language})
    assert answer.status_code == 200
    said = step.en if language == "en" else step.zh
    assert not [word for word in said.see if word not in answer.content.decode()]


def test_addresses_of_the_tour_name_the_day_before():
    paths = [step.path for step in steps(NOW.date())]
    assert "/desk/review/shiquan/2026-11-25/" in paths
    assert "/where/shiquan/hour/20261125T0300/pm25/" in paths
    assert not [path for path in paths if "{" in path]
