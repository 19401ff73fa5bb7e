"""The data segment is read by name, whatever its order and separators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian.protocols.hj212.editions import edition_of
from qingtian.protocols.hj212.messages import Message

HEAD = b"QN=20240601085857223;ST=32;CN=2011;PW=123456;MN=A1;Flag=4;"


def parse(area: str | bytes, head: bytes = HEAD) -> Message:
    raw = area.encode() if isinstance(area, str) else area
    return Message.parse(head + b"CP=&&" + raw + b"&&")


@pytest.mark.parametrize(
    "segment",
    [
        b"QN=1;ST=32;CN=2011;PW=9;MN=A;Flag=5;PNUM=2;PNO=1;CP=&&a-Rtd=1&&",
        b"QN=1;PNUM=2;PNO=1;ST=32;CN=2011;PW=9;MN=A;Flag=5;CP=&&a-Rtd=1&&",
        b"MN=A;PNO=1;PNUM=2;ST=32;CN=2011;CmdFlag=5;PW=9;QN=1;CP=&&a-Rtd=1&&",
        b"ST=32;CN=2011;PW=9;,MN= A;FLAG=5;PNO=0001;PNUM=0002;CP=&&QN=1;a-Rtd=1&&",
        b"QN=1;ST=32;CN=2011;PW=9;MN=A;PNUM=2;PNO=1;CP=&&a-Rtd=1&&;Flag=5",
        b"QN=1;ST=32;CN=2011;PW=9;MN=A;PNUM=2;PNO=1;CP=&a-Rtd=1;Flag=5;&&",
        b"QN=1;ST=32;CN=2011;PW=9;MN=A;Flag=5;PNUM=2;PNO=1;CP=&&a-Rtd=1",
    ],
)
def test_fields_are_found_by_name_in_any_order(segment: bytes):
    message = Message.parse(segment)
    assert (message.qn, message.st, message.cn, message.pw, message.mn) == (
        "1",
        "32",
        "2011",
        "9",
        "A",
    )
    assert (message.flag, message.pnum, message.pno) == (5, 2, 1)
    assert message.get("a-Rtd") == "1"


def test_what_is_missing_is_empty():
    message = Message.parse(b"CP=&&&&")
    assert (message.qn, message.st, message.cn, message.pw, message.mn) == ("",) * 5
    assert (message.flag, message.pnum, message.pno, message.rf) == (None, None, None, False)
    assert (message.cp, message.items) == (b"", ())


def test_a_flag_out_of_range_or_no_number_is_none_and_named():
    for text in (b"256", b"-1", b"x", b"99999999999"):
        message = Message.parse(HEAD.replace(b"Flag=4", b"Flag=" + text) + b"CP=&&&&")
        assert message.flag is None
        assert "flag-form" in message.deviations


def test_back_filled_data_says_so():
    assert Message.parse(HEAD + b"RF=1;CP=&&&&").rf
    assert not Message.parse(HEAD + b"CP=&&&&").rf


@pytest.mark.parametrize(
    ("area", "pairs"),
    [
        ("a-Rtd=1,a-Flag=N;b-Rtd=2", [("a-Rtd", "1"), ("a-Flag", "N"), ("b-Rtd", "2")]),
        ("a-Rtd=1;a-Flag=N;b-Rtd=2;", [("a-Rtd", "1"), ("a-Flag", "N"), ("b-Rtd", "2")]),
        (",;a-Rtd=1,;,b-Rtd=2,", [("a-Rtd", "1"), ("b-Rtd", "2")]),
        (" a- Rtd = 1 ; b-Rtd=2", [("a- Rtd", "1"), ("b-Rtd", "2")]),
        ("PolId=a-7-N,b-8-N;c=1", [("PolId", "a-7-N,b-8-N"), ("c", "1")]),
        ("i11001-Info=//a;b,c=d//;x=1", [("i11001-Info", "//a;b,c=d//"), ("x", "1")]),
        ("i11001-Info=//open;x=1", [("i11001-Info", "//open"), ("x", "1")]),
        ("url=http://x//y;z=1", [("url", "http://x//y"), ("z", "1")]),
        ("BeginTime=1,EndTime=2", [("BeginTime", "1"), ("EndTime", "2")]),
        ("a=1=2", [("a", "1=2")]),
        ("", []),
        (";,;", []),
    ],
)
def test_the_data_area_is_cut_into_pairs(area: str, pairs: list[tuple[str, str]]):
    assert [(item.name, item.value) for item in parse(area).items] == pairs


def test_a_code_with_a_hyphen_is_cut_at_the_last_one():
    (item,) = parse("Nh3-scr-Rtd=4.1").items
    assert (item.code, item.suffix) == ("Nh3-scr", "Rtd")


def test_a_repeated_name_is_kept_twice_and_the_first_wins():
    message = parse("w00000-Avg=66.09,w00000-Avg=19796346.00")
    assert message.get("w00000-Avg") == "66.09"
    assert message.all("w00000-Avg") == ("66.09", "19796346.00")


def test_text_is_read_as_utf8_else_gb18030_else_byte_by_byte():
    assert parse("n-Info=青天".encode()).get("n-Info") == "青天"
    gbk = parse("n-Info=青天".encode("gb18030"))
    assert gbk.get("n-Info") == "青天"
    assert "gbk" in gbk.deviations
    other = parse(b"n-Info=\xff\xff")
    assert other.get("n-Info") == "ÿÿ"
    assert "bytes" in other.deviations


def test_the_deviations_of_a_message_are_named():
    message = parse(
        "a-Rtd=1,b-Rtd=2;;", b"ST=3;CN=20;PW=1234567;MN= null ;QN=20241;FLAG=2;X=1;MN=2;"
    )
    assert set(message.deviations) == {
        *("st-form", "cn-form", "pw-form", "qn-form", "order", "field-name", "extra-field"),
        *("repeated-field", "comma", "empty-part", "spaces", "flag-packets"),
    }


@given(st.binary(max_size=200), st.binary(max_size=100))
def test_any_bytes_are_a_message(head: bytes, area: bytes):
    for segment in (head, head + b";CP=&&" + area + b"&&", HEAD + b"CP=&&" + area + b"&&" + head):
        message = Message.parse(segment)
        assert set(message.deviations) <= set(DEVIATIONS)


@pytest.mark.parametrize(
    ("segment", "edition"),
    [
        (b"ST=32;CN=2011;MN=1;CP=&&011-Rtd=1&&", "2005"),
        (b"ST=32;CN=2011;MN=1;Flag=1;CP=&&B01-Rtd=1&&", "2005"),
        (b"ST=32;CN=2011;MN=1;Flag=0;CP=&&w01018-Rtd=1&&", "2017"),
        (b"ST=32;CN=2011;MN=1;CP=&&w01018-Rtd=1&&", "2017"),
        (b"ST=32;CN=2011;MN=1;Flag=5;CP=&&011-Rtd=1&&", "2017"),
        (b"ST=31;CN=2011;MN=1;Flag=9;CP=&&&&", "2025"),
        (b"ST=21;CN=2061;MN=A110000_0001;Flag=9;CP=&&&&", "sw"),
        (b"ST=21;CN=3044;MN=1;Flag=8;CP=&&&&", "sw"),
    ],
)
def test_the_edition_is_told_by_flag_codes_and_device_id_together(segment: bytes, edition: str):
    assert edition_of(Message.parse(segment)) == edition
