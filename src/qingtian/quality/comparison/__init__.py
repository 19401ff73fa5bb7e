"""Two owners at one place: whether their series agree, and if not, which of them is biased.

    two = paired(series(times, ours), series(times, theirs))
    found = statistics(two, rules(day))
    said = verdict(found, margin("air", "pm25", day), rules(day))

`agree` is shown by equivalence, never by a difference that was not found; one side is named only
against a third reference, and the other cleared only by it.
"""

from __future__ import annotations

from qingtian.quality.comparison.intervals import Estimate
from qingtian.quality.comparison.pairs import Pairs, paired
from qingtian.quality.comparison.plain import (
    plain_against,
    plain_figure,
    plain_source,
    plain_statistics,
    plain_verdict,
)
from qingtian.quality.comparison.reference import Against, against
from qingtian.quality.comparison.settings import (
    Line,
    Margin,
    ReferenceKind,
    Rules,
    line,
    margin,
    references,
    rules,
)
from qingtian.quality.comparison.statistics import Statistics, statistics
from qingtian.quality.comparison.verdict import Verdict, verdict

__all__ = [
    "Against",
    "Estimate",
    "Line",
    "Margin",
    "Pairs",
    "ReferenceKind",
    "Rules",
    "Statistics",
    "Verdict",
    "against",
    "line",
    "margin",
    "paired",
    "plain_against",
    "plain_figure",
    "plain_source",
    "plain_statistics",
    "plain_verdict",
    "references",
    "rules",
    "statistics",
    "verdict",
]
