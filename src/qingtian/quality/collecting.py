"""Findings from judgements: rows that a rule objects to, put together into stretches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from qingtian.quality.checks.catalogue import CHECKS
from qingtian.quality.finding import Finding
from qingtian.quality.flags import Flag
from qingtian.quality.judging import Judgement
from qingtian.quality.stream import Floats, Integers

UTMOST = frozenset(("change", "delay_h", "excess"))
"""Evidence of which the largest in size is told; of the rest the median."""

SCORES = {Flag.WRONG: 1.0, Flag.SUSPECT: 0.5}
"""How sure a flag is; a remark on values that count is no doubt at all. [1]"""


def findings(
    judgements: Iterable[Judgement], datastream: str = "", *, apart: int = 2
) -> list[Finding]:
    """Put flagged rows together.

    Parameters
    ----------
    judgements
        Of one datastream.
    datastream
        Its name.
    apart
        Rows whose times are at most so many periods apart are one finding. [steps]

    Returns
    -------
    list of Finding
        In order of time, then of the rule.
    """
    found = [_finding(each, datastream, rows) for each in judgements for rows in _runs(each, apart)]
    return sorted(found, key=lambda each: (each.start, each.rule, each.end))


def _runs(judgement: Judgement, apart: int) -> list[Integers]:
    """List the runs of rows with one flag that follow each other closely."""
    flags, times = judgement.judged.flags, judgement.series.times
    rows = np.flatnonzero(flags > Flag.VALID)
    if not len(rows):
        return []
    step = judgement.series.step
    breaks = flags[rows[1:]] != flags[rows[:-1]]
    if step is not None:
        breaks |= np.diff(times[rows]) > apart * step
    for words in judgement.judged.words.values():
        breaks |= words[rows[1:]] != words[rows[:-1]]
    bounds = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(rows)]
    return [rows[first:after] for first, after in pairwise(bounds)]


def _finding(judgement: Judgement, datastream: str, rows: Integers) -> Finding:
    series, judged = judgement.series, judgement.judged
    step = series.step if series.step is not None else np.timedelta64(1, "us")
    ahead = CHECKS[judgement.number].ahead(judgement.arguments)
    values = series.values[rows]
    there = values[~np.isnan(values)]
    evidence: dict[str, Any] = {
        key: short(value) for key, value in judgement.entry().arguments.items()
    }
    evidence |= {
        "count": len(rows),
        "run": len(rows),
        "lowest": short(there.min()) if len(there) else None,
        "highest": short(there.max()) if len(there) else None,
    }
    evidence |= {key: _told(key, each[rows]) for key, each in judged.evidence.items()}
    evidence |= {key: str(each[rows[0]]) for key, each in judged.words.items()}
    return Finding(
        rule=judgement.number,
        datastream=datastream,
        start=series.times[rows[0]],
        end=series.times[rows[-1]] + step,
        evidence=evidence,
        score=SCORES.get(Flag(int(judged.flags[rows[0]])), 0.0),
        detected_at=series.times[min(rows[-1] + ahead, len(series) - 1)],
        version=judgement.version,
    )


def _told(name: str, numbers: Floats) -> Any:  # noqa: ANN401 - what JSON holds
    there = numbers[~np.isnan(numbers)]
    if not len(there):
        return None
    if name in UTMOST:
        return short(there[np.argmax(np.abs(there))])
    return short(np.median(there))


def short(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    """Write a number with six digits, a whole one without point, an infinite one as text."""
    if isinstance(value, str) or value is None:
        return value
    if not np.isfinite(value):
        return str(value)
    brief = float(f"{value:.6g}")
    return int(brief) if brief == int(brief) else brief
