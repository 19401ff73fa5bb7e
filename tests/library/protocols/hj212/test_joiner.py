"""Packets put together: any order, repeated, lost, too many."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.build import Head
from qingtian.protocols.hj212.joiner import Incomplete, Joined, Joiner
from qingtian.protocols.hj212.messages import Message

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=8)))
MINUTE = timedelta(minutes=1)


def packets(edition="2017", mn="M1", time="20260301110000", count=90):
    numbers = build.RequestNumbers()
    qn = numbers.next(NOW)
    head = Head("2061", mn, "32", "123456", qn, build.flag(edition, answer=True))
    items = [b"w%05d-Avg=%d,w%05d-Flag=N" % (n, n, n) for n in range(count)]
    parts = build.split(
        head, b"DataTime=" + time.encode(), items, edition, lambda: numbers.next(NOW)
    )
    return [Message.parse(part) for part in parts], [f"w{n:05d}-Avg" for n in range(count)]


@given(st.data(), st.sampled_from(["2005", "2017", "2025"]))
def test_order_and_repetition_change_nothing(data, edition):
    messages, names = packets(edition)
    order = data.draw(st.permutations(messages))
    extra = data.draw(st.lists(st.sampled_from(messages), max_size=10))
    joiner = Joiner()
    events = [event for message in [*order, *extra] for event in joiner.feed(message, NOW)]
    (joined,) = events
    assert isinstance(joined, Joined)
    assert joined.messages == tuple(messages)
    assert [item.name for item in joined.items if item.suffix == "Avg"] == names
    assert [item.name for item in joined.items].count("DataTime") == 1
    assert joiner.held == 0


def test_a_content_of_one_packet_is_whole_by_itself():
    messages, _ = packets(count=3)
    (joined,) = Joiner().feed(messages[0], NOW)
    assert joined.messages == tuple(messages)


@given(st.sets(st.integers(1, 4), min_size=1, max_size=3))
def test_what_is_lost_is_told_when_the_time_is_over(there):
    messages, _ = packets(count=120)
    assert len(messages) == 4
    joiner = Joiner(MINUTE)
    for message in messages:
        if message.pno in there:
            assert joiner.feed(message, NOW) == []
    assert joiner.expire(NOW + MINUTE - timedelta(seconds=1)) == []
    (lost,) = joiner.expire(NOW + MINUTE)
    assert isinstance(lost, Incomplete)
    assert {message.pno for message in lost.messages} == there
    assert set(lost.missing) == {1, 2, 3, 4} - there
    assert joiner.held == 0


def test_packets_of_loggers_hours_and_divisions_are_kept_apart():
    joiner = Joiner()
    sets = [packets()[0], packets(mn="M2")[0], packets(time="20260301100000")[0]]
    events = [
        event for each in zip(*sets, strict=True) for m in each for event in joiner.feed(m, NOW)
    ]
    assert [event.messages for event in events] == [tuple(each) for each in sets]


def test_a_packet_of_a_joined_content_is_known_for_its_lifetime_only():
    messages, _ = packets()
    joiner = Joiner(MINUTE)
    for message in messages:
        joiner.feed(message, NOW)
    assert joiner.feed(messages[0], NOW + MINUTE / 2) == []
    assert joiner.held == 0
    joiner.feed(messages[0], NOW + MINUTE)
    assert joiner.held > 0


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=300))
def test_what_is_held_is_bounded(steps):
    joiner = Joiner(timedelta(hours=1), groups=20, size=5000)
    for mn, pno in steps:
        message = Message.parse(
            b"QN=1;ST=32;CN=2061;PW=123456;MN=%d;Flag=7;PNUM=60;PNO=%d;CP=&&DataTime=2;%b&&"
            % (mn, pno, b"x" * 900)
        )
        joiner.feed(message, NOW)
        assert joiner.held <= 5000 + 950
        assert len(joiner._groups) <= 20


def test_nonsense_numbers_open_nothing():
    joiner = Joiner()
    for pnum, pno in ((3, 4), (3, 0), (99999, 1)):
        message = Message.parse(b"CN=2061;MN=M;PNUM=%d;PNO=%d;CP=&&DataTime=2&&" % (pnum, pno))
        assert len(joiner.feed(message, NOW)) == 1
        assert joiner.held == 0
