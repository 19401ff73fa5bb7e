"""Stamps and cells of any text: an interval or a number, or a refusal of that row, nothing else."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian_platform.collect.importers import api
from qingtian_platform.collect.importers.errors import RowRefusedError
from qingtian_platform.collect.importers.mapping import Mapping, Property, read_zone
from qingtian_platform.collect.importers.sources import lines, opened
from qingtian_platform.collect.importers.stamps import BEIJING, interval_start

HOUR = Mapping(properties={"v": Property("a34004", "µg/m³")}, station="s")
DAY = replace(HOUR, interval="day", minutes=1440)
END = replace(HOUR, label="end")


@pytest.mark.parametrize(
    ("texts", "mapping", "start"),
    [
        (["2015-01-31 14:00"], HOUR, "2015-01-31 14:00"),
        (["2015-01-31 14:00"], END, "2015-01-31 13:00"),
        (["2015-01-31T14:00:00"], END, "2015-01-31 13:00"),
        (["2015/1/31 4:00"], END, "2015-01-31 03:00"),
        (["2015-01-31 24:00"], END, "2015-01-31 23:00"),
        (["2015-01-31 06:00+00:00"], HOUR, "2015-01-31 14:00"),
        (["20150131", "0"], END, "2015-01-30 23:00"),
        (["20150131", "24"], END, "2015-01-31 23:00"),
        (["2015", "3", "1", "0"], END, "2015-02-28 23:00"),
        (["2015-01-31"], DAY, "2015-01-31 00:00"),
        (["2015-02-01"], replace(DAY, label="end"), "2015-01-31 00:00"),
        (["31.01.2015 14h"], replace(HOUR, format="%d.%m.%Y %Hh"), "2015-01-31 14:00"),
        (["2015-01-31 14:10"], replace(HOUR, interval="minute", minutes=5), "2015-01-31 14:10"),
    ],
)
def test_a_stamp_means_this_interval(texts, mapping, start):
    names = tuple(f"t{n}" for n in range(len(texts)))
    cells = dict(zip(names, texts, strict=True))
    found = interval_start(cells, replace(mapping, time=names))
    assert found == datetime.fromisoformat(start).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("texts", "mapping"),
    [
        (["2015-02-30 14:00"], HOUR),
        (["2015-01-31 14:30"], HOUR),
        (["2015-01-31 14:00:01"], HOUR),
        (["2015-01-31 25:00"], HOUR),
        (["2015-01-31 14:00"], DAY),
        (["2015-01-31 14:03"], replace(HOUR, interval="minute", minutes=5)),
        (["0001-01-01 00:00"], END),
        (["9999-12-31 24:00"], HOUR),
        (["20150131", "25"], HOUR),
        (["2015", "13", "1", "0"], HOUR),
        ([""], HOUR),
    ],
)
def test_what_is_no_such_stamp_is_refused(texts, mapping):
    names = tuple(f"t{n}" for n in range(len(texts)))
    with pytest.raises(RowRefusedError):
        interval_start(dict(zip(names, texts, strict=True)), replace(mapping, time=names))


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5), st.sampled_from(["start", "end"]))
def test_any_text_is_a_stamp_or_refused(texts, label):
    names = tuple(f"t{n}" for n in range(len(texts)))
    cells = dict(zip(names, texts, strict=True))
    try:
        start = interval_start(cells, replace(HOUR, time=names, label=label))
    except RowRefusedError:
        return
    assert start.utcoffset() == timedelta(hours=8)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_the_label_moves_an_hour_by_an_hour(moment):
    cells = {"time": f"{moment:%Y-%m-%d %H}:00"}
    difference = interval_start(cells, HOUR) - interval_start(cells, END)
    assert difference == timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "minutes"), [("+08:00", 480), ("+0530", 330), ("-03:30", -210), ("Asia/Shanghai", 480)]
)
def test_zones_are_read_in_their_spellings(text, minutes):
    moment = datetime(2024, 1, 1, tzinfo=read_zone(text))
    assert moment.utcoffset() == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["+8", "8", "+25:00", "Beijing", "../etc/passwd", ""])
def test_what_is_no_zone_is_refused(text):
    with pytest.raises(api.MappingError, match="is neither like"):
        read_zone(text)


def broken(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.csv.gz", gzip.compress(b"s,time,v\n" * 100, mtime=0)[:-20]),
        ("no.csv.gz", b"not packed"),
        ("long.csv", b"s,time,v\nx," + b"9" * (csv.field_size_limit() + 1) + b",1\n"),
        ("nul.parquet", b"PAR1" + bytes(100) + b"PAR1"),
    ],
)
def test_a_file_that_cannot_be_read_ends_as_our_own_refusal(tmp_path, name, content):
    path = broken(tmp_path, name, content)
    with pytest.raises(api.ImportRefusedError), opened(path) as plain:
        list(lines(plain, [HOUR])[1])


def test_an_unknown_or_wrong_encoding_is_refused(tmp_path):
    path = broken(tmp_path, "t.csv", "s,time,v\n站,2024-01-01 00:00,1\n".encode("gb18030"))
    for encoding in ("klingon", "ascii"):
        with pytest.raises(api.ImportRefusedError, match="cannot be read as CSV"):
            list(lines(path, [replace(HOUR, encoding=encoding)])[1])
