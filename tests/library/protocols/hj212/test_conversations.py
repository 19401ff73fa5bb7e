"""Both ends against each other: every command of every edition, whole and broken lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.protocols.hj212.line import START, Device, Line, parameters, peer_of, sample
from qingtian.protocols.hj212.commands import COMMANDS, EDITIONS, Direction, Kind, requestable
from qingtian.protocols.hj212.errors import LocalError
from qingtian.protocols.hj212.logger import Habits
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.parameters import ParameterError, area_of, check
from qingtian.protocols.hj212.platform import BusyError
from qingtian.protocols.hj212.states import TABLES, State, Trigger, is_end

DOWN = [(edition, command) for edition in EDITIONS for command in requestable(edition)]
UP = [
    (edition, command)
    for edition in EDITIONS
    for command in COMMANDS
    if edition in command.editions
    and command.direction is Direction.UP
    and command.kind is not Kind.ANSWER
]
down = pytest.mark.parametrize(
    ("edition", "command"), DOWN, ids=lambda one: one if isinstance(one, str) else one.code
)
up = pytest.mark.parametrize(
    ("edition", "command"), UP, ids=lambda one: one if isinstance(one, str) else one.code
)
fates = st.lists(st.sampled_from(["pass", "pass", "pass", "lose", "double", "late"]), max_size=40)


def answered(line):
    """Return the data that the centre holds at the end, as names and values."""
    items = [item for message in line.finished[0].messages for item in message.items]
    return [(item.name, item.value) for item in items]


def bag(pairs):
    """Count pairs, the repeated DataTime of packets apart."""
    return sorted(pair for pair in pairs if pair[0] != "DataTime")


@down
def test_on_a_whole_line_every_command_is_done_once(edition, command):
    line = Line(peer_of(edition))
    line.ask(command)
    line.run()
    (end,) = line.finished
    assert (end.state, end.deviations) == (State.DONE, ())
    assert line.device.executed == [end.qn]
    assert answered(line) == line.device.sent
    assert bool(line.device.sent) == bool(command.answer)
    assert line.now - START < timedelta(seconds=5)


@down
def test_what_the_device_refuses_is_refused(edition, command):
    line = Line(peer_of(edition), device=Device(refuses=5))
    line.ask(command)
    line.run()
    (end,) = line.finished
    if command.kind is Kind.NOTICE:  # a notice cannot be refused
        assert end.state is State.DONE
    else:
        assert (end.state, end.code, end.messages) == (State.REFUSED, 5, ())


@down
def test_what_the_device_fails_at_is_failed(edition, command):
    line = Line(peer_of(edition), device=Device(result=100))
    line.ask(command)
    line.run()
    if command.kind is Kind.REQUEST:
        assert (line.finished[0].state, line.finished[0].code) == (State.FAILED, 100)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(DOWN), fates, st.sampled_from([1, 90]), st.sampled_from([1, 4]))
def test_on_any_line_both_ends_agree_or_the_centre_says_that_it_does_not_know(
    which, fate, width, window
):
    edition, command = which
    line = Line(peer_of(edition), fate, device=Device(width=width), window=window)
    line.ask(command)
    line.run()
    (end,) = line.finished
    executed = line.device.executed
    assert executed in ([], [end.qn]), "carried out more than once"
    if end.state is State.DONE:
        assert executed
        assert bag(answered(line)) == bag(line.device.sent)
    if end.state in (State.UNCONFIRMED, State.INCOMPLETE, State.BROKEN):
        assert executed
    assert end.state not in (State.REFUSED, State.FAILED)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(UP), fates, st.sampled_from([1, 60]), st.sampled_from([1, 4]))
def test_what_the_logger_holds_for_delivered_was_received(which, fate, width, window):
    edition, command = which
    line = Line(peer_of(edition), fate, window=window)
    if command.kind is Kind.NOTICE:
        line.logger_does(line.logger.notify(command.code, line.now, ticket="n"))
    else:
        items = [b"w%05d-Rtd=1.5" % n for n in range(width)]
        lead = b"DataTime=20260301110000"
        line.logger_does(line.logger.upload(command.code, lead, items, line.now, ticket="n"))
    line.run()
    (end,) = line.delivered
    assert end.state in (State.DONE, State.SILENT)
    if end.state is State.DONE:
        assert end.qn in line.received
    if "lose" not in fate and "late" not in fate:
        assert end.state is State.DONE


@up
def test_on_a_whole_line_every_upload_and_notice_is_answered_once(edition, command):
    line = Line(peer_of(edition))
    if command.kind is Kind.NOTICE:
        line.logger_does(line.logger.notify(command.code, line.now))
    else:
        items = ["=".join(sample(one.name)).encode() for one in command.parameters or ()]
        line.logger_does(line.logger.upload(command.code, b"", items, line.now))
    line.run()
    assert [end.state for end in line.delivered] == [State.DONE]
    assert len(line.received) == 1
    assert not line.strays


@pytest.mark.parametrize(
    ("notice", "edition", "wish"),
    [("1013", "2017", "1012"), ("1014", "2025", "1014"), ("1001", "2025", "1002")],
)
def test_the_wish_of_the_field_becomes_a_request(notice, edition, wish):
    line = Line(peer_of(edition))
    command = next(one for one in requestable(edition) if one.code == wish)
    line.on_wish = lambda event: line.centre.request(event.cn, parameters(command), line.now)
    line.logger_does(line.logger.notify(notice, line.now))
    line.run()
    assert line.wishes == [wish]
    assert [end.state for end in line.finished] == [State.DONE]
    assert len(line.device.executed) == 1


HABITS = [
    (Habits(request_answer=False), "2061", State.DONE, {"9011-missing"}),
    (Habits(request_answer=False), "1062", State.DONE, {"9011-missing"}),
    (Habits(result_of_set=False), "1062", State.UNCONFIRMED, {"9012-missing"}),
    (Habits(result_of_set=False), "1061", State.DONE, set()),
    (Habits(same_number=False), "1061", State.DONE, {"qn-other"}),
    (Habits(same_number=False), "2061", State.DONE, {"qn-other"}),
    (Habits(answers_in_9014=True), "1062", State.DONE, {"answer-in-9014"}),
    (Habits(own_system=True), "1062", State.DONE, set()),
    (Habits(request_answer=False, result_of_set=False), "1062", State.SILENT, set()),
]


@pytest.mark.parametrize(("habits", "code", "state", "deviations"), HABITS)
def test_loggers_as_they_are(habits, code, state, deviations):
    line = Line(peer_of("2017"), habits=habits)
    line.ask(next(command for command in requestable("2017") if command.code == code))
    line.run()
    (end,) = line.finished
    assert (end.state, set(end.deviations)) == (state, deviations)
    assert len(line.device.executed) == 1


def test_strict_mode_takes_no_answer_under_another_number():
    line = Line(peer_of("2017", strict=True), habits=Habits(same_number=False))
    line.ask(next(command for command in requestable("2017") if command.code == "1062"))
    line.run()
    assert line.finished[0].state is State.SILENT


def test_an_answer_that_comes_after_the_end_is_a_stray_and_opens_nothing():
    late = ["pass", *["late"] * 4]
    line = Line(peer_of("2017"), [*["late"] * 8, *late])
    line.ask(next(command for command in requestable("2017") if command.code == "1061"))
    line.run()
    assert line.finished
    assert {stray.reason for stray in line.strays} <= {"late", "out-of-turn"}


def test_commands_wait_for_each_other_and_not_without_bound():
    line = Line(peer_of("2017"))
    commands = [command for command in requestable("2017") if command.code in ("1061", "1063")]
    for number in range(20):
        line.ask(commands[number % 2], ticket=str(number))
    for number in range(20, 65):
        line.ask(commands[0], ticket=str(number))
    with pytest.raises(BusyError):
        line.ask(commands[0])
    line.run()
    assert [end.ticket for end in line.finished] == [str(number) for number in range(65)]
    assert len({end.qn for end in line.finished}) == len(line.finished)


def test_a_conversation_is_taken_up_after_a_restart_and_nothing_is_sent_again():
    line = Line(peer_of("2017"))
    events = line.centre.resume("1061", [], line.now, ticket="r", qn="20260301115959000")
    line.centre_does(events)
    assert not line._wire
    answer = b"QN=20260301115959000;ST=91;CN=9012;PW=123456;MN=M;Flag=4;CP=&&ExeRtn=5&&"
    line.centre_does(line.centre.receive(Message.parse(answer), line.now))
    assert [(end.state, end.code) for end in line.finished] == [(State.FAILED, 5)]
    line.centre_does(line.centre.resume("1061", [], line.now, ticket="r", qn="20260301115958000"))
    line.run()
    assert line.finished[1].state is State.SILENT
    assert not line.device.executed


def test_a_logger_answers_a_wrong_password_and_an_unknown_code_as_table_7_says():
    for change, code in (({"pw": "000000"}, 3), ({}, 8)):
        line = Line(peer_of("2017"))
        line.centre.peer = replace(line.peer, **change)
        line.centre_does(line.centre.request("1061" if change else "3999", [], line.now))
        line.run()
        assert (line.finished[0].state, line.finished[0].code) == (State.REFUSED, code)
        assert not line.device.executed


def test_a_logger_with_another_mn_on_the_same_line_stays_silent():
    line = Line(peer_of("2017"))
    line.centre.peer = replace(line.peer, mn="010000A8900016F000169DC1")
    line.centre_does(line.centre.request("1061", [], line.now))
    line.run()
    assert line.finished[0].state is State.SILENT
    assert not line.delivered


def test_a_device_that_never_finishes_is_given_up_by_both():
    line = Line(peer_of("2017"))
    line.device.execute = lambda logger, event, now: logger.accept(event.qn, now)
    line.ask(next(command for command in requestable("2017") if command.code == "2061"))
    line.run()
    assert line.finished[0].state is State.BROKEN
    assert any(move.after is State.BROKEN for side, move in line.moves if side == "logger")


def test_a_device_that_decides_nothing_is_given_up_by_both():
    line = Line(peer_of("2017"))
    line.device.execute = lambda logger, event, now: []
    line.ask(next(command for command in requestable("2017") if command.code == "2061"))
    line.run()
    assert line.finished[0].state is State.SILENT
    assert [move.trigger for side, move in line.moves if side == "logger"].count(
        Trigger.REPEAT
    ) == 3


def test_the_driver_cannot_leave_the_table():
    line = Line(peer_of("2017"), device=Device(refuses=2))
    line.ask(next(command for command in requestable("2017") if command.code == "1061"))
    line.run()
    with pytest.raises(LocalError, match="refused cannot accept"):
        line.logger.accept(line.finished[0].qn, line.now)
    with pytest.raises(LocalError, match="no request"):
        line.logger.accept("20000101000000000", line.now)


# The tables


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_a_row_and_every_row_is_reached(name):
    table = TABLES[name]
    reached, edge = {State.NEW}, [State.NEW]
    while edge:
        for state in set(table[edge.pop()].values()) - reached:
            reached.add(state)
            edge.append(state)
    assert reached == set(table)


@pytest.mark.parametrize("name", TABLES)
def test_time_alone_closes_every_conversation(name):
    table = TABLES[name]
    for state, row in table.items():
        if not is_end(state, table) and state is not State.NEW:
            assert Trigger.GIVE_UP in row
            assert is_end(row[Trigger.GIVE_UP], table)


def test_no_state_and_no_trigger_is_idle():
    used = {trigger for table in TABLES.values() for row in table.values() for trigger in row}
    assert used == set(Trigger)
    assert {state for table in TABLES.values() for state in table} == set(State)


def test_conversations_reach_every_cell_of_the_tables():
    seen = set()
    lines = []
    for fate, code in product(
        product(["pass", "lose", "late"], repeat=4), ["1061", "1062", "2012"]
    ):
        lines.append((fate, code, {}))
    for code, more in product(["1061", "1062", "2061"], [{"refuses": 2}, {"result": 5}]):
        lines += [(("pass", "double"), code, more), (("double",), code, more)]
        lines += [(("pass", "lose"), code, more), (("pass", "lose", "lose"), code, more)]
    lines += [(("pass", "pass", *["lose"] * 8), "2061", {}), ((*["lose"] * 9,), "2012", {})]
    lines.append((("pass", "lose", "lose"), "2061", {}))  # asked again while at work
    for fate, code, more in lines:
        line = Line(peer_of("2017"), fate, device=Device(**more))
        command = next(command for command in requestable("2017") if command.code == code)
        line.ask(command)
        line.run()
        table = "telling" if command.kind is Kind.NOTICE else "asking"
        for side, move in line.moves:
            delivers = side == "logger" and move.ticket.startswith("reply")
            name = "delivering" if delivers else table if side == "centre" else "serving"
            seen.add((name, move.before, move.trigger))
    seen |= rare_cells()
    cells = {
        (name, state, trigger)
        for name, table in TABLES.items()
        for state, row in table.items()
        for trigger in row
    }
    assert cells - seen == set()
    assert seen - cells == set()


def rare_cells():
    """Reach what needs a line of its own."""
    seen = set()
    unflagged = Line(peer_of("2017"))
    events = unflagged.logger.upload("2011", b"", [b"a-Rtd=1"], START, flagged=False)
    unflagged.logger_does(events)
    packets = Line(peer_of("2017"), ["lose"] * 9)
    items = [b"w%05d-Rtd=1.5" % n for n in range(90)]
    packets.logger_does(packets.logger.upload("2011", b"", items, START))
    packets.run()
    for line in (unflagged, packets):
        seen |= {("delivering", move.before, move.trigger) for _, move in line.moves}
    for name, patience in (("2061", 300), ("1061", 5)):
        line = Line(peer_of("2017"), patience=timedelta(seconds=patience))
        line.device.execute = lambda logger, event, now: []
        command = next(command for command in requestable("2017") if command.code == name)
        line.ask(command)
        line.run()
        seen |= {
            ("asking" if side == "centre" else "serving", move.before, move.trigger)
            for side, move in line.moves
        }
    return seen


# Parameters


@down
def test_the_samples_are_taken_and_each_missing_or_wrong_one_is_named(edition, command):
    good = parameters(command)
    check(command, good, edition)
    for index, (name, _) in enumerate(good):
        rest = good[:index] + good[index + 1 :]
        if not command.parameters[index].optional:
            with pytest.raises(ParameterError, match="needs"):
                check(command, rest, edition)
        with pytest.raises(ParameterError, match=name):
            check(command, [*rest, (name, "1&&0")], edition)
    if command.parameters is not None:
        with pytest.raises(ParameterError, match="no parameter"):
            check(command, [*good, ("Other", "1")], edition)


def test_ranges_of_table_4():
    by_code = {command.code: command for command in requestable("2017")}
    check(by_code["1062"], [("RtdInterval", "30")], "2017")
    for code, name, value in [
        ("1062", "RtdInterval", "29"),
        ("1062", "RtdInterval", "3601"),
        ("1064", "MinInterval", "7"),
        ("1012", "SystemTime", "20260230250000"),
    ]:
        with pytest.raises(ParameterError, match=name):
            check(by_code[code], [(name, value)], "2017")


def test_a_refused_secret_is_not_repeated():
    by_code = {command.code: command for command in requestable("2017")}
    with pytest.raises(ParameterError) as caught:
        check(by_code["1072"], [("NewPW", "hunter22")], "2017")
    assert "hunter22" not in str(caught.value)


def test_values_of_one_factor_share_an_item():
    limits = [("w01018-LowValue", "1"), ("w01018-UpValue", "2"), ("w01001-LowValue", "6")]
    assert area_of(limits, "2005") == b"w01018-LowValue=1,w01018-UpValue=2;w01001-LowValue=6"
    with pytest.raises(ParameterError, match="ASCII"):
        area_of([("i12001-Info", "泵")], "2005")
    assert area_of([("i12001-Info", "泵")], "2017") == "i12001-Info=泵".encode()
