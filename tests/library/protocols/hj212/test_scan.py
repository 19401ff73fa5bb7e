"""The compiled scan takes exactly frames that the readable reader gives without a deviation."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingtian.protocols.hj212 import answers, build, crc, kernels, scan
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.reader import Reader
from support.hj212 import framed, samples, segments, streams

STAMPS = scan.EPOCH
mns = st.text("0123456789ABCDEFabcdef_-", min_size=1, max_size=24)
areas = st.lists(
    st.sampled_from(
        [
            "DataTime=20240520210600",
            "DataTime=20230229000000",
            "a34004-Avg=35.1,a34004-Flag=N",
            "w01018-Rtd=-2.2",
            "p99101-Rtd=St",
            "i12001-Info=x",
            "a34004-Avg=",
            "LA-td=50.1",
            "a b=1",
            "a=//;text=1//",
            "=5",
            "novalue",
            "",
            "名=值",
        ]
    ),
    max_size=5,
).map(";".join)


@st.composite
def plain(draw: st.DrawFn) -> bytes:
    """Make a frame that is nearly, and often exactly, of the standard form."""
    divided = draw(st.booleans())
    flag = draw(st.sampled_from([0, 4, 5, 8, 9, 255, 300, 7, 6]))
    packet = f"PNUM={draw(st.integers(0, 12))};PNO={draw(st.integers(0, 12))};" if divided else ""
    rf = draw(st.sampled_from(["", "", "RF=1;", "RF=0;"]))
    qn = draw(st.sampled_from(["20240520210700000", "1617938542185", "x" * 17, "0" * 17]))
    head = (
        f"QN={qn};ST={draw(st.sampled_from(['22', '31', 'A1', 'x', '101']))};"
        f"CN={draw(st.sampled_from(['2051', '2011', '9014', '20', 'abcd']))};"
        f"PW={draw(st.sampled_from(['123456', '', '12345', '1234=6']))};MN={draw(mns)};"
        f"Flag={flag};{packet}{rf}"
    )
    frame = framed(f"{head}CP=&&{draw(areas)}&&".encode())
    return frame + draw(st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b""]))


@st.composite
def flawless(draw: st.DrawFn) -> bytes:
    """Make a frame that the scan has to take."""
    moment = draw(st.datetimes(datetime(2000, 1, 1), datetime(2060, 12, 31)))  # noqa: DTZ001
    divided = draw(st.booleans())
    head = build.Head(
        draw(st.sampled_from(["2011", "2051", "2061", "2031", "9012", "3020"])),
        draw(mns),
        draw(st.sampled_from(["22", "31", "32", "39", "91"])),
        "123456",
        build.request_number(moment),
        draw(st.sampled_from([4, 5, 8, 9])) | 2 * divided,
        pnum=9 if divided else None,
        pno=draw(st.integers(1, 9)) if divided else None,
        rf=draw(st.booleans()),
    )
    area = draw(
        st.sampled_from([b"", b"QnRtn=1", b"DataTime=20240520210600;a34004-Avg=35.1,a34004-Flag=N"])
    )
    return build.frame(build.segment(head, area, "2025"))


def array(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


def slices(data: bytes, row: np.void, name: str) -> bytes | None:
    begin, end = int(row[name]), int(row[f"{name}_end"])
    return None if begin < 0 else data[begin:end]


def agree(data: bytes, row: np.void, frame: Frame) -> None:
    """Hold one scanned frame to the reader's."""
    message = frame.message
    assert data[row["start"] : row["end"]] == frame.raw
    assert data[row["segment"] : row["segment_end"]] == frame.segment
    assert frame.crc_ok
    assert frame.all_deviations == ()
    for name in ("qn", "st", "cn", "pw", "mn"):
        assert slices(data, row, name) == getattr(message, name).encode()
    assert row["flag_value"] == message.flag
    assert slices(data, row, "cp") == message.cp
    for name, value in (("pnum", message.pnum), ("pno", message.pno)):
        found = slices(data, row, name)
        assert (None if found is None else int(found)) == value
    if row["time"] >= 0:
        text = data[row["time"] : row["time"] + 14]
        assert message.items[0].name == "DataTime"
        assert message.items[0].value.encode() == text
        assert row["stamp"] == scan.seconds(text)
    else:
        assert row["stamp"] == -1


def check(stream: bytes) -> int:
    """The scan's frames are the reader's first frames, and what it leaves is read alike."""
    found = scan.scan(array(stream))
    reader = Reader()
    everything = [f for f in (*reader.feed(stream), *reader.end()) if isinstance(f, Frame)]
    count = len(found.frames)
    for row, frame in zip(found.frames, everything, strict=False):
        agree(stream, row, frame)
    assert count <= len(everything)
    rest = Reader()
    left = stream[int(found.consumed[0]) :]
    again = [f for f in (*rest.feed(left), *rest.end()) if isinstance(f, Frame)]
    assert again == everything[count:]
    return count


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(plain(), flawless(), st.binary(max_size=20)), max_size=4).map(b"".join))
def test_what_is_taken_is_what_the_reader_gives(stream):
    check(stream)


@settings(max_examples=200, deadline=None)
@given(streams())
def test_dialects_and_noise_are_left_to_the_reader(stream):
    check(stream)


@settings(max_examples=200, deadline=None)
@given(st.lists(flawless(), min_size=1, max_size=6))
def test_nothing_of_the_standard_form_is_left(frames):
    stream = b"".join(frames)
    assert check(stream) == len(frames)
    assert scan.scan(array(stream)).consumed.tolist() == [len(stream)]


@settings(max_examples=200, deadline=None)
@given(flawless(), st.integers(0, 400), st.integers(0, 7))
def test_no_flipped_bit_is_taken_that_the_reader_would_refuse(frame, at, bit):
    broken = bytearray(frame)
    broken[at % len(frame)] ^= 1 << bit
    check(bytes(broken))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: f"line{sample.line}")
def test_published_frames(sample):
    check(sample.raw + b"\r\n" + sample.raw + b"\r\n")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(flawless(), st.just(b"+++")), min_size=1, max_size=6), st.integers(0, 50))
def test_stretches_do_not_run_into_each_other(parts, cut):
    """Each stretch is taken as though it stood alone."""
    parts = [parts[0][: len(parts[0]) - cut], *parts]
    bounds = np.cumsum([0, *(len(part) for part in parts)]).astype(np.int32)
    whole = scan.scan(array(b"".join(parts)), bounds)
    for index, part in enumerate(parts):
        alone = scan.scan(array(part))
        mine = whole.frames[whole.frames["source"] == index]
        assert (mine["start"] - bounds[index]).tolist() == alone.frames["start"].tolist()
        assert whole.consumed[index] - bounds[index] == alone.consumed[0]


@given(segments())
def test_frames_kept_without_their_tail(segment):
    bare = framed(segment)
    with_tail, without = scan.scan(array(bare + b"\r\n")), scan.scan(array(bare), tail=False)
    assert with_tail.frames.tolist() == without.frames.tolist()


@given(st.binary(max_size=2000))
def test_the_folded_checksum_is_the_printed_one(data):
    assert kernels.checksum(scan._plain(array(data)), 0, len(data)) == crc.crc16(data)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 12, 31, 23, 59, 59)))  # noqa: DTZ001
def test_stamps_count_seconds_of_beijing_time(moment):
    moment = moment.replace(microsecond=0, tzinfo=scan.EPOCH.tzinfo)
    seconds = scan.seconds(f"{moment:%Y%m%d%H%M%S}".encode())
    assert scan.EPOCH + timedelta(seconds=seconds) == moment


@pytest.mark.parametrize(
    "text", ["20230229000000", "19991231235959", "20240520240000", "2024052021060", "x" * 14]
)
def test_what_is_no_time_has_no_stamp(text):
    assert scan.seconds(text.encode()) == -1


@settings(max_examples=50, deadline=None)
@given(st.lists(flawless(), min_size=1, max_size=5))
@example([build.frame(b"QN=20240520210700000;ST=22;CN=2051;PW=123456;MN=A;Flag=5;CP=&&&&")])
def test_answers_from_templates_are_those_that_are_written_one_by_one(frames):
    stream = array(b"".join(frames))
    found = scan.scan(stream)
    reader = Reader()
    messages = [f.message for f in reader.feed(b"".join(frames)) if isinstance(f, Frame)]
    expected = [
        answers.answer("9014", m, Peer(m.mn, m.pw, "22", "2025" if m.rf else "2017"))
        for m in messages
    ]
    templates = np.zeros((len(frames), 192), np.uint8)
    for row, text in zip(templates, expected, strict=True):
        row[: len(text)] = array(text)
        row[scan.QN_AT : scan.QN_AT + 17] = 48
    lengths = np.array([len(text) for text in expected], np.int32)
    chosen = np.arange(len(frames), dtype=np.int32)
    chosen[::2] = -1
    out, ends = scan.answers(stream, found.frames["qn"], chosen, templates, lengths)
    assert out == b"".join(expected[1::2])
    assert ends[-1] == len(out)


@pytest.mark.skipif(not scan.COMPILED, reason="numba is not installed")
def test_warming_compiles_all_that_is_used():
    """A first frame must not wait for the compiler."""
    scan.warm()
    before = (
        len(kernels.find.signatures),
        len(kernels.fill.signatures),
        len(kernels.stamp.signatures),
    )
    stream = build.frame(b"QN=20240520210700000;ST=22;CN=2051;PW=123456;MN=A;Flag=5;CP=&&&&")
    found = scan.scan(array(stream))
    scan.answers(
        array(stream), found.frames["qn"], np.zeros(1, np.int32), np.zeros((1, 192), np.uint8),
        np.full(1, 99, np.int32),
    )  # fmt: skip
    scan.scan(np.zeros(100, np.uint8))
    after = (
        len(kernels.find.signatures),
        len(kernels.fill.signatures),
        len(kernels.stamp.signatures),
    )
    assert after == before
