"""The yearly assessment of districts and departments: three dimensions, grades, the one-vote veto."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qingtian.policy.assessments import rounded

Grade = Literal["excellent", "passed", "failed"]
Consequence = Literal["first in promotion and commendation", "no promotion, no commendation", ""]


@dataclass(frozen=True)
class Performance:
    """What a unit came to in a year.

    Attributes
    ----------
    score, grade
        0 to 100; its grade. [1]
    consequence
        What follows for those in charge (D3-3.2-11, D3-3.2-12); empty where nothing does.
    """

    score: Decimal
    grade: Grade
    consequence: Consequence


def perform(
    dimensions: Mapping[str, Decimal],
    weights: Mapping[str, Decimal],
    grades: Mapping[str, Decimal],
    *,
    unmet: bool,
    exceeded: bool,
    digits: int = 2,
) -> Performance:
    """Assess a year.

    Parameters
    ----------
    dimensions
        Score of each dimension, 0 to 100. [1]
    weights
        Weight of each. [1]
    grades
        From which score `excellent` is given, and below which `failed`.
    unmet, exceeded
        Whether a yearly target was missed; whether all were exceeded.
    digits
        Digits of the score. [1]

    Returns
    -------
    Performance
        The veto falls where targets are unmet and the grade is failed; preference where they are
        exceeded and the grade is excellent.

    Raises
    ------
    ValueError
        If dimensions and weights do not name the same, or a score lies outside 0 to 100.
    """
    if set(dimensions) != set(weights) or not sum(weights.values()):
        raise ValueError(
            f"expected a score for each of {', '.join(weights)}; got {', '.join(dimensions)}"
        )
    if any(not 0 <= each <= 100 for each in dimensions.values()):
        raise ValueError(f"expected scores from 0 to 100; got {dict(dimensions)}")
    whole = sum((Fraction(each) for each in weights.values()), Fraction(0))
    total = sum((Fraction(dimensions[k]) * Fraction(w) for k, w in weights.items()), Fraction(0))
    score = rounded(total / whole, digits)
    grade: Grade = "passed"
    if score >= grades["excellent"]:
        grade = "excellent"
    elif score < grades["failed"]:
        grade = "failed"
    return Performance(score, grade, _consequence(grade, unmet=unmet, exceeded=exceeded))


def _consequence(grade: Grade, *, unmet: bool, exceeded: bool) -> Consequence:
    if grade == "failed" and unmet:
        return "no promotion, no commendation"
    if grade == "excellent" and exceeded and not unmet:
        return "first in promotion and commendation"
    return ""
