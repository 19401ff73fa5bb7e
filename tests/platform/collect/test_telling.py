"""What a simulated logger tells of its analysers: once a day, and when somebody comes or turns a knob."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.information import information
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.moments import BEIJING
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.simulator.fleet import Fault, Unit
from qingtian_platform.collect.simulator.instrument import Instrument
from qingtian_platform.collect.simulator.telling import Telling

NOON = datetime(2026, 11, 20, 12, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
CHANGE = "2026-11-20T20:00:00+08:00"


def unit(*faults, **more):
    return Unit("A" * 24, "31", faults=faults, tells=True, **more)


def told(one, back=48, now=NOON):
    """Read what it tells back from frames."""
    found = []
    for word in Telling(one, 7, now, HOUR * back).due(now):
        head = f"QN=20261120120000000;ST=31;CN={word.cn};PW=123456;MN={one.mn};Flag=5;CP=&&"
        area = b";".join((word.lead, *word.items))
        (frame,) = Reader().feed(build.frame(head.encode() + area + b"&&"))
        assert frame.crc_ok
        assert isinstance(frame.message, Message)
        found += information(frame.message)
    keys = [(i.time, i.code) for i in found if i.code != "SN"]
    assert len(set(keys)) == len(keys)
    return [replace(i, time=i.time.replace(second=0)) for i in found]


def test_serials_at_the_start_and_parameters_at_each_midnight():
    found = told(unit())
    codes = set(Telling(unit(), 7, NOON, HOUR).codes)
    assert {i.about for i in found if i.name == "serial"} == codes
    slopes = [i for i in found if (i.about, i.name) == ("a21026", "slope")]
    assert [i.time for i in slopes] == [NOON - 48 * HOUR, NOON - 36 * HOUR, NOON - 12 * HOUR]
    assert len({i.number for i in slopes}) == 1
    assert {"range", "intercept", "detection limit"} <= {i.name for i in found}
    assert [i for i in found if i.kind == "log"] == []


@pytest.mark.parametrize("mark", ["D", "M"])
def test_a_slope_that_is_turned_is_told_and_the_readings_follow(mark):
    fault = Fault("slope", codes=("a21026",), times=0.6, since=CHANGE, mark=mark)
    turned, usual = unit(fault), unit()
    found = told(turned, back=10, now=NOON + 10 * HOUR)
    first, last = (i for i in found if (i.about, i.name) == ("a21026", "slope"))
    assert last.time == NOON + 8 * HOUR
    assert last.number == pytest.approx(first.number * 0.6, abs=1e-4)
    logs = [i for i in found if i.name in ("analyser log", "analyser state")]
    assert [(i.about, i.text) for i in logs] == (
        [("a21026", "现场维护"), ("a21026", "1")] if mark == "M" else []
    )
    for hours, times in ((7, 1.0), (8, 0.6)):
        start = NOON + hours * HOUR

        def mean(one, code, at=start):
            readings = Instrument(one, 7).content("hour", at).readings
            return next(float(r.text) for r in readings if (r.code, r.field) == (code, "Avg"))

        assert mean(turned, "a21026") == pytest.approx(mean(usual, "a21026") * times, rel=0.01)
        assert mean(turned, "a21002") == mean(usual, "a21002")


def test_a_calibration_is_logged_when_it_begins_and_its_end_told():
    fault = Fault("mark", every=24, hours=1, mark="C")
    found = [i for i in told(unit(fault), back=24) if (i.about, i.kind) == ("a21002", "state")]
    assert [i.text for i in found] == ["3", "0"]
    assert found[1].time - found[0].time == HOUR


def test_an_edition_without_the_commands_and_a_unit_that_does_not_tell_say_nothing():
    assert told(unit(edition="2005")) == []
    assert told(Unit("A" * 24, "31")) == []


def test_nothing_is_told_twice():
    telling = Telling(unit(), 7, NOON, HOUR * 24)
    first = list(telling.due(NOON))
    assert first
    assert list(telling.due(NOON)) == []
    assert [word.at for word in telling.due(NOON + 12 * HOUR)] == [
        NOON + 12 * HOUR + timedelta(seconds=n) for n in range(9)
    ]
