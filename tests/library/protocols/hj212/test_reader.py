"""The stream reader: what it finds does not depend on how the stream is cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingtian.protocols.hj212 import sm4
from qingtian.protocols.hj212.build import frame as built
from qingtian.protocols.hj212.crc import crc16, modbus
from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.errors import DialectError, KeyMaterialError
from qingtian.protocols.hj212.frame import Frame, Noise
from qingtian.protocols.hj212.reader import Reader
from support.hj212 import bytewise, framed, read, samples, segments, streams

SEGMENT = b"QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&"
DATA = (
    b"QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&"
    b"DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
    b"a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N&&"
)
KEY = b"0" * 16
FRAME = framed(SEGMENT)


def frames(found: list[Frame | Noise]) -> list[Frame]:
    return [each for each in found if isinstance(each, Frame)]


def noises(found: list[Frame | Noise]) -> list[tuple[bytes, str]]:
    return [(each.raw, each.reason) for each in found if isinstance(each, Noise)]


@settings(max_examples=250, deadline=None)
@given(streams(), st.integers(0, 2000))
@example(b"##0087" + FRAME + FRAME, 3)
@example(FRAME + b"\r" + FRAME + b"\r\n\r\n0086" + FRAME[6:], 93)
def test_chopping_the_stream_changes_nothing(stream: bytes, cut: int):
    assert read([stream]) == read([stream[:cut], stream[cut:]]) == read(bytewise(stream))


@settings(max_examples=100, deadline=None)
@given(streams(), st.lists(st.integers(0, 3000), max_size=6).map(sorted))
def test_chopping_changes_nothing_for_a_known_dialect_either(stream: bytes, cuts: list[int]):
    dialect = Dialect(checksum="modbus", sm4_key=KEY, limit=1024, strict=True)
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert read([stream], dialect) == read(pieces, dialect) == read(bytewise(stream), dialect)


@settings(max_examples=100, deadline=None)
@given(streams())
def test_no_byte_is_lost_or_invented(stream: bytes):
    found = read([stream])
    _gaps(stream, [each.raw for each in found])


def _gaps(stream: bytes, pieces: list[bytes]) -> None:
    """Each piece stands in the stream behind the one before; only white space lies between."""
    position = 0
    for piece in pieces:
        at = stream.index(piece, position)
        assert not stream[position:at].strip()
        position = at + len(piece)
    assert not stream[position:].strip()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | streams())
def test_any_bytes_give_frames_and_noise_and_never_an_error(stream: bytes):
    for each in read([stream]):
        if isinstance(each, Frame):
            assert set(each.all_deviations) <= set(DEVIATIONS)
            assert each.crc_ok is (each.checksum == "standard")


@settings(max_examples=100, deadline=None)
@given(st.lists(segments(), min_size=1, max_size=6))
def test_frames_that_keep_to_the_standard_come_back_unchanged(parts: list[bytes]):
    found = read([b"".join(framed(part) + b"\r\n" for part in parts)])
    assert [each.segment for each in frames(found)] == parts
    assert noises(found) == []
    assert all(
        each.crc_ok and not each.deviations for each in frames(found) if len(each.segment) <= 1024
    )


def test_a_frame_is_found_by_its_length_though_its_text_looks_like_an_end():
    text = b"QN=1;ST=32;CN=3020;PW=1;MN=1;CP=&&i11001-Info=//x&&ABCD\r\n##0010 y&&1234##//&&"
    (frame,) = read(bytewise(framed(text) + b"\r\n"))
    assert isinstance(frame, Frame)
    assert frame.segment == text
    assert frame.message.get("i11001-Info") == "//x&&ABCD\r\n##0010 y&&1234##//"


@pytest.mark.parametrize(
    ("stream", "deviation"),
    [
        (FRAME[:-4] + FRAME[-4:].lower() + b"\r\n", None),
        (b"##87" + FRAME[6:], "length-digits"),
        (b"##087" + FRAME[6:], "length-digits"),
        (b"##00087" + FRAME[6:], "length-digits"),
        (b"##0093" + FRAME[6:], "length"),
        (b"##0095" + FRAME[6:], "length"),
        (b"##0086" + FRAME[6:], "length"),
        (b"##0012" + FRAME[6:], "length"),
        (b"##9999" + FRAME[6:], "length"),
        (b"##0000" + FRAME[6:], "length"),
        (FRAME[2:], "no-head"),
        (b"##0089;" + SEGMENT + b";%04X" % crc16(b"0089;" + SEGMENT + b";"), "semicolons"),
        (b"##0095;" + SEGMENT + b";%04X" % crc16(b"0095;" + SEGMENT + b";"), "length"),
    ],
)
@pytest.mark.parametrize("tail", [b"", b"\r\n", b"\n", b"\\r\\n", b"**", b"  \r\n"])
def test_a_dialect_of_framing_is_read_and_named(stream: bytes, deviation: str | None, tail: bytes):
    twice = stream + tail + stream + tail
    for found in (read([twice]), read(bytewise(twice))):
        assert [each.segment for each in frames(found)] == [SEGMENT] * 2
        assert all(each.crc_ok for each in frames(found))
        assert deviation is None or deviation in frames(found)[0].deviations
        assert all(reason == "tail" for _, reason in noises(found))


def test_a_checksum_that_is_not_the_standard_s_is_named_and_taken_only_where_agreed():
    raw = b"##%04d%b%04X" % (len(SEGMENT), SEGMENT, modbus(SEGMENT))
    (plain,) = frames(read([raw]))
    assert (plain.crc_ok, plain.checksum, plain.deviations) == (
        False,
        "modbus",
        ("checksum", "modbus"),
    )
    (agreed,) = frames(read([raw], Dialect(checksum="modbus")))
    assert agreed.crc_ok
    assert agreed.deviations == ("checksum", "modbus")
    (other,) = frames(read([raw], Dialect(checksum="modbus-swapped")))
    assert not other.crc_ok
    (any_,) = frames(read([FRAME[:-4] + b"0000"], Dialect(checksum="any")))
    assert any_.crc_ok
    assert any_.checksum == ""


@pytest.mark.parametrize(
    "name", ["modbus-swapped", "arc", "ccitt", "standard-swapped", "xmodem-swapped"]
)
def test_what_our_builder_writes_in_a_dialect_the_reader_names(name: str):
    (frame,) = frames(read([built(SEGMENT, name)]))
    assert frame.checksum == name
    assert name in frame.deviations


def test_a_checksum_made_without_the_spaces_is_named():
    spaced = SEGMENT.replace(b"MN=", b"MN= ")
    (frame,) = frames(read([b"##%04d%b%04X" % (len(spaced), spaced, crc16(SEGMENT))]))
    assert frame.checksum == "checksum-without-spaces"
    assert not frame.crc_ok
    assert frame.message.mn == "010000A8900016F000169DC0"


def test_noise_between_frames_is_counted_and_skipped():
    stream = b"AT+CSQ\r\nOK\r\n" + FRAME + b"\r\n[log] ##1234 CN=2011 x\r\n" + FRAME + b"\r\n++"
    found = read([stream])
    assert len(frames(found)) == 2
    assert noises(found) == [
        (b"AT+CSQ\r\nOK\r\n", "noise"),
        (b"[log] ##1234 CN=2011 x\r\n", "noise"),
        (b"++", "noise"),
    ]


def test_a_cut_frame_is_noise_and_the_whole_one_behind_it_is_read():
    found = read(bytewise(b"##0234" + DATA[:100] + FRAME + b"\r\n" + FRAME))
    assert [each.segment for each in frames(found)] == [SEGMENT] * 2
    assert noises(found) == [(b"##0234" + DATA[:100], "noise")]


def test_a_mebibyte_without_an_end_is_bounded_and_the_next_frame_is_read():
    reader = Reader()
    started = time.process_time()
    for chunk in (b"x" * 65536, b"##0010" * 10000, b"&&" * 30000, b"CP=&&;" * 10000) * 4:
        reader.feed(chunk)
        assert reader.buffered <= 3 * reader.dialect.limit
    found = reader.feed(b"\r\n" + FRAME + b"\r\n")
    found += reader.end()
    assert [each.segment for each in frames(found)] == [SEGMENT]
    assert time.process_time() - started < 20


def test_a_length_of_ten_thousand_is_no_reason_to_wait_once_the_sender_pauses():
    reader = Reader()
    stream = b"##7000" + FRAME[6:]
    assert reader.feed(stream) == []
    (frame,) = reader.settle()
    assert isinstance(frame, Frame)
    assert frame.crc_ok
    assert reader.settle() == []
    assert frames(reader.feed(FRAME))[0].segment == SEGMENT


def test_a_pause_in_the_middle_of_a_frame_loses_nothing():
    for cut in range(1, len(FRAME)):
        reader = Reader()
        found = reader.feed(FRAME[:cut]) + reader.settle() + reader.feed(FRAME[cut:])
        assert [each.raw for each in frames(found)] == [FRAME]


def test_a_length_that_counts_head_and_digits_is_answered_at_once():
    """Stop-and-wait: nothing follows until the frame is answered."""
    assert len(frames(Reader().feed(b"##0093" + FRAME[6:] + b"\r\n"))) == 1


@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize("segment", [DATA, samples()[0].raw[6:-4], SEGMENT])
def test_an_encrypted_data_area_is_decrypted_before_the_checksum_is_judged(
    segment: bytes, printed: bool
):
    """HJ 212-2025: length and checksum are those of the plain text."""
    open_ = segment.index(b"CP=&&") + 5
    area = sm4.encrypt_area(segment[open_:-2], KEY, printed=printed)
    raw = b"##%04d%b%b&&%04X" % (len(segment), segment[:open_], area, crc16(segment))
    for stream in ([raw + b"\r\n"], bytewise(raw + b"\r\n")):
        (frame,) = frames(read(stream, Dialect("2025", sm4_key=KEY)))
        assert frame.crc_ok
        assert frame.segment == segment
        assert frame.raw == raw
        assert frame.encrypted is (area != segment[open_:-2])
        assert frame.plain == framed(segment) or not frame.encrypted


def test_cipher_text_whose_own_checksum_is_right_by_chance_is_decrypted_all_the_same():
    """One in some hundred: a right checksum has one of eight low bytes, and bytes alike are frequent."""
    met = 0
    for number in range(12_000):
        plain = DATA.replace(b"Avg=1.35", b"Avg=%05d" % number, 1)
        begin = plain.index(b"CP=&&") + 5
        cipher = plain[:begin] + sm4.encrypt_area(plain[begin:-2], KEY) + b"&&"
        if crc16(cipher) == crc16(plain):
            met += 1
            raw = b"##%04d%b%04X" % (len(plain), cipher, crc16(plain))
            (frame,) = frames(read([raw + b"\r\n"], Dialect("2025", sm4_key=KEY)))
            assert (frame.encrypted, frame.segment, frame.crc_ok) == (True, plain, True)
    assert met


def test_cipher_text_without_a_key_is_named_and_not_taken():
    area = sm4.encrypt_area(DATA[DATA.index(b"CP=&&") + 5 : -2], KEY)
    raw = b"##0234%b%b&&B541" % (DATA[: DATA.index(b"CP=&&") + 5], area)
    (frame,) = frames(read([raw]))
    assert not frame.crc_ok
    assert "cipher" in frame.deviations


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (framed(DATA.replace(b"Flag=9", b"Flag=8")), "flag-version"),
        (FRAME[:-4] + b"0000", "checksum"),
        (b"##0093" + FRAME[6:], "length"),
        (
            framed(b"ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"),
            "qn-missing",
        ),
        (framed(SEGMENT.replace(b"Flag=9", b"Flag=6")), "flag-packets"),
        (framed(SEGMENT.replace(b"Flag=9", b"Flag=4").replace(b"MN=0100", b"MN=x100")), "mn-form"),
        (framed(SEGMENT.replace(b"Flag=9;", b"")), "flag-missing"),
        (framed(SEGMENT.replace(b"ST=32;CN=1011", b"CN=1011;ST=32")), "order"),
        (framed(SEGMENT.replace(b"Flag=9", b"Flag=4").replace(b"6;MN", b"67;MN")), "pw-form"),
    ],
)
def test_strict_reading_names_the_clause_that_a_frame_breaks(raw: bytes, name: str):
    (frame,) = frames(read([raw], Dialect("2017", strict=True)))
    assert frame.breach is not None
    assert frame.breach.id == name
    assert frame.breach.clause == DEVIATIONS[name].clause
    assert "expected" in str(frame.breach)
    assert frames(read([raw]))[0].breach is None


@pytest.mark.parametrize(
    ("segment", "edition"),
    [
        (SEGMENT, "2025"),
        (DATA, "2025"),
        (SEGMENT.replace(b"Flag=9", b"Flag=5"), "2017"),
        (
            b"ST=91;CN=9014;CP=&&QN=20170516010101001;CN=2051&&".replace(
                b";CP", b";PW=123456;MN=88888880000001;CP"
            ),
            "2005",
        ),
    ],
)
def test_strict_reading_finds_no_fault_with_what_the_edition_prints(segment: bytes, edition: str):
    (frame,) = frames(read([framed(segment)], Dialect(edition, strict=True)))
    assert frame.breach is None


def test_a_dialect_that_cannot_be_is_our_own_error():
    with pytest.raises(DialectError, match="at least 1024"):
        Dialect(limit=10)
    with pytest.raises(DialectError, match="positive"):
        Dialect(minutes=0)
    with pytest.raises(KeyMaterialError, match="16 bytes"):
        Dialect(sm4_key=b"short")
