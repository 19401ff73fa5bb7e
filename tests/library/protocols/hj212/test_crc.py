"""The checksum of HJ 212-2017 appendix A."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.protocols.hj212 import crc

A = "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&"
VECTORS = {
    A: "1C80",
    "QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&": "2200",
    "QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&"
    "DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
    "a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N&&": "B541",
    "QN=20231008125115215;ST=22;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=1&&": "CC01",
    "QN=20231008130452757;ST=22;CN=2081;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&"
    "DataTime=20231008130452;RestartTime=20231007130452&&": "3AC0",
    "QN=20201008154743635;ST=91;CN=9014;PW=123456;MN=SD000001;Flag=9;CP=&&QnRtn=1&&": "71C0",
    "QN=20230723080035006;ST=91;CN=9021;PW=123456;MN=000201;Flag=4;CP=&&&&": "BDC1",
    "ST=32;CN=3011;PW=123456;MN=00000000000001;CP=&&DataTime=&&": "F781",
    "123456789": "2F80",
    "": "FFFF",
    "\0": "4040",
}


def printed(segment: bytes) -> int:
    """The algorithm bit by bit, as appendix A prints it."""
    register = 0xFFFF
    for byte in segment:
        register = (register >> 8) ^ byte
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


@pytest.mark.parametrize(("segment", "expected"), VECTORS.items())
def test_the_published_pairs_hold(segment: str, expected: str):
    assert crc.text(crc.crc16(segment.encode("ascii"))) == expected


def test_the_example_of_appendix_a_is_1c80_and_not_the_1c08_printed_below_it():
    assert crc.text(crc.crc16(A.encode("ascii"))) == "1C80"


@given(st.binary(max_size=600))
def test_folding_agrees_with_the_printed_algorithm(segment: bytes):
    assert crc.crc16(segment) == printed(segment)


@given(st.binary(min_size=1, max_size=200))
def test_only_eight_low_bytes_occur(segment: bytes):
    assert crc.crc16(segment) & 0xFF in crc.LOW_BYTES


@given(st.binary(min_size=9, max_size=100), st.data())
def test_bytes_exchanged_at_a_distance_of_eight_are_not_seen(segment: bytes, data: st.DataObject):
    """It is no proof of integrity; the sealed frame's hash is."""
    at = data.draw(st.integers(0, len(segment) - 9))
    exchanged = bytearray(segment)
    exchanged[at], exchanged[at + 8] = exchanged[at + 8], exchanged[at]
    assert crc.crc16(bytes(exchanged)) == crc.crc16(segment)


def test_modbus_is_another_checksum():
    assert crc.text(crc.modbus(A.encode("ascii"))) == "0759"
    assert crc.text(crc.modbus(b"123456789")) == "4B37"
    assert crc.text(crc.arc(b"123456789")) == "BB3D"
    assert crc.text(crc.ccitt(b"123456789")) == "29B1"
    assert crc.text(crc.xmodem(b"123456789")) == "31C3"


@given(st.binary(min_size=20, max_size=80), st.sampled_from(sorted(crc.FOREIGN)))
def test_a_foreign_checksum_is_named_in_either_byte_order(segment: bytes, name: str):
    value = crc.FOREIGN[name](segment)
    assert crc.foreign_name(segment, b"0020", value) is not None
    assert crc.foreign_name(segment, b"0020", crc.swapped(value)) is not None
    if crc.swapped(crc.crc16(segment)) != value:
        named = crc.foreign_name(segment, b"0020", value)
        assert named == name or crc.FOREIGN[str(named).split("-")[0]](segment) in (
            value,
            crc.swapped(value),
        )


@given(st.binary(max_size=300), st.sampled_from([b"", b"58", b"0058", b"##12345"]))
def test_one_walk_over_the_segment_gives_the_checksum_of_every_span(segment: bytes, digits: bytes):
    for kind in ("modbus", "arc"):
        for span, covered in (("", segment), ("-with-length", digits + segment)):
            value = crc.FOREIGN[kind](covered)
            assert crc._reflected(segment, digits)[span][kind] == value


NAMES = [
    name + swap + span
    for name in sorted(crc.FOREIGN)
    for swap in ("", "-swapped")
    for span in ("", "-with-length", "-with-head")
] + ["standard-swapped"]


@given(st.binary(min_size=20, max_size=80), st.sampled_from(NAMES), st.integers(0, 0xFFFF))
def test_a_checksum_is_the_one_of_the_name_that_is_found_for_it(
    segment: bytes, name: str, checksum: int
):
    found = crc.foreign_name(segment, b"0020", checksum)
    assert found is None or crc.is_foreign(found, segment, b"0020", checksum)
    kind, _, _ = name.partition("-")
    function = {"standard": crc.crc16, **crc.FOREIGN}[kind]
    covered = {"length": b"0020", "head": b"##0020"}.get(name.rpartition("-")[2], b"") + segment
    right = crc.swapped(function(covered)) if "swapped" in name else function(covered)
    assert crc.is_foreign(name, segment, b"0020", right)
    assert not crc.is_foreign(name, segment, b"0020", right ^ 1)
    assert not crc.is_foreign("nobody", segment, b"0020", right)
