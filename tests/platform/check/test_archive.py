"""One row a slot: first receipt, best field, current mark."""

from __future__ import annotations

import numpy as np

from qingtian.quality.completeness import Span
from qingtian_platform.check import archive

WINDOW = Span(np.datetime64("2026-11-22T16:00", "us"), np.datetime64("2026-11-23T16:00", "us"))


def put(
    db, start, field="Avg", value=1.0, flag="N", came="02:00", place=0, superseded=None, **other
):
    row = {"mn": "A", "code": "a34004", "interval": "hour", **other}
    db.execute(
        "INSERT INTO observations_all VALUES (?,'22',?,?,?,?,?,?,?,0,NULL,?,?,0,0,?)",
        [
            row["mn"],
            row["code"],
            row["interval"],
            f"2026-11-23 {start}+00",
            f"2026-11-23 {start}+00",
            field,
            place,
            value,
            flag,
            f"2026-11-23 {came}+00",
            superseded and f"2026-11-23 {superseded}+00",
        ],
    )


def test_a_correction_keeps_the_first_receipt_and_brings_its_own_mark(db):
    put(db, "01:00", flag="D", came="02:01", superseded="09:00")
    put(db, "01:00", flag="N", came="09:00")
    rows = archive.slots(db, ["A"], "hour", WINDOW)["A"]["a34004"]
    assert rows.received_at.tolist() == np.array(["2026-11-23T02:01"], "datetime64[us]").tolist()
    assert rows.flag.tolist() == ["N"]


def test_the_mean_stands_for_the_period_whatever_order_fields_come_in(db):
    put(db, "01:00", field="Max", value=9.0, flag="T")
    put(db, "01:00", field="Avg", value=None, flag="B")
    rows = archive.slots(db, ["A"], "hour", WINDOW)["A"]["a34004"]
    assert (rows.flag.tolist(), rows.number.tolist()) == (["B"], [False])


def test_repeated_keys_other_loggers_and_other_days_are_left_out(db):
    put(db, "01:00")
    put(db, "01:00", place=1, flag="D")
    put(db, "01:00", mn="B")
    put(db, "16:00")
    put(db, "01:00", code="a21026")
    found = archive.slots(db, ["A"], "hour", WINDOW)
    assert {code: len(rows.start) for code, rows in found["A"].items()} == {
        "a34004": 1,
        "a21026": 1,
    }
    assert found.keys() == {"A"}


def test_a_data_logger_is_heard_in_the_minutes_of_receipt(db):
    put(db, "01:00", interval="realtime", came="01:00")
    put(db, "01:00", interval="minute", came="01:00")
    put(db, "03:00", interval="realtime", came="03:30")
    heard = archive.heard(db, "A", WINDOW)
    assert [str(moment) for moment in heard] == [
        "2026-11-23T01:00:00.000000",
        "2026-11-23T03:30:00.000000",
    ]


def test_an_empty_archive_gives_no_series(db):
    assert archive.slots(db, ["A"], "hour", WINDOW) == {}
