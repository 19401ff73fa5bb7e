"""A simulated fleet is a lawful sender, and its truth agrees with what the gateway keeps."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.events import Event, Finished, Send, Timing
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.information import information
from qingtian.protocols.hj212.moments import BEIJING
from qingtian.protocols.hj212.observations import observations
from qingtian.protocols.hj212.peers import Peer
from qingtian.protocols.hj212.platform import Centre
from qingtian.protocols.hj212.reader import Reader
from qingtian.protocols.hj212.states import State
from qingtian_platform.collect.simulator import faults, load, replay, truth
from qingtian_platform.collect.simulator.agenda import Agenda
from qingtian_platform.collect.simulator.clock import Clock
from qingtian_platform.collect.simulator.fleet import Fault, FleetError, Unit, fleet, plain, units
from qingtian_platform.collect.simulator.instrument import Instrument
from qingtian_platform.collect.simulator.run import Plan, started
from qingtian_platform.collect.simulator.sender import Sender, Wire
from qingtian_platform.collect.simulator.tally import Tally
from qingtian_platform.kit.places import Places
from support.gateways import Book, logger, process, receipts, running
from support.patience import LONG, till, until
from support.ports import free_port

HOUR = datetime(2026, 11, 20, 9, tzinfo=BEIJING)
DAY = HOUR.replace(hour=0)
QUICK = Timing(timedelta(seconds=0.6), 3)
KINDS = {"22": "a34004", "31": "a21026", "32": "w01018", "39": "a34001", "21": "w21003"}


def unit(st_: str = "31", **given_: object) -> Unit:
    edition = given_.get("edition", "2017")
    mn = f"D0{st_}0000000001" if edition == "2005" else f"D0{st_}00000000000000000001"
    return Unit(mn, st_, **{"realtime": 0, **given_})  # type: ignore[arg-type]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data").make()


def info(member: Unit):
    key = member.key.encode() or None
    return logger(
        member.mn, st=member.st, edition=member.edition, password=member.password, sm4_key=key
    )


# What is measured


@pytest.mark.parametrize("system", KINDS)
def test_values_depend_on_seed_device_and_time_alone(system: str):
    one, same = Instrument(unit(system), 7), Instrument(unit(system), 7)
    assert one.content("hour", HOUR) == same.content("hour", HOUR)
    assert one.content("hour", HOUR) != Instrument(unit(system), 8).content("hour", HOUR)
    assert one.content("hour", HOUR) != one.content("hour", HOUR + timedelta(hours=1))


def test_what_fails_high_is_so_many_times_its_usual_level_and_nothing_else():
    high = Fault("high", every=24, hours=24, codes=("a21002",), times=2.0)
    usual = Instrument(Unit("QTHIGH0001", "31"), 7)
    failing = Instrument(Unit("QTHIGH0001", "31", faults=(high,)), 7)
    start = datetime(2026, 11, 25, 8, tzinfo=BEIJING)
    before, after = (
        {(r.code, r.field): Decimal(r.text) for r in one.content("hour", start).readings}
        for one in (usual, failing)
    )
    changed = {code for code, field in before if before[code, field] != after[code, field]}
    assert changed == {"a21002"}
    ratio = after["a21002", "Avg"] / before["a21002", "Avg"]
    assert abs(ratio - 2) < Decimal("0.01")


def test_a_followed_station_is_raised_as_well(tmp_path: Path):
    """What follows real hours has faults of its own."""
    path = tmp_path / "hours.csv"
    path.write_text("start,code,value\n2026-11-25T08:00:00+08:00,a34004,40\n")
    high = Fault("high", codes=("a34004",), times=9.0)
    member = Unit("QTHIGH0002", "22", minutes=5, follow=str(path), faults=(high,))
    content = Instrument(member, 7).content("hour", datetime(2026, 11, 25, 8, tzinfo=BEIJING))
    assert next(abs(Decimal(r.text) - 360) < 8 for r in content.readings if r.field == "Avg")


@pytest.mark.parametrize("interval", ["minute", "hour"])
def test_a_copy_is_what_was_measured_so_long_before_and_ends_when_it_is_told(interval: str):
    since, back = datetime(2026, 11, 24, 14, tzinfo=BEIJING), timedelta(hours=72)
    until = since + timedelta(hours=34)
    copy = Fault("copy", back=72, since=since.isoformat(), until=until.isoformat())
    one = Instrument(Unit("QTCOPY0001", "31", faults=(copy,)), 7)
    step = one.length(interval)
    for start in (since, since + timedelta(hours=20), until - step):
        assert one.content(interval, start).readings == one.content(interval, start - back).readings
    for start in (since - step, until):
        assert one.content(interval, start).readings != one.content(interval, start - back).readings


@pytest.mark.parametrize("system", KINDS)
@pytest.mark.parametrize("interval", ["minute", "hour", "day"])
def test_least_mean_and_greatest_are_in_order(system: str, interval: str):
    content = Instrument(unit(system), 1).content(interval, DAY)
    values = {(r.code, r.field): Decimal(r.text) for r in content.readings}
    codes = {code for code, _ in values}
    assert len(codes) >= 6
    for code in codes:
        assert values[code, "Min"] <= values[code, "Avg"] <= values[code, "Max"]


@pytest.mark.parametrize(("system", "flow"), [("31", "a00000"), ("32", "w00000")])
def test_the_total_of_a_day_is_that_of_its_hours_and_of_its_minutes(system: str, flow: str):
    instrument = Instrument(unit(system), 1)

    def totals(interval: str, starts: list[datetime], code: str) -> Decimal:
        readings = [r for s in starts for r in instrument.content(interval, s).readings]
        return sum(
            (Decimal(r.text) for r in readings if (r.code, r.field) == (code, "Cou")), Decimal(0)
        )

    hours = [DAY + timedelta(hours=n) for n in range(24)]
    minutes = [DAY + timedelta(minutes=10 * n) for n in range(144)]
    for code in (flow, KINDS[system]):
        day = totals("day", [DAY], code)
        assert day == totals("hour", hours, code) == totals("minute", minutes, code)
        assert day > 0


def test_converted_values_are_at_reference_oxygen():
    """C_zs = C x (21 - reference) / (21 - O2), HJ 212-2017 annex D."""
    content = Instrument(unit("31", reference_oxygen=3.5), 1).content("hour", HOUR)
    values = {(r.code, r.field): Decimal(r.text) for r in content.readings}
    expected = values["a21002", "Avg"] * Decimal("17.5") / (21 - values["a19001", "Avg"])
    assert abs(values["a21002", "ZsAvg"] - expected) <= Decimal("0.05")


@pytest.mark.parametrize("mark", ["B", "D", "F"])
def test_a_fault_marks_its_factor_as_long_as_it_lasts(mark: str):
    fault = Fault("mark", every=24, hours=24, mark=mark, codes=("a21026",))
    content = Instrument(unit("31", faults=(fault,)), 1).content("minute", HOUR)
    marks = {r.code: r.flag for r in content.readings}
    assert marks["a21026"] == mark
    assert set(marks.values()) == {mark, "N"}
    shown = {Decimal(r.text) for r in content.readings if r.code == "a21026"}
    assert (shown == {Decimal(0)}) is (mark in "BF")


def test_three_quarters_of_normal_steps_make_a_normal_hour_in_gas_and_none_less_in_water():
    marked = {"31": "N", "32": "D"}
    for system, expected in marked.items():
        fault = Fault("mark", every=1, hours=1 / 6, mark="D")
        instrument = Instrument(unit(system, faults=(fault,)), 1)
        marks = {
            r.flag
            for n in range(24)
            for r in instrument.content("hour", DAY + timedelta(hours=n)).readings
        }
        assert marks <= {"N", "D"}
        assert expected in marks
        assert system == "32" or marks == {"N"}


@given(st.integers(0, 10_000), st.floats(1, 48), st.floats(0.1, 1))
def test_a_fault_holds_once_in_each_stretch_for_its_time(seed: int, every: float, share: float):
    fault = Fault("silence", every=every, hours=every * share)
    member = unit("31", faults=(fault,))
    steps = 200
    begin = datetime.fromtimestamp(every * 3600 * 500, BEIJING)
    held = [
        faults.holds(fault, member, seed, begin + timedelta(hours=every * n / steps))
        for n in range(steps)
    ]
    assert abs(sum(held) / steps - share) <= 2 / steps
    assert sum(a != b for a, b in pairwise(held)) <= 2


@settings(deadline=None)
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_each_period_is_due_once_however_often_one_looks(pauses: list[int]):
    agenda = Agenda(Instrument(unit("22", minutes=5), 1), HOUR, timedelta(0))
    now, due = HOUR, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        due += list(agenda.due(now))
    hours = int((now - HOUR) / timedelta(hours=1))
    assert sorted(s for n, s in due if n == "hour") == [
        HOUR + timedelta(hours=n) for n in range(hours)
    ]
    assert len([n for n, _ in due if n == "minute"]) == int((now - HOUR) / timedelta(minutes=5))


def test_a_clock_is_wrong_drifts_and_can_be_set():
    true = [HOUR]
    clock = Clock(lambda: true[0], error=90, drift=10)
    true[0] += timedelta(days=1)
    assert clock.now() == HOUR + timedelta(days=1, seconds=100)
    clock.set(true[0])
    assert clock.now() == true[0]


def test_a_fleet_is_read_by_name_or_from_a_file_and_mistakes_are_told(tmp_path: Path):
    assert {member.st for member in fleet("small")} == {"22", "31", "32", "39"}
    assert units(plain(fleet("troubled"))) == fleet("troubled")
    path = tmp_path / "fleet.yaml"
    path.write_text("loggers:\n- {mn: A1, st: '22', password: geheim}\n")
    (member,) = fleet(str(path))
    assert member.password == "geheim"
    assert "geheim" not in repr(member)
    with pytest.raises(FleetError, match="small, troubled"):
        fleet("nobody")
    with pytest.raises(FleetError, match="colour"):
        units([{"mn": "A", "st": "22", "colour": "red"}])


# What reaches the gateway


def archived(places: Places) -> dict[tuple[str, str, str, str, str], tuple[str, str]]:
    """Read the inbox to its last value: text and mark by device, interval, start, code, field."""
    found = {}
    for receipt in receipts(places):
        for frame in Reader().feed(receipt.raw + b"\r\n"):
            assert isinstance(frame, Frame)
            for o in observations(frame.message):
                key = (frame.message.mn, o.interval, o.start.isoformat(), o.code, o.field)
                assert o.value is not None
                found[key] = (f"{o.value:.{o.decimals}f}", o.flag)
    return found


def told(path: Path) -> dict[tuple[str, str, str, str, str], tuple[str, str]]:
    """Read what the truth says must be there."""
    return {
        (mn, interval, start, code, name): (f"{Decimal(text):f}", flag)
        for mn, interval, start, code, name, text, flag in truth.read(path).archived()
    }


@dataclass
class Asker:
    """An engine that asks each device one thing and notes how it ended."""

    asks: dict[str, tuple[str, list[tuple[str, str]]]]
    peers: dict[str, Peer]
    ended: dict[str, Finished] = field(default_factory=dict)
    centres: dict[str, Centre] = field(default_factory=dict)
    links: dict[str, object] = field(default_factory=dict)

    def joined(self, mn, link):
        self.links[mn] = link
        if mn in self.asks and mn not in self.centres:
            self.centres[mn] = Centre(
                self.peers[mn], Timing(timedelta(seconds=3), 0), acknowledges=False
            )
            self._do(mn, self.centres[mn].request(*self.asks[mn], now()))

    def left(self, mn, link):
        pass

    def received(self, mn, link, frame, received_at):
        if mn in self.centres:
            self._do(mn, self.centres[mn].receive(frame.message, now()))

    def watches(self, mn):
        return mn in self.centres

    def tick(self, at):
        for mn, centre in self.centres.items():
            if centre.next_timer is not None and now() >= centre.next_timer:
                self._do(mn, centre.tick(now()))

    def leave(self):
        pass

    def _do(self, mn: str, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Send):
                self.links[mn].send(event.data)
            if isinstance(event, Finished):
                self.ended[mn] = event


def now() -> datetime:
    return datetime.now(BEIJING)


async def play(
    places: Places,
    members: list[Unit],
    until: Callable[[Tally], bool] = lambda _: True,
    *,
    backfill: float = 6,
    engine: object = None,
    path: Path,
) -> Tally:
    """Run a fleet against a gateway on this loop until something is so."""
    tally, stop = Tally(), asyncio.Event()
    book = Book(*(info(member) for member in members))
    file = truth.TruthFile(path)
    async with running(places, book, engine=engine) as (_, port):
        wire = Wire("127.0.0.1", port, 1, file, tally, QUICK)
        senders = [Sender(member, wire, timedelta(hours=backfill)) for member in members]
        tasks = [asyncio.create_task(sender.run(stop)) for sender in senders]
        deadline = time.monotonic() + LONG
        while not until(tally) or any(s.agenda.backlog or s.logger.backlog for s in senders):
            assert time.monotonic() < deadline, tally
            await asyncio.sleep(0.05)
        stop.set()
        await asyncio.gather(*tasks)
    file.close()
    return tally


@pytest.mark.parametrize("edition", ["2005", "2017", "2025"])
def test_what_was_acknowledged_is_in_the_inbox_value_by_value(places, tmp_path, edition):
    members = [unit(system, edition=edition) for system in KINDS]
    path = tmp_path / "truth.jsonl"
    tally = asyncio.run(play(places, members, path=path))
    assert tally.frames_sent == tally.frames_acknowledged == len(receipts(places))
    found, expected = archived(places), told(path)
    assert len(expected) > 2000
    assert found == expected
    strict = [f for r in receipts(places) for f in Reader().feed(r.raw + b"\r\n")]
    loose = {d for f in strict if isinstance(f, Frame) for d in f.all_deviations}
    assert loose == set()


def test_damaged_and_doubled_frames_and_a_lost_line_change_nothing_that_counts(places, tmp_path):
    cut = Fault("disconnect", every=0.001, hours=0.0002)
    members = [
        unit("22", broken=0.15, duplicates=0.15, divided=0.3, window=4),
        unit("31", faults=(cut,), window=4),
    ]
    path = tmp_path / "truth.jsonl"
    tally = asyncio.run(play(places, members, lambda t: t.connections >= 3, path=path))
    assert tally.frames_broken > 0
    assert tally.frames_duplicated > 0
    assert tally.connections >= 3
    found, expected = archived(places), told(path)
    assert expected.items() <= found.items()
    assert {key[0] for key in expected} == {member.mn for member in members}


def test_a_wrong_password_is_never_answered_and_the_data_come_once_it_is_right(places, tmp_path):
    wrong = replace(unit("22"), password="654321")
    path = tmp_path / "truth.jsonl"

    async def act():
        book = Book(info(unit("22")))
        file, tally, stop = truth.TruthFile(path), Tally(), asyncio.Event()
        async with running(places, book) as (_, port):
            wire = Wire("127.0.0.1", port, 1, file, tally, QUICK)
            task = asyncio.create_task(Sender(wrong, wire, timedelta(hours=2)).run(stop))
            await till(lambda: tally.frames_sent)
            await asyncio.sleep(1)
            assert tally.frames_acknowledged == 0
            book.put(info(wrong))
            while tally.frames_acknowledged < 8:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            stop.set()
            await task
        file.close()

    asyncio.run(asyncio.wait_for(act(), LONG))
    assert told(path).items() <= archived(places).items()


HISTORY = {
    "answers": State.DONE,
    "other-number": State.DONE,
    "late": State.DONE,
    "refuses": State.REFUSED,
    "none": State.SILENT,
}


@pytest.mark.parametrize("habit", HISTORY)
def test_a_request_for_history_is_met_as_the_habit_is(places, tmp_path, habit):
    """Silent when it was due, sent when asked for: the truth knows both."""
    silence = Fault("silence", every=3, hours=3)
    member = unit("32", history=habit, late_seconds=1.5, faults=(silence,))
    path = tmp_path / "truth.jsonl"
    begin = now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=5)
    items = [
        ("BeginTime", f"{begin:%Y%m%d%H%M%S}"),
        ("EndTime", f"{begin + timedelta(hours=3):%Y%m%d%H%M%S}"),
    ]
    peer = Peer(member.mn, member.password, member.st)
    asker = Asker({member.mn: ("2061", items)}, {member.mn: peer})
    tally = asyncio.run(
        play(places, [member], lambda _: bool(asker.ended), engine=asker, path=path)
    )
    assert asker.ended[member.mn].state is HISTORY[habit]
    known = truth.read(path)
    assert tally.periods_withheld == len(known.withheld) >= 40
    assert set(known.withheld.values()) == {"silence"}
    asked = {(begin + timedelta(hours=n)).isoformat() for n in range(4)}
    came = {start for _, interval, start in known.acknowledged if interval == "hour"}
    assert came == (asked if HISTORY[habit] is State.DONE else set())
    assert archived(places) == told(path)


@pytest.mark.parametrize(
    ("code", "items", "answer"),
    [
        ("1011", [], "SystemTime"),
        ("1061", [], "RtdInterval"),
        ("1063", [], "MinInterval"),
        ("1012", [("SystemTime", "20260101000000")], None),
        ("1062", [("RtdInterval", "30")], None),
        ("3012", [("PolId", "w01018")], None),
        ("3017", [("PolId", "w01018")], "CTime"),
        ("3019", [("PolId", "w01018")], "w01018-SN"),
        ("3020", [("PolId", "w01018"), ("InfoId", "i13008")], "i13008-Info"),
        ("2012", [], None),
    ],
)
def test_every_command_gets_an_answer(places, tmp_path, code, items, answer):
    member = unit("32", tells=code == "3020")
    asker = Asker(
        {member.mn: (code, items)}, {member.mn: Peer(member.mn, member.password, member.st)}
    )
    path = tmp_path / "truth.jsonl"
    asyncio.run(
        play(places, [member], lambda _: bool(asker.ended), engine=asker, path=path, backfill=0.5)
    )
    ended = asker.ended[member.mn]
    assert ended.state is State.DONE
    if answer:
        assert any(message.get(answer) for message in ended.messages)


def test_what_is_told_of_analysers_goes_out_strictly_beside_the_data(places, tmp_path):
    members = [
        unit("31", tells=True),
        unit("32", tells=True, edition="2025", key="0123456789abcdef"),
    ]
    tally = asyncio.run(play(places, members, path=tmp_path / "truth.jsonl", backfill=0.5))
    assert tally.frames_sent == tally.frames_acknowledged == len(receipts(places))
    about = {}
    for member in members:
        how = Dialect(edition=member.edition, sm4_key=member.key.encode() or None)
        raws = [r.raw for r in receipts(places) if member.mn.encode() in r.raw]
        frames = [f for raw in raws for f in Reader(how).feed(raw + b"\r\n")]
        assert {d for f in frames for d in f.all_deviations} <= {"encrypted"}
        told = [i for f in frames for i in information(f.message)]
        about[member.st] = {(i.about, i.name) for i in told}
    assert {("a21026", "serial"), ("a21026", "slope"), ("a21002", "range")} <= about["31"]
    assert {("w01018", "serial"), ("w01018", "slope"), ("w21003", "intercept")} <= about["32"]


def test_encrypted_data_of_2025_is_told_as_it_is_read(places, tmp_path):
    member = unit("31", edition="2025", key="0123456789abcdef")
    path = tmp_path / "truth.jsonl"
    tally = asyncio.run(play(places, [member], path=path))
    assert tally.frames_acknowledged == len(receipts(places))
    assert all(b"DataTime" not in r.raw for r in receipts(places) if b"CN=20" in r.raw)


# Replay, load, and the command


def table(path: Path, rows: int) -> list[tuple[str, datetime, str, str, str]]:
    made = [
        (
            f"D022{n % 2:020}",
            HOUR + timedelta(hours=n // 2),
            code,
            f"{n}.{d}",
            "N",
        )
        for n in range(rows)
        for d, code in enumerate(("a34004", "a21026"))
    ]
    lines = [
        f"{mn},{start.isoformat()},{code},{value},{flag}" for mn, start, code, value, flag in made
    ]
    path.write_text("\n".join(["mn,start,code,value,flag", *lines, ""]))
    return made


def test_a_table_is_replayed_row_by_row(places, tmp_path):
    path = tmp_path / "hours.csv"
    rows = table(path, 600)
    mns = sorted({row[0] for row in rows})
    with process(places, mns) as (_, port):
        how = replay.Replay("127.0.0.1", port, dict.fromkeys(mns, "123456"), truth=tmp_path / "t")
        tally = replay.replay(path, how)
    assert tally.frames_sent == tally.frames_acknowledged == 600 == len(receipts(places))
    assert archived(places) == {
        (mn, "hour", start.isoformat(), code, "Avg"): (value, flag)
        for mn, start, code, value, flag in rows
    }
    assert told(tmp_path / "t") == archived(places)


def test_a_replay_outlives_a_gateway_that_is_killed(places, tmp_path):
    path = tmp_path / "hours.csv"
    rows = table(path, 3000)
    mns = sorted({row[0] for row in rows})
    port = free_port()
    how = replay.Replay("127.0.0.1", port, {}, window=8)

    async def act() -> Tally:
        pushing = asyncio.create_task(replay.push(replay.hours(replay.read_table(path)), how))
        await asyncio.sleep(0.3)
        with process(places, mns, port) as (program, _):
            while not receipts(places):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            os.killpg(program.pid, signal.SIGKILL)
        with process(places, mns, port):
            return await asyncio.wait_for(pushing, LONG)

    tally = asyncio.run(act())
    assert tally.frames_acknowledged == 3000
    assert tally.frames_sent == 3000 + tally.frames_repeated
    assert 3000 <= len(receipts(places)) <= tally.frames_sent
    assert len(archived(places)) == 6000


def test_a_replay_that_is_told_to_stop_has_every_answer_to_what_it_sent(places, tmp_path):
    path = tmp_path / "hours.csv"
    rows = table(path, 600)
    mns = sorted({row[0] for row in rows})
    looks = itertools.count()
    with process(places, mns) as (_, port):
        how = replay.Replay("127.0.0.1", port, {}, window=8, truth=tmp_path / "t")
        given = replay.hours(replay.read_table(path))
        tally = asyncio.run(replay.push(given, how, lambda: next(looks) > 50))
    assert 0 < tally.frames_sent == tally.frames_acknowledged == len(receipts(places)) < 100
    assert tally.periods_measured == tally.frames_sent
    assert told(tmp_path / "t") == archived(places)


def test_a_table_without_a_column_is_refused(tmp_path):
    path = tmp_path / "hours.csv"
    path.write_text("mn,start\nA,2026-01-01\n")
    with pytest.raises(replay.ReplayError, match="lacks"):
        replay.read_table(path)


def test_a_load_is_answered_frame_by_frame(places):
    mns = [f"LOAD{number:020d}" for number in range(20)]
    with process(places, mns) as (_, port):
        result = load.run("127.0.0.1", port, 20, 8, 4000)
    assert result.sent == result.acknowledged == 4000 == len(receipts(places))
    assert 0 < result.p50 <= result.p99 <= result.longest
    assert result.rate > 0


def command(*words: str, **how: object) -> subprocess.Popen[str]:
    program = Path(sys.executable).with_name("qingtian")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([program, "simulate", *words], **pipes, **how)  # type: ignore[call-overload]


def test_the_command_prints_the_counts_when_it_is_told_to_stop(places, tmp_path):
    path = tmp_path / "truth.jsonl"
    mns = [member.mn for member in fleet("small")]
    with process(places, mns) as (_, port):
        words = ["--gateway", f"127.0.0.1:{port}", "--backfill", "3", "--truth", str(path)]
        with command(*words, "--data", str(tmp_path / "unused")) as program:
            until(lambda: len(receipts(places)) >= 60)
            program.send_signal(signal.SIGTERM)
            out, err = program.communicate(timeout=LONG)
    assert program.returncode == 0, err
    counts = json.loads(out.splitlines()[-1])
    assert counts["frames_sent"] == counts["frames_acknowledged"] == len(receipts(places)) >= 60
    assert archived(places) == told(path)


def test_no_sender_outlives_the_command_even_by_kill_9(places, tmp_path):
    mns = [member.mn for member in fleet("small")]
    with process(places, mns) as (_, port):
        with command("--gateway", f"127.0.0.1:{port}", "--processes", "2") as program:
            until(lambda: receipts(places))
            children = _children(program.pid)
            assert len(children) == 2
            program.kill()
            program.communicate()
        until(lambda: not any(Path(f"/proc/{child}/cmdline").exists() for child in children))


def _children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(word) for word in text.split()]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--gateway", "127.0.0.1:1", "--fleet", "nobody"], "expected a file or one of"),
        (["--gateway", "nowhere"], "expected HOST:PORT"),
        (["--gateway", "127.0.0.1:1", "--replay", "/nowhere.csv"], "cannot replay"),
    ],
)
def test_the_command_says_what_it_cannot_do(words, message):
    with command(*words) as program:
        out, err = program.communicate(timeout=LONG)
    assert program.returncode != 0
    assert message in err
    assert out == ""


def test_started_processes_end_with_the_block():
    with started([unit("22")], Plan("127.0.0.1", free_port())) as running_:
        pids = [worker.pid for worker in running_._workers]
        time.sleep(1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
