"""The verdict: they agree, one of them is biased, or it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qingtian.quality.comparison.reference import Against, State, state_of
from qingtian.quality.comparison.settings import Line, Margin, Rules
from qingtian.quality.comparison.statistics import Statistics

Outcome = Literal["agree", "first biased", "second biased", "both biased", "cannot tell"]
Reason = Literal[
    "equivalent",
    "reference alone",
    "named",
    "too few pairs",
    "too uncertain",
    "line",
    "no reference",
    "reference unclear",
    "both differ",
]


@dataclass(frozen=True)
class Verdict:
    """What a comparison comes to.

    Attributes
    ----------
    outcome
        They agree, one is biased, both are, or it cannot be told.
    reason
        Why: `equivalent`; `reference alone`: they agree, and a reference differs from both;
        `named`: a reference names it; `too few pairs`; `too uncertain`: neither agreement nor
        difference is shown; `line`: the means agree, the line of the standard does not; they
        disagree and there is `no reference`, it is `reference unclear`, or `both differ` from one
        that may not name both.
    state
        Of the difference between the two.
    allowed
        Allowed mean difference. [unit of both]
    cleared
        Sides shown to be within what is allowed of the reference: `first`, `second`.
    reference
        By which one was named or cleared; None where none was needed, or none told.
    line
        Whether the line of the standard is kept; None where none is asked, or days are too few.
    """

    outcome: Outcome
    reason: Reason
    state: State
    allowed: float
    cleared: tuple[str, ...] = ()
    reference: Against | None = None
    line: bool | None = None


def verdict(
    found: Statistics | None,
    margin: Margin,
    rules: Rules,
    references: Sequence[Against] = (),
    *,
    asked: Line | None = None,
    days: Statistics | None = None,
) -> Verdict:
    """Say whether two series agree, and if not which of them is biased.

    Parameters
    ----------
    found
        Their statistics; None = too few pairs.
    margin
        What may lie between two means that are called equal.
    rules
        Fewest pairs, and the confidence.
    references
        Both sides against a third reference each, the surest first.
    asked, days
        What a standard asks of the line, and the statistics of the daily means.

    Returns
    -------
    Verdict
        One side is named only where a reference shows it to lie beyond what is allowed; where the
        two agree nobody is named, whatever a reference says.
    """
    if found is None or found.count < rules.pairs:
        return Verdict("cannot tell", "too few pairs", "unknown", 0.0)
    allowed = margin.allowed(found.level)
    state = state_of(found.difference, allowed, rules)
    kept = keeps(asked, days)
    if state == "within":
        return _agreeing(allowed, references, kept)
    if state == "unclear":
        return Verdict("cannot tell", "too uncertain", state, allowed, line=kept)
    told = [each for each in references if {each.first.state, each.second.state} != {"unknown"}]
    for each in told:
        said = _named(each, allowed, kept)
        if said is not None:
            return said
    reason: Reason = "reference unclear" if told else "no reference"
    first = told[0] if told else None
    return Verdict("cannot tell", reason, state, allowed, _cleared(first), first, kept)


def keeps(asked: Line | None, days: Statistics | None) -> bool | None:
    """Say whether daily means keep the line that a standard asks for.

    Parameters
    ----------
    asked
        What is asked; None = nothing.
    days
        Statistics of the daily means.

    Returns
    -------
    bool or None
        None where nothing is asked, or there are fewer days than it needs.
    """
    if asked is None or days is None or days.count < asked.pairs:
        return None
    if days.slope is None or days.intercept is None or days.correlation is None:
        return False
    near = abs(days.slope.value - 1) <= asked.slope
    return (
        near
        and abs(days.intercept.value) <= asked.intercept
        and days.correlation >= asked.correlation
    )


def _agreeing(
    allowed: float,
    references: Sequence[Against],
    kept: bool | None,  # noqa: FBT001
) -> Verdict:
    if kept is False:
        return Verdict("cannot tell", "line", "within", allowed, line=kept)
    alone = next(
        (each for each in references if each.first.state == each.second.state == "beyond"), None
    )
    if alone is not None:
        return Verdict("agree", "reference alone", "within", allowed, (), alone, kept)
    return Verdict("agree", "equivalent", "within", allowed, line=kept)


def _named(
    each: Against,
    allowed: float,
    kept: bool | None,  # noqa: FBT001
) -> Verdict | None:
    """Let a reference name a side; None where it shows neither to lie beyond."""
    beyond = (each.first.state == "beyond", each.second.state == "beyond")
    if beyond == (False, False):
        return None
    if beyond == (True, True) and not each.kind.both:
        return Verdict("cannot tell", "both differ", "beyond", allowed, (), each, kept)
    outcomes: dict[tuple[bool, bool], Outcome] = {
        (True, False): "first biased",
        (False, True): "second biased",
        (True, True): "both biased",
    }
    return Verdict(outcomes[beyond], "named", "beyond", allowed, _cleared(each), each, kept)


def _cleared(each: Against | None) -> tuple[str, ...]:
    if each is None:
        return ()
    sides = (("first", each.first), ("second", each.second))
    return tuple(name for name, side in sides if side.state == "within")
