"""Check that an instrument was traced to the national reference when it measured (QC-166)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from qingtian.quality.checks.judged import Judged, objected
from qingtian.quality.completeness import BEIJING
from qingtian.quality.stream import Series
from qingtian.quality.traceability import REASONS, Span


@dataclass(frozen=True)
class Traced:
    """A stretch in which the chains of an instrument hold, or break.

    Attributes
    ----------
    since, until
        Its beginning, and the moment after it; None = open. [UTC]
    reason
        One of `REASONS`; empty = the chains hold.
    link
        Certificate or node at which they break.
    """

    since: np.datetime64
    until: np.datetime64 | None
    reason: str = ""
    link: str = ""


def of_spans(spans: Sequence[Span]) -> list[Traced]:
    """Take over what a register says of an instrument; days are Beijing's."""
    return [
        Traced(
            _midnight(each.since),
            None if each.until is None else _midnight(each.until),
            each.breaks[0].reason if each.breaks else "",
            (each.breaks[0].number or each.breaks[0].node) if each.breaks else "",
        )
        for each in spans
    ]


def _midnight(day: date) -> np.datetime64:
    return np.datetime64(day, "us") - BEIJING


def untraced(series: Series, *, chains: Sequence[Traced], grace_d: float) -> Judged:
    """Mark what was measured while the chain to the national reference was broken (QC-166).

    Parameters
    ----------
    series
        What was measured; no value is changed.
    chains
        Stretches that do not overlap, in any order; outside of them nothing is judged.
    grace_d
        How long after the end of a certificate values are not doubted yet. [d]

    Returns
    -------
    Judged
        `SUSPECT` while a chain is broken, with the first reason of the stretch.
    """
    there = ~np.isnan(series.values)
    judged, bad = there & False, there & False
    words = {name: np.full(len(series), "", object) for name in ("zh", "en", "link")}
    grace = np.timedelta64(round(grace_d * 86_400_000_000), "us")
    for each in sorted(chains, key=lambda one: one.since):
        rows = there & (series.times >= each.since)
        if each.until is not None:
            rows &= series.times < each.until
        judged |= rows
        if each.reason:
            begin = each.since + grace if each.reason == "expired" else each.since
            rows &= series.times >= begin
            bad |= rows
            words["zh"][rows], words["en"][rows] = (REASONS[each.reason][k] for k in ("zh", "en"))
            words["link"][rows] = each.link
    return Judged(objected(series, judged, np.flatnonzero(bad)), words=words)
