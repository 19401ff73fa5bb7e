"""Importers: every row is taken or refused with its reason; all of an import is kept or nothing."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from qingtian_platform.collect import inbox
from qingtian_platform.collect.importers import api
from qingtian_platform.kit.places import Places
from qingtian_platform.registry import api as registry

pytestmark = pytest.mark.django_db

MAP = """
station: 站点
time: 时间
label: {label}
interval: hour
st: "22"
columns:
  PM2.5: {{code: a34004, unit: µg/m³, flag: 标记}}
  CO: {{code: a21005, unit: µg/m³}}
"""


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "data").make()


@pytest.fixture
def write(tmp_path):
    def write_(name: str, text: str, encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write_


@pytest.fixture
def mapping(write):
    return lambda label="start", extra="": api.load(
        write("map.yaml", MAP.format(label=label) + extra)
    )


def rows(places: Places) -> list[dict]:
    return [
        json.loads(receipt.raw)
        for file in inbox.files(places)
        for receipt in inbox.read(file, 0, 100_000)
    ]


def taken(places: Places) -> list[tuple]:
    return [
        (row["mn"], row["start"][:16], *value) for row in rows(places) for value in row["values"]
    ]


GOOD = "时间,站点,PM2.5,标记,CO\n2024-03-01 14:00,东四,35.50,N,800\n2024/3/1 15:00,东四,36,d,NA\n"


def test_a_table_is_read_as_its_mapping_says(places, write, mapping):
    report = api.run(places, [write("t.csv", GOOD)], mapping())
    assert taken(places) == [
        ("1003A", "2024-03-01T14:00", "a34004", "Avg", "35.50", "N"),
        ("1003A", "2024-03-01T14:00", "a21005", "Avg", "0.800", "N"),
        ("1003A", "2024-03-01T15:00", "a34004", "Avg", "36", "D"),
    ]
    assert (report.read, report.accepted, report.refused, report.values) == (2, 2, 0, 3)
    assert rows(places)[0]["text"] == "2024-03-01 14:00,东四,35.50,N,800"
    assert rows(places)[0]["line"] == 2


def test_an_end_label_and_another_zone_move_the_start(places, write, mapping):
    api.run(places, [write("t.csv", GOOD)], mapping("end", 'zone: "+09:00"\n'))
    assert taken(places)[0][1] == "2024-03-01T12:00"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_saved_by_excel_in_china_is_read(places, write, mapping, encoding):
    assert api.run(places, [write("t.csv", GOOD, encoding)], mapping()).accepted == 2


def test_a_workbook_and_a_packed_file_give_the_same(places, write, mapping, tmp_path):
    book = Workbook()
    for line in csv.reader(GOOD.splitlines()):
        book.active.append([float(c) if c.replace(".", "").isdecimal() else c for c in line])
    book.save(tmp_path / "t.xlsx")
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(GOOD.encode()))
    api.run(places, [tmp_path / "t.xlsx"], mapping())
    first = [(*row[:4], Decimal(row[4]), row[5]) for row in taken(places)]
    other = Places(places.data.parent / "other").make()
    api.run(other, [packed], mapping())
    assert first == [(*row[:4], Decimal(row[4]), row[5]) for row in taken(other)]


BAD = """时间,站点,PM2.5,标记,CO
2024-03-01 14:00,东四,35,N,800
yesterday,东四,35,N,800
2024-03-01 15:30,东四,35,N,800
2024-03-01 16:00,,35,N,800
2024-03-01 17:00,东四,35µg,N,800
2024-03-01 18:00,东四,inf,N,800
2024-03-01 14:00,东四,36,N,800
2024-03-01 14:00,东四,35,N,800
2024-03-01 19:00,东四,NA,N,-
"""


def test_each_refused_row_has_line_and_reason_and_the_rest_is_taken(places, write, mapping):
    report = api.run(places, [write("bad.csv", BAD)], mapping())
    reasons = {one.line: one.reason for one in report.refusals}
    assert set(reasons) == {3, 4, 5, 6, 7, 8}
    for line, words in (
        (3, "yesterday"),
        (4, "no hour begins at 2024-03-01 15:30"),
        (5, "names no station"),
        (6, "PM2.5: '35µg' is not a number"),
        (7, "'inf' is not a number"),
        (8, "an earlier row gives other values"),
    ):
        assert words in reasons[line]
    assert (report.read, report.accepted, report.refused, report.repeated, report.empty) == (
        9,
        1,
        6,
        1,
        1,
    )
    assert report.read == report.accepted + report.refused + report.repeated + report.empty
    assert len(taken(places)) == 2


def test_a_strict_import_keeps_nothing_when_a_row_is_refused(places, write, mapping):
    report = api.run(
        places, [write("good.csv", GOOD), write("bad.csv", BAD)], mapping(), strict=True
    )
    assert report.refused == 6
    assert report.receipts == 0
    assert inbox.files(places) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cols.csv", "a,b\n1,2\n", "it lacks"),
        ("twice.csv", "时间,站点,站点\n1,2,3\n", "columns of one name"),
        ("broken.xlsx", "PK\x03\x04 no workbook", "not a readable workbook"),
        ("broken.parquet", "PAR1 no table", "not readable Parquet"),
        ("empty.csv", "", "is empty"),
    ],
)
def test_a_file_that_cannot_be_read_keeps_the_whole_import_out(
    places, write, mapping, name, content, words
):
    with pytest.raises(api.ImportRefusedError, match=words):
        api.run(places, [write("good.csv", GOOD), write(name, content)], mapping())
    assert inbox.files(places) == []
    assert not list(places.inbox.glob("aside-*"))


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b"<!DOCTYPE x [<!ENTITY a '" + b"ha" * 40 + b"'><!ENTITY e '" + b"&a;" * 40 + b"'>]>"


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: ENTITY + sheet.replace(b"</sheetData>", b"<row><c><v>&e;</v></c></row></sheetData>"),
        lambda sheet: LAUGHS + sheet.replace(b"</sheetData>", b"<row><c><v>&e;</v></c></row></sheetData>"),
        lambda sheet: sheet.replace(b"</sheetData>", b" " * 410_000_000 + b"</sheetData>"),
        lambda sheet: sheet[: len(sheet) // 2],
    ],
    ids=["outside entity", "entities in entities", "unpacks to 400 MB", "cut"],
)  # fmt: skip
def test_a_hostile_workbook_keeps_the_whole_import_out_and_shows_nothing(
    places, write, mapping, tmp_path, change
):
    book = tmp_path / "hostile.xlsx"
    workbook = Workbook()
    for line in GOOD.splitlines():
        workbook.active.append(line.split(","))
    workbook.save(book)
    with zipfile.ZipFile(book) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    with pytest.raises(api.ImportRefusedError) as refused:
        api.run(places, [write("good.csv", GOOD), book], mapping())
    assert "hostile.xlsx" in str(refused.value)
    assert "root:" not in str(refused.value)
    assert inbox.files(places) == []


def test_a_unit_that_cannot_become_the_registered_one_stops_the_import(places, write, mapping):
    thing = registry.ensure_thing("东四", name_en="Dongsi")
    registry.ensure_logger("1003A", thing_id=thing, st="22", codes=())
    registry.ensure_datastream("1003A", "a21005", unit="ppb")
    with pytest.raises(api.MappingError, match="a21005 of 1003A is kept in ppb"):
        api.run(places, [write("t.csv", GOOD)], mapping())
    assert inbox.files(places) == []


def test_rows_go_to_the_registered_logger_of_the_station_whatever_name_the_file_uses(
    places, write, mapping
):
    thing = registry.ensure_thing("东四", key="ds")
    registry.ensure_logger("MN-OWN", thing_id=thing, st="22")
    names = ("东四", "Dongsi", "ds", "MN-OWN", "1003A")
    text = "时间,站点,PM2.5,标记,CO\n" + "".join(
        f"2024-03-01 {hour:02}:00,{name},35,N,800\n" for hour, name in enumerate(names)
    )
    report = api.run(places, [write("t.csv", text)], mapping())
    assert {row[0] for row in taken(places)} == {"MN-OWN"}
    assert report.registered == []


def test_unknown_stations_are_registered_as_what_they_are(places, write, mapping):
    names = ("万寿西宫", "Dingling", "前门", "八达岭", "某新站", "My Station")
    text = "时间,站点,PM2.5,标记,CO\n" + "".join(
        f"2024-03-01 14:00,{name},35,N,800\n" for name in names
    )
    report = api.run(places, [write("t.csv", text)], mapping())
    assert set(report.registered) == set(names)
    kinds = {t.name: (t.station_kind, t.level) for t in registry.things().values()}
    assert kinds == {
        "万寿西宫": ("assessment", "national"),
        "定陵": ("control", "national"),
        "前门": ("traffic", "city"),
        "八达岭": ("regional", "city"),
        "某新站": (None, None),
        "My Station": (None, None),
    }
    assert registry.thing("dingling").district_name == "昌平区"
    assert all(not info.password for info in registry.loggers().values())  # may not speak by wire
    units = {(d.code, d.unit) for d in registry.datastreams()}
    assert units == {("a34004", "µg/m³"), ("a21005", "mg/m³")}


CROSS = """date,hour,type,东四,天坛,前门
20140514,0,PM2.5,91,89,101
20140514,0,PM2.5_24h,70,71,72
20140514,0,AQI,95,96,97
20140514,1,PM2.5,90,,100
20140514,1,CO,1.1,1.2,1.3
"""


def test_the_bulletins_archive_is_read_station_by_station(places, write):
    report = api.run(
        places, [write("beijing_all_20140514.csv", CROSS)], api.profile("cnemc-hourly")
    )
    assert (report.read, report.accepted, report.empty, report.receipts) == (5, 3, 2, 8)
    assert taken(places)[:2] == [
        ("1003A", "2014-05-13T23:00", "a34004", "Avg", "91", "N"),
        ("1004A", "2014-05-13T23:00", "a34004", "Avg", "89", "N"),
    ]
    assert ("BJ-Qianmen", "2014-05-14T00:00", "a21005", "Avg", "1.3", "N") in taken(places)


def test_a_float32_keeps_the_digits_that_were_published(places, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
    columns = {name: pa.array([0.8], pa.float32()) for name in names}
    when = pa.array([1_400_000_400_000_000], pa.timestamp("us"))
    pq.write_table(pa.table({"station": ["东四"], "time": when, **columns}), tmp_path / "t.parquet")
    api.run(places, [tmp_path / "t.parquet"], api.profile("cnemc-hourly"))
    assert {row[4] for row in taken(places)} == {"0.8"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: {a: {code: x, unit: parsec}}\nstation: s", "column a"),
        ("columns: {a: {code: x}}\nstation: s", "column a"),
        ("station: s", "say for each column"),
        ("columns: {a: {code: x, unit: mg/L}}", "name either"),
        ("columns: {a: {code: x, unit: mg/L}}\nmn: 123", "mn must be a text in quotes"),
        ("columns: {a: {code: x, unit: mg/L}}\nmn: 'A'\nlabel: middle", "label 'middle'"),
        ("columns: {a: {code: x, unit: mg/L}}\nmn: 'A'\nzone: Mars/Base", "zone 'Mars/Base'"),
        ("columns: {a: {code: x, unit: mg/L}}\nmn: 'A'\ninterval: week", "interval 'week'"),
        ("columns: {a: {code: x, unit: mg/L}}\nmn: 'A'\ncolour: red", "colour is not known"),
        ("[1, 2", "cannot be read as a mapping"),
        ("!!python/object/apply:os.system ['true']", "cannot be read as a mapping"),
    ],
)
def test_a_mapping_that_cannot_be_says_why(write, text, words):
    with pytest.raises(api.MappingError, match=words):
        api.load(write("map.yaml", text))


def test_the_command_reports_writes_the_refused_and_seals(places, write, monkeypatch):
    from typer.testing import CliRunner

    from qingtian_platform.project.commands.load import app
    from qingtian_platform.record import api as record

    monkeypatch.setattr("qingtian_platform.project.commands.load.use", lambda _data: places)
    map_, bad = write("map.yaml", MAP.format(label="start")), write("bad.csv", BAD)
    refused = places.data / "refused.csv"
    words = ["--as", "csv", "--map", map_, "--refused", refused, "--data", places.data, bad]
    result = CliRunner().invoke(app, list(map(str, words)))
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["read"], report["accepted"], report["refused"]) == (9, 1, 6)
    with refused.open(encoding="utf-8", newline="") as handle:
        listed = list(csv.DictReader(handle))
    assert [(row["file"], row["line"]) for row in listed] == [
        ("bad.csv", str(n)) for n in range(3, 9)
    ]
    assert inbox.files(places) == []
    assert record.observations(places=places).num_rows == 2
    for wrong in (["--as", "csv"], ["--as", "king"], ["--as", "prsa", "--map", str(map_)]):
        result = CliRunner().invoke(app, [*wrong, str(bad), "--data", str(places.data)])
        assert result.exit_code == 1
        assert "nothing was imported" in result.stderr
