"""Both sides of a comparison against a third reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingtian.quality.comparison.intervals import Estimate, independent_mean, mean
from qingtian.quality.comparison.pairs import Pairs
from qingtian.quality.comparison.settings import Margin, ReferenceKind, Rules

State = Literal["within", "beyond", "unclear", "unknown"]


@dataclass(frozen=True)
class Side:
    """One side against the reference.

    Attributes
    ----------
    count
        Readings that both have. [1]
    difference
        Mean of the side minus the reference; None where there are too few. [unit]
    allowed
        What may lie between them, the reference's own uncertainty among it. [unit]
    state
        `within`: shown to lie within what is allowed; `beyond`: shown to lie beyond; `unclear`:
        neither; `unknown`: too few readings.
    """

    count: int
    difference: Estimate | None
    allowed: float
    state: State


@dataclass(frozen=True)
class Against:
    """Both sides against one reference."""

    kind: ReferenceKind
    first: Side
    second: Side


def state_of(found: Estimate, allowed: float, rules: Rules) -> State:
    """Say whether a difference is shown to lie within what is allowed, or beyond it.

    Parameters
    ----------
    found
        The mean difference. [unit]
    allowed
        How far it may lie from zero. [unit]
    rules
        The confidence of either.
    """
    near, wide = found.at(rules.equivalence), found.at(rules.confidence)
    if -allowed <= near.low and near.high <= allowed:
        return "within"
    return "beyond" if wide.low > allowed or wide.high < -allowed else "unclear"


def against(
    kind: ReferenceKind, first: Pairs, second: Pairs, margin: Margin, rules: Rules
) -> Against:
    """Hold both sides against a reference.

    Parameters
    ----------
    kind
        What serves as the reference.
    first, second
        Reference and reading of either side, in order of time. [unit of both]
    margin
        What is allowed between two instruments.
    rules
        The confidence.
    """
    return Against(kind, *(_side(kind, each, margin, rules) for each in (first, second)))


def _side(kind: ReferenceKind, pairs: Pairs, margin: Margin, rules: Rules) -> Side:
    if len(pairs) < max(kind.pairs, 2):
        return Side(len(pairs), None, 0.0, "unknown")
    averaged = independent_mean if kind.independent else mean
    found = averaged(pairs.difference, rules.confidence)
    allowed = margin.allowed(float(pairs.first.mean())) * (1 + kind.margin)
    return Side(len(pairs), found, allowed, state_of(found, allowed, rules))
