"""Control charts of control samples: centre, deviation, and the rules that each result meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from qingtian import law
from qingtian.quality.checks.instruments import Control, scored
from qingtian.standards.quality_control import westgard_array
from qingtian_platform.check.expect import moment
from qingtian_platform.check.instruments.records import RecordInfo, records
from qingtian_platform.kit.times import beijing


@dataclass(frozen=True)
class Point:
    """One result on a chart.

    Attributes
    ----------
    record
        Number of the record.
    time
        When it was measured. [UTC]
    value
        The result. [unit of the sample]
    score
        Deviations from the centre; None while the chart is set up. [1]
    rules
        Rules that it meets, as `1_3s`; the last result that a rule needs has it.
    rejects
        Whether one of them rejects.
    """

    record: int
    time: datetime
    value: float
    score: float | None
    rules: tuple[str, ...]
    rejects: bool


@dataclass(frozen=True)
class Chart:
    """The chart of one control sample of one instrument.

    Attributes
    ----------
    mn, code, sample, unit
        Of what.
    centre, deviation
        Of its first results in control; None while there are too few. [unit]
    least
        Results that set it up. [1]
    points
        In order of time.
    """

    mn: str
    code: str
    sample: str
    unit: str
    centre: float | None
    deviation: float | None
    least: int
    points: tuple[Point, ...]

    @property
    def controls(self) -> list[Control]:
        """Its judged results, for the checks."""
        return [Control(moment(p.time), p.score) for p in self.points if p.score is not None]

    @property
    def rejected(self) -> bool:
        """Whether the last result is rejected."""
        return bool(self.points) and self.points[-1].rejects


def charts(mn: str, code: str | None = None) -> list[Chart]:
    """Draw up the charts of a data logger's control samples.

    Parameters
    ----------
    mn, code
        Of a data logger; of a factor, None = of all.
    """
    groups: dict[tuple[str, str], list[RecordInfo]] = {}
    for each in records(mn=mn, code=code, kinds=("control",)):
        groups.setdefault((each.code, str(each.content["sample"])), []).append(each)
    return [_chart(mn, *key, rows) for key, rows in sorted(groups.items())]


def _chart(mn: str, code: str, sample: str, rows: Sequence[RecordInfo]) -> Chart:
    values = [float(row.content["value"]) for row in rows]
    day = beijing(rows[-1].start).date()
    least = int(law.at(day)["quality.checks.chart"].number())
    judged = scored([moment(row.start) for row in rows], values, day)
    centre = float(np.mean(values[:least])) if judged else None
    deviation = float(np.std(values[:least], ddof=1)) if judged else None
    scores = [None] * (len(rows) - len(judged)) + [each.score for each in judged]
    met = _met([each.score for each in judged], day)
    points = tuple(
        _point(row, value, score, met.get(n - (len(rows) - len(judged)), ((), False)))
        for n, (row, value, score) in enumerate(zip(rows, values, scores, strict=True))
    )
    unit = next((str(r.content["unit"]) for r in rows if r.content.get("unit")), "")
    return Chart(mn, code, sample, unit, centre, deviation, least, points)


def _point(
    row: RecordInfo, value: float, score: float | None, met: tuple[tuple[str, ...], bool]
) -> Point:
    return Point(row.id, row.start, value, score, *met)


def _met(scores: Sequence[float], day: date) -> dict[int, tuple[tuple[str, ...], bool]]:
    """List of each judged result the rules that it meets, and whether one of them rejects."""
    if not scores:
        return {}
    rejecting = {r["rule"] for r in law.at(day)["quality.westgard.rules"].rows() if r["rejects"]}
    met = westgard_array(np.array(scores, np.float64), day)
    found = {}
    for n in range(len(scores)):
        rules = tuple(rule for rule, at in met.items() if at[n])
        found[n] = (rules, bool(rejecting.intersection(rules)))
    return found
