"""One simulated year of the city: every weekly, monthly and yearly product equals the known truth."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qingtian.policy import Policy, counting, open_policy
from qingtian.policy.clocks import Instance
from qingtian.policy.placing import Figure
from support import policyyear as year

POLICY: Policy = open_policy("beijing2018")
DISTRICTS = [each.code for each in POLICY.divisions.on(year.LAST, ["district"])]


def turns(clock: str) -> list[Instance]:
    """Turns of a cycle that lie wholly within the year."""
    every = POLICY.clocks[clock].instances(year.FIRST, date(2025, 6, 30))
    return [turn for turn in every if turn.first >= year.FIRST and turn.last <= year.LAST]


def weekly(stream: year.Checks, ranking: str, clock: str, value: Any, then: Any = "") -> int:
    """Rank every turn of a stream and hold it against the truth; give how many there were."""
    tallied = counting.tallies(stream.rows, turns(clock))
    digits = POLICY.measure(POLICY.rankings[ranking].indicator).digits
    for turn in turns(clock):
        found = POLICY.rank(
            ranking, counting.figures(tallied, turn.number, DISTRICTS, value, then=then), turn.last
        )
        truth = {who: year.summed(stream, who, turn.first, turn.last) for who in DISTRICTS}
        values = {
            who: half_even_of(done, value, digits)
            for who, done in truth.items()
            if any_of(done, value)
        }
        assert {each.subject: each.place for each in found.placed} == year.places(values)
        assert {each.subject: Fraction(each.value or 0) for each in found.placed} == values
    return len(turns(clock))


def any_of(done: tuple[int, int, int], value: str) -> bool:
    return value == "checks" or done[0] > 0


def half_even_of(done: tuple[int, int, int], value: str, digits: int) -> Fraction:
    exact = Fraction(done[0]) if value == "checks" else Fraction(100 * done[2], done[0])
    return year.half_even(exact, digits)


def township_air(townships: list[str], seed: int) -> int:
    """Score and rank townships every month from daily readings; equal to a plain computation."""
    streams = {
        "township-pm25": year.readings(townships, seed, low=5, high=150),
        "township-tsp": year.readings(townships, seed + 1, low=40, high=400),
        "air-work": year.readings(townships, seed + 2, low=50, high=100),
    }
    months = turns("township-assessment")
    means = {k: counting.means(rows, months, decimals=1) for k, (rows, _) in streams.items()}
    for turn in months:
        figures = {
            key: [Figure(who, means[key].get((turn.number, who))) for who in townships]
            for key in streams
        }
        scores = {e.subject: e.total for e in POLICY.assess("air-township", figures, turn.last)}
        truth = plain_scores({k: plain_means(t, turn) for k, (_, t) in streams.items()})
        assert {who: Fraction(score or 0) for who, score in scores.items()} == truth
        pm25 = plain_means(streams["township-pm25"][1], turn)
        listed = POLICY.rank(
            "township-air",
            [
                Figure(who, scores[who], Decimal(int(year.half_even(pm25[who], 0))))
                for who in townships
            ],
            turn.last,
        )
        order = sorted(townships, key=lambda w: (truth[w], -year.half_even(pm25[w], 0)))
        worst = {(truth[who], year.half_even(pm25[who], 0)) for who in order[:10]}
        wanted = {w for w in townships if (truth[w], year.half_even(pm25[w], 0)) in worst}
        assert {each.subject for each in listed.named} == wanted
    return len(months)


def plain_means(truth: dict[str, list[tuple[date, int]]], turn: Instance) -> dict[str, Fraction]:
    found = {}
    for who, pairs in truth.items():
        values = [tenths for day, tenths in pairs if turn.first <= day <= turn.last]
        found[who] = Fraction(sum(values), 10 * len(values))
    return found


def plain_scores(means: dict[str, dict[str, Fraction]]) -> dict[str, Fraction]:
    """Score as the pack's words say: places to points, parts, weights 60 to 40, rounded once."""
    points: dict[str, dict[str, Fraction]] = {}
    for key, digits, sign in (
        ("township-pm25", 0, -1),
        ("township-tsp", 0, -1),
        ("air-work", 1, 1),
    ):
        shown = {who: sign * year.half_even(v, digits) for who, v in means[key].items()}
        place = year.places(shown)
        points[key] = {w: 100 - Fraction(100 * (p - 1), len(shown) - 1) for w, p in place.items()}
    total = {}
    for who in points["air-work"]:
        quality = (points["township-pm25"][who] + points["township-tsp"][who]) / 2
        total[who] = year.half_even((60 * quality + 40 * points["air-work"][who]) / 100, 2)
    return total


def totals(streams: dict[str, year.Checks]) -> None:
    """Counts of the year against the targets of the gazette."""
    whole = turns("diesel-checks")
    assert len(whole) == 1
    for name, ends in (("diesel", "D3-6.1-16"), ("repair", "D3-6.3-20"), ("catering", "D3-6.3-23")):
        tallied = counting.tallies(streams[name].rows, whole)
        done = sum(each.checks for each in tallied.values())
        assert done == sum(n for n, _, _ in streams[name].truth.values())
        clause = POLICY.targets[ends].clause
        factor = 10_000 if clause.unit.startswith("万") else 1
        assert POLICY.targets[ends].met(Decimal(done) / factor) == (
            done >= Decimal(clause.value) * factor
        )


def clusters(count: int, seed: int) -> None:
    """The last fifteen per cent of clusters, rounded up."""
    values = {f"{n:04}": (n * 7919 + seed) % 10_007 for n in range(count)}
    found = POLICY.rank("clusters", [Figure(k, Decimal(v)) for k, v in values.items()], year.LAST)
    worst = sorted(values, key=lambda k: values[k])[: -(-count * 15 // 100)]
    assert [each.subject for each in found.named] == worst


def duties() -> int:
    """Each turn of each cycle falls due once, whether time goes by days or at once."""
    found = 0
    for clock in POLICY.clocks.values():
        if clock.cycle is not None:
            at_once = list(clock.instances(year.FIRST, year.LAST))
            by_day = [turn for day in year.days() for turn in clock.instances(day, day)]
            assert by_day == at_once
            found += len(at_once)
    return found


def live_through(scale: Fraction, townships: int, note: Callable[[str, object], None]) -> None:
    streams = {
        name: year.checks(max(int(size * scale), 16), DISTRICTS, seed)
        for seed, (name, size) in enumerate(year.STREAMS.items())
    }
    began = time.perf_counter()
    weeks = weekly(streams["diesel"], "diesel", "diesel-ranking", "checks")
    weekly(streams["dust"], "dust", "dust-ranking", "checks", "match")
    months = weekly(streams["water"], "water", "water-ranking", "checks")
    catering = counting.tallies(streams["catering"].rows, turns("catering-feedback"))
    for turn in turns("catering-feedback"):
        for who in DISTRICTS:
            tally = catering.get((turn.number, who), counting.NOTHING)
            done = year.summed(streams["catering"], who, turn.first, turn.last)
            assert (tally.checks, tally.found, tally.penalised) == done
    codes = list(POLICY.assessed("township-air", year.LAST))[:townships]
    township_air(codes, 11)
    totals(streams)
    clusters(200, 3)
    note("turns that fell due", duties())
    note("weekly lists", weeks)
    note("monthly lists", months)
    note("checks", sum(len(each.rows) for each in streams.values()))
    note("seconds", round(time.perf_counter() - began, 1))
    note("MiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def test_a_small_year_equals_its_truth(record_property: Callable[[str, object], None]) -> None:
    live_through(Fraction(1, 100), 30, record_property)


@pytest.mark.campaign
def test_a_whole_year_equals_its_truth(record_property: Callable[[str, object], None]) -> None:
    live_through(Fraction(1), 343, record_property)
