"""What gives readings their meaning changes by an entry of the log, whichever way it is changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from qingtian.ledger import kinds
from qingtian.ledger.audit import audit
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.sheets import Line
from qingtian_platform.people.models import Person
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import meanings
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.registry import api, second
from qingtian_platform.registry.models import Datastream, DatastreamTerm, Limit, Sensor, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def station(places) -> int:
    thing = api.ensure_thing("某站", key="s", station_kind="control", opened=date(2013, 1, 1))
    api.ensure_logger("A1", thing_id=thing, st="22", codes=["a34004"], opened=date(2013, 1, 1))
    return thing


def entered(places) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Let the log take what the registry says, and give the old and new of what came."""
    before = len(acts.roll(places).acts)
    while meanings.step(places):
        pass
    found = list(acts.roll(places).acts.values())[before:]
    return {
        (each["subject"], each["name"]): (each["old"], each["new"])
        for act in found
        if act.schema == kinds.REGISTRY
        for each in act.body["changes"]
        if each["subject"] != "rule"
    }


def last(places):
    return acts.about_thing("s", places)[-1]


def test_a_place_enters_with_all_that_gives_its_readings_meaning(places, station) -> None:
    assert entered(places) == {
        ("outlet", ""): (None, "station 2013-01-01/"),
        ("station-kind", ""): (None, "control"),
        ("device", "A1"): (None, "ST=22 2013-01-01/"),
        ("dialect", "A1"): (None, "2017 standard start"),
        ("device", "A1 a34004"): (None, "2013-01-01/"),
        ("unit", "A1 a34004"): (None, "µg/m³"),
    }
    assert entered(places) == {}
    assert len(acts.about_thing("s", places)) == 1, "together in one entry"
    with Keeper(places, [Acts(places)]) as keeper:
        while keeper.step():
            pass
    assert audit(Folder(places.log).get, vkey(places)).kinds[kinds.REGISTRY] == 2


def test_the_rules_enter_and_a_changed_file_is_named(places, station, monkeypatch) -> None:
    entered(places)
    (first,) = acts.about_thing("", places)
    names = {each["name"] for each in first.act.body["changes"]}
    assert {"law", "quality"} <= names
    assert first.act.body["basis"].startswith("installed: qingtian ")
    other = meanings.editions() | {("", "rule", "law"): "0" * 64}
    monkeypatch.setattr(meanings, "editions", lambda: other)
    (found,) = meanings.differences(places)
    assert (found.key, found.found) == ("rule law", "0" * 64)
    meanings._seen.clear()  # as after a start with other files
    entered(places)
    assert acts.roll(places).meaning("", "rule", "law") == "0" * 64
    assert meanings.differences(places) == []


def test_a_change_at_the_command_line_names_before_after_and_why(places, station) -> None:
    entered(places)
    api.set_standing(station, "assessment", valid_from=date(2016, 1, 1), why="京环函〔2016〕1号")
    assert entered(places) == {("station-kind", ""): ("control", "assessment")}
    act = last(places)
    assert (act.act.body["basis"], act.words) == ("command line", "京环函〔2016〕1号")
    assert act.act.body["changes"][0]["since"] == 1451577600000000


def test_a_change_at_the_administration_names_who(places, station) -> None:
    entered(places)
    admin = Person.objects.create(
        username="admin", name="王芳", role="administrator", is_staff=True, is_superuser=True
    )
    browser = Client()
    browser.force_login(admin)
    stream = Datastream.objects.get()
    form = {"datastream": stream.pk, "valid_from": "2026-01-01", "unit": "mg/m³", "low": "0"}
    form |= {"high": "1", "slope": "1.02", "intercept": "", "cycle": "2", "why": "换表"}
    answer = browser.post("/admin/registry/datastreamterm/add/", form)
    assert answer.status_code == 302, answer.content[:500]
    assert entered(places) == {
        ("unit", "A1 a34004"): ("µg/m³", "mg/m³"),
        ("range", "A1 a34004"): (None, "0..1"),
        ("slope", "A1 a34004"): (None, "1.02"),
        ("cycle", "A1 a34004"): (None, "2"),
    }
    act = last(places)
    assert (act.act.body["basis"], act.words) == ("administrator", "王芳（administrator）: 换表")
    thing = Thing.objects.get()
    form = {"key": "other", "name": thing.name, "kind": "outlet", "origin": "real", "why": "改类"}
    browser.post(f"/admin/registry/thing/{thing.pk}/change/", form | {"opened": "2013-01-01"})
    assert entered(places) == {("outlet", ""): ("station 2013-01-01/", "outlet 2013-01-01/")}
    assert Thing.objects.get().key == "s", "by which the log names the place"


def test_an_imported_table_and_a_second_person_make_entries(places, station) -> None:
    entered(places)
    cells = {"logger": "A1", "code": "a34004", "unit": "mg/m³", "valid_from": "2026-01-01"}
    api.take_in("datastream", [Line(2, cells, "")], commit=False)
    assert entered(places) == {}, "a dry run"
    api.take_in("datastream", [Line(2, cells, "")], commit=True)
    assert entered(places) == {("unit", "A1 a34004"): ("µg/m³", "mg/m³")}
    bound = api.Bound("a34004", "mg/m³", high=Decimal("10.50"), document="许可证1", clause="表2")
    api.add_limit(station, bound, valid_from=date(2026, 1, 1))
    said = "..10.5 mg/m³; 许可证1, 表2"
    assert entered(places) == {("limit", "a34004 Avg hour permit"): (None, said)}
    li = Person.objects.create(username="li", name="李", role="reviewer")
    second.confirm(Limit.objects.get(), li.pk)
    assert entered(places) == {("limit", "a34004 Avg hour permit"): (said, said)}
    assert last(places).act.body["basis"] == "second person: reviewer"


def test_a_device_that_moves_leaves_one_place_and_comes_to_another(places, station) -> None:
    entered(places)
    other = api.ensure_thing("乙站", key="t")
    logger = Datastream.objects.get().logger
    logger.thing_id = other
    logger.save()
    sensor = Sensor.objects.create(thing_id=other, name="BAM", serial="7")
    Datastream.objects.update(sensor=sensor)  # around the history: seen below
    entered(places)
    sensor.serial = "8"
    sensor.save()
    assert entered(places) == {("device", "A1 a34004"): (None, "BAM 8 2013-01-01/")}
    roll = acts.roll(places)
    assert (roll.meaning("s", "device", "A1"), roll.meaning("t", "device", "A1")) == (
        "",
        "ST=22 2013-01-01/",
    )


def test_what_is_changed_around_the_registry_is_named(places, station) -> None:
    entered(places)
    assert meanings.differences(places) == []
    api.set_standing(station, "assessment", valid_from=date(2016, 1, 1))
    assert meanings.differences(places) == [], "it waits for the log"
    entered(places)
    assert meanings.differences(places) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_datastreamterm SET unit = 'mg/m³'")
        cursor.execute("UPDATE registry_stationterm SET station_kind = 'traffic' WHERE id = 1")
        cursor.execute("UPDATE registry_logger SET st = '31'")
    found = {(one.key, one.said, one.found) for one in meanings.differences(places)}
    assert found == {
        ("s unit A1 a34004", "µg/m³", "mg/m³"),
        ("s station-kind", "control", "traffic"),
        ("s device A1", "ST=22 2013-01-01/", "ST=31 2013-01-01/"),
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_datastreamterm")
    assert ("s unit A1 a34004", "µg/m³", "") in {
        (one.key, one.said, one.found) for one in meanings.differences(places)
    }
    assert DatastreamTerm.objects.count() == 0


def test_a_long_list_of_changes_takes_several_entries(places, station) -> None:
    api.ensure_logger("A2", thing_id=station, st="22", codes=[f"a{n:05d}" for n in range(60)])
    assert len(entered(places)) == 6 + 2 + 60
    found = acts.about_thing("s", places)
    assert len(found) > 2
    assert all(len(each.act.to_bytes()) <= 4096 for each in found)


def test_a_registry_filled_before_changes_told_their_meaning_is_stated_at_the_first_start(places):
    Thing.objects.bulk_create([Thing(key="old", name="旧站", kind="station")])
    assert entered(places) == {("outlet", ""): (None, "station /")}
    assert meanings.differences(places) == []
    assert entered(places) == {}
