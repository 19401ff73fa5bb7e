"""What the registry says as of a day, and what it keeps of every change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from qingtian_platform.registry import api
from qingtian_platform.registry.models import (
    AppendOnlyError,
    Change,
    DatastreamTerm,
    Limit,
    Logger,
    LoggerTerm,
    Shutdown,
    StationTerm,
    Thing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    thing = api.ensure_thing("一号排放口", kind="outlet", key="outlet-a", district="海淀区")
    api.ensure_logger("MN1", thing_id=thing, st="31", password="secret-1")
    return thing


def test_a_station_counts_as_what_it_was_on_the_day():
    thing = api.ensure_thing("某站", station_kind="control", level="city", opened=date(2013, 1, 1))
    api.set_standing(thing, "assessment", "national", valid_from=date(2016, 1, 1), why="公告")
    info = api.things()[thing]
    assert info.station_kind == "assessment"
    assert api.things(date(2015, 12, 31))[thing].station_kind == "control"
    assert [info.standing(d).station_kind for d in (date(2012, 1, 1), date(2016, 1, 1))] == [
        "control",
        "assessment",
    ]
    api.set_standing(thing, "traffic", "city", valid_from=date(2016, 1, 1), why="corrected")
    assert api.things(date(2016, 1, 1))[thing].station_kind == "traffic"
    assert StationTerm.objects.count() == 3


def test_the_dialect_of_a_logger_changes_from_a_day_on_and_the_old_one_stays(outlet):
    assert api.logger("MN1").edition == "2017"
    api.set_dialect("MN1", "2025", "standard", label="end", why="new firmware")
    now = api.logger("MN1")
    assert (now.edition, now.label) == ("2025", "end")
    assert list(LoggerTerm.objects.values_list("edition", flat=True)) == ["2017", "2025"]


def test_usual_properties_come_with_the_units_of_their_system_code():
    air = api.ensure_thing("站", key="s")
    api.ensure_logger("A", thing_id=air, st="22")
    stack = api.ensure_thing("口", kind="outlet", key="o")
    api.ensure_logger("B", thing_id=stack, st="31")
    units = {(d.st, d.code): d.unit for d in api.datastreams()}
    assert units["22", "a21026"] == "µg/m³"
    assert units["22", "a21005"] == "mg/m³"
    assert units["31", "a21026"] == "mg/m³"
    assert units["22", "a34004"] == "µg/m³"  # the standard prints ng/m³, which no station sends
    names = {d.code: (d.name, d.name_en) for d in api.datastreams(stack)}
    assert names["a19001"] == ("氧气含量", "oxygen content")


def test_ensuring_twice_changes_nothing(outlet):
    before = api.version()
    assert api.ensure_thing("一号排放口", kind="outlet", key="outlet-a") == outlet
    api.ensure_logger("MN1", thing_id=outlet, st="31", password="another")
    assert api.version() == before
    assert api.logger("MN1").password == "secret-1"


def test_the_version_changes_with_every_change_and_the_facts_follow(outlet):
    seen = {api.version()}
    api.set_secrets("MN1", password="secret-2")
    seen.add(api.version())
    assert api.loggers()["MN1"].password == "secret-2"
    api.set_history_supported("MN1", supported=False)
    seen.add(api.version())
    assert api.loggers()["MN1"].history_supported is False
    Thing.objects.get(pk=outlet).save()  # nothing new in it
    seen.add(api.version())
    assert len(seen) == 3


def test_a_closed_logger_is_in_service_no_more(outlet):
    row = Logger.objects.get(mn="MN1")
    row.closed = date(2020, 1, 1)
    row.save()
    assert "MN1" not in api.loggers()
    assert api.logger("MN1") is not None


def test_limits_hold_by_day_and_a_permit_stands_beside_the_standard(outlet):
    def add(source, high, day, **more):
        Limit(
            thing_id=outlet,
            code="a21026",
            unit="mg/m³",
            source=source,
            document="D",
            clause="c",
            high=high,
            valid_from=day,
            **more,
        ).save()

    add("standard", Decimal(50), date(2010, 1, 1))
    add("standard", Decimal(20), date(2015, 1, 1))
    add("permit", Decimal(10), date(2018, 1, 1), valid_to=date(2022, 12, 31))

    def on(day):
        return {limit.source: limit.high for limit in api.limits(outlet, day)}

    assert on(date(2009, 12, 31)) == {}
    assert on(date(2014, 12, 31)) == {"standard": 50}
    assert on(date(2018, 1, 1)) == {"standard": 20, "permit": 10}
    assert on(date(2023, 1, 1)) == {"standard": 20}
    add("standard", None, date(2024, 1, 1))
    assert on(date(2024, 1, 1)) == {}


def test_a_shutdown_counts_while_it_stands_and_a_withdrawn_one_never(outlet):
    day = datetime(2020, 5, 1, tzinfo=UTC)
    first = Shutdown(thing_id=outlet, kind="production", start=day, declared_by="厂")
    first.save()
    later = datetime(2020, 6, 1, tzinfo=UTC)
    assert len(api.shutdowns(outlet, later, later.replace(day=2))) == 1
    ended = Shutdown(
        thing_id=outlet,
        kind="production",
        start=day,
        end=datetime(2020, 5, 3, tzinfo=UTC),
        declared_by="厂",
        replaces=first,
    )
    ended.save()
    assert api.shutdowns(outlet, later, later.replace(day=2)) == []
    assert [s.end for s in api.shutdowns(outlet, day, later)] == [ended.end]
    Shutdown(
        thing_id=outlet,
        kind="production",
        start=day,
        declared_by="厂",
        replaces=ended,
        withdrawn=True,
    ).save()
    assert api.shutdowns(outlet, day, later) == []


def test_what_gives_a_reading_its_meaning_is_only_added_to(outlet):
    term = DatastreamTerm.objects.first()
    term.unit = "ppm"
    for act in (
        term.save,
        term.delete,
        DatastreamTerm.objects.all().delete,
        lambda: DatastreamTerm.objects.update(unit="ppm"),
        Change.objects.all().delete,
        Change.objects.first().save,
    ):
        with pytest.raises(AppendOnlyError):
            act()
    assert not DatastreamTerm.objects.filter(unit="ppm").exists()


def test_a_change_says_who_when_why_and_what_but_never_a_secret(outlet, django_user_model):
    officer = django_user_model.objects.create(username="admin", role="administrator")
    with api.acting(officer.pk, "更换通信模块"):
        api.set_secrets("MN1", password="secret-2", sm4_key="0123456789abcdef")
    change = Change.objects.first()
    assert (change.table, change.key, change.recorded_by, change.why) == (
        "logger",
        "MN1",
        officer,
        "更换通信模块",
    )
    assert set(change.after) == {"password", "sm4_key", "sm4_since"}
    kept = repr(list(Change.objects.values()))
    assert "secret-" not in kept
    assert "0123456789abcdef" not in kept


@pytest.mark.parametrize(
    ("key", "days", "due"),
    [
        ("0123456789abcdef", 79, False),
        ("0123456789abcdef", 80, True),
        ("00" * 16, 95, True),
        ("", 95, False),
    ],
)
def test_an_sm4_key_is_announced_before_its_ninety_days_are_over(outlet, key, days, due):
    api.set_secrets("MN1", sm4_key=key)
    since = api.logger("MN1").sm4_since
    assert (since is None) == (not key)
    day = date.fromordinal((since or date.today()).toordinal() + days)  # noqa: DTZ011
    assert bool(api.keys_due(api.loggers(), day)) is due
    if key:
        assert api.key_expires(api.logger("MN1")).toordinal() - since.toordinal() == 90


def test_both_spellings_of_an_sm4_key_are_read_and_another_is_refused_without_repeating_it(outlet):
    api.set_secrets("MN1", sm4_key="0123456789abcdef")
    assert api.logger("MN1").sm4_key == b"0123456789abcdef"
    api.set_secrets("MN1", sm4_key="0123456789abcdeffedcba9876543210")
    assert api.logger("MN1").sm4_key.hex() == "0123456789abcdeffedcba9876543210"
    with pytest.raises((ValueError, ValidationError)) as refused:
        api.set_secrets("MN1", sm4_key="too-short-key")
    assert "too-short-key" not in str(refused.value)
    assert api.logger("MN1").sm4_key.hex() == "0123456789abcdeffedcba9876543210"


def test_an_import_and_a_replay_are_owed_nothing_now(outlet):
    api.ensure_logger("IMPORTED", thing_id=outlet, st="31")
    api.ensure_logger("REPLAYED", thing_id=outlet, st="31", password="pw", origin="replay")
    assert {mn for mn, info in api.loggers().items() if info.live} == {"MN1"}
