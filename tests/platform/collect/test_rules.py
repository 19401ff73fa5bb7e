"""Gaps, clocks and dated rules: what is asked for again, when a clock is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qingtian_platform.collect.conversations import rules
from qingtian_platform.collect.conversations.clocks import SECOND, ClockWatch
from qingtian_platform.collect.conversations.evidence import Evidence, EvidenceReader
from qingtian_platform.collect.conversations.gaps import Asked, choose, floor, missing
from qingtian_platform.collect.conversations.orders import Report
from qingtian_platform.collect.conversations.refill import Refill, refuses
from qingtian_platform.collect.errors import SettingError
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Datastream, DatastreamTerm

HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
FIRST = datetime(2026, 2, 28, 0, tzinfo=UTC)
REFILL = rules.rule("refill", date(2026, 3, 1))
CLOCK = rules.rule("clock", date(2026, 3, 1))


def slots(numbers):
    return {FIRST + n * HOUR for n in numbers}


@given(st.sets(st.integers(0, 35), min_size=1))
def test_missing_and_present_make_up_the_time_since_the_first(there):
    gaps = missing(slots(there), HOUR, NOW)
    until = int((NOW - FIRST) / HOUR)
    assert set(gaps) == slots(set(range(min(there), until)) - there)


def test_of_a_logger_that_sent_nothing_nothing_is_missing():
    assert missing([], HOUR, NOW) == []


def test_days_are_those_of_beijing_and_odd_seconds_do_not_matter():
    day = timedelta(days=1)
    assert floor(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), day) == datetime(
        2026, 2, 28, 16, tzinfo=UTC
    )
    assert missing([FIRST + timedelta(seconds=3)], HOUR, FIRST + 2 * HOUR) == [FIRST + HOUR]


@given(st.sets(st.integers(0, 35)), st.integers(1, 10))
def test_the_latest_run_is_chosen_within_the_rule(gaps, most):
    rule = REFILL | {"most_periods": {"hour": most}}
    request = choose("hour", slots(gaps), [], HOUR, NOW, rule)
    if not gaps:
        assert request is None
        return
    run = [max(gaps)]
    while run[-1] - 1 in gaps and len(run) < most:
        run.append(run[-1] - 1)
    assert (request.first, request.last) == (FIRST + run[-1] * HOUR, FIRST + run[0] * HOUR)
    assert request.code == "2061"


@given(st.lists(st.sampled_from([0, 1, 2, 5, 7, 25, 30]), max_size=20))
def test_a_gap_is_asked_for_so_often_and_no_more(pauses):
    moment, asked, tries = NOW, None, []
    for pause in pauses:
        moment += timedelta(hours=pause)
        before = [] if asked is None else [asked]
        if choose("hour", slots([3]), before, HOUR, moment, REFILL) is None:
            continue
        if tries:
            assert moment - tries[-1] >= timedelta(hours=REFILL["retry_hours"][len(tries) - 1])
        tries.append(moment)
        asked = Asked(FIRST + 3 * HOUR, FIRST + 3 * HOUR, len(tries), moment)
    assert len(tries) <= len(REFILL["retry_hours"]) + 1


def test_request_in_beijing_time():
    request = choose("hour", slots([1, 2]), [], HOUR, NOW, REFILL)
    assert request.items == (("BeginTime", "20260228090000"), ("EndTime", "20260228100000"))


@pytest.mark.parametrize(
    ("report", "refused"),
    [
        (Report("refused", code=2), True),
        (Report("refused", code=8), True),
        (Report("refused", code=3), False),  # the password is wrong: no word on history
        (Report("failed", code=100), True),
        (Report("failed", code=2), True),
        (Report("failed", code=5), False),  # busy
        (Report("silent"), False),
        (Report("done", code=1), False),
    ],
)
def test_what_counts_as_a_refusal_of_history(report, refused):
    assert refuses(report, REFILL) is refused


def watch(*offsets, step=20 * SECOND):
    one = ClockWatch()
    for number, offset in enumerate(offsets):
        one.look(number * step, offset)
    return one


@pytest.mark.parametrize(
    ("offsets", "wrong"),
    [
        ((61_000, 62_000, 61_500), 61_000),
        ((-300_000, -300_500, -301_000), -300_000),
        ((61_000, 62_000), None),  # too few
        ((59_999, 59_999, 59_999), None),  # small
        ((61_000, 90_000, 61_000), None),  # resent frames, not a clock
        ((-315_360_000_000,) * 3, None),  # a replay
        ((0, 0, 61_000, 62_000, 61_500), 61_000),
    ],
)
def test_a_clock_is_wrong_when_looks_agree(offsets, wrong):
    assert watch(*offsets).wrong(10**9, CLOCK) == wrong


def test_the_same_frame_is_one_look_and_a_set_clock_has_time():
    one = ClockWatch()
    for _ in range(5):
        one.look(1, 100_000)
    assert one.wrong(10, CLOCK) is None
    one = watch(100_000, 100_000, 100_000)
    one.was_set(10)
    for number in range(3):
        one.look(100 + number, 100_000)
    assert one.wrong(200, CLOCK) is None
    assert one.wrong(200 + 3600 * SECOND, CLOCK) == 100_000


@pytest.mark.parametrize("name", rules.KEYS)
def test_every_rule_says_whence_it_is_and_whether_it_is_verified(name):
    for rule in rules.rules(name):
        assert rule["source"]
        assert isinstance(rule["verified"], bool)
        assert isinstance(rule["from"], date)


def test_rules_are_those_of_the_day(tmp_path, monkeypatch):
    old = {"from": date(2020, 1, 1), "timeout_seconds": 30, "retries": 3}
    both = [{**old, "from": date(2026, 3, 1), "timeout_seconds": 10}, old]
    text = yaml.safe_dump([one | {"source": "test", "verified": False} for one in both])
    (tmp_path / "timing.yaml").write_text(text)
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    rules.rules.cache_clear()
    try:
        given = [rules.rule("timing", day)["timeout_seconds"] for day in DAYS]
        assert given == [30, 30, 10, 10]
        (tmp_path / "timing.yaml").write_text(text.replace("retries", "tries"))
        rules.rules.cache_clear()
        with pytest.raises(SettingError, match="timing"):
            rules.rule("timing", DAYS[0])
    finally:
        rules.rules.cache_clear()


DAYS = [date(2019, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2030, 1, 1)]


def test_evidence_is_masked_bounded_and_cleaned_but_for_commands(tmp_path):
    path = tmp_path / "gateway.sqlite3"
    evidence = Evidence(path)
    frame = b"##0099QN=1;ST=22;CN=2061;PW=123456;MN=M;Flag=5;CP=&&DataTime=2&&1C80\r\n"
    numbers = [
        evidence.begin("M", "command", 7, "1072", "1", b"NewPW=secret", 1000),
        evidence.begin("M", "refill", None, "2061", "2", b"BeginTime=1;EndTime=2", 1000),
    ]
    for number in numbers:
        for n in range(100):
            evidence.frame(number, n, "received", 1, frame)
        evidence.frame(number, 100, "sent", 1, frame)
        evidence.end(number, 101, "done", 1, ("qn-other",))
    reader = EvidenceReader(path)
    (said,) = reader.conversation(7)
    assert said.received == 100
    assert len(said.frames) == 61
    assert said.frames[-1].direction == "sent"
    assert all(b"123456" not in one.raw and b"1C80" not in one.raw for one in said.frames)
    assert said.area == "NewPW=******"
    assert said.deviations == ("qn-other",)
    assert reader.conversations(None, 9)[0].area == "BeginTime=1;EndTime=2"
    evidence.clean(500 * 86_400_000_000)
    assert [one.command for one in reader.conversations("M", 9)] == [7]
    assert len(reader.conversation(7)[0].frames) == 61
    evidence.close()


def test_without_a_gateway_there_is_nothing_to_read(tmp_path):
    assert EvidenceReader(tmp_path / "gateway.sqlite3").conversations(None, 9) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cycles", "asked"), [((1, 1), (7, 7)), ((2, 1), (7, 7)), ((2, 2), (4, 5)), ((4, 2), (4, 5))]
)
def test_history_is_asked_for_where_a_sample_is_missing(tmp_path, cycles, asked):
    """Hours 1, 3 and 7 of the day lie there, and all but 7 of a meter that sends each hour."""
    thing = registry.ensure_thing("works", kind="outlet")
    codes, since = ("w01018", "w21003"), date(2026, 1, 1)
    more = {"codes": codes, "intervals": ["hour"], "opened": since}
    registry.ensure_logger("M1", thing_id=thing, st="32", password="p", **more)
    for code, cycle in zip(codes, cycles, strict=True):
        stream = Datastream.objects.get(code=code)
        DatastreamTerm(datastream=stream, valid_from=since, cycle=cycle).save()
    first = datetime(2026, 2, 28, 16, tzinfo=UTC)
    there = (1, 3, 7) if min(cycles) == 2 else (*range(1, 7),)
    present = {first + n * HOUR for n in there}
    evidence = Evidence(tmp_path / "gateway.sqlite3")
    refill = Refill(evidence, lambda *_: present)
    now = first + 9 * HOUR
    ((mn, request),) = refill.wanted(["M1"], registry.loggers(), now)
    assert (mn, request.first, request.last) == ("M1", *(first + n * HOUR for n in asked))
    evidence.close()
