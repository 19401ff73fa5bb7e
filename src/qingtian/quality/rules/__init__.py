"""The registry of numbered rules, and how to look one up.

A rule without a message in both languages, a page, and a forged and an honest twin fails the build
(`tests/architecture/test_rules.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qingtian.quality.rules import (
    falsification,
    instruments,
    relations,
    series,
    statements,
    values,
)
from qingtian.quality.rules.rule import Rule

__all__ = ["RULES", "Rule", "rule"]


def _collected(parts: Iterable[tuple[Rule, ...]]) -> dict[str, Rule]:
    """Put the rules together; a number that stands twice is refused."""
    found: dict[str, Rule] = {}
    for each in (each for part in parts for each in part):
        if each.number in found:
            raise ValueError(f"rule {each.number} stands twice; take the next free number")
        found[each.number] = each
    return dict(sorted(found.items()))


RULES: Mapping[str, Rule] = _collected(
    (
        values.RULES,
        series.RULES,
        relations.RULES,
        instruments.RULES,
        falsification.RULES,
        statements.RULES,
    )
)
"""Every rule, by number."""


def rule(number: str) -> Rule:
    """Give the rule of a number.

    Raises
    ------
    LookupError
        If there is none.
    """
    if number not in RULES:
        raise LookupError(f"no rule is numbered {number!r}; see docs/quality/index.md")
    return RULES[number]
