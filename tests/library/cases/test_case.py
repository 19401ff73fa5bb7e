"""A case is a value: what is done decides it, and neither the moments of looking nor anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingtian.cases import (
    ActRefusedError,
    Case,
    Deed,
    NoSuchError,
    begin,
    do,
    offered,
    open_procedures,
    tick,
)
from qingtian.cases.cells import Cell, Domain, cell, samples
from qingtian.cases.facts import Given
from qingtian.cases.procedure import ActKind, Limit, Procedure
from qingtian.cases.proving import walk
from qingtian.cases.reasons import SAYINGS
from qingtian.cases.refusing import barred
from qingtian.cases.rehearsing import whole
from qingtian.cases.timing import due, longer, resumed
from qingtian.policy.deadlines import Period
from qingtian.quantities import BEIJING

KNOWN = open_procedures("beijing2018")
assert KNOWN.policy is not None
DAYS = KNOWN.policy.workdays
START = datetime(2024, 3, 4, 9, tzinfo=BEIJING)
NAMES = sorted(KNOWN.by_key)


Told = tuple[str, frozenset[tuple[str, bool]]]


@pytest.fixture(scope="module", params=NAMES)
def reached(request: pytest.FixtureRequest) -> tuple[str, set[Told]]:
    """Give the states and duties that the proof has seen."""
    found = walk(KNOWN.by_key[request.param])
    assert found is not None
    return request.param, {(each.state, each.duties) for each in found.before}


def deed(case: Case | None, act: ActKind, at: datetime, draw: Any) -> Deed:
    """Bring all that an act asks for, with facts as they may come."""
    one = KNOWN.by_key[draw.procedure]
    facts = {name: draw.fact(one.facts[name], at) for name in act.asks}
    papers = tuple(whole(one.papers[name], at) for name in act.needs)
    returned = draw.one(act.returns) if act.returns else ""
    return Deed(act.key, at, draw.one(act.by), facts, papers, "for a reason", returned)


class Drawing:
    """What Hypothesis draws for a walk through a procedure."""

    def __init__(self, data: st.DataObject, procedure: str) -> None:
        self.data, self.procedure = data, procedure

    def one(self, among: Any) -> Any:
        return self.data.draw(st.sampled_from(list(among)))

    def fact(self, domain: Domain, at: datetime) -> object:
        match domain.kind:
            case "yesno":
                return self.data.draw(st.booleans())
            case "choice":
                return self.one(domain.words)
            case "count":
                return self.data.draw(st.integers(0, 6))
            case "number":
                return Decimal(self.data.draw(st.integers(0, 1_000_000)))
            case "day":
                return at.date()
            case "days":
                return [at.date()] * self.data.draw(st.integers(0, 5))
            case "moment":
                return at
            case "text":
                return "words"


def first(one: Procedure) -> datetime:
    """Give a moment at which a case of a procedure can begin."""
    ended = one.until is not None and one.until < START.date()
    return datetime.combine(one.since, START.timetz()) if ended else START


def steps(drawing: Drawing) -> list[Case]:
    """Walk a case by what it offers, with pauses in which clocks run out."""
    one = KNOWN.by_key[drawing.procedure]
    at = first(one)
    case = begin(one, deed(None, one.acts[drawing.one(one.openings)], at, drawing), DAYS)
    cases = [case]
    for _ in range(drawing.data.draw(st.integers(0, 25))):
        at += timedelta(hours=drawing.data.draw(st.sampled_from([0, 1, 30, 200, 2400])))
        case, _expired = tick(case, at)
        cases.append(case)
        acts = [act for party in {*one.parties, "machine"} for act in offered(case, party)]
        if case.ended or not acts:
            break
        act = drawing.one(sorted(acts, key=lambda each: each.key))
        try:
            case = do(case, deed(case, act, at, drawing))
        except ActRefusedError:
            continue
        cases.append(case)
    return cases


def told(case: Case) -> Told:
    """Say of a case what a configuration says."""
    kinds = case.procedure.duties
    passing = {name for act in case.procedure.acts.values() for name in act.passed}
    timed = {key for key, each in kinds.items() if each.late or key in passing}
    return case.state, frozenset((d.kind, d.expired and d.kind in timed) for d in case.open_duties)


@settings(max_examples=20)
@given(data=st.data())
def test_a_case_never_leaves_what_was_proven(
    reached: tuple[str, set[Told]], data: st.DataObject
) -> None:
    name, found = reached
    for case in steps(Drawing(data, name)):
        assert told(case) in found
        if case.ended:
            assert not case.open_duties
            assert all(case.times(act) for act in case.procedure.states[case.state].after)


@settings(max_examples=40)
@given(data=st.data())
def test_looking_changes_nothing(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    case = steps(Drawing(data, name))[-1]
    end = START + timedelta(days=4000)
    moments = sorted(
        case.deeds[0].at + timedelta(hours=hours)
        for hours in data.draw(st.lists(st.integers(0, 90_000), max_size=6))
    )
    looked, seen = case, 0
    for moment in moments:
        looked, expired = tick(looked, moment)
        seen += len(expired)
    looked, rest = tick(looked, end)
    at_once, all_of_them = tick(case, end)
    assert looked == at_once
    assert seen + len(rest) == len(all_of_them)
    assert tick(at_once, end)[1] == (), "what has expired expires once"


@settings(max_examples=40)
@given(data=st.data())
def test_the_same_deeds_make_the_same_case(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    case = steps(Drawing(data, name))[-1]
    again = begin(case.procedure, case.deeds[0], DAYS)
    for each in case.deeds[1:]:
        again = do(again, each)
    end = START + timedelta(days=4000)
    assert tick(again, end)[0] == tick(case, end)[0]


def test_what_is_not_so_is_refused_and_changes_nothing() -> None:
    one = KNOWN.by_key["construction-dust/1"]
    case = begin(one, Deed("see", START, "monitor"), DAYS)
    with pytest.raises(NoSuchError, match="no act is called shout"):
        do(case, Deed("shout", START, "monitor"))
    with pytest.raises(ActRefusedError, match="not before the last act"):
        do(case, Deed("confirm", START - timedelta(seconds=1), "enforcement"))
    with pytest.raises(ActRefusedError, match="with its time zone"):
        do(case, Deed("confirm", datetime(2024, 3, 5, 9), "enforcement"))  # noqa: DTZ001 - meant
    with pytest.raises(ActRefusedError, match="expected an act that opens a case: see, receive"):
        begin(one, Deed("confirm", START, "enforcement"), DAYS)
    with pytest.raises(ActRefusedError, match="in force; got 2018-07-11"):
        begin(one, Deed("see", datetime(2018, 7, 11, 23, 59, tzinfo=BEIJING), "monitor"), DAYS)
    with pytest.raises(ActRefusedError, match="facts that the act asks for; got penalties"):
        do(case, Deed("confirm", START, "enforcement", {"penalties": 1}))
    with pytest.raises(ActRefusedError) as refused:
        do(case, Deed("confirm", START, "monitor"))
    assert len(refused.value.reasons) == 2, "all reasons are told at once"


@given(st.dates(date(2023, 1, 2), date(2024, 12, 1)), st.integers(1, 30))
def test_working_days_end_on_a_working_day(day: date, count: int) -> None:
    end = due(Limit((), count), day, DAYS)
    last = (end - timedelta(days=1)).date()
    assert DAYS.is_worked(last)
    worked = sum(DAYS.is_worked(day + timedelta(days=n + 1)) for n in range((last - day).days))
    assert worked == count


def test_a_clock_that_stood_gives_the_days_back() -> None:
    ninety = Limit(((date.min, Period(days=90)),))
    until = due(ninety, START, DAYS)
    stopped, again = START + timedelta(days=10), START + timedelta(days=40)
    assert resumed(until, stopped, again, ninety, DAYS) == until + timedelta(days=30)
    hours = Limit(((date.min, Period(hours=24)),))
    assert resumed(until, stopped, stopped + timedelta(seconds=7), hours, DAYS) - until == (
        timedelta(seconds=7)
    )
    working = Limit((), 5)
    friday, monday = (
        datetime(2024, 3, 8, 9, tzinfo=BEIJING),
        datetime(2024, 3, 11, 9, tzinfo=BEIJING),
    )
    assert resumed(due(working, friday, DAYS), friday, monday, working, DAYS) == due(
        Limit((), 6), friday, DAYS
    )


def test_a_last_day_that_is_no_working_day_gives_way() -> None:
    rolls = Limit(((date.min, Period(days=15)),), rolls=True)
    assert due(rolls, date(2024, 3, 1), DAYS) == datetime(2024, 3, 19, tzinfo=BEIJING)
    plain = replace(rolls, rolls=False)
    assert due(plain, date(2024, 3, 1), DAYS) == datetime(2024, 3, 17, tzinfo=BEIJING)
    assert longer(due(rolls, date(2024, 3, 1), DAYS), Period(days=12), rolls, DAYS) == datetime(
        2024, 4, 2, tzinfo=BEIJING
    ), "the day before is the thirtieth, a Saturday; the first of April is a Monday"


def test_hours_run_from_a_moment() -> None:
    hours = Limit(((date.min, Period(hours=24)),))
    with pytest.raises(ValueError, match="expected a moment from which 24 hours run"):
        due(hours, date(2024, 3, 1), DAYS)
    with pytest.raises(ValueError, match="with its time zone"):
        due(hours, datetime(2024, 3, 1, 9), DAYS)  # noqa: DTZ001 - meant


CELLS = st.one_of(
    st.integers(0, 9).map(str),
    st.tuples(st.sampled_from([">=", "<=", ">", "<"]), st.integers(0, 9)).map(
        "{0[0]} {0[1]}".format
    ),
    st.tuples(st.integers(0, 4), st.integers(4, 9)).map("{0[0]}..{0[1]}".format),
    st.just("-"),
)


@given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from(["count", "number"]), st.data())
def test_samples_meet_whatever_a_value_meets(
    written: list[str], kind: Any, data: st.DataObject
) -> None:
    domain = Domain(kind)
    cells: list[Cell] = [cell(each, domain) for each in written]
    step = 1 if kind == "count" else 4
    value = Decimal(data.draw(st.integers(0, 12 * step))) / step
    meets = [each.holds(value) for each in cells]
    assert any([each.holds(s) for each in cells] == meets for s in samples(domain, cells))


def test_a_cell_says_what_was_expected() -> None:
    with pytest.raises(ValueError, match="expected true or false; got 1"):
        cell(Decimal(1), Domain("yesno"))
    with pytest.raises(ValueError, match="from the lower to the higher"):
        cell("5..2", Domain("count"))
    with pytest.raises(ValueError, match="at least one value"):
        cell([], Domain("choice", ("a",)))
    assert not cell(">= 2", Domain("count")).holds(None), "what is not known does not hold"
    assert cell(">= 2021-07-15", Domain("day")).holds(date(2021, 7, 15))
    assert not cell("< 2021-07-15", Domain("day")).holds(date(2021, 7, 15))


def test_a_refusal_says_itself_in_both_languages() -> None:
    one = KNOWN.by_key["construction-dust/1"]
    case = begin(one, Deed("see", START, "monitor"), DAYS)
    with pytest.raises(ActRefusedError) as refused:
        do(case, Deed("reject", START, "enforcement"))
    paper = next(each for each in refused.value.reasons if each.code == "paper")
    assert paper.about == "inspection", "a form shows it beside its field"
    assert (
        paper
        == "expected Record of the inspection on site (行政处罚法（2021）第四十二条、第五十五条); it is missing"
    )
    assert (
        paper.say("zh")
        == "应附《现场检查（勘察）笔录》（行政处罚法（2021）第四十二条、第五十五条），现未附"
    )
    assert [each.say("zh") for each in refused.value.reasons if each.code == "reason"] == [
        "应写明理由"
    ]
    for code, said in SAYINGS.items():
        names = [sorted(re.findall(r"{(\w+)}", said[language])) for language in ("zh", "en")]
        assert names[0] == names[1], f"{code} tells the same in both"


def under(key: str, fact: str, answer: str) -> Procedure:
    """Give a procedure of a city that has decided otherwise."""
    one = KNOWN.by_key[key]
    return replace(one, given={**one.given, fact: Given("", ((date.min, answer),))})


def brought(one: Procedure, act: str, at: datetime, by: str, **facts: object) -> Deed:
    papers = tuple(whole(one.papers[name], at) for name in one.acts[act].needs)
    return Deed(act, at, by, facts, papers, "for a reason")


def dues(case: Case) -> dict[str, datetime | None]:
    return {each.kind: each.due for each in case.open_duties}


def test_the_week_of_feedback_runs_from_where_the_city_says() -> None:
    one = under("construction-dust/1", "week", "check")
    case = begin(one, brought(one, "receive", START, "enforcement", received=START), DAYS)
    assert dues(case)["tell-industry"] is None
    case = do(case, brought(one, "confirm", START + timedelta(days=2), "enforcement"))
    assert dues(case)["tell-industry"] == datetime(2024, 3, 14, tzinfo=BEIJING)
    one = KNOWN.by_key["construction-dust/1"]
    case = begin(one, brought(one, "receive", START, "enforcement", received=START), DAYS)
    assert dues(case)["tell-industry"] == datetime(2024, 3, 12, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("penalties", "refuses", "measure"),
    [(0, False, "penalty"), (4, False, "ban"), (4, True, "blacklist")],
)
def test_malice_is_one_of_three_where_the_city_asks_for_all(
    penalties: int, refuses: bool, measure: str
) -> None:
    one = under("construction-dust/1", "reading", "cumulative")
    case = begin(one, brought(one, "see", START, "monitor"), DAYS)
    case = do(case, brought(one, "confirm", START, "enforcement"))
    facts = {"penalties": penalties, "malicious": True, "refuses": refuses}
    case = do(case, brought(one, "grade", START, "enforcement", **facts))
    assert case.facts["measure"] == measure


def test_the_links_follow_each_other_as_the_city_says() -> None:
    answer = "accepted, disclosed, assigned, dispatched, verified"
    one = under("rectification/1", "order", answer)
    facts = {"level": "city", "by-day": date(2024, 6, 30)}
    case = begin(one, brought(one, "find", START, "city", **facts), DAYS)
    with pytest.raises(ActRefusedError, match="Accept to be done before"):
        do(case, brought(one, "assign", START, "city"))
    for act in ("accept", "disclose", "assign", "dispatch"):
        case = do(case, brought(one, act, START, "city"))
    case = do(case, brought(one, "check", START, "city", mended=True))
    assert do(case, brought(one, "close", START, "city")).ended


def test_a_day_that_does_not_count_is_late_a_day_earlier() -> None:
    days = {"day": date(2024, 1, 20), "day-before": date(2024, 1, 19)}
    for answer, late in (("included", 21), ("excluded", 20)):
        one = under("damage-report/1", "inclusive", answer)
        case = begin(
            one,
            brought(one, "ask", datetime(2024, 1, 2, tzinfo=BEIJING), "environment", **days),
            DAYS,
        )
        assert dues(case) == {"hand-in": datetime(2024, 1, late, tzinfo=BEIJING)}


def test_a_year_of_the_calendar_forgets_the_year_before() -> None:
    one = under("catering/1", "year", "calendar")
    case = begin(one, brought(one, "inspect", START, "enforcement", violates=True), DAYS)
    case = do(case, brought(one, "penalise", START, "enforcement"))
    ended = replace(brought(one, "penalty-ended", START, "machine"), returned="penalty/closed")
    served = ["2023-12-31", "2024-03-01"]
    case = do(do(case, ended), brought(one, "grade", START, "enforcement", served=served))
    assert (case.facts["rolling"], case.facts["calendar"]) == (2, 1)
    assert case.facts["measure"] == "keep"


def test_an_end_is_not_offered_while_something_is_owed() -> None:
    one, at = KNOWN.by_key["construction-dust/1"], START
    case = begin(one, Deed("receive", at, "enforcement", {"received": at}), DAYS)
    papers = (whole(one.papers["inspection"], at),)
    case = do(case, Deed("reject", at, "enforcement", {}, papers, "nothing to be seen"))
    owed = {one.duties[each.kind].name["en"] for each in case.open_duties}
    assert len(owed) == 2
    assert {each.code for each in barred(case, one.acts["drop"])} == {"open-duty"}
    assert one.acts["drop"] not in offered(case, "enforcement")
    for act in ("tell-industry", "tell-territory"):
        paper = whole(one.papers["result"], at)
        case = do(case, Deed(act, at, "enforcement", {}, (paper,)))
    assert one.acts["drop"] in offered(case, "enforcement")
