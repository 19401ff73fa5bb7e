"""The cases of the policy pack, as YAML that a jurist can read: rankings, ladders, clocks, targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from qingtian.policy import Policy, counting, open_policy
from qingtian.policy.clocks import Clock
from qingtian.policy.deadlines import Period
from qingtian.policy.forecasting import Forecast, rule_of
from qingtian.policy.ladders import Fact, Proposal, by_count, by_problems, by_result
from qingtian.policy.performance import perform
from qingtian.policy.placing import Figure, Listing
from qingtian.policy.targets import progress
from qingtian.quantities import BEIJING

FOLDER = Path(__file__).parents[2] / "policy"
Case = Mapping[str, Any]
CHECKS = {
    "subject": pl.String,
    "day": pl.Date,
    "object": pl.String,
    "found": pl.Boolean,
    "penalised": pl.Boolean,
}


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(each, id=str(each["name"])) for each in found]


def beijing(case: Case) -> Policy:
    """Open Beijing's policy, with other answers where the case gives them."""
    policy = open_policy("beijing2018")
    settings = dict(policy.settings)
    for key, value in case.get("settings", {}).items():
        assert not settings[key].choices or value in settings[key].choices
        decisions = tuple(replace(each, value=value) for each in settings[key].decisions)
        settings[key] = replace(settings[key], decisions=decisions)
    return replace(policy, settings=settings)


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def figures(case: Case) -> list[Figure]:
    if "numbered" in case:
        return [Figure(f"{n:03}", Decimal(n)) for n in range(case["numbered"])]
    pairs = {k: v if isinstance(v, list) else [v, 0] for k, v in case["figures"].items()}
    return [Figure(key, number(first), number(then)) for key, (first, then) in pairs.items()]


def ranked(case: Case) -> Listing:
    """Rank the case's subjects and nobody else: its places are letters, not codes."""
    policy = beijing(case)
    ranking = replace(policy.rankings[case["ranking"]], subjects=("clusters",))
    policy = replace(policy, rankings={case["ranking"]: ranking})
    return policy.rank(case["ranking"], figures(case), case["day"])


@pytest.mark.parametrize("case", cases("rankings"))
def test_a_ranking(case: Case) -> None:
    found, expect = ranked(case), case["expect"]
    said: dict[str, Any] = {
        "named": [each.subject for each in found.named],
        "count": len(found.named),
        "border": found.border,
        "left_out": [each.subject for each in found.left_out],
        "tied": [each.subject for each in found.placed if each.tied],
        "places": {each.subject: each.place for each in found.placed},
        "values": {each.subject: str(each.value) for each in found.placed},
    }
    for key, value in expect.items():
        got = said[key]
        assert ({k: got[k] for k in value} if isinstance(value, dict) else got) == value, key


@pytest.mark.parametrize("case", cases("checks"))
def test_a_count_of_checks(case: Case) -> None:
    policy = beijing(case)
    one, counted = policy.rankings[case["ranking"]], policy.indicators[case["indicator"]].counted
    assert counted is not None
    clock = Clock(one.key, one.name, "", one.clauses, "", None, one.cycle, one.since, Period())
    turns = list(clock.instances(one.since, date(2025, 1, 1)))
    at = next(t.number for t in turns if t.first <= case["turn"] <= t.last)
    rows = list(zip(*case["rows"], strict=True)) or [()] * 5
    table = pl.DataFrame(dict(zip(counting.COLUMNS, rows, strict=True)), schema=CHECKS)
    found = counting.figures(
        counting.tallies(table, turns),
        at,
        list(case["expect"]),
        counted.value,
        how=policy.decided(counted.how, case["turn"]) if counted.how else "penalised/checked",
        registered=case.get("registered"),
    )
    got = {each.subject: each.value for each in found}
    assert got == {key: number(value) for key, value in case["expect"].items()}
    assert all(each.reason for each in found if each.value is None)


def test_each_counted_indicator_has_a_case() -> None:
    known = open_policy("beijing2018").indicators
    counted = {key for key, each in known.items() if each.counted is not None}
    assert {each.values[0]["indicator"] for each in cases("checks")} == counted


def facts(case: Case) -> list[Fact]:
    rows = case.get("facts", []) * case.get("repeat", 1)
    return [
        Fact(str(n + 1), "inspection", "here", date(2024, 6, 1), kind, mended, handed)
        for n, (_, kind, mended, handed) in enumerate(rows)
    ]


def proposed(case: Case) -> Proposal:
    policy, day = beijing(case), case["day"]
    ladder = policy.ladders[case["ladder"]]
    steps = policy.numbers(ladder.steps, day)
    if ladder.kind == "result":
        return by_result(ladder, "here", Decimal(str(case["share"])), steps)
    if ladder.kind == "count":
        return by_count(ladder, "here", facts(case), steps, day.year)
    reading = policy.decided(ladder.reading, day)
    counted = policy.decided(ladder.counted, day)
    others = [replace(each, subject="elsewhere") for each in facts(case)]
    return by_problems(
        ladder, "here", [*facts(case), *others], steps, reading=reading, counted=counted
    )


@pytest.mark.parametrize("case", cases("ladders"))
def test_a_ladder(case: Case) -> None:
    found = proposed(case)
    for key, value in case["expect"].items():
        got = getattr(found, key)
        assert (list(got) if isinstance(got, tuple) else got) == value, key


@pytest.mark.parametrize("case", cases("clocks"))
def test_a_clock(case: Case) -> None:
    clock = open_policy("beijing2018").clocks[case["clock"]]
    due = case["expect"]["due"]
    if "event" in case:
        event = datetime.fromisoformat(case["event"]).replace(tzinfo=BEIJING)
        assert clock.due(event) == datetime.fromisoformat(due).replace(tzinfo=BEIJING)
    else:
        assert [each.due for each in clock.instances(*case["between"])] == due


@pytest.mark.parametrize("case", cases("targets"))
def test_a_target(case: Case) -> None:
    policy, day = beijing(case), case["day"]
    amber = policy.numbers("target.amber", day)["percent"]
    records = [(when, Decimal(str(value))) for when, value in case["records"]]
    rule = rule_of(case.get("rule", policy.decided("target.forecast", day)))
    target = replace(policy.targets[case["target"]], about=Decimal(case.get("about", 0)))
    found = progress(target, records, day, amber=amber, rule=rule)
    for key, value in case["expect"].items():
        got = getattr(found, key)
        if isinstance(got, Forecast):
            got = f"{got.low} {got.value} {got.high}"
        assert (str(got) if isinstance(got, Decimal) else got) == value, key


@pytest.mark.parametrize("case", cases("performance"))
def test_a_year_s_performance(case: Case) -> None:
    policy, day = beijing(case), case["day"]
    found = perform(
        {key: Decimal(value) for key, value in case["dimensions"].items()},
        policy.numbers("performance.weights", day),
        policy.numbers("performance.grades", day),
        unmet=case["unmet"],
        exceeded=case["exceeded"],
    )
    expect = case["expect"]
    assert (str(found.score), found.grade, found.consequence) == (
        expect["score"],
        expect["grade"],
        expect["consequence"],
    )


@pytest.mark.parametrize("what", ["rankings", "ladders"])
def test_each_rule_of_the_pack_has_a_case(what: str) -> None:
    known = set(getattr(open_policy("beijing2018"), what))
    word = what.removesuffix("s")
    assert {each.values[0][word] for each in cases(what)} == known
