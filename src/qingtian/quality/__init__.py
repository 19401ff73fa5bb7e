"""Quality of data: flags with a history, and the checks that set them.

`check(table, "air", "pm25")` flags a table of pandas or Polars. Beneath it: `series` makes arrays of
one datastream, `judge` runs the numbered rules over it, `findings` puts what they object to
together, `History` keeps what was said. No check changes a value.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qingtian.quality.checks.catalogue import CHECKS, Datastream
    from qingtian.quality.checks.stamps import absent
    from qingtian.quality.collecting import findings
    from qingtian.quality.finding import Finding
    from qingtian.quality.flags import Flag, counting, worst
    from qingtian.quality.history import MARK, RULING, Entry, History
    from qingtian.quality.judging import Judgement, flags_of, judge, judge_again, rules_of
    from qingtian.quality.marks import from_marks, to_marks
    from qingtian.quality.properties import Property, property_of
    from qingtian.quality.rules import RULES, Rule, rule
    from qingtian.quality.stream import Series, SeriesError, series
    from qingtian.quality.tables import check

__all__ = [
    "CHECKS",
    "MARK",
    "RULES",
    "RULING",
    "Datastream",
    "Entry",
    "Finding",
    "Flag",
    "History",
    "Judgement",
    "Property",
    "Rule",
    "Series",
    "SeriesError",
    "absent",
    "check",
    "counting",
    "findings",
    "flags_of",
    "from_marks",
    "judge",
    "judge_again",
    "property_of",
    "rule",
    "rules_of",
    "series",
    "to_marks",
    "worst",
]

_WHERE = {
    "CHECKS": "checks.catalogue",
    "Datastream": "checks.catalogue",
    "Entry": "history",
    "Finding": "finding",
    "Flag": "flags",
    "History": "history",
    "Judgement": "judging",
    "MARK": "history",
    "RULES": "rules",
    "RULING": "history",
    "Property": "properties",
    "Rule": "rules",
    "Series": "stream",
    "SeriesError": "stream",
    "absent": "checks.stamps",
    "check": "tables",
    "counting": "flags",
    "findings": "collecting",
    "flags_of": "judging",
    "from_marks": "marks",
    "judge": "judging",
    "judge_again": "judging",
    "property_of": "properties",
    "rule": "rules",
    "rules_of": "judging",
    "series": "stream",
    "to_marks": "marks",
    "worst": "flags",
}
"""Module of each name: it is imported when it is asked for, and what computes is slow to import."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is asked for
    """Import a name when it is asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
