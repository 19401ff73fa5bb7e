"""Values with their time, interval, field, place and mark."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given

from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.moments import BEIJING, moment
from qingtian.protocols.hj212.observations import Observation, observations, read
from qingtian.protocols.hj212.salvage import single
from qingtian.protocols.hj212.values import value
from support.hj212 import samples, segments

T = datetime(2024, 5, 20, 21, 6, tzinfo=BEIJING)


def of(
    area: str, cn: str = "2011", st: str = "32", time: str = "20240520210600", **how: object
) -> list[Observation]:
    segment = f"QN={time}000;ST={st};CN={cn};PW=1;MN=1;Flag=4;CP=&&DataTime={time};{area}&&"
    return observations(Message.parse(segment.encode()), **how)  # type: ignore[arg-type]


def brief(found: list[Observation]) -> list[tuple[str, str, float | None, str]]:
    return [(each.code, each.field, each.value, each.flag) for each in found]


def test_values_carry_the_mark_of_their_code():
    assert brief(of("w01018-Rtd=2.2,w01018-Flag=N;w01001-Rtd=7.1,w01001-Flag=D")) == [
        ("w01018", "Rtd", 2.2, "N"),
        ("w01001", "Rtd", 7.1, "D"),
    ]


@pytest.mark.parametrize(
    "area",
    [
        "w1-Flag=N,w1-Rtd=2;w2-Rtd=3",
        "w1-Rtd=2,w1-Flag=N,w2-Rtd=3",
        "w1-Rtd=2;w2-Rtd=3;w1-Flag=n",
        "w1-rtd=2;w1-FLAG=N;;w2-RTD=3,",
    ],
)
def test_the_mark_may_stand_anywhere_and_missing_it_is_unknown(area: str):
    assert brief(of(area)) == [("w1", "Rtd", 2.0, "N"), ("w2", "Rtd", 3.0, "")]


def test_a_bare_flag_marks_every_value_without_a_mark_of_its_own():
    assert brief(of("a34001-Rtd=92;a34002-Rtd=1,a34002-Flag=D;Flag=N")) == [
        ("a34001", "Rtd", 92.0, "N"),
        ("a34002", "Rtd", 1.0, "D"),
    ]


@pytest.mark.parametrize(
    ("cn", "interval", "start", "end"),
    [
        ("2011", "realtime", T, T),
        ("2051", "minute", T, T + timedelta(minutes=10)),
        ("2061", "hour", T.replace(minute=0), T.replace(hour=22, minute=0)),
        ("2031", "day", T.replace(hour=0, minute=0), T.replace(day=21, hour=0, minute=0)),
        ("2111", "minute", T, T + timedelta(minutes=5)),
    ],
)
def test_the_command_says_what_a_value_stands_for(
    cn: str, interval: str, start: datetime, end: datetime
):
    """DataTime is the start of the period (HJ 212-2017 table 4)."""
    (found,) = of("a34004-Avg=1", cn)
    assert (found.interval, found.start, found.end) == (interval, start, end)
    assert found.time == T


def test_a_logger_that_stamps_the_end_is_read_so():
    (hour,) = of("a34004-Avg=1", "2061", time="20240520220000", label="end")
    assert (hour.start, hour.end) == (T.replace(minute=0), T.replace(hour=22, minute=0))
    (day,) = of("a34004-Avg=1", "2031", time="20240521000000", label="end")
    assert (day.start, day.end) == (
        T.replace(hour=0, minute=0),
        T.replace(day=21, hour=0, minute=0),
    )
    (minute,) = of("a34004-Avg=1", "2051", label="end", minutes=1)
    assert (minute.start, minute.end) == (T - timedelta(minutes=1), T)


def test_a_real_time_value_has_its_own_sampling_time_and_a_period_has_not():
    area = "w1-SampleTime=20240520200000,w1-{f}=1;w2-{f}=2"
    own, other = of(area.format(f="Rtd"))
    assert (own.time, own.start, own.end) == (T.replace(hour=20, minute=0),) * 3
    assert other.start == T
    assert {each.start for each in of(area.format(f="Avg"), "2061")} == {T.replace(minute=0)}


@pytest.mark.parametrize(
    ("code", "st", "expected"),
    [
        ("011", "32", "w01018"),
        ("010", "32", "w01017"),
        ("10", "31", "a21001"),
        ("02", "31", "a21026"),
        ("S03", "31", "a01012"),
        ("B01", "32", "w00000"),
        ("B02", "31", "a00000"),
        ("011", "31", "011"),
        ("107", "22", "107"),
        ("B03", "23", "B03"),
        ("LA", "22", "LA"),
        ("w01018", "32", "w01018"),
        ("Nh3-scr", "32", "Nh3-scr"),
    ],
)
def test_codes_of_2005_become_those_of_2017_by_medium(code: str, st: str, expected: str):
    (found,) = of(f"{code}-Rtd=1.50", st=st)
    assert (found.code, found.value, found.decimals) == (expected, 1.5, 2)


@pytest.mark.parametrize(
    ("code", "sent", "expected", "decimals"),
    [("020", "0.0021", 2.1, 1), ("027", "1.2", 1200.0, 0), ("041", "0.000003", 3.0, 0)],
)
def test_metals_come_in_the_unit_of_2017(code: str, sent: str, expected: float, decimals: int):
    """2005 has mg/L where 2017 has µg/L or ng/L."""
    (found,) = of(f"{code}-Rtd={sent}")
    assert (found.value, found.decimals) == (expected, decimals)


def test_a_repeated_key_keeps_both_values_in_order():
    found = of("w00000-Avg=66.09,w00000-Min=1,w00000-Avg=197.00,w00000-Flag=N", "2051")
    assert [(o.field, o.place, o.value) for o in found] == [
        ("Avg", 0, 66.09),
        ("Min", 0, 1.0),
        ("Avg", 1, 197.0),
    ]
    assert {o.flag for o in found} == {"N"}


@pytest.mark.parametrize(
    ("text", "number", "decimals", "kept"),
    [
        ("12.50", 12.5, 2, None),
        ("-271.755", -271.755, 3, None),
        ("+1", 1.0, 0, None),
        (".5", 0.5, 1, None),
        ("5.", 5.0, 0, None),
        ("-100", -100.0, 0, None),
        ("1.2E-3", 0.0012, 4, "1.2E-3"),
        ("", None, 0, ""),
        ("null", None, 0, "null"),
        ("-", None, 0, "-"),
        ("NaN", None, 0, "NaN"),
        ("6.90-12.49", None, 0, "6.90-12.49"),
        ("１２", None, 0, "１２"),
        ("9" * 400, None, 0, "9" * 400),
        ("1e999", None, 0, "1e999"),
        ("0x10", None, 0, "0x10"),
    ],
)
def test_a_value_that_is_no_plain_number_keeps_its_text(
    text: str, number: float | None, decimals: int, kept: str | None
):
    assert value(text) == (number, decimals, kept)
    (found,) = of(f"a1-Rtd={text}")
    assert (found.value, found.decimals, found.text) == (number, decimals, kept)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20240520210600", T),
        ("20240520210600123", T),
        ("2024052021060050", T),
        ("20240520210600-20240520210700", T),
        ("2024-05-20 21:06:00", T),
        ("1716210360000", T),
        ("20241320210600", None),
        ("20240230000000", None),
        ("99990101000000", None),
        ("", None),
        ("null", None),
        ("２０２４０５２０２１０６００", None),
    ],
)
def test_times_are_read_as_far_as_possible(text: str, expected: datetime | None):
    assert moment(text) == expected


def test_without_a_time_real_time_data_falls_back_to_qn_and_a_period_gives_nothing():
    head = "QN=20240520210600000;ST=32;CN={};MN=1;Flag=4;CP=&&DataTime=;a-Rtd=1&&"
    real = read(Message.parse(head.format(2011).encode()))
    assert [o.time for o in real.observations] == [T]
    hour = read(Message.parse(head.format(2061).encode()))
    assert hour.observations == ()
    assert "data-time" in real.deviations
    assert "data-time" in hour.deviations


def test_requests_and_answers_carry_no_values():
    assert of("a-Rtd=1", "9014") == []
    assert of("101-LowValue=1.1", "1022") == []
    segment = (
        b"QN=1;ST=32;CN=2051;MN=1;Flag=5;CP=&&BeginTime=20240101000000;EndTime=20240102000000&&"
    )
    assert observations(Message.parse(segment)) == []


def test_device_states_field_information_and_working_conditions_are_values_too():
    assert brief(of("SB1-RS=1;SB2-RS=0", "2021")) == [
        ("SB1", "RS", 1.0, ""),
        ("SB2", "RS", 0.0, ""),
    ]
    (info,) = of("PolId=w01018;i12001-Info=//ok; all//", "3020")
    assert (info.code, info.field, info.text) == ("i12001", "Info", "//ok; all//")
    (state,) = of("p99101-Rtd=St", st="45")
    assert (state.value, state.text) == (None, "St")


@given(segments())
def test_every_value_that_was_sent_is_there_once(segment: bytes):
    message = Message.parse(segment)
    found = observations(message)
    if message.cn in ("2011", "2051", "2061", "2031") and moment(message.get("DataTime")):
        sent = [i for i in message.items if "-" in i.name and i.suffix.lower() != "flag"]
        assert len(found) == len(sent)
        keys = [(o.code, o.field, o.place) for o in found]
        assert len(set(keys)) == len(keys)
    for each in found:
        assert each.start <= each.end
        assert (each.value is None) <= (each.text is not None)


def test_the_collection_gives_the_values_it_shows():
    found = {s.line: single(s.raw)[0] for s in samples()}
    counts = {line: len(observations(f.message)) for line, f in found.items() if f}
    assert sum(counts.values()) == 968
    odd = found[next(s.line for s in samples() if b"DataTime=20171128105111-" in s.raw)]
    assert odd is not None
    (weight,) = observations(odd.message)
    assert (weight.code, weight.value, weight.text) == ("weight", None, "6.90-12.49")
