"""What came of each rule so far: findings, alarms, and what persons said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check import api as check
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.frame import seen
from qingtian_platform.registry import api as registry

LATEST = 20
"""Findings of a rule that its page lists. [1]"""


@dataclass(frozen=True)
class Count:
    """What came of a rule.

    Attributes
    ----------
    standing, withdrawn
        Findings that hold, and that were taken back or grew into others. [1]
    alarms, right, false
        Alarms in which it had a part; those that persons confirmed, and called false. [1]
    """

    standing: int = 0
    withdrawn: int = 0
    alarms: int = 0
    right: int = 0
    false: int = 0


NONE = Count()


@dataclass(frozen=True)
class Shown:
    """A finding as a row: its unit in the reader's language, and its sentence."""

    finding: check.FindingRow
    name: str
    what: str


def by_rule(request: HttpRequest) -> dict[str, Count]:
    """Count by number of the rule, over what the person may see."""
    found = _mine(request, check.findings(standing=False))
    standing = Counter(f.rule for f in found if f.withdrawn_at is None)
    gone = Counter(f.rule for f in found if f.withdrawn_at is not None)
    judged = {each.rule: each for each in _tallies()}
    return {rule: _count(rule, standing, gone, judged) for rule in {*standing, *gone, *judged}}


def _tallies() -> list[alarms.Tally]:
    found = alarms.feedback()
    return found if isinstance(found, list) else [found]


def _count(
    rule: str,
    standing: Counter[str],
    gone: Counter[str],
    judged: dict[str, alarms.Tally],
) -> Count:
    tally = judged.get(rule)
    if tally is None:
        return Count(standing[rule], gone[rule])
    return Count(standing[rule], gone[rule], tally.items, tally.right, tally.false)


def _mine(request: HttpRequest, found: Sequence[check.FindingRow]) -> list[check.FindingRow]:
    """Keep the findings about what the person may see."""
    holds, things = seen(request), registry.things()
    return [f for f in found if f.thing_id in things and holds(things[f.thing_id])]


def latest(request: HttpRequest, rule: str) -> list[Shown]:
    """List the findings of a rule that stand, the newest first."""
    language = words.language()
    things = registry.things()
    found = _mine(request, check.findings(rule=rule))[-LATEST:]
    return [
        Shown(f, words.name(things[f.thing_id]) if f.thing_id in things else f.mn, f.say(language))
        for f in reversed(found)
    ]
