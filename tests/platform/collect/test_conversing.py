"""Conversations over real sockets: commands, restarts, refills, clocks; what is kept of them."""

from __future__ import annotations

import itertools
import os
import random
import re
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from qingtian.protocols.hj212.answers import REFUSED
from qingtian.protocols.hj212.logger import Habits
from qingtian.protocols.hj212.peers import Peer
from qingtian_platform.collect.conversations import rules
from support.conversing import (
    BEIJING,
    Desk,
    FieldLogger,
    gateway,
    hours_before,
    obliging,
    stamp,
)
from support.patience import until


def settings(folder: Path, **changed: dict[str, object]) -> Path:
    """Write the packaged settings with some values changed."""
    folder.mkdir()
    for name in rules.KEYS:
        (rule,) = yaml.safe_load((rules.FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        rule |= changed.get(name, {})
        text = yaml.safe_dump([rule], allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


QUICK = {
    "timing": {"timeout_seconds": 4, "retries": 2},
    "refill": {"check_seconds": 1, "pause_seconds": 1},
    "clock": {"look_seconds": 1, "looks": 2},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("conversing") / "data"


@pytest.fixture(scope="module")
def desk(data):
    with Desk(data) as one:
        yield one


@pytest.fixture(scope="module")
def people(desk):
    return {name: desk("person", name, "duty") for name in ("wang", "li")}


@pytest.fixture(scope="module")
def quick(data) -> Path:
    return settings(data.parent / "settings", **QUICK)


@pytest.fixture(scope="module")
def port(data, desk, quick):
    """Run one gateway for all tests that do not stop it."""
    with gateway(data, settings=quick) as (_, port):
        yield port


@pytest.fixture
def mn() -> str:
    """Give every test a logger of its own."""
    return f"010000A8900016F0{next(NUMBERS):08X}"


NUMBERS = itertools.count(0x169D00)


def ended(desk, number):
    return until(lambda: (info := desk("command", number))["state"] in ENDS and info)


ENDS = ("answered", "failed", "expired", "declined")


def test_a_command_goes_out_after_approval_and_what_was_said_is_kept(port, mn, desk, people):
    desk("register", mn)
    with FieldLogger(port, Peer(mn, "123456", "22")) as field:
        until(lambda: field.delivered)
        asked = desk("request_command", mn, "1061", person=people["wang"], reason="看一看")
        info = ended(desk, asked["id"])
        assert info["state"] == "answered"
        assert [step["state"] for step in info["steps"]] == [
            "requested",
            "taken",
            "sent",
            "answered",
        ]
        (said,) = desk("conversation", asked["id"])
        texts = [(frame["direction"], frame["raw"]) for frame in said["frames"]]
        codes = [(way, raw.split("CN=")[1][:4]) for way, raw in texts]
        assert codes == [
            ("sent", "1061"),
            ("received", "9011"),
            ("received", "1061"),
            ("received", "9012"),
        ]
        assert "RtdInterval=30" in texts[2][1]
        assert not any("123456" in raw for _, raw in texts)
        assert said["state"] == "done"

        # One that changes a parameter waits for somebody else.
        items = [["RtdInterval", "60"]]
        asked = desk("request_command", mn, "1062", items, person=people["wang"], reason="试")
        time.sleep(2.5)
        assert desk("command", asked["id"])["state"] == "requested"
        with pytest.raises(RuntimeError, match="CommandError"):
            desk("approve", asked["id"], person=people["wang"])
        desk("approve", asked["id"], person=people["li"])
        assert ended(desk, asked["id"])["state"] == "answered"
        assert [message.get("RtdInterval") for message in field.executed] == ["", "60"]

        # A declined one never goes out.
        asked = desk("request_command", mn, "1062", items, person=people["wang"], reason="试")
        desk("decline", asked["id"], person=people["li"], detail="不必")
        with pytest.raises(RuntimeError, match="CommandError"):
            desk("approve", asked["id"], person=people["li"])
        time.sleep(1.5)
        assert len(field.executed) == 2


def test_a_new_password_is_taken_over_and_stands_nowhere_in_clear(port, data, mn, desk, people):
    desk("register", mn)

    def renamed(field, event):
        events = obliging(field, event)
        if event.command.code == "1072":
            field.peer = Peer(mn, event.message.get("NewPW"), "22")
            field.logger.peer = field.peer
        return events

    with FieldLogger(port, Peer(mn, "123456", "22"), renamed) as field:
        until(lambda: field.delivered)
        items = [["NewPW", "s3cr3t"]]
        asked = desk("request_command", mn, "1072", items, person=people["wang"], reason="换")
        assert "s3cr3t" not in str(asked)
        desk("approve", asked["id"], person=people["li"])
        assert ended(desk, asked["id"])["state"] == "answered"
        assert desk("logger", mn)["password"] == "s3cr3t"
        time.sleep(1.5)  # the gateway asks the registry each second
        field.upload("2051", datetime.now(UTC))
        until(lambda: len(field.delivered) > 1)
        assert field.delivered[-1].state.value == "done"
        assert "s3cr3t" not in str(desk("conversation", asked["id"]))
    for file in (
        "records.sqlite3",
        "records.sqlite3-wal",
        "gateway.sqlite3",
        "gateway.sqlite3-wal",
    ):
        path = data / file
        assert not path.exists() or b"s3cr3t" not in path.read_bytes(), file


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.campaign)])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_carried_out_twice(
    tmp_path, mn, rounds
):
    data, where = tmp_path / "data", settings(tmp_path / "s", **QUICK)
    random.seed(212)
    numbers, port = [], 0
    with Desk(data) as desk, FieldLogger(1, Peer(mn, "123456", "22")) as field:
        desk("register", mn, intervals=["realtime"])
        person = desk("person", "wang", "duty")

        def ask(why):
            return desk("request_command", mn, "1061", person=person, reason=why)["id"]

        for _ in range(rounds):
            with gateway(data, port, settings=where) as (program, taken):
                port = field.port = taken
                numbers += [ask("巡检"), ask("巡检")]
                time.sleep(random.uniform(0.5, 2.5))
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
            numbers.append(ask("停机时"))
        with gateway(data, port, settings=where):
            infos = [ended(desk, number) for number in numbers]
    executed = [message.qn for message in field.executed]
    assert len(executed) == len(set(executed))
    tokens = [step["qn"] for info in infos for step in info["steps"] if step["state"] == "taken"]
    assert len(tokens) == len(numbers) == len(set(tokens))
    assert set(executed) <= set(tokens)
    for info in infos:
        qn = next(step["qn"] for step in info["steps"] if step["state"] == "taken")
        if info["state"] == "answered":
            assert qn in executed
        else:  # cut off while it waited; the record says that nobody knows
            assert info["state"] == "expired"
            assert "not known" in info["steps"][-1]["detail"]
    assert infos[-1]["state"] == "answered", "asked while nothing ran, taken by one that lived"


def test_a_gap_is_asked_for_and_filled_and_the_same_gap_is_not_asked_for_at_once_again(
    port, mn, desk
):
    desk("register", mn, intervals=["hour"])
    hours = hours_before(10)
    lost = {hours[3], hours[4], hours[7]}
    never = hours[7]  # the logger does not have it either

    def history(field, event):
        if event.command.code != "2061":
            return obliging(field, event)
        begin, end = event.message.get("BeginTime"), event.message.get("EndTime")
        events = field.logger.accept(event.qn, field.now())
        for one in sorted(lost - {never}):
            if begin <= stamp(one) <= end:
                lead = b"DataTime=" + stamp(one).encode()
                events += field.logger.reply(event.qn, lead, [b"a34004-Avg=1"], field.now())
        found = begin <= stamp(hours[4]) <= end
        return events + field.logger.finish(event.qn, field.now(), 1 if found else 100)

    with FieldLogger(port, Peer(mn, "123456", "22"), history, greeting=False) as field:
        for one in hours:
            if one not in lost:
                field.upload("2061", one)
        until(lambda: {row["outcome"] for row in desk("refills", mn=mn)} >= {"done", "refused"})
        time.sleep(3)
        asked = [
            (message.get("BeginTime"), message.get("EndTime"))
            for message in field.executed
            if message.cn == "2061"
        ]
        assert sorted(asked) == [
            (stamp(hours[3]), stamp(hours[4])),
            (stamp(hours[7]), stamp(hours[7])),
        ]
        assert desk("logger", mn)["history_supported"] is True
        assert {one["origin"] for one in desk("conversations", mn=mn)} == {"refill"}


@pytest.mark.parametrize("habit", ["refuses", "no-data"])
def test_a_logger_that_refuses_history_is_known_for_it_and_left_alone(port, mn, desk, habit):
    desk("register", mn, intervals=["hour"])

    def unwilling(field, event):
        if habit == "refuses":
            return field.logger.refuse(event.qn, REFUSED)
        events = field.logger.accept(event.qn, field.now())
        return events + field.logger.finish(event.qn, field.now(), 100)

    with FieldLogger(port, Peer(mn, "123456", "22"), unwilling) as field:
        for one in hours_before(15)[::2]:
            field.upload("2061", one)
        until(lambda: desk("logger", mn)["history_supported"] is False)
        time.sleep(3)
        asked = [message for message in field.heard if message.cn == "2061"]
        assert len(asked) == 3


def test_a_logger_that_never_sent_hours_is_not_asked_for_them(port, mn, desk):
    desk("register", mn)
    with FieldLogger(port, Peer(mn, "123456", "22")) as field:
        field.upload("2011", datetime.now(UTC))
        field.upload("2061", datetime.now(UTC) - timedelta(days=400))
        until(lambda: len(field.delivered) == 3)
        time.sleep(3)
        assert not field.executed


def test_a_wrong_clock_is_set_under_the_dated_rule_and_once(port, mn, desk):
    desk("register", mn, intervals=["realtime"])

    def clockwork(field, event):
        if event.command.code == "1012":
            field.ahead = timedelta(0)
        return obliging(field, event)

    ahead = timedelta(minutes=5)
    with FieldLogger(port, Peer(mn, "123456", "22"), clockwork, ahead=ahead) as field:
        for number in range(8):
            field.upload("2051", datetime.now(UTC) - timedelta(minutes=10 * number))
            time.sleep(1)
        (command,) = until(
            lambda: [one for one in desk("commands", mn=mn) if one["state"] == "answered"]
        )
        assert command["rule"] == "clock 2026-01-01"
        assert command["person"] is None
        assert re.search(r"\+(2[5-9]\d|30[0-2]) s against receipt", command["reason"])
        (message,) = field.executed
        given = datetime.strptime(message.get("SystemTime"), "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
        assert abs(given - datetime.now(BEIJING)) < timedelta(seconds=30)
        offsets = [one["milliseconds"] for one in desk("clock_offsets", mn)]
        assert 300_000 - 50_000 < max(offsets) < 300_000 + 10_000


def test_a_logger_that_asks_for_the_time_gets_it(port, mn, desk):
    desk("register", mn)
    with FieldLogger(port, Peer(mn, "123456", "22")) as field:
        until(lambda: field.delivered)
        field.do(lambda: field.logger.notify("1013", field.now()))
        until(lambda: [message.cn for message in field.executed] == ["1012"])
        assert field.delivered[-1].state.value == "done"
        (command,) = until(
            lambda: [one for one in desk("commands", mn=mn) if one["state"] == "answered"]
        )
        assert "1013" in command["reason"]


def test_first_contact_sends_what_the_setting_names_and_only_once(tmp_path, mn):
    data = tmp_path / "data"
    where = settings(tmp_path / "s", **QUICK, first_contact={"active": True})
    wanted = ["1000", "1012", "1062", "1064", "2011"]
    with Desk(data) as desk:
        desk("register", mn, intervals=["realtime"])
        for _ in range(2):
            with (
                gateway(data, settings=where) as (_, port),
                FieldLogger(port, Peer(mn, "123456", "22")) as field,
            ):
                until(lambda field=field: field.delivered)
                until(lambda: len(desk("commands")) == len(wanted))
                until(lambda: all(one["state"] in ENDS for one in desk("commands")))
                time.sleep(2)
        assert sorted(one["code"] for one in desk("commands")) == wanted
        assert all(one["rule"] == "first_contact 2026-01-01" for one in desk("commands"))
    assert not field.executed  # the second time


@pytest.mark.parametrize(
    ("habits", "state", "words"),
    [
        (Habits(result_of_set=False), "answered", "never reports"),
        (Habits(same_number=False), "answered", "qn-other"),
        (Habits(request_answer=False), "answered", "9011-missing"),
    ],
)
def test_loggers_as_they_are(port, mn, desk, people, habits, state, words):
    desk("register", mn)
    with FieldLogger(port, Peer(mn, "123456", "22"), habits=habits) as field:
        until(lambda: field.delivered)
        asked = desk(
            "request_command",
            mn,
            "3012",
            [["PolId", "a34004"]],
            person=people["wang"],
            reason="采样",
        )
        info = ended(desk, asked["id"])
    assert info["state"] == state
    assert words in info["steps"][-1]["detail"]


def test_a_logger_of_2005_is_commanded_too(port, desk, people):
    peer = Peer("88888880000001", "123456", "22", "2005")
    desk("register", peer.mn, edition="2005")
    with FieldLogger(port, peer) as field:
        until(lambda: field.delivered)
        asked = desk("request_command", peer.mn, "1061", person=people["wang"], reason="看")
        assert ended(desk, asked["id"])["state"] == "answered"


def test_a_key_of_2025_is_changed_and_never_shown(port, mn, desk, people):
    old, new = "0123456789abcdef", "fedcba9876543210"
    desk("register", mn, edition="2025", sm4_key=old)
    secret = [["SKCreateTime", "20260301000000"], ["NewSK", new]]
    with FieldLogger(port, Peer(mn, "123456", "22", "2025", key=old.encode())) as field:
        until(lambda: field.delivered)
        asked = desk("request_command", mn, "1014", secret, person=people["wang"], reason="换")
        desk("approve", asked["id"], person=people["li"])
        assert ended(desk, asked["id"])["state"] == "answered"
        assert "NewSK=****************" in str(desk("conversation", asked["id"]))
        assert field.executed[0].get("NewSK") == new


def test_without_its_logger_a_command_waits_and_a_dead_line_ends_it(port, mn, desk, people):
    desk("register", mn, intervals=["realtime"])
    asked = desk("request_command", mn, "1061", person=people["wang"], reason="看")
    time.sleep(2)
    assert desk("command", asked["id"])["state"] == "requested"
    with FieldLogger(port, Peer(mn, "123456", "22"), lambda field, event: []) as field:
        info = ended(desk, asked["id"])
        assert (info["state"], info["steps"][-1]["detail"]) == (
            "expired",
            "no answer to any of the repetitions",
        )
        heard = [message.qn for message in field.heard if message.cn == "1061"]
        assert len(heard) == 3
        assert len(set(heard)) == 1


def test_what_cannot_be_sent_is_refused_with_what_was_expected(mn, desk, people):
    desk("register", mn)
    legal = desk("person", "legal", "legal")
    for arguments, named in [
        ((mn, "1062"), {"items": [["RtdInterval", "5"]]}),
        ((mn, "1062"), {}),
        ((mn, "3999"), {}),
        (("NOBODY", "1061"), {}),
        ((mn, "1061"), {"reason": " "}),
        ((mn, "1061"), {"person": 999}),
        ((mn, "1061"), {"person": legal}),
    ]:
        with pytest.raises(RuntimeError, match="CommandError"):
            desk(
                "request_command", *arguments, **({"person": people["wang"], "reason": "x"} | named)
            )
    assert desk("commands", mn=mn) == []
