"""What fair means, counted: sets of objects, teams of an object, and that none hangs on another.

Seeds are fixed, so that each count is the same on every machine; the bound is that of one in a million.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations, product
from math import sqrt

import pytest

from qingtian.draw import draw
from qingtian.draw.drawing import Drawn
from qingtian.draw.pool import Pool, conflict
from qingtian.draw.randomness import Stream
from qingtian.draw.settings import Settings
from support.drawn import POOL, SETTINGS

EVERYONE, SET = Pool.of(POOL), Settings.of(SETTINGS)
OBJECTS = {each.key: each for each in EVERYONE.objects}
PEOPLE = {each.key: each for each in EVERYONE.people}
GROUPS = sorted(SET.teams)


def seed(number: int) -> bytes:
    return hashlib.sha256(b"fair %d" % number).digest()


def bound(freedom: int, z: float = 4.75) -> float:
    """Give what chi-square passes once in a million times (Wilson and Hilferty 1931)."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + z * sqrt(part)) ** 3)


def distance(seen: Counter, cells: Iterable[object]) -> tuple[float, float]:
    """Give chi-square against an even spread over the cells, and its bound."""
    kept = list(cells)
    assert set(seen) <= set(kept), "something was drawn that must not be"
    even = sum(seen.values()) / len(kept)
    return sum((seen[each] - even) ** 2 / even for each in kept), bound(len(kept) - 1)


def teams_of(key: str) -> list[tuple[str, ...]]:
    """List every team that nothing bars from an object, from the pool alone."""
    free = [
        [
            person.key
            for person in EVERYONE.people
            if person.group == group and not conflict(person, OBJECTS[key], POOL["day"], SET)
        ]
        for group in GROUPS
    ]
    return list(product(*free))


def tallies(draws: Iterable[Drawn]) -> dict[str, Counter]:
    """Count sets of objects by category, teams by object, and pairs of inspectors of two objects."""
    found: dict[str, Counter] = {}
    for each in draws:
        by_object = {team.object.key: tuple(p.key for p in team.people) for team in each.teams}
        for category in SET.categories:
            drawn = [key for key in by_object if OBJECTS[key].category == category]
            found.setdefault(f"objects {category}", Counter())[tuple(sorted(drawn))] += 1
        for key, team in by_object.items():
            found.setdefault(f"team {key}", Counter())[team] += 1
        if {"a3", "f2"} <= set(by_object):
            both = (by_object["a3"][2], by_object["f2"][2])
            found.setdefault("both", Counter())[both] += 1
    return found


def cells(name: str) -> list[object]:
    kind, _, rest = name.partition(" ")
    if kind == "both":
        return list(product(("q1", "q2", "q3"), repeat=2))
    if kind == "team":
        return list(teams_of(rest))
    keys = [key for key, each in OBJECTS.items() if each.category == rest]
    count = SET.categories[rest].count(len(keys), SET.rounding)
    return list(combinations(sorted(keys), count))


def held(draws: Iterable[Drawn]) -> list[str]:
    """Name what is not spread evenly."""
    far = []
    for name, seen in tallies(draws).items():
        found, most = distance(seen, cells(name))
        if found > most:
            far.append(name)
    return far


@cache
def some(count: int) -> tuple[Drawn, ...]:
    return tuple(draw(EVERYONE, SET, seed(number)) for number in range(count))


def test_objects_and_teams_are_spread_evenly_over_what_is_allowed():
    assert held(some(5_000)) == []
    assert set(tallies(some(5_000))) >= {f"team {key}" for key in OBJECTS} | {"both"}


def test_who_is_barred_is_never_drawn_and_who_is_not_is():
    seen = {(p.key, t.object.key) for each in some(5_000) for t in each.teams for p in t.people}
    free = {(person, key) for key in OBJECTS for team in teams_of(key) for person in team}
    assert seen == free
    barred = set(product(PEOPLE, OBJECTS)) - free
    assert len(barred) == 5


def remainder(self: Stream, count: int) -> int:
    """Take the remainder of three bits without throwing any away."""
    return (self.word() & 7) % count


def cyclic(self: Stream, items: list, count: int) -> list:
    """Exchange with the rest but never with itself, a slip of one: not every order comes up."""
    left = list(items)
    for at in range(min(count, len(left) - 1)):
        other = at + 1 + self.below(len(left) - at - 1)
        left[at], left[other] = left[other], left[at]
    return left[:count]


@pytest.mark.parametrize(("name", "wrong"), [("below", remainder), ("pick", cyclic)])
def test_a_draw_that_is_not_fair_is_seen_to_be_unfair(name: str, wrong: Callable, monkeypatch):
    monkeypatch.setattr(Stream, name, wrong)
    assert held(draw(EVERYONE, SET, seed(number)) for number in range(1_000))


@pytest.mark.campaign
def test_a_hundred_thousand_draws(record_property):
    drawn = [draw(EVERYONE, SET, seed(number)) for number in range(100_000)]
    assert held(drawn) == []
    for name, seen in tallies(drawn).items():
        found, most = distance(seen, cells(name))
        record_property(
            name, f"chi-square {found:.1f} of at most {most:.1f}, {len(cells(name))} cells"
        )
    record_property("draws", len(drawn))
