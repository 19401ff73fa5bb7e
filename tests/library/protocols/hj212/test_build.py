"""Frames as we write them: the printed examples, the limits of each edition, splitting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.protocols.hj212 import build, crc
from qingtian.protocols.hj212.build import BuildError, Head
from qingtian.protocols.hj212.commands import EDITIONS

BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2026, 3, 1, 12, 0, 0, 534_000, BEIJING)
MN = "010000A8900016F000169DC0"
HEADS = {
    "2005": Head("2051", "88888880000001", "32", "123456", "20260301120000534", 0),
    "2017": Head("2051", MN, "32", "123456", "20260301120000534", 4),
    "2025": Head("2051", MN, "32", "123456", "20260301120000534", 8),
    "sw": Head("2051", MN, "21", "123456", "20260301120000534", 8),
}


def fresh():
    numbers = build.RequestNumbers()
    numbers.next(NOON)
    return lambda: numbers.next(NOON)


def test_the_example_of_annex_a_2017():
    head = Head("1062", MN, "32", "100000", "20160801085857223", 5)
    content = build.segment(head, b"RtdInterval=30", "2017")
    assert build.frame(content) == (
        b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;"
        b"Flag=5;CP=&&RtdInterval=30&&1C80\r\n"
    )


def test_the_example_of_annex_a_2025():
    head = Head("1011", MN, "32", "123456", "20240601085857223", 9)
    assert build.frame(build.segment(head, b"", "2025")).endswith(b"Flag=9;CP=&&&&2200\r\n")


def test_an_encrypted_frame_keeps_length_and_checksum_of_the_clear_text():
    head = Head("2051", MN, "31", "123456", "20240520210700000", 9)
    area = (
        b"DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
        b"a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N"
    )
    content = build.segment(head, area, "2025")
    sent = build.frame(content, key=b"0" * 16)
    assert sent[:6] == b"##0234"
    assert sent.endswith(b"g=N&&B541\r\n")
    assert len(sent) == 234 + 12
    assert sent[6 : 6 + content.index(b"&&")] == content[: content.index(b"&&")]
    assert sent[6 + content.index(b"&&") + 2 :].startswith(bytes.fromhex("E43E159ACFAB242C"))


def test_order_of_fields_is_the_editions():
    packet = {"flag": 2, "pnum": 3, "pno": 1}
    old = build.segment(replace(HEADS["2005"], **packet), b"", "2005")
    assert [part.split(b"=")[0] for part in old.split(b";")] == (
        b"QN PNUM PNO ST CN PW MN Flag CP".split()
    )
    new = build.segment(replace(HEADS["2025"], **packet, rf=True), b"", "2025")
    assert [part.split(b"=")[0] for part in new.split(b";")] == (
        b"QN ST CN PW MN Flag PNUM PNO RF CP".split()
    )
    assert b";RF=1;CP=" in new


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"qn": "2026030112000053"}, "17 digits"),
        ({"st": "3"}, "two characters"),
        ({"cn": "20511"}, "four digits"),
        ({"pw": "12345"}, "six were"),
        ({"pw": "12;456"}, "ASCII without"),
        ({"mn": MN + "0"}, "24 characters"),
        ({"mn": "A&&B"}, "ASCII without"),
        ({"mn": "青天"}, "ASCII without"),
        ({"flag": 256}, "0 to 255"),
        ({"flag": 6}, "come together"),
        ({"pnum": 2, "pno": 1}, "come together"),
        ({"flag": 6, "pnum": 2, "pno": 3}, "packet 3 of 2"),
        ({"rf": True}, "2025"),
    ],
)
def test_what_the_edition_does_not_allow_is_not_sent(change, words):
    with pytest.raises(BuildError, match=words):
        build.segment(replace(HEADS["2017"], **change), b"", "2017")


def test_an_mn_of_2005_has_14_characters():
    with pytest.raises(BuildError, match="14 characters"):
        build.segment(replace(HEADS["2005"], mn=MN), b"", "2005")
    assert MN.encode() in build.segment(replace(HEADS["2005"], mn=MN), b"", "2005", strict=False)


def test_what_the_peer_chose_itself_may_be_longer_but_never_opens_another_field():
    assert build.segment(replace(HEADS["2017"], pw="1" * 24), b"", "2017", strict=False)
    for wrong in ("1;Flag=0", "1&&", "1 2", "密码"):
        with pytest.raises(BuildError):
            build.segment(replace(HEADS["2017"], pw=wrong), b"", "2017", strict=False)


def test_limits_of_area_and_segment():
    short = Head("2011")
    assert len(build.segment(short, b"x" * 943, "2017")) == 950 + 8
    with pytest.raises(BuildError, match="950"):
        build.segment(short, b"x" * 944, "2017")
    assert build.segment(short, b"x" * 953, "2005")
    long = replace(HEADS["2017"], flag=6, pnum=1234, pno=1234)
    most = 1024 - len(build.segment(long, b"", "2017"))
    assert len(build.segment(long, b"x" * most, "2017")) == 1024
    with pytest.raises(BuildError, match="1024"):
        build.segment(long, b"x" * (most + 1), "2017")


def test_each_packet_has_its_own_number_but_in_2005():
    items = [b"a%05d-Rtd=1.0,a%05d-Flag=N" % (n, n) for n in range(75)]
    for edition in EDITIONS:
        segments = build.split(HEADS[edition], b"DataTime=20260301120000", items, edition, fresh())
        numbers = [segment.split(b";")[0] for segment in segments]
        assert len(segments) == 3
        if edition == "2005":
            assert set(numbers) == {b"QN=20260301120000534"}
        else:
            assert numbers == [b"QN=20260301120000%d" % n for n in (534, 535, 536)]


def test_an_item_that_no_packet_holds_is_refused():
    with pytest.raises(BuildError, match="one item"):
        build.split(HEADS["2017"], b"", [b"x" * 2000], "2017", fresh())


@given(
    st.sampled_from(EDITIONS),
    st.lists(st.binary(min_size=1, max_size=300).map(bytes.hex).map(str.encode), max_size=60),
    st.sampled_from([b"", b"DataTime=20260301120000"]),
)
def test_packets_obey_the_limits_and_lose_nothing(edition, items, lead):
    segments = build.split(HEADS[edition], lead, items, edition, fresh())
    areas = [segment.partition(b"CP=&&")[2].removesuffix(b"&&") for segment in segments]
    found = []
    for number, (segment, area) in enumerate(zip(segments, areas, strict=True), 1):
        assert len(segment) <= build.SEGMENT_LIMIT
        assert len(area) + 7 <= build.AREA_LIMITS[edition]
        assert (b"PNUM=%d;PNO=%d;" % (len(segments), number) in segment) == (len(segments) > 1)
        parts = area.split(b";") if area else []
        if lead:
            assert parts.pop(0) == lead
        found += parts
    assert found == items


def test_numbers_never_repeat():
    numbers = build.RequestNumbers()
    given_out = [numbers.next(NOON) for _ in range(2000)]
    assert given_out[0] == "20260301120000534"
    assert given_out == sorted(set(given_out))
    assert numbers.next(NOON - timedelta(hours=1)) > given_out[-1]


@pytest.mark.parametrize("span", ["", "-with-length", "-with-head"])
@pytest.mark.parametrize("name", ["modbus", "modbus-swapped", "ccitt", "arc", "xmodem"])
def test_a_checksum_sent_by_mistake_is_the_one_that_the_reader_names(name, span):
    content = build.segment(HEADS["2017"], b"DataTime=20260301120000", "2017")
    sent = build.frame(content, name + span)
    assert crc.foreign_name(content, sent[2:6], int(sent[-6:-2], 16)) == name + span


def test_a_checksum_that_nobody_knows_is_refused():
    with pytest.raises(BuildError, match="dialect"):
        build.frame(b"", "md5")


def test_flags_of_the_editions():
    flags = {
        edition: [
            build.flag(edition, answer=answer, divided=divided)
            for divided in (False, True)
            for answer in (False, True)
        ]
        for edition in EDITIONS
    }
    assert flags == {
        "2005": [0, 1, 2, 3],
        "2017": [4, 5, 6, 7],
        "2025": [8, 9, 10, 11],
        "sw": [8, 9, 10, 11],
    }
