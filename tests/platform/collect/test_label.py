"""Which end of the hour a stamp names: the same month by frames and by file must be one."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from qingtian.protocols.hj212.crc import crc16
from qingtian_platform.collect.importers import api
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]
EXTRACT = ROOT / "src/qingtian_platform/project/demo/beijing_2015_2016.parquet"
SHARED = ROOT.parent / "shared/data/air"
BEIJING = timezone(timedelta(hours=8))
CODES = {
    "PM2.5": "a34004",
    "PM10": "a34002",
    "SO2": "a21026",
    "NO2": "a21004",
    "CO": "a21005",
    "O3": "a05024",
}
SAME = ["mn", "st", "code", "interval", "start", "end", "field", "place", "value", "flag"]


@pytest.fixture(scope="module")
def december() -> pa.Table:
    """A month of one real station whose stamps name the end of the hour: 1时 of the 1st to 24时 of the 31st."""
    table = pq.read_table(EXTRACT)
    first, last = datetime(2015, 12, 1, 1), datetime(2016, 1, 1, 0)  # noqa: DTZ001 - as in the file
    time_ = table["time"]
    inside = pc.and_(
        pc.greater_equal(time_, pa.scalar(first)), pc.less_equal(time_, pa.scalar(last))
    )
    return table.filter(pc.and_(inside, pc.equal(table["station"], "Dongsi")))


def uci_csv(table: pa.Table, path: Path) -> Path:
    """Write the file as UCI ships it."""
    lines = ["No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,TEMP,wd,WSPM,station"]
    for number, row in enumerate(table.to_pylist(), 1):
        at = row["time"]
        values = ["NA" if row[name] is None else f"{row[name]:g}" for name in CODES]
        cells = [
            number,
            at.year,
            at.month,
            at.day,
            at.hour,
            *values,
            "NA",
            "NNW",
            "1.2",
            row["station"],
        ]
        lines.append(",".join(map(str, cells)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def frames(table: pa.Table) -> list[bytes]:
    """Write the same hours as a data logger sends them: the start of the hour, CO in mg/m³."""
    sent = []
    for row in table.to_pylist():
        start = row["time"] - timedelta(hours=1)
        values = {code: row[name] for name, code in CODES.items() if row[name] is not None}
        items = []
        for code, value in values.items():
            text = Decimal(repr(value)) / 1000 if code == "a21005" else Decimal(repr(value))
            items.append(f"{code}-Avg={text:f},{code}-Flag=N")
        if items:
            area = f"DataTime={start:%Y%m%d%H%M%S};" + ";".join(items)
            head = f"QN={start:%Y%m%d%H%M%S}000;ST=22;CN=2061;PW=123456;MN=1003A;Flag=5;CP="
            segment = f"{head}&&{area}&&".encode()
            sent.append(b"##%04d%s%04X\r\n" % (len(segment), segment, crc16(segment)))
    return sent


def archived(places: Places) -> list[tuple[object, ...]]:
    record.drain(places)
    table = record.observations(columns=SAME, places=places)
    return sorted(zip(*(table[name].to_pylist() for name in SAME), strict=True))


def imported(path: Path, folder: Path, label: str = "end") -> list[tuple[object, ...]]:
    places = Places(folder).make()
    mappings = [replace(mapping, label=label) for mapping in api.profile("prsa")]
    report = api.run(places, [path], mappings)
    assert report.refused == 0
    return archived(places)


def received(table: pa.Table, folder: Path) -> list[tuple[object, ...]]:
    places = Places(folder).make()
    thing = registry.ensure_thing("东四", name_en="Dongsi")
    registry.ensure_logger("1003A", thing_id=thing, st="22", password="123456")
    with Inbox(places) as inbox:
        now = time.time_ns() // 1000
        inbox.append([(now, "10.0.0.1:5000", "hj212", frame) for frame in frames(table)])
    return archived(places)


def test_a_month_sent_as_frames_and_imported_as_file_gives_identical_rows(december, tmp_path):
    sent = received(december, tmp_path / "sent")
    assert len(sent) > 4000
    assert imported(uci_csv(december, tmp_path / "uci.csv"), tmp_path / "a") == sent
    shipped = tmp_path / "table.parquet"
    pq.write_table(december, shipped)
    assert imported(shipped, tmp_path / "b") == sent


def test_read_at_the_wrong_end_the_month_is_another(december, tmp_path):
    path = uci_csv(december, tmp_path / "uci.csv")
    right, wrong = imported(path, tmp_path / "a"), imported(path, tmp_path / "b", label="start")
    assert right != wrong
    days, shifted = daily_pm25(right), daily_pm25(wrong)
    assert [len(days), len(shifted)] == [31, 32]  # an hour spills into January
    assert sum(days[d] != shifted[d] for d in days) > 20
    assert min(start for *_, start, _end, _f, _p, _v, _flag in right) == datetime(
        2015, 11, 30, 16, tzinfo=UTC
    )


def daily_pm25(rows: list[tuple[object, ...]]) -> dict[object, float]:
    hours = defaultdict(list)
    for _mn, _st, code, _interval, start, _end, _field, _place, value, _flag in rows:
        if code == "a34004":
            hours[start.astimezone(BEIJING).date()].append(value)
    return {day: sum(values) / len(values) for day, values in hours.items()}


def shifts() -> dict[int, float]:
    """Share of hours in which set and bulletin agree, by shift of the bulletin. [h, 1]"""
    import duckdb

    names = {"Dongsi": "东四", "Tiantan": "天坛"}
    found = {}
    for shift in (-1, 0, 1):
        rows = duckdb.sql(
            f"""SELECT avg((abs(p."PM2.5" - b."PM2.5") <= 1)::INT)
            FROM '{SHARED}/prsa_beijing_8stations_2013_2017.parquet' p
            JOIN '{SHARED}/bjmemc_hourly_aqi_31stations_2013_2015_2017.parquet' b
            ON b.time = p.time + to_hours({shift}) AND b.station = CASE p.station
            {" ".join(f"WHEN '{en}' THEN '{zh}'" for en, zh in names.items())} END
            WHERE year(p.time) = 2015"""
        )
        found[shift] = rows.fetchall()[0][0]
    return found


def test_the_set_has_the_stamps_of_the_bulletins_which_name_the_end():
    """Where the bulletins are at hand; the finding itself stands in `docs/data.md`."""
    if SHARED.exists():
        agree = shifts()
        assert agree[0] > 0.99
        assert max(agree[-1], agree[1]) < 0.3
    for name in ("prsa", "cnemc-hourly"):
        assert {mapping.label for mapping in api.profile(name)} == {"end"}
