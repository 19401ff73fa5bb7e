"""The compiled decoder gives the values of the readable one, or leaves a frame to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.protocols.hj212 import columns, crc
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.observations import observations
from qingtian.protocols.hj212.reader import Reader
from qingtian.protocols.hj212.scan import scan

SAMPLES = Path(__file__).with_name("samples.txt")

codes = st.sampled_from(
    [
        "a34004",
        "a21026",
        "w00000",
        "w01018",
        "001",
        "011",
        "01",
        "02",
        "020",
        "B01",
        "S01",
        "S03",
        "LA",
        "SB1",
        "a0501x",
        "0",
        "a34004-b",
        "a340041",
    ]
)
fields = st.sampled_from(
    [
        "Rtd",
        "Avg",
        "Min",
        "Max",
        "Cou",
        "ZsAvg",
        "ZsRtd",
        "RS",
        "RT",
        "Data",
        "Flag",
        "ZsFlag",
        "EFlag",
        "SampleTime",
        "rtd",
        "AVG",
        "Info",
        "Tol",
        "NightData",
        "",
    ]
)
numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map("{:f}".format),
    st.from_regex(r"[+-]?[0-9]{1,17}(\.[0-9]{0,9})?", fullmatch=True),
    st.sampled_from(["", "0", "-0.0", "007", ".5", "5.", "1e3", "null", "N", "n", "D", "-", "NN"]),
)
parts = st.one_of(
    st.tuples(codes, fields, numbers).map(lambda t: f"{t[0]}-{t[1]}={t[2]}"),
    st.tuples(codes, st.sampled_from("NDFCTSBMnd")).map(lambda t: f"{t[0]}-Flag={t[1]}"),
    st.sampled_from(["Flag=N", "PolId=a34004", "NewPW=123456", "DataTime=20260101000000", "x"]),
)
times = st.one_of(
    st.datetimes(
        min_value=np.datetime64("1968-01-01").astype("M8[s]").item(),
        max_value=np.datetime64("2202-01-01").astype("M8[s]").item(),
    ).map(lambda t: t.strftime("%Y%m%d%H%M%S")),
    st.sampled_from(["20260229000000", "20240229235959", "20261301000000", "20260101240000"]),
)
commands = st.sampled_from(["2011", "2021", "2031", "2041", "2051", "2061", "2111", "9014", "3020"])


@st.composite
def segments(draw) -> str:
    separators = st.sampled_from([";", ",", ";", ";;"])
    area = "".join(draw(separators) + part for part in draw(st.lists(parts, max_size=8)))
    opening = draw(st.sampled_from(["DataTime={}", "DataTime={}", "DataTime={}", "", "QN=1"]))
    return (
        f"QN=20261125101502000;ST={draw(st.sampled_from(['22', '31', '32', '21']))};"
        f"CN={draw(commands)};PW=123456;MN=A110108_0001;Flag=5;"
        f"CP=&&{opening.format(draw(times))}{area}&&"
    )


def framed(segment: str) -> bytes:
    data = segment.encode()
    return b"##%04d%b%b\r\n" % (len(data), data, crc.text(crc.crc16(data)).encode())


def taken(data: bytes, **options) -> list[tuple | None]:
    """Values of each frame that `scan` gives; None where the kernel leaves it."""
    buffer = np.frombuffer(data, np.uint8)
    frames = scan(buffer).frames
    read = columns.decode(buffer, frames, **options)
    result: list[tuple | None] = []
    for index in range(len(frames)):
        if not read.taken[index]:
            assert not (read.frame == index).any()
            result.append(None)
            continue
        rows = [
            (
                read.codes[read.code[at]],
                columns.FIELDS[read.field[at]],
                0,
                repr(float(read.value[at])),
                int(read.decimals[at]),
                None,
                chr(read.flag[at]) if read.flag[at] else "",
                columns.INTERVALS[read.interval[index]],
                int(read.start[index]),
                int(read.end[index]),
            )
            for at in np.flatnonzero(read.frame == index)
        ]
        result.append(tuple(rows))
    return result


def readable(data: bytes, **options) -> list[tuple]:
    found = [item for item in Reader().feed(data) if isinstance(item, Frame)]
    return [
        tuple(
            (
                o.code,
                o.field,
                o.place,
                repr(o.value),
                o.decimals,
                o.text,
                o.flag,
                o.interval,
                int(o.start.timestamp()),
                int(o.end.timestamp()),
            )
            for o in observations(frame.message, **options)
        )
        for frame in found
    ]


@settings(max_examples=400, deadline=None)
@given(st.lists(segments(), min_size=1, max_size=4))
def test_what_it_takes_is_what_the_readable_decoder_reads(texts):
    for text in texts:
        for fast, slow in zip(taken(framed(text)), readable(framed(text)), strict=False):
            assert fast is None or fast == slow


@settings(max_examples=100, deadline=None)
@given(st.lists(segments(), min_size=1, max_size=12))
def test_frames_do_not_disturb_each_other(texts):
    alone = [values for text in texts for values in taken(framed(text))]
    runs = [framed(text) for text in texts if len(taken(framed(text))) == 1]
    assert taken(b"".join(runs)) == alone


@settings(max_examples=100, deadline=None)
@given(segments(), st.integers(1, 60), st.sampled_from(["start", "end"]))
def test_periods_follow_the_device(text, minutes, label):
    slow = readable(framed(text), minutes=minutes, label=label)
    fast = taken(framed(text), minutes=minutes, label_end=label == "end")
    for quick, expected in zip(fast, slow, strict=False):
        assert quick is None or quick == expected


@pytest.mark.parametrize("interval", ["2011", "2031", "2051", "2061"])
def test_ordinary_frames_are_taken(interval):
    items = ";".join(
        f"a3400{n}-Rtd=12.{n},a3400{n}-Min=1,a3400{n}-ZsAvg=-0.5,a3400{n}-Flag=N" for n in range(9)
    )
    frame = framed(
        f"QN=20261125101502000;ST=31;CN={interval};PW=123456;MN=A1;Flag=5;"
        f"CP=&&DataTime=20261125101500;{items}&&"
    )
    assert taken(frame) == readable(frame)
    assert len(taken(frame)[0]) == 27


def test_units_of_2005_become_those_of_2017_rounded_once():
    """Mercury in mg/L by the code of 2005 is µg/L by that of 2017 (HJ/T 212-2005 annex B)."""
    frame = framed(
        "QN=20261125101502000;ST=32;CN=2061;PW=123456;MN=A1;Flag=1;"
        "CP=&&DataTime=20261125101500;020-Avg=0.0011,020-Flag=n;021-Avg=0.000003;011-Avg=35.10&&"
    )
    (rows,) = taken(frame)
    assert [(row[0], row[3], row[4], row[6]) for row in rows] == [
        ("w20111", "1.1", 1, "N"),
        ("w20113", "3.0", 0, ""),
        ("w01018", "35.1", 2, ""),
    ]
    assert (rows,) == tuple(readable(frame))


def test_two_codes_that_become_one_are_left_to_be_read():
    frame = framed(
        "QN=20261125101502000;ST=32;CN=2061;PW=123456;MN=A1;Flag=5;"
        "CP=&&DataTime=20261125101500;011-Avg=35;w01018-Avg=36&&"
    )
    assert taken(frame + frame) == [None, None]


def test_published_frames_are_read_alike():
    """As many of them as are of the standard's form; the rest is the reader's."""
    count = 0
    for line in SAMPLES.read_bytes().splitlines():
        frame = line.partition(b"\t")[0] + b"\r\n"
        for fast, slow in zip(taken(frame), readable(frame), strict=False):
            assert fast is None or fast == slow
            count += fast is not None
    assert count > 20
