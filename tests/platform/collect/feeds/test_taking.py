"""Batches: taken whole or refused whole with all reasons, once, wherever the power goes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from qingtian_platform.collect import inbox
from qingtian_platform.collect.feeds import agreements, api, taking, worker
from qingtian_platform.collect.feeds.locking import alone
from qingtian_platform.collect.feeds.models import Batch, Result
from qingtian_platform.kit import attachments
from qingtian_platform.kit.places import Places
from support.feeding import DAY, NOW, air, table, written

pytestmark = pytest.mark.django_db
TODAY = NOW.replace(hour=0)
STEPS = ("bytes", "batch", "aside", "decision", "name", "end")


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "data").make()


class PowerCutError(BaseException):
    """The power went."""


def rows(places: Places) -> list[dict]:
    return [
        json.loads(receipt.raw)
        for file in inbox.files(places)
        for receipt in inbox.read(file, 0, 100_000)
    ]


def aside(places: Places) -> list[str]:
    return sorted(path.name for path in places.inbox.glob("aside-*"))


def sent(places: Places, data: bytes, key: str = "district-air", **more) -> api.Delivery:
    return api.take(places, key, data, name="batch.csv", **{"now": NOW, **more})


def test_a_good_batch_becomes_one_file_of_the_inbox_in_the_units_of_the_registry(places):
    done = sent(places, air(TODAY - DAY))
    assert (done.state, done.rows, done.values) == ("taken", 48, 96)
    assert [file.name for file in inbox.files(places)] == [done.file]
    first = rows(places)[0]
    assert first["mn"] == "FEED-AIR-1"
    assert first["start"] == (TODAY - DAY).isoformat()  # the stamp named the hour's end
    assert first["values"][0] == ["a34004", "Avg", "35", "N"]
    code, _field, value, _mark = first["values"][1]
    assert (code, Decimal(value)) == ("a21005", Decimal("0.800"))  # µg/m³ became mg/m³
    assert first["file"] == done.hash == attachments.digest(air(TODAY - DAY))


@pytest.mark.parametrize("key", sorted(agreements.agreements()))
def test_every_agreement_takes_a_batch_of_its_form(places, key):
    one = api.agreement(key)
    done = sent(places, written(one, TODAY - 2 * DAY, TODAY - DAY), key)
    assert done.state == "taken", [(f.kind, f.came) for f in done.faults]
    assert len(rows(places)) == done.rows


def test_a_bad_batch_is_refused_whole_with_every_reason_and_its_bytes_are_kept(places):
    day = f"{TODAY - DAY:%Y-%m-%d}"
    data = table(
        ["站点", "时间", "细颗粒物", "一氧化碳", "标记"],
        [
            ["一号区级站", f"{day} 01:00", "35", "800", "正常"],
            ["三号区级站", f"{day} 01:00", "35", "800", "正常"],
            ["一号区级站", "昨天", "35", "800", "正常"],
            ["一号区级站", f"{day} 02:30", "35", "800", "正常"],
            ["一号区级站", f"{NOW + DAY:%Y-%m-%d %H}:00", "35", "800", "正常"],
            ["一号区级站", f"{day} 03:00", "很低", "-", "不明"],
            ["一号区级站", f"{day} 01:00", "36", "800", "正常"],
            ["一号区级站", f"{day} 04:00", "35"],
            ["一号区级站", f"{day} 05:00", "35", "800", "正常", "多"],
        ],
    )
    done = sent(places, data)
    assert done.state == "refused"
    found = [(f.row, f.column, f.kind, f.came) for f in done.faults]
    assert found == [
        (3, "站点", "thing", "三号区级站"),
        (4, "时间", "time", "昨天"),
        (5, "时间", "edge", f"{day} 02:30"),
        (6, "时间", "future", f"{NOW + DAY:%Y-%m-%d %H}:00"),
        (7, "标记", "mark", "不明"),
        (7, "细颗粒物", "number", "很低"),
        (8, "细颗粒物", "contradicts", "36"),
        (9, "一氧化碳, 标记", "cells", "3"),
        (9, "标记", "mark", ""),
        (10, "", "cells", "6"),
    ]
    assert done.count == len(found)
    assert not rows(places)
    assert not aside(places)
    assert api.original(done, places) == data
    one = api.one(done.id)
    assert one == done


@pytest.mark.parametrize(
    ("key", "data", "kind"),
    [
        ("district-air", b"", "empty"),
        ("district-air", b"\x00\xff\xfe\x01" * 90, "unreadable"),
        ("district-air", b"PK\x03\x04 no zip", "form"),
        ("groundwater-level", b"a,b\n1,2\n", "form"),
        ("groundwater-level", b"PK\x03\x04 no zip", "unreadable"),
        ("district-air", table(["站点", "时间"], [["一号区级站", "x"]]), "column missing"),
        ("weather", b"{}", "unreadable"),
        ("weather", b'[{"station": "54-A", "station": "b"}]', "unreadable"),
        ("weather", b'[{"station": {"a": 1}}]', "unreadable"),
        ("weather", b"[" * 100_000, "unreadable"),
        ("weather", b"[]", "empty"),
        ("tap-water", table(["点位", "采样日", "项目", "结果", "单位"],
                            [["示例社区", "2026-11-10", "pH", "7", ""]]), "unit missing"),
        ("tap-water", table(["点位", "采样日", "项目", "结果", "单位"],
                            [["示例社区", "2026-11-10", "pH", "7", "furlong"]]), "unit unknown"),
        ("tap-water", table(["点位", "采样日", "项目", "结果", "单位"],
                            [["示例社区", "2026-11-10", "氟化物", "7", "dB"]]), "unit other"),
        ("tap-water", table(["点位", "采样日", "项目", "结果", "单位"],
                            [["示例社区", "2026-11-10", "铅", "7", "mg/L"]]), "property"),
        ("tap-water", table(["点位", "采样日", "项目", "结果", "单位", "备注"],
                            [["示例社区", "2026-11-10", "pH", "7", "1", "a"]]), "column unknown"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_its_kind(places, key, data, kind):
    done = sent(places, data, key)
    assert done.state == "refused"
    assert kind in {fault.kind for fault in done.faults}
    assert all(fault.words and fault.whose for fault in done.faults)
    assert not rows(places)


@pytest.mark.parametrize(
    ("value", "mark", "kinds"),
    [("35", "正常", []), ("36", "正常", ["contradicts"]), ("35", "维护", ["mark contradicts"])],
)
def test_a_row_that_comes_twice_says_the_same_or_the_batch_is_refused(places, value, mark, kinds):
    """The same number once as normal and once as of maintenance says two things of one hour."""
    head = ["站点", "时间", "细颗粒物", "一氧化碳", "标记"]
    where = ["一号区级站", f"{TODAY - DAY:%Y-%m-%d} 01:00"]
    said = [[*where, "35", "", "正常"], [*where, value, "", mark]]
    done = sent(places, table(head, said))
    assert [(each.row, each.column, each.kind) for each in done.faults] == [
        (3, "细颗粒物", kind) for kind in kinds
    ]
    kept = [] if kinds else [[["a34004", "Avg", "35", "N"]]]
    assert [each["values"] for each in rows(places)] == kept


def test_the_same_batch_twice_is_stored_once_and_counted_as_a_repeat(places):
    first, second = sent(places, air(TODAY - DAY)), sent(places, air(TODAY - DAY), way="folder")
    assert (second.state, second.repeats) == ("repeat", first.id)
    assert len(inbox.files(places)) == 1
    assert len(list(places.attachments.glob("*/*"))) == 1


def test_what_nobody_may_see_is_masked_and_never_goes_into_evidence(places):
    head = ["设施", "日期", "COD", "氨氮", "联系电话"]
    good = table(head, [["示例填埋场", "2026-11-10", "20", "1", "13800000000"]])
    bad = table(head, [["示例填埋场", "2026-11-10", "二十", "1", "13800000000"]])
    assert sent(places, good, "leachate").state == "taken"
    assert "13800000000" not in json.dumps(rows(places), ensure_ascii=False)
    refused = sent(places, bad, "leachate")
    shown = api.preview(refused, places)
    assert "二十" in shown.rows[0][1]
    assert "13800000000" not in str(shown)
    assert "13800000000" not in str(refused.faults)
    broken = sent(places, b"PK\x03\x04 13800000000", "leachate")
    assert "13800000000" not in str(api.preview(broken, places))


GOOD, BAD = air(TODAY - DAY, 2), table(["x"], [["y"]])


@pytest.mark.parametrize(
    ("data", "step"),
    [(GOOD, step) for step in STEPS]
    + [(BAD, step) for step in STEPS if step not in ("aside", "name")],
)
def test_a_power_cut_at_any_step_leaves_nothing_half_stored_lost_or_twice(places, data, step):
    with pytest.raises(PowerCutError):
        sent(places, data, told=_cut(step))
    assert not [name for file in inbox.files(places) if (name := file.name) not in _decided()]
    worker.step(places, NOW)  # the platform starts again
    again = sent(places, data)  # and the department, which heard nothing, sends again
    good = data == GOOD
    states = [each.state for each in api.deliveries("district-air")]
    assert states[0] == again.state
    assert states.count("taken") == good
    assert "waiting" not in states
    assert len(rows(places)) == (4 if good else 0)
    assert len(inbox.files(places)) == good
    assert not aside(places)


def _decided() -> set[str]:
    return set(Result.objects.exclude(file="").values_list("file", flat=True))


def _cut(step: str) -> Callable[[str], None]:
    def told(reached: str) -> None:
        if reached == step:
            raise PowerCutError

    return told


def test_a_file_that_was_decided_on_is_not_placed_twice_once_it_was_sealed_away(places):
    done = sent(places, air(TODAY - DAY))
    inbox.drop(inbox.files(places)[0])  # as the sealer does
    worker.step(places, NOW)
    assert not inbox.files(places)
    assert api.one(done.id) == done


def test_one_takes_at_a_time_and_the_other_waits(places):
    entered = threading.Event()

    def enter() -> None:
        with alone(places):
            entered.set()

    other = threading.Thread(target=enter)
    with alone(places):
        other.start()
        assert not entered.wait(0.3)
    assert entered.wait(60)
    other.join()


def test_rows_stand(places):
    sent(places, air(TODAY - DAY))
    for statement in ("UPDATE feeds_batch SET name = 'x'", "DELETE FROM feeds_result"):
        with pytest.raises(Exception, match="never"), connection.cursor() as at:
            at.execute(statement)
    assert Batch.objects.count() == 1


def test_terms_that_were_altered_take_nothing_and_a_later_row_amends_them(places, monkeypatch):
    sent(places, air(TODAY - DAY))
    one = api.agreement("district-air")
    old = one.terms[0]
    altered = replace(one, terms=(replace(old, least=1, digest="0" * 64),))
    amended = replace(one, terms=(old, replace(old, since=TODAY.date(), least=50, digest="1" * 64)))
    known = dict(agreements.agreements())
    for module in (agreements, worker):
        monkeypatch.setattr(module, "agreements", lambda: {**known, "district-air": altered})
    with pytest.raises(api.AlteredError, match="2018-09-01"):
        sent(places, air(TODAY - 2 * DAY))
    for module in (agreements, worker):
        monkeypatch.setattr(module, "agreements", lambda: {**known, "district-air": amended})
    assert sent(places, air(TODAY - 2 * DAY)).since == TODAY.date()


def test_a_batch_that_is_too_large_is_refused(places, monkeypatch):
    monkeypatch.setattr(taking, "LARGEST", 100)
    done = sent(places, air(TODAY - DAY))
    assert [fault.kind for fault in done.faults] == ["large"]


def test_nothing_is_agreed_under_another_name(places):
    with pytest.raises(api.NoAgreementError, match="district-air"):
        sent(places, b"", "weather-of-mars")
    assert not api.deliveries(end=NOW + timedelta(days=1))
