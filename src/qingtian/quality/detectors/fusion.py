"""Make one finding of what several detectors say about one stretch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from qingtian.quality.detectors.suspicion import Suspicion

CLEAREST = (
    "fake_shutdown",
    "cloned_neighbour",
    "copied_history",
    "constant",
    "sample_swap",
    "dilution",
    "treatment_mismatch",
    "o2_manipulation",
    "range_change",
    "upper_truncation",
)
"""Kinds whose evidence is direct; of two of like strength the earlier names the finding."""

CLEAR = 1.5
"""Strength from which on a suspicion may lengthen the stretch of a clearer one. [1]"""


def weight(one: Suspicion) -> float:
    """Tell how much a suspicion has to say about the name."""
    rank = CLEAREST.index(one.kind) if one.kind in CLEAREST else len(CLEAREST) + 1
    return min(one.strength, 6.0) * (1.5 - 0.04 * rank)


def fused(suspicions: Iterable[Suspicion]) -> list[Suspicion]:
    """Join suspicions of one stream that lie on one stretch.

    Parameters
    ----------
    suspicions
        Of any streams, in any order.

    Returns
    -------
    list of Suspicion
        In order of stream and start. Each has the kind of the clearest; the others stand in its
        evidence as `alternatives`.
    """
    by_stream: dict[str, list[Suspicion]] = defaultdict(list)
    for one in suspicions:
        if one.end > one.start:
            by_stream[one.stream].append(one)
    done = []
    for stream in sorted(by_stream):
        done += sorted(_joined(by_stream[stream]), key=lambda s: (s.start, s.end, s.kind))
    return done


def _joined(members: list[Suspicion]) -> list[Suspicion]:
    """Join the suspicions of one stream, the clearest first."""
    order = sorted(members, key=lambda s: (-weight(s), s.start, s.end, s.kind))
    groups: list[list[Suspicion]] = []
    for one in order:
        home = next((g for g in groups if _one_stretch(g, one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return [_one(group) for group in groups]


def _one_stretch(group: list[Suspicion], one: Suspicion) -> bool:
    """Tell whether a suspicion lies on the stretch of a group's clearest."""
    lead = group[0]
    shared = min(lead.end, one.end) - max(lead.start, one.start)
    shorter = min(lead.end - lead.start, one.end - one.start)
    longer = max(lead.end - lead.start, one.end - one.start)
    if one.kind == lead.kind:
        return shared > 0.3 * shorter
    return shared > 0.5 * shorter and (shorter > 0.15 * longer or one.start >= lead.start)


def _one(group: list[Suspicion]) -> Suspicion:
    """Write a group as one suspicion."""
    lead = group[0]
    same = [
        s for s in group if s.kind == lead.kind and s.strength >= min(0.6 * lead.strength, CLEAR)
    ]
    start, end = min(s.start for s in same), max(s.end for s in same)
    whole = [s for s in same if s.strength >= CLEAR and 2 * (s.end - s.start) > end - start]
    if end - start > 3 * (lead.end - lead.start) and not whole:
        start, end = lead.start, lead.end
    others = sorted({s.kind for s in group} - {lead.kind})
    evidence: dict[str, Any] = {
        "observed": None,
        "expected": None,
        "n": None,
        "lag_h": None,
        "compared": [],
    }
    evidence |= lead.evidence
    if evidence["expected"] is None:
        evidence["expected"] = evidence.get("expected_above", 0)
    if others:
        evidence["alternatives"] = others
    return Suspicion(
        lead.stream, start, end, lead.kind, max(s.strength for s in group), evidence, lead.category
    )
