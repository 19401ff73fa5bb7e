"""What loggers tell of instruments, frame by frame as HJ 212-2017 writes them and 2025 keeps them."""

from __future__ import annotations

from datetime import datetime

import pytest

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.information import information, number_of
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.moments import BEIJING
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.reader import Reader

HEAD = "QN=20240301010101001;ST=32;CN={cn};PW=123456;MN=010000A8900016F000169DC0;Flag={flag};"


def message(cn: str, area: str, flag: int = 5) -> Message:
    """Read a segment back from the frame that it makes."""
    segment = (HEAD.format(cn=cn, flag=flag) + f"CP=&&{area}&&").encode()
    (frame,) = Reader().feed(build.frame(segment))
    assert isinstance(frame, Frame)
    assert frame.crc_ok
    return frame.message


TWO = (
    "DataTime=20240301010000;PolId=w01018;i13001-Info=0-500,i13007-Info=-0.12,i13008-Info=1.03;"
    "PolId=w21003;i13008-Info=0.98,i13009-Info=0.05"
)
GOLDEN = {
    "serial after an exchange (2017, C.41)": (
        "3019",
        "DataTime=20240301010000;PolId=w01018;w01018-SN=010000A8900016F000169DC0",
        [("w01018", "SN", "identity", "serial", "010000A8900016F000169DC0", None)],
    ),
    "serial as an answer, without DataTime": (
        "3019",
        "PolId=w01018;w01018-SN=010000A8900016F000169DC0",
        [("w01018", "SN", "identity", "serial", "010000A8900016F000169DC0", None)],
    ),
    "log of an analyser, with separators in its text": (
        "3020",
        "DataTime=20240301010000;PolId=w01018;i11001-Info=//清洗管路; 更换试剂, 校准//",
        [("w01018", "i11001", "log", "analyser log", "清洗管路; 更换试剂, 校准", None)],
    ),
    "states of an analyser": (
        "3020",
        "DataTime=20240301010000;PolId=w01018;i12001-Info=3,i12002-Info=0",
        [
            ("w01018", "i12001", "state", "analyser state", "3", 3.0),
            ("w01018", "i12002", "state", "analyser link", "0", 0.0),
        ],
    ),
    "parameters of two analysers in one frame": (
        "3020",
        TWO,
        [
            ("w01018", "i13001", "parameter", "range", "0-500", 500.0),
            ("w01018", "i13007", "parameter", "intercept", "-0.12", -0.12),
            ("w01018", "i13008", "parameter", "slope", "1.03", 1.03),
            ("w21003", "i13008", "parameter", "slope", "0.98", 0.98),
            ("w21003", "i13009", "parameter", "detection limit", "0.05", 0.05),
        ],
    ),
    "state of the logger itself": (
        "3020",
        "DataTime=20240301010000;i22001-Info=0;I33400-Info=75.5",
        [
            ("", "i22001", "state", "logger state", "0", 0.0),
            ("", "i33400", "condition", "i33400", "75.5", 75.5),
        ],
    ),
    "a parameter that was set": (
        "3021",
        "PolId=w01018;InfoId=i13004;i13004-Info=168.0",
        [("w01018", "i13004", "parameter", "digestion temperature", "168.0", 168.0)],
    ),
}


@pytest.mark.parametrize("flag", [5, 9], ids=["2017", "2025"])
@pytest.mark.parametrize("name", GOLDEN)
def test_each_frame_tells_what_it_says(name: str, flag: int) -> None:
    cn, area, expected = GOLDEN[name]
    found = information(message(cn, area, flag))
    told = [(i.about, i.code, i.kind, i.name, i.text, i.number) for i in found]
    assert told == expected
    assert {i.time for i in found} <= {
        datetime(2024, 3, 1, 1, 0, tzinfo=BEIJING),
        datetime(2024, 3, 1, 1, 1, 1, tzinfo=BEIJING),  # the request number, where no time is sent
    }


def test_an_encrypted_frame_of_2025_tells_the_same_once_it_is_opened() -> None:
    key = b"0123456789abcdef"
    peer = Peer("010000A8900016F000169DC0", "123456", "32", "2025", key=key)
    area = "DataTime=20240301010000;PolId=w01018;i13008-Info=1.03"
    plain = (HEAD.format(cn="3020", flag=9) + f"CP=&&{area}&&").encode()
    sent = build.frame(plain, key=peer.key)
    assert area.encode() not in sent
    (frame,) = Reader(Dialect(edition="2025", sm4_key=key)).feed(sent)
    assert isinstance(frame, Frame)
    (one,) = information(frame.message)
    assert (one.about, one.name, one.number) == ("w01018", "slope", 1.03)


def test_two_letter_codes_of_2005_are_read_by_their_medium() -> None:
    (one,) = information(message("3020", "DataTime=20240301010000;PolId=011;i13008-Info=1"))
    assert one.about == "w01018"


def test_other_commands_and_messages_without_a_time_tell_nothing() -> None:
    assert information(message("2011", "DataTime=20240301010000;w01018-Rtd=1")) == []
    nameless = Message.parse(b"ST=32;CN=3020;PW=1;MN=A;CP=&&PolId=w01018;i13008-Info=1&&")
    assert information(nameless) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("300", 300.0), ("0-300", 300.0), ("0~300", 300.0), ("-20 - 80", 80.0), ("-5", -5.0)],
        *[("auto", None), ("", None), ("0-", None)],
    ],
)
def test_a_range_is_its_upper_end(text: str, number: float | None) -> None:
    assert number_of(text) == number
