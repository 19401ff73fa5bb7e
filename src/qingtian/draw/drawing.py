"""The draw: objects by category and quota, then for each object its team.

What fair means: every set of objects of a category with the size of its quota is equally likely; given
the objects, every team that nothing bars is equally likely for each, whatever the others got.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from qingtian.draw.errors import InfeasibleError
from qingtian.draw.pool import Object, Person, Pool
from qingtian.draw.randomness import Stream
from qingtian.draw.settings import Settings
from qingtian.ledger.acts import canonical


@dataclass(frozen=True, slots=True)
class Team:
    """Who inspects an object.

    Attributes
    ----------
    object
        What was drawn.
    people
        Persons, by group in order of their keys, within a group as they came up.
    """

    object: Object
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw came to: categories in order of their keys, within one as they came up."""

    teams: tuple[Team, ...]

    def said(self) -> list[dict[str, Any]]:
        """Write it as a record carries it."""
        return [
            {
                "object": each.object.key,
                "team": [{"group": one.group, "person": one.key} for one in each.people],
            }
            for each in self.teams
        ]

    def digest(self) -> str:
        """Hash what was drawn: SHA-256 of its canonical form, hexadecimal."""
        return hashlib.sha256(canonical(self.said())).hexdigest()


def lacking(pool: Pool, settings: Settings) -> list[str]:
    """Find why the settings cannot be served from a pool, whatever were drawn; empty where they can.

    Parameters
    ----------
    pool, settings
        What may be drawn, and how many.
    """
    quotas = settings.categories
    found = [
        f"object {each.key}: no quota is announced for its category {each.category}"
        for each in pool.objects
        if each.category not in quotas
    ]
    found += [f"category {name}: the pool has no object" for name in _empty(pool, settings)]
    for what in pool.objects:
        for group, count in sorted(settings.teams.items()):
            allowed = len(pool.allowed(what, group, settings))
            if allowed < count:
                found.append(
                    f"object {what.key}: {count} of group {group} are asked for, and conflicts "
                    f"leave {allowed}"
                )
    return found


def _empty(pool: Pool, settings: Settings) -> list[str]:
    there = {each.category for each in pool.objects}
    return [name for name in sorted(settings.categories) if name not in there]


def draw(pool: Pool, settings: Settings, seed: bytes) -> Drawn:
    """Draw.

    Parameters
    ----------
    pool, settings
        What may be drawn, and how many.
    seed
        Out of the checkpoint and all secrets (`secrets.seed_of`). [32 bytes]

    Raises
    ------
    InfeasibleError
        The settings cannot be served; that is known before the pool is committed to.
    """
    reasons = lacking(pool, settings)
    if reasons:
        raise InfeasibleError(reasons)
    return Drawn(
        tuple(
            Team(what, _team(pool, what, settings, seed))
            for category in sorted(settings.categories)
            for what in _objects(pool, category, settings, seed)
        )
    )


def _objects(pool: Pool, category: str, settings: Settings, seed: bytes) -> list[Object]:
    of = [each for each in pool.objects if each.category == category]
    count = settings.categories[category].count(len(of), settings.rounding)
    return Stream(seed, ["objects", category]).pick(of, count)


def _team(pool: Pool, what: Object, settings: Settings, seed: bytes) -> tuple[Person, ...]:
    return tuple(
        person
        for group, count in sorted(settings.teams.items())
        for person in Stream(seed, ["team", what.key, group]).pick(
            pool.allowed(what, group, settings), count
        )
    )
